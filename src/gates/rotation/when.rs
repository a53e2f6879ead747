//! Points in time as providers and people write them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::de::{Error, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::fmt;

/// A point in time, and how exact it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    /// The point; the start of the day in UTC where only a day is known.
    pub(super) at: Timestamp,
    /// Whether only the day is known.
    pub(super) day: bool,
}

impl When {
    pub(super) fn exact(at: Timestamp) -> Self {
        Self { at, day: false }
    }

    /// From seconds since 1970.
    pub(super) fn from_second(seconds: i64) -> Option<Self> {
        Timestamp::from_second(seconds).ok().map(Self::exact)
    }

    /// How much later than it says it may be: a day, or what clocks differ by.
    pub(super) fn leeway(self) -> SignedDuration {
        if self.day { SignedDuration::from_hours(24) } else { SignedDuration::from_mins(5) }
    }

    /// Whether it lies after `now` by more than its leeway.
    pub(super) fn is_after(self, now: Timestamp) -> bool {
        self.at.duration_since(now) > self.leeway()
    }

    /// RFC 3339 with any number of decimals and any offset, a blank instead of the `T`, or a day alone.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() == 10 {
            return text.parse::<Date>().ok().and_then(Self::of_day);
        }
        // An offset that is not there would be a guess of up to a day.
        text.parse::<Timestamp>().ok().map(Self::exact)
    }

    fn of_day(date: Date) -> Option<Self> {
        let at = date.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp();
        Some(Self { at, day: true })
    }

    /// As JSON has it: text, or seconds since 1970, whole or not.
    pub(super) fn from_json(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Self::parse(text),
            Value::Number(number) => match number.as_i64() {
                Some(seconds) => Self::from_second(seconds),
                None => {
                    let seconds = number.as_f64().filter(|seconds| seconds.is_finite())?;
                    let duration = SignedDuration::try_from_secs_f64(seconds).ok()?;
                    Timestamp::UNIX_EPOCH.checked_add(duration).ok().map(Self::exact)
                }
            },
            _ => None,
        }
    }
}

/// The day for a day, the second for a point.
impl fmt::Display for When {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.day { formatter.write_str(&day(self.at)) } else { formatter.write_str(&second(self.at)) }
    }
}

/// The day of a point in time, UTC.
pub(super) fn day(at: Timestamp) -> String {
    at.to_zoned_datetime(TimeZone::UTC).date().to_string()
}

/// A point in time without parts of a second.
pub(super) fn second(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;
        impl<'de> Visitor<'de> for Written {
            type Value = When;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a day such as 2026-09-01, or a time with its offset such as 2026-09-01T12:00:00Z")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<When, E> {
                let wrong = || {
                    E::custom(format!("{text} is no date: write a day as 2026-09-01, or a time with its offset as 2026-09-01T12:00:00Z"))
                };
                When::parse(text).ok_or_else(wrong)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<When, A::Error> {
                let date = toml::value::Datetime::deserialize(MapAccessDeserializer::new(map))?;
                self.visit_str(&date.to_string())
            }
        }
        deserializer.deserialize_any(Written)
    }
}

#[cfg(test)]
mod tests {
    use super::When;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn every_form_that_providers_write_is_read() {
        let second = When::from_json(&json!(1_795_029_908)).unwrap();
        for (text, same) in [
            ("2026-11-18T19:25:08Z", true),
            ("2026-11-18T19:25:08.000000123Z", false),
            ("2026-11-18T19:25:08.113691Z", false),
            ("2026-11-18T20:25:08+01:00", true),
            ("2026-11-18 19:25:08+00:00", true),
            ("2026-11-18T19:25:08.000-00:00", true),
        ] {
            let when = When::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(when.at.as_second(), second.at.as_second(), "{text}");
            assert_eq!(when == second, same, "{text}");
        }
        assert_eq!(When::from_json(&json!(1_795_029_908.25)).unwrap().at.as_millisecond(), 1_795_029_908_250);
        assert!(When::parse("2026-11-18").unwrap().day);
        for text in ["", "2026-13-01", "2026-11-18T19:25:08", "yesterday", "N/A", "2026-02-30", "0000000000"] {
            assert_eq!(When::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_and_no_number_is_too_much(text in "\\PC{0,40}", number in any::<f64>()) {
            let _ = When::parse(&text);
            let _ = When::from_json(&json!(number));
        }
    }
}
