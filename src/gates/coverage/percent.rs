//! Percentages as exact numbers: a threshold is decimal text, a figure is two counts, and no float stands between them.

use crate::formats::coverage::Figure;
use serde::de::{Deserialize, Deserializer, Visitor};
use std::fmt;
use std::str::FromStr;

/// Most digits behind the point of a threshold.
const MOST_DIGITS: u32 = 9;
/// Digits behind the point of a percentage that nothing is compared with.
const SHOWN_DIGITS: u32 = 2;
/// Most digits behind the point that telling fail from pass may take.
const TELLING_DIGITS: u32 = 15;

/// A percentage from 0 to 100, as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent {
    /// The digits without their point.
    digits: u128,
    /// How many of them stand behind it.
    scale: u32,
}

impl Percent {
    /// A whole percentage; more than 100 is 100.
    pub(super) const fn whole(percent: u8) -> Self {
        let percent = if percent > 100 { 100 } else { percent };
        Self { digits: percent as u128, scale: 0 }
    }

    /// Whether the figure is at least this. Nothing of nothing is not.
    pub(super) fn met_by(self, figure: Figure) -> bool {
        let whole = u128::from(figure.total).saturating_mul(self.digits);
        let part = u128::from(figure.covered).saturating_mul(100).saturating_mul(10_u128.pow(self.scale));
        figure.total > 0 && part >= whole
    }

    /// The figure in percent, cut and never rounded up, with as many digits as tell it from this threshold where it does not meet it.
    pub(super) fn beside(self, figure: Figure) -> String {
        let digits = (SHOWN_DIGITS.max(self.scale)..=TELLING_DIGITS).find(|digits| self.met_by(figure) || self.is_above(figure, *digits));
        cut(figure, digits.unwrap_or(TELLING_DIGITS))
    }

    /// Whether the figure, cut to so many digits, is below this.
    fn is_above(self, figure: Figure, digits: u32) -> bool {
        let shown = scaled(figure, digits);
        shown.saturating_mul(10_u128.pow(self.scale)) < self.digits.saturating_mul(10_u128.pow(digits))
    }
}

/// `covered` of `total` in units of 10⁻ᵈⁱᵍⁱᵗˢ percent, cut.
fn scaled(figure: Figure, digits: u32) -> u128 {
    let part = u128::from(figure.covered).saturating_mul(100).saturating_mul(10_u128.pow(digits));
    part.checked_div(u128::from(figure.total)).unwrap_or(0)
}

fn cut(figure: Figure, digits: u32) -> String {
    let units = scaled(figure, digits);
    let power = 10_u128.pow(digits);
    let behind = format!("{:0width$}", units % power, width = usize::try_from(digits).unwrap_or(0));
    let behind = behind.trim_end_matches('0');
    let whole = units / power;
    if behind.is_empty() { format!("{whole} %") } else { format!("{whole}.{behind} %") }
}

/// The figure in percent, cut to two digits: 29999 of 30000 are 99.99 %.
pub(super) fn shown(figure: Figure) -> String {
    if figure.total == 0 { "nothing measured".to_owned() } else { cut(figure, SHOWN_DIGITS) }
}

/// The figure in percent for a JSON document; `None` of nothing. What is not all is less than 100, however near.
pub(super) fn number(figure: Figure) -> Option<f64> {
    /// The largest double below 100.
    const ALMOST: f64 = 99.999_999_999_999_99;
    if figure.total == 0 {
        return None;
    }
    let percent = figure.covered as f64 / figure.total as f64 * 100.0;
    // The product of a division may be off in its last digit; a fraction of the products is nearer.
    let nearer = figure.covered.checked_mul(100).map_or(percent, |part| part as f64 / figure.total as f64);
    Some(if figure.covered < figure.total { nearer.min(ALMOST) } else { 100.0 })
}

