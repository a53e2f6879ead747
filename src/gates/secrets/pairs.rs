//! Credentials of two parts: an identifier and its secret near each other are one finding with both places.

use super::look::Seen;
use crate::detect::{Candidate, RuleSet};
use crate::model::Finding;
use crate::text::LineIndex;
use std::collections::BTreeSet;

/// Lines between the two parts.
const APART: u32 = 12;
/// Findings between the two parts, at most: a minified file may have thousands in one line.
const BETWEEN: usize = 64;

/// Joins each secret with the nearest identifier of the rule that it pairs with, and tells `paired` of the two. An identifier alone stays
/// what its rule makes of it.
pub(super) fn join(
    findings: &mut Vec<(&Candidate, Seen)>,
    rules: &RuleSet,
    lines: &LineIndex<'_>,
    mut paired: impl FnMut(&Finding, &Candidate),
) {
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let joined: Vec<(usize, usize)> = findings
        .iter()
        .enumerate()
        .filter_map(|(number, (candidate, _))| {
            let wanted = rules.get(candidate.rule)?.pairs_with.as_deref()?;
            let line = lines.place(candidate.secret.start).line;
            let distance = |other: &Candidate| lines.place(other.secret.start).line.abs_diff(line);
            let (partner, _) = findings
                .iter()
                .enumerate()
                .skip(number.saturating_sub(BETWEEN))
                .take(2 * BETWEEN + 1)
                .filter(|(_, (other, _))| rules.get(other.rule).is_some_and(|rule| rule.id == wanted))
                .map(|(at, (other, _))| (at, (distance(other), other.secret.start.abs_diff(candidate.secret.start))))
                .filter(|(at, (apart, _))| *apart <= APART && !taken.contains(at))
                .min_by_key(|(_, distance)| *distance)?;
            taken.insert(partner);
            Some((number, partner))
        })
        .collect();
    for (secret, identifier) in joined {
        let Some((part, Seen { finding: other, .. })) = findings.get(identifier) else { continue };
        let part = *part;
        let (place, title, severity, notes) = (other.place.clone(), other.message.clone(), other.severity, other.notes.clone());
        if let Some((_, Seen { finding, .. })) = findings.get_mut(secret) {
            let line = place.as_ref().map_or(0, |place| place.start.line);
            finding.message = format!("{}, with its {} in line {line}", finding.message, lower_first(&title));
            finding.also.extend(place);
            finding.severity = finding.severity.max(severity);
            finding.notes.extend(notes);
            paired(finding, part);
        }
    }
    let mut number = 0;
    findings.retain(|_| {
        number += 1;
        !taken.contains(&(number - 1))
    });
}

/// A title in the middle of a sentence: acronyms and names of vendors keep their capitals.
fn lower_first(title: &str) -> String {
    let first = title.split(' ').next().unwrap_or_default();
    let is_plain = first.chars().skip(1).all(char::is_lowercase) && matches!(first, "Access" | "Key" | "Client" | "Account" | "Api");
    if is_plain { title.replacen(first, &first.to_lowercase(), 1) } else { title.to_owned() }
}
