//! The due dates of keys as a calendar (RFC 5545), so that a rotation lands where people look.

use super::keys::{self, KeyRow};
use crate::model::{Fingerprint, Report};
use crate::text::one_line;
use icalendar::{Calendar, Component as _, Event, Property};
use jiff::{SignedDuration, Timestamp};

/// An all-day event for every key that has a date. Identifiers do not change from run to run, so that a calendar moves an event and
/// does not double it.
pub fn ics(report: &Report) -> String {
    let mut calendar = Calendar::empty();
    for (name, value) in [("VERSION", "2.0"), ("PRODID", "-//golive//rotation//EN"), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")] {
        calendar.append_property(Property::new(name, value));
    }
    calendar.name("Key rotation");
    for row in keys::rows(report) {
        calendar.extend(event(&row, report.started));
    }
    calendar.done().to_string()
}

fn event(row: &KeyRow<'_>, started: Timestamp) -> Option<Event> {
    let due: Timestamp = row.due?.parse().ok()?;
    let day = |at: Timestamp| basic(at).get(..8).map(str::to_owned);
    let (first, last) = (day(due)?, day(due.checked_add(SignedDuration::from_hours(24)).ok()?)?);
    let ends = row.due_by == Some("expiry");
    let mut event = Event::new();
    let verb = if ends { "Replace" } else { "Rotate" };
    event.summary(&format!("{verb} {}", one_line(row.name)));
    event.description(&description(row, ends));
    event.uid(&format!("{}@golive", Fingerprint::new("ics", format!("{}\0{}", row.source, row.name).as_bytes()).as_str()));
    event.add_property("DTSTAMP", basic(started));
    event.append_property(Property::new("DTSTART", first).add_parameter("VALUE", "DATE").done());
    event.append_property(Property::new("DTEND", last).add_parameter("VALUE", "DATE").done());
    event.add_property("TRANSP", "TRANSPARENT");
    event.add_property("CATEGORIES", "key rotation");
    if let Some(link) = row.runbook.filter(|runbook| runbook.starts_with("https://") && !runbook.contains(char::is_whitespace)) {
        event.add_property("URL", one_line(link));
    }
    Some(event.done())
}

fn description(row: &KeyRow<'_>, ends: bool) -> String {
    let mut lines = vec![format!("Source: {} ({})", one_line(row.source), row.evidence)];
    lines.push(if ends { "It ends on this day.".to_owned() } else { "It has then reached the age it may have.".to_owned() });
    lines.extend(row.owner.map(|owner| format!("Owner: {}", one_line(owner))));
    lines.extend(row.runbook.map(|runbook| format!("Runbook: {}", one_line(runbook))));
    lines.join("\n")
}

/// `20261118T180508Z`.
fn basic(at: Timestamp) -> String {
    let text = Timestamp::from_second(at.as_second()).unwrap_or(at).to_string();
    text.chars().filter(|character| !matches!(character, '-' | ':')).collect()
}

#[cfg(test)]
mod tests {
    use super::ics;
    use crate::model::{GateReport, Outcome, Report};
    use jiff::Timestamp;
    use serde_json::json;
    use std::time::Duration;

    #[test]
    fn every_key_with_a_date_is_an_event_and_no_name_breaks_out_of_its_line() {
        let mut outcome = Outcome::skipped("");
        let keys = json!([
            { "name": "a\r\nEND:VEVENT,;\\\u{202e}", "source": "manual", "due": "2026-11-30T22:00:00Z", "due_by": "age", "owner": "@a;b",
              "runbook": "https://example.org/r", "evidence": "claimed" },
            { "name": "no date", "due": null },
            { "name": "end", "due": "2026-12-31T00:00:00Z", "due_by": "expiry" },
        ]);
        outcome.metrics.insert("keys".to_owned(), keys);
        let gates = vec![GateReport { gate: "rotation", outcome, took: Duration::ZERO }];
        let report = Report { started: Timestamp::UNIX_EPOCH, took: Duration::ZERO, gates, requirements: Vec::new(), troubles: Vec::new() };
        let text = ics(&report);
        let lines: Vec<&str> = text.split("\r\n").collect();
        let count = |wanted: &str| lines.iter().filter(|line| **line == wanted).count();
        assert_eq!((count("BEGIN:VEVENT"), count("END:VEVENT"), count("SUMMARY:Replace end")), (2, 2, 1), "{text}");
        assert_eq!((count("DTSTART;VALUE=DATE:20261130"), count("URL:https://example.org/r")), (1, 1), "{text}");
        assert_eq!(text, ics(&report));
        assert!(text.lines().all(|line| line.len() <= 75) && text.matches("\r\n").count() == text.matches('\n').count());
    }
}
