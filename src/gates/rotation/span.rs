//! Lengths of time as they are written in the configuration: `90d`.

use jiff::{SignedDuration, Span, SpanRelativeTo};
use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// Seconds in a day; keys are judged in days of 24 hours, whatever the clocks of a country do.
const DAY: i64 = 86_400;

/// A length of time longer than none. Days are 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Length(SignedDuration);

impl Length {
    /// So many days.
    pub(super) const fn days(days: i64) -> Self {
        Self(SignedDuration::from_secs(days * DAY))
    }

    /// So many seconds.
    pub(super) const fn seconds(seconds: i64) -> Self {
        Self(SignedDuration::from_secs(seconds))
    }

    pub(super) fn duration(self) -> SignedDuration {
        self.0
    }

    pub(super) fn std(self) -> std::time::Duration {
        std::time::Duration::try_from(self.0).unwrap_or_default()
    }

    fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.chars().all(|character| character.is_ascii_digit()) && !text.is_empty() {
            return Err(unit(text));
        }
        let wrong = || format!("{text} is no length of time: write it as \"90d\", \"12 weeks\" or \"36h\"");
        let span: Span = text.parse().map_err(|_error| wrong())?;
        let duration = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_error| {
            format!("{text} has no fixed length, since months and years differ: write it in days or weeks, for example \"90d\"")
        })?;
        if duration.is_zero() || duration.is_negative() {
            return Err(format!("{text} is no length of time: it must be longer than none"));
        }
        Ok(Self(duration))
    }
}

fn unit(number: impl fmt::Display) -> String {
    format!("{number} has no unit: write \"{number}d\" for {number} days")
}

impl fmt::Display for Length {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&words(self.0))
    }
}

/// A duration as people say it: whole days, or hours and less where it is under two days.
pub(super) fn words(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().abs();
    match seconds {
        s if s >= 2 * DAY || (s >= DAY && s % DAY == 0) => {
            crate::text::count(usize::try_from(s / DAY).unwrap_or(usize::MAX), "day", "days")
        }
        s if s >= 7200 => format!("{} hours", s / 3600),
        s if s >= 120 => format!("{} minutes", s / 60),
        s => crate::text::count(usize::try_from(s).unwrap_or(usize::MAX), "second", "seconds"),
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Length;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a length of time such as \"90d\"")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Length, E> {
                Length::parse(text).map_err(E::custom)
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Length, E> {
                if number < 0 { Err(E::invalid_value(Unexpected::Signed(number), &self)) } else { Err(E::custom(unit(number))) }
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Length, E> {
                Err(E::custom(unit(number)))
            }
        }
        deserializer.deserialize_any(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::Length;

    #[test]
    fn lengths_have_a_unit_and_a_fixed_length() {
        for (text, days) in [("90d", 90), ("12w", 84), ("48h", 2), (" 2 days ", 2), ("1w 1d", 8)] {
            assert_eq!(Length::parse(text).unwrap(), Length::days(days), "{text}");
        }
        for (text, said) in
            [("90", "write \"90d\""), ("3mo", "days or weeks"), ("1y", "days or weeks"), ("-3d", "longer"), ("0d", "longer")]
        {
            assert!(Length::parse(text).unwrap_err().contains(said), "{text}: {}", Length::parse(text).unwrap_err());
        }
        for text in ["", "soon", "90q", "9999999999999999999d", "P"] {
            assert!(Length::parse(text).is_err(), "{text}");
        }
    }
}
