//! How often a clock's expression comes round: `cron` as workflows and Kubernetes write it (POSIX, five fields), and as AWS does (six).

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

/// Days that are looked at: every month in leap years and others.
const HORIZON: i32 = 4 * 366;
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// The longest time between two runs in whole days, rounded up; `None` where it cannot be told, or never runs.
pub(super) fn longest_gap(expression: &str) -> Option<u64> {
    let named = match expression.trim() {
        "@hourly" | "@daily" | "@midnight" => "0 0 * * *",
        "@weekly" => "0 0 * * 0",
        "@monthly" => "0 0 1 * *",
        other => other,
    };
    let fields: Vec<&str> = named.split_whitespace().collect();
    let (days, months, weekdays, first_weekday) = match fields.as_slice() {
        [_, _, days, months, weekdays] => (days, months, weekdays, 0),
        // AWS counts weekdays from 1, and has a field for years.
        [_, _, days, months, weekdays, "*"] => (days, months, weekdays, 1),
        _ => return None,
    };
    let any = |field: &str| field.starts_with(['*', '?']) && !field.contains('/');
    let (any_day, any_weekday) = (any(days), any(weekdays));
    let days = values(days, 1, 31, &[])?;
    let months = values(months, 1, 12, &MONTHS)?;
    let weekdays: Vec<i64> = values(weekdays, first_weekday, first_weekday + 7, &WEEKDAYS)?;
    let weekdays: Vec<i64> = weekdays.into_iter().map(|day| (day - first_weekday).rem_euclid(7)).collect();
    let runs = |day: Date| {
        let (of_month, of_week) = (i64::from(day.day()), i64::from(day.weekday().to_sunday_zero_offset()));
        let (on_day, on_weekday) = (days.contains(&of_month), weekdays.contains(&of_week));
        // Two restrictions of the day are alternatives.
        let on = if any_day || any_weekday { on_day && on_weekday } else { on_day || on_weekday };
        on && months.contains(&i64::from(day.month()))
    };
    let start = date(2024, 1, 1);
    let ran: Vec<i32> = (0..HORIZON).filter(|at| start.checked_add(at.days()).is_ok_and(runs)).collect();
    let gaps = ran.iter().zip(ran.iter().skip(1)).map(|(earlier, later)| later - earlier);
    gaps.max().and_then(|gap| u64::try_from(gap).ok())
}

/// The numbers of a field: `*`, `?`, `a`, `a-b`, each with `/step`, and lists of them. Names stand for numbers from `low`.
fn values(field: &str, low: i64, high: i64, names: &[&str]) -> Option<Vec<i64>> {
    let number = |text: &str| {
        let word = names.iter().position(|name| name.eq_ignore_ascii_case(text)).and_then(|at| i64::try_from(at).ok());
        word.map(|at| at + low).or_else(|| text.parse().ok()).filter(|number| (low..=high).contains(number))
    };
    let mut found = Vec::new();
    for part in field.split(',') {
        let (range, step) = part.split_once('/').map_or((part, None), |(range, step)| (range, Some(step)));
        let step: usize = step.map_or(Some(1), |step| step.parse().ok()).filter(|step| *step > 0)?;
        let (from, to) = match range.split_once('-') {
            Some((from, to)) => (number(from)?, number(to)?),
            None if matches!(range, "*" | "?") => (low, high),
            None if part.contains('/') => (number(range)?, high),
            None => (number(range)?, number(range)?),
        };
        found.extend((from..=to).step_by(step));
    }
    Some(found)
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
            ("0 0 L * ? *", None),
            ("0 8 ? * 2#1 *", None),
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
