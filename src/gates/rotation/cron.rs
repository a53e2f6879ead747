//! How often a clock's expression comes round: `cron` as workflows and Kubernetes write it (POSIX, five fields), and as AWS does (six).

use croner::Weekday;
use croner::parser::CronParser;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

/// Days that are looked at: every month in leap years and others.
const HORIZON: i32 = 4 * 366;

/// The longest time between two runs in whole days, rounded up; `None` where it cannot be told, or never runs.
pub(super) fn longest_gap(expression: &str) -> Option<u64> {
    let named = if expression.trim() == "@midnight" { "@daily" } else { expression.trim() };
    // A step after a number, as in `1/15`, is AWS's, and others take it too.
    let parser = CronParser::builder().sloppy_ranges(true);
    let cron = match named.split_whitespace().count() {
        1 if named.starts_with('@') => parser.build().parse(named),
        5 => parser.build().parse(named),
        // AWS counts weekdays from 1, and has a field for years, in which anything but all of them has an end.
        6 if named.ends_with(" *") => parser.alternative_weekdays(true).build().parse(&format!("0 {named}")),
        _ => return None,
    };
    let pattern = cron.ok()?.pattern;
    let runs = |day: Date| {
        let (year, month, of_month) = (i32::from(day.year()), u32::try_from(day.month()).ok()?, u32::try_from(day.day()).ok()?);
        let weekday = Weekday::from_days_from_sunday(u32::try_from(day.weekday().to_sunday_zero_offset()).ok()?);
        Some(pattern.month_match(month).ok()? && pattern.day_match(year, month, of_month, weekday).ok()?)
    };
    let start = date(2024, 1, 1);
    let ran: Vec<i32> = (0..HORIZON).filter(|at| start.checked_add(at.days()).ok().and_then(runs).unwrap_or(false)).collect();
    let gaps = ran.iter().zip(ran.iter().skip(1)).map(|(earlier, later)| later - earlier);
    gaps.max().and_then(|gap| u64::try_from(gap).ok())
}

#[cfg(test)]
mod tests {
    use super::longest_gap;
    use proptest::prelude::*;

    #[test]
    fn the_longest_gap_is_that_of_the_calendar() {
        for (expression, days) in [
            ("0 0 * * *", Some(1)),
            ("*/5 * * * *", Some(1)),
            ("0 0 1 * *", Some(31)),
            ("0 0 1,15 * *", Some(17)),
            ("0 0 1 */3 *", Some(92)),
            ("0 0 1 JAN,APR,JUL,OCT *", Some(92)),
            ("0 0 * * 1", Some(7)),
            ("0 0 * * MON-FRI", Some(3)),
            ("0 0 * * 7", Some(7)),
            ("0 0 1 1 *", Some(366)),
            ("0 0 31 * 0", Some(7)),
            ("@monthly", Some(31)),
            ("0 16 1 * ? *", Some(31)),
            ("0 8 ? * 2 *", Some(7)),
            ("0 8 ? * SUN *", Some(7)),
            ("0 0 30 2 *", None),
            ("0 0 1/15 * ? *", Some(15)),
            ("@midnight", Some(1)),
            ("@yearly", Some(366)),
            ("@every 5m", None),
            ("* * * * * * *", None),
            ("0 0 L * ? *", Some(31)),
            ("0 8 ? * 2#1 *", Some(35)),
            ("0 0 1 1 ? 2030", None),
            ("", None),
            ("0 0 1/0 * *", None),
        ] {
            assert_eq!(longest_gap(expression), days, "{expression}");
        }
    }

    proptest! {
        #[test]
        fn no_expression_is_too_much(text in "[0-9*?/,@ a-zLW#-]{0,30}") {
            let _ = longest_gap(&text);
        }
    }
}
