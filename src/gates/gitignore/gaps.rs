//! What the rules let through, one gap a family and cause.

use super::allow::AllowList;
use super::ask::{Answers, Views};
use super::family::Families;
use super::ignore_file::IgnoreFile;
use super::inventory::Inventory;
use super::probes::{Probe, Reason};
use crate::git::IgnoreRule;
use crate::model::Severity;
use crate::text::RepoPath;
use ignore::gitignore::GitignoreBuilder;
use std::collections::BTreeMap;

/// Why a path is not kept out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    /// No rule matches it.
    Missing,
    /// This negation frees it.
    Undone(IgnoreRule),
    /// A rule matches it, in a file that only this machine has.
    OnlyHere(IgnoreRule),
    /// A rule matches it where `core.ignoreCase` is true, and only there.
    CaseOnly(IgnoreRule),
}

/// Paths of one family that are let through for one cause.
#[derive(Debug, Clone)]
pub(super) struct Gap {
    pub(super) cause: Cause,
    pub(super) severity: Severity,
    /// Indexes of the families, sorted; one where nothing is there that matches.
    pub(super) families: Vec<usize>,
    /// Asked about, and let through.
    pub(super) probes: Vec<Probe>,
    /// The rule that would have kept the first of them out, had it not been undone.
    pub(super) beaten: Option<(RepoPath, u32)>,
}

impl Gap {
    /// Files that exist.
    pub(super) fn present(&self) -> impl Iterator<Item = &RepoPath> {
        self.probes.iter().filter(|probe| probe.reason >= Reason::Present).map(|probe| &probe.path)
    }
}

/// The gaps. `is_secret` looks into a file that exists and is not kept out.
pub(super) fn gaps(
    probes: &[Probe],
    answers: &Answers,
    families: &Families,
    inventory: &Inventory,
    allow: &AllowList,
    files: &[IgnoreFile],
    is_secret: &dyn Fn(&Probe) -> bool,
) -> Vec<Gap> {
    let mut grouped: BTreeMap<(Cause, Option<usize>), Gap> = BTreeMap::new();
    for probe in probes {
        let (Some(views), Some(family)) = (answers.of(&probe.path), families.get(probe.family)) else { continue };
        if views.is_protected() || views.is_refused() || allow.allows(&family.id, &probe.path) {
            continue;
        }
        let cause = cause(views);
        if probe.reason == Reason::OddCase && !matches!(cause, Cause::CaseOnly(_)) {
            continue;
        }
        if probe.reason >= Reason::Present && !is_secret(probe) {
            continue;
        }
        let key = (cause == Cause::Missing).then_some(probe.family);
        let severity = probe.severity(family, inventory.expected.contains(&probe.family));
        let gap = grouped.entry((cause.clone(), key)).or_insert_with(|| Gap {
            cause,
            severity,
            families: Vec::new(),
            probes: Vec::new(),
            beaten: None,
        });
        gap.severity = gap.severity.max(severity);
        gap.families.push(probe.family);
        gap.probes.push(probe.clone());
    }
    let mut gaps: Vec<Gap> = grouped.into_values().collect();
    for gap in &mut gaps {
        gap.families.sort_unstable();
        gap.families.dedup();
        if let (Cause::Undone(rule), Some(first)) = (&gap.cause, gap.probes.first()) {
            gap.beaten = beaten(rule, &first.path, files);
        }
    }
    gaps
}

fn cause(views: &Views) -> Cause {
    let open = if views.exact.is_ignored() { &views.folded } else { &views.exact };
    if let Some(rule) = open.rule() {
        return Cause::Undone(rule.clone());
    }
    if let (false, Some(rule)) = (views.exact.is_ignored(), views.folded.rule().filter(|rule| !rule.is_negated())) {
        return Cause::CaseOnly(rule.clone());
    }
    match views.here.rule() {
        Some(rule) if !rule.is_negated() && !rule.is_shared() => Cause::OnlyHere(rule.clone()),
        _ => Cause::Missing,
    }
}

/// The last line before `rule` that matches the path too. Only for the explanation: git was asked for what counts.
fn beaten(rule: &IgnoreRule, path: &RepoPath, files: &[IgnoreFile]) -> Option<(RepoPath, u32)> {
    let mut applying: Vec<&IgnoreFile> = files.iter().filter(|file| path.is_within(&file.folder)).collect();
    applying.sort_by_key(|file| std::cmp::Reverse(file.folder.as_bytes().len()));
    for file in applying {
        let own = file.path == rule.source;
        let mut lines: Vec<_> = file.patterns().filter(|line| !line.negated && (!own || line.number < rule.line)).collect();
        lines.reverse();
        for line in lines {
            let mut builder = GitignoreBuilder::new("/");
            let relative = path.as_bytes().get(file.folder.as_bytes().len()..).unwrap_or_default();
            let relative = RepoPath::new(relative.strip_prefix(b"/").unwrap_or(relative));
            let Ok(text) = std::str::from_utf8(line.pattern) else { continue };
            if builder.add_line(None, text).is_err() {
                continue;
            }
            let Ok(matcher) = builder.build() else { continue };
            if matcher.matched_path_or_any_parents(relative.to_path("".as_ref()), false).is_ignore() {
                return Some((file.path.clone(), line.number));
            }
        }
    }
    None
}
