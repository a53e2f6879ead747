//! The same finding from two tools, or from two runs of one, counts once.

use super::items::Item;
use crate::text::RepoPath;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Where something is, as far as two tools agree on it.
type Spot = (Option<RepoPath>, u32);

/// Column, rule and message.
type Exact = (u32, String, String);

/// Findings of one line that are compared with each other.
const COMPARED: usize = 100;

/// Merges what is the same; gives how many findings that took away.
pub(super) fn merge(items: Vec<Item>) -> (Vec<Item>, usize) {
    let before = items.len();
    let mut kept: Vec<Item> = Vec::new();
    let mut at: BTreeMap<Spot, Vec<usize>> = BTreeMap::new();
    // Of lines with very many findings, those that are not compared with each other: by what two runs of one tool agree on.
    let mut beyond: BTreeMap<(Spot, Exact), usize> = BTreeMap::new();
    for item in items {
        let spot = spot(&item);
        let here = at.entry(spot.clone()).or_default();
        let mut known = here.iter().copied().find(|index| kept.get(*index).is_some_and(|known| is_same(known, &item)));
        if known.is_none() && here.len() < COMPARED {
            here.push(kept.len());
        } else if known.is_none() {
            let place = beyond.entry((spot, exact(&item))).or_insert(kept.len());
            known = (*place < kept.len()).then_some(*place);
        }
        match known.and_then(|index| kept.get_mut(index)) {
            Some(known) => absorb(known, item),
            None => kept.push(item),
        }
    }
    let gone = before - kept.len();
    (kept, gone)
}

fn spot(item: &Item) -> Spot {
    let place = item.finding.place.as_ref();
    (place.and_then(|place| place.path.clone()), place.map_or(0, |place| place.start.line))
}

fn exact(item: &Item) -> Exact {
    let column = item.finding.place.as_ref().map_or(0, |place| place.start.column);
    (column, item.finding.rule_id.clone(), item.finding.message.clone())
}

/// Whether both, which stand on one line, are one finding.
fn is_same(known: &Item, other: &Item) -> bool {
    let column = |item: &Item| item.finding.place.as_ref().map_or(0, |place| place.start.column);
    let (one, two) = (column(known), column(other));
    let is_told = !known.tools.is_empty() && !other.tools.is_empty();
    let from_another = is_told && !other.tools.iter().any(|tool| known.tools.contains(tool));
    if !from_another {
        // The same run twice: the compiler's for the library and for its tests, a header's for each file that includes it.
        return one == two && known.finding.rule_id == other.finding.rule_id && known.finding.message == other.finding.message;
    }
    if known.finding.rule_id.is_empty() || other.finding.rule_id.is_empty() {
        return (one == two || one == 0 || two == 0) && known.key.message == other.key.message;
    }
    equivalent(&known.finding.rule_id, &other.finding.rule_id)
}

fn absorb(known: &mut Item, other: Item) {
    known.finding.severity = known.finding.severity.max(other.finding.severity);
    for tool in other.tools {
        if !known.tools.contains(&tool) {
            let rule = if other.finding.rule_id.is_empty() { String::new() } else { format!(" ({})", other.finding.rule_id) };
            known.finding.notes.push(format!("{tool} reports it too{rule}"));
            known.tools.push(tool);
        }
    }
    if known.finding.place.as_ref().is_some_and(|place| place.start.column == 0) {
        known.finding.place = other.finding.place;
        known.finding.snippet = other.finding.snippet;
    }
}

/// Whether two names are of one rule.
fn equivalent(one: &str, other: &str) -> bool {
    #[derive(Deserialize)]
    struct Table {
        same: Vec<Vec<String>>,
    }
    static CLASSES: OnceLock<BTreeMap<String, usize>> = OnceLock::new();
    let classes = CLASSES.get_or_init(|| {
        let table = toml::from_str::<Table>(include_str!("same.toml")).map(|table| table.same).unwrap_or_default();
        table.into_iter().enumerate().flat_map(|(class, names)| names.into_iter().map(move |name| (name, class))).collect()
    });
    one == other || classes.get(one).is_some_and(|class| classes.get(other) == Some(class))
}

#[cfg(test)]
mod tests {
    use super::{equivalent, merge};
    use crate::gates::diagnostics::tests::item;

    #[test]
    fn rules_of_different_names_are_known_to_be_the_same() {
        assert!(equivalent("F401", "unused-import"));
        assert!(equivalent("x", "x"));
        assert!(!equivalent("F401", "F841"));
    }

    #[test]
    fn one_finding_of_three_tools_counts_once_and_names_them() {
        let items = vec![
            item("ruff", "F401", "a.py", 1, 8, "`os` imported but unused"),
            item("flake8", "F401", "a.py", 1, 1, "'os' imported but unused"),
            item("pylint", "unused-import", "a.py", 1, 1, "Unused import os"),
            item("pylint", "unused-import", "a.py", 2, 1, "Unused import re"),
        ];
        let (kept, gone) = merge(items);
        assert_eq!((kept.len(), gone), (2, 2));
        assert_eq!(kept[0].finding.notes, ["flake8 reports it too (F401)", "pylint reports it too (unused-import)"]);
    }

    #[test]
    fn a_line_of_very_many_findings_is_not_compared_pair_by_pair() {
        let many = || (0..10_000).map(|number| item("eslint", "no-undef", "a.js", 1, 1, &format!("'x{number}' is not defined.")));
        let (kept, gone) = merge(many().chain(many()).collect());
        assert_eq!((kept.len(), gone), (10_000, 10_000));
    }

    #[test]
    fn two_findings_of_one_tool_on_a_line_stay_two() {
        let twice = || {
            vec![
                item("eslint", "no-undef", "a.js", 1, 1, "'a' is not defined."),
                item("eslint", "no-undef", "a.js", 1, 5, "'b' is not defined."),
            ]
        };
        assert_eq!(merge(twice()).0.len(), 2);
        // Another tool that sees both takes away neither.
        let both = twice()
            .into_iter()
            .chain([item("oxlint", "eslint(no-undef)", "a.js", 1, 1, "a"), item("oxlint", "eslint(no-undef)", "a.js", 1, 5, "b")]);
        assert_eq!(merge(both.collect()).0.len(), 2);
        // The same run again does.
        let again = twice().into_iter().chain(twice());
        assert_eq!(merge(again.collect()).0.len(), 2);
    }
}