impl FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no percentage: write a number from 0 to 100, such as 80 or 66.67");
        let bare = text.trim().strip_suffix('%').unwrap_or(text.trim()).trim_end();
        let (whole, behind) = bare.split_once('.').unwrap_or((bare, ""));
        let behind = behind.trim_end_matches('0');
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 3 || !is_digits(whole) || !is_digits(behind) || bare.ends_with('.') {
            return Err(wrong());
        }
        let scale = u32::try_from(behind.len()).map_err(|_long| wrong())?;
        if scale > MOST_DIGITS {
            return Err(format!("{text:?} has more than {MOST_DIGITS} digits behind the point"));
        }
        let digits: u128 = format!("{whole}{behind}").parse().map_err(|_error| wrong())?;
        if digits > 100 * 10_u128.pow(scale) {
            return Err(wrong());
        }
        Ok(Self { digits, scale })
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let power = 10_u128.pow(self.scale);
        write!(formatter, "{}", self.digits / power)?;
        if self.scale > 0 {
            write!(formatter, ".{:0width$}", self.digits % power, width = usize::try_from(self.scale).unwrap_or(0))?;
        }
        formatter.write_str(" %")
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

/// A percentage in a configuration: a number, or a number as text.
struct Written;

impl Visitor<'_> for Written {
    type Value = Percent;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a percentage from 0 to 100, such as 80 or \"66.67\"")
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Percent, E> {
        number.to_string().parse().map_err(E::custom)
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Percent, E> {
        number.to_string().parse().map_err(E::custom)
    }

    /// The shortest text that reads back as the same double is the text that was written.
    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Percent, E> {
        number.to_string().parse().map_err(E::custom)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Percent, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Percent {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Percent".into()
    }

    fn json_schema(_generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A percentage from 0 to 100, compared exactly.",
            "type": ["number", "string"],
            "minimum": 0,
            "maximum": 100,
            "pattern": "^[0-9]{1,3}([.][0-9]+)? ?%?$"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Percent, number, shown};
    use crate::formats::coverage::Figure;
    use proptest::prelude::*;

    fn figure(covered: u64, total: u64) -> Figure {
        Figure { covered, total }
    }

    fn percent(text: &str) -> Percent {
        text.parse().unwrap()
    }

    #[test]
    fn almost_is_not_enough() {
        assert!(!percent("100").met_by(figure(29_999, 30_000)));
        assert!(!percent("66.67").met_by(figure(2, 3)));
        assert!(percent("66.66").met_by(figure(2, 3)));
        assert!(!percent("80").met_by(figure(79_999, 100_000)));
        assert!(percent("80").met_by(figure(4, 5)));
        assert!(!percent("0").met_by(figure(0, 0)));
        assert!(!percent("78.95").met_by(figure(45, 57)));
        assert!(percent("78.947368").met_by(figure(45, 57)));
    }

    #[test]
    fn what_fails_never_reads_like_what_passes() {
        assert_eq!(percent("100").beside(figure(29_999, 30_000)), "99.99 %");
        assert_eq!(percent("66.67").beside(figure(2, 3)), "66.66 %");
        assert_eq!(percent("80").beside(figure(79_999_999, 100_000_000)), "79.99 %");
        assert_eq!(percent("66.666666667").beside(figure(2, 3)), "66.666666666 %");
        assert_eq!(percent("50").beside(figure(1, 2)), "50 %");
        assert_eq!(shown(figure(0, 0)), "nothing measured");
        assert_eq!(number(figure(2, 3)), Some(200.0 / 3.0));
        assert!(number(figure(u64::MAX - 1, u64::MAX)).unwrap() < 100.0);
    }

    #[test]
    fn only_percentages_are_taken() {
        for wrong in ["", "-1", "101", "1e2", "80.", ".5", "0x10", "NaN", "100.0000000001", "1.2.3", "٣"] {
            assert!(wrong.parse::<Percent>().is_err(), "{wrong}");
        }
        assert_eq!(percent("66.670").to_string(), "66.67 %");
        assert_eq!(percent("80%").to_string(), "80 %");
    }

    proptest! {
        #[test]
        fn shown_tells_fail_from_pass(covered in 0_u64..5000, extra in 0_u64..5000, threshold in 0_u32..=10_000) {
            let total = covered + extra;
            prop_assume!(total > 0);
            let percent: Percent = format!("{}.{:02}", threshold / 100, threshold % 100).parse().unwrap();
            let text = percent.beside(figure(covered, total));
            let shown: f64 = text.trim_end_matches(" %").parse().unwrap();
            prop_assert_eq!(percent.met_by(figure(covered, total)), shown >= f64::from(threshold) / 100.0);
        }
    }
}
