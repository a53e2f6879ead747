//! From what was seen to findings, evidence and numbers.

use super::ask::Views;
use super::family::Families;
use super::fix::Fixed;
use super::gaps::{Cause, Gap};
use super::ignore_file::IgnoreFile;
use super::inventory::{Named, is_test_data};
use super::look::{HiddenTemplate, Inert, Seen};
use super::words::{list, names, paths, places};
use crate::git::{IgnoreRule, Touched};
use crate::model::{Answer, Evidence, Finding, Fingerprint, Origin, Outcome, Place, Severity, Snippet, Trouble, Verdict};
use crate::text::{LineColumn, RepoPath, count, one_line};
use bstr::ByteSlice as _;

/// The requirement this gate answers.
const REQUIREMENT: &str = "auth.gitignore";
/// Tracked secrets of one family with a finding each; the rest is counted.
const MOST_TRACKED: usize = 20;
/// Widest snippet, in characters.
const WIDTH: usize = 160;
/// The root's ignore file.
const ROOT_FILE: &str = ".gitignore";

/// A report in the making.
pub(super) struct Report<'run> {
    families: &'run Families,
    seen: &'run Seen,
    findings: Vec<Finding>,
    troubles: Vec<Trouble>,
    history: Option<usize>,
    notes: Vec<String>,
}

impl<'run> Report<'run> {
    /// With every finding but those of history.
    pub(super) fn new(families: &'run Families, seen: &'run Seen) -> Self {
        let mut report = Self { families, seen, findings: Vec::new(), troubles: Vec::new(), history: None, notes: Vec::new() };
        let mut findings: Vec<Finding> = seen.gaps.iter().filter(|gap| !report.is_quiet(gap)).map(|gap| report.gap(gap)).collect();
        findings.extend(report.quiet());
        findings.extend(seen.inert.iter().map(|inert| report.inert(inert)));
        findings.extend(seen.templates.iter().map(|hidden| report.template(hidden)));
        report.findings = findings;
        report.add_tracked();
        report.add_dead();
        report
    }

    /// Adds what commits once held.
    pub(super) fn add_history(&mut self, found: Vec<(usize, Touched)>, shallow: bool) {
        self.history = Some(found.len());
        for (family, touched) in found {
            let title = self.families.get(family).map_or("", |family| family.title.as_str());
            let mut finding = finding("secret-in-history", Severity::Warning, touched.path.as_bytes());
            finding.message = format!("{} is in history, though no longer tracked ({title})", touched.path);
            finding.help =
                "whoever has the repository has the value: rotate it; rewriting history (git filter-repo) does not call it back".to_owned();
            finding.place = Some(place(touched.path, 1, 0));
            finding.notes.push(format!("last added or changed in {} on {}", short(&touched.commit), touched.date));
            finding.origin = Origin::Commit { id: touched.commit, author: touched.author, date: touched.date };
            self.findings.push(finding);
        }
        if shallow {
            self.troubles.push(Trouble::new(
                "history is cut off by a shallow clone, so not all of it was looked at",
                "fetch the rest with `git fetch --unshallow`, or set fetch-depth: 0 in the workflow",
            ));
        }
    }

    /// Adds what `--fix` did, or why it did nothing.
    pub(super) fn add_fixed(&mut self, fixed: Result<Fixed, Trouble>) {
        match fixed {
            Ok(fixed) if fixed == Fixed::default() => self.notes.push("--fix had nothing to change".to_owned()),
            Ok(fixed) => {
                self.notes.extend(fixed.rules.iter().map(|(path, rules)| format!("added to {path}: {}", rules.join(", "))));
                self.notes.extend(
                    fixed.untracked.iter().map(|path| {
                        format!("{path} is no longer tracked, and still on disk; rotate what it holds: history keeps the value")
                    }),
                );
            }
            Err(trouble) => self.troubles.push(trouble),
        }
    }

    /// Notes about names that no rule covers are said in one sentence: they matter once such a file is there.
    fn is_quiet(&self, gap: &Gap) -> bool {
        gap.severity == Severity::Note && gap.cause == Cause::Missing
    }

    fn quiet(&self) -> Option<Finding> {
        let quiet = self.seen.gaps.iter().filter(|gap| self.is_quiet(gap));
        let titles: Vec<String> = quiet.flat_map(|gap| self.titles(gap)).collect();
        if titles.is_empty() {
            return None;
        }
        let mut finding = finding("secret-not-ignored", Severity::Note, b"other families");
        finding.message = format!("no rule covers {}", titles.join(", "));
        finding.help = "nothing of the kind is here; add rules for what this project may come to hold".to_owned();
        Some(finding)
    }

    fn titles(&self, gap: &Gap) -> Vec<String> {
        gap.families.iter().filter_map(|at| self.families.get(*at)).map(|family| family.title.clone()).collect()
    }

    fn gap(&self, gap: &Gap) -> Finding {
        let wanted: Vec<String> =
            gap.families.iter().filter_map(|at| self.families.get(*at)).flat_map(|family| family.rules.clone()).collect();
        let what = list(&names(gap.probes.iter()));
        let places = places(&gap.probes, &self.seen.inventory);
        let identity = [gap.cause_word().as_bytes(), self.titles(gap).join(",").as_bytes()].join(&b' ');
        let mut built = finding(gap.cause_word(), gap.severity, &identity);
        match &gap.cause {
            Cause::Missing => {
                built.message = format!("{what} would be committed: no rule ignores it{places}");
                built.help = if wanted.is_empty() {
                    "add the name to .gitignore, or move the file out of the repository".to_owned()
                } else {
                    format!("add {} to .gitignore (`golive gitignore --fix` does, and proves it)", wanted.join(", "))
                };
                built.place = self.root_file();
            }
            Cause::Undone(rule) => {
                built.message = format!("`{}` frees {what}{places}", pattern(rule));
                built.help =
                    "narrow the negation, or repeat the rule below it: the last match wins (`golive gitignore --fix` does)".to_owned();
                self.point(&mut built, rule);
                built.notes.extend(gap.beaten.as_ref().map(|(path, line)| format!("without it, {path}:{line} would ignore {what}")));
            }
            Cause::OnlyHere(rule) => {
                built.message = format!("{what} is ignored on this machine only, by {rule} (`{}`)", pattern(rule));
                built.help = "put the rule into .gitignore: nobody else has that file".to_owned();
                self.point(&mut built, rule);
            }
            Cause::CaseOnly(rule) => {
                built.message = format!("`{}` covers {what} only where case does not count (macOS, Windows)", pattern(rule));
                built.help = "on Linux, write both: for example `*.[kK][eE][yY]`".to_owned();
                self.point(&mut built, rule);
            }
        }
        self.add_notes(gap, &mut built);
        built
    }

    fn add_notes(&self, gap: &Gap, finding: &mut Finding) {
        let present = paths(gap.present());
        if !present.is_empty() {
            finding.notes.push(format!(
                "{} there now: the next `git add .` takes {} up",
                list(&present) + if present.len() == 1 { " is" } else { " are" },
                if present.len() == 1 { "it" } else { "them" }
            ));
        }
        if matches!(gap.cause, Cause::Missing | Cause::OnlyHere(_) | Cause::CaseOnly(_)) {
            let meant = self.seen.dead.iter().filter(|dead| {
                dead.meant
                    .iter()
                    .any(|name| gap.families.iter().any(|family| self.families.of(super::name::literal(name).as_bytes()) == Some(*family)))
            });
            finding.notes.extend(meant.map(|dead| format!("{}:{} was likely meant to: {}", dead.path, dead.line, dead.reason)));
        }
    }

    /// The root's ignore file, where there is one.
    fn root_file(&self) -> Option<Place> {
        let root = RepoPath::new(ROOT_FILE);
        self.seen.files.iter().any(|file| file.path == root).then(|| place(root, 1, 0))
    }

    fn file(&self, rule: &IgnoreRule) -> Option<&IgnoreFile> {
        self.seen.files.iter().find(|file| file.path == rule.source)
    }

    /// Points the finding at a rule's line, and shows the line.
    fn point(&self, finding: &mut Finding, rule: &IgnoreRule) {
        if rule.source.as_bytes().starts_with(b"/") {
            return;
        }
        let text = self.file(rule).and_then(|file| file.line(rule.line)).map(shown);
        let text = text.unwrap_or_else(|| pattern(rule));
        finding.place = Some(place(rule.source.clone(), rule.line, text.chars().count()));
        finding.snippet = Some(Snippet { highlight: 0..text.len(), text });
    }

    fn add_tracked(&mut self) {
        for (at, family) in self.families.all().iter().enumerate() {
            let tracked: Vec<&Named> = self.seen.tracked.iter().filter(|named| named.family == at).collect();
            for named in tracked.iter().take(MOST_TRACKED) {
                let severity = if is_test_data(&named.path) { family.present.min(Severity::Warning) } else { family.present };
                let mut built = finding("secret-tracked", severity, named.path.as_bytes());
                let quoted = shell_word(&named.path);
                if family.harmless {
                    built.message = format!("{} is tracked ({})", named.path, family.title);
                    built.help = format!("git rm --cached -- {quoted}, and ignore it");
                } else {
                    built.message = format!("{} is tracked: everyone with the repository has it ({})", named.path, family.title);
                    built.help = format!(
                        "git rm --cached -- {quoted} (`golive gitignore --fix --untrack` does), then rotate what it holds: history keeps the value"
                    );
                }
                built.place = Some(place(named.path.clone(), 1, 0));
                built.origin = Origin::Index;
                if let Some(rule) = self.seen.answers.of(&named.path).and_then(Views::rule).filter(|rule| !rule.is_negated()) {
                    built.notes.push(format!("{rule} (`{}`) matches it, which does nothing for a tracked file", pattern(rule)));
                }
                self.findings.push(built);
            }
            if tracked.len() > MOST_TRACKED {
                let mut built = finding("secret-tracked", family.present, family.id.as_bytes());
                built.message = format!("{} more of {} are tracked", tracked.len() - MOST_TRACKED, family.title);
                built.help = "allow test data by path in golive.toml ([gitignore] allow), untrack the rest".to_owned();
                self.findings.push(built);
            }
        }
    }

    fn inert(&self, inert: &Inert) -> Finding {
        let mut built = finding("tracked-though-ignored", Severity::Warning, &identity(&inert.rule));
        let listed = list(&paths(inert.paths.iter()));
        built.message = format!("`{}` does nothing for {listed}: what is tracked stays tracked", pattern(&inert.rule));
        let first = inert.paths.first().map(shell_word).unwrap_or_default();
        built.help = format!("git rm --cached -- {first} where it should not be tracked, or free it with a `!` line where it should");
        self.point(&mut built, &inert.rule);
        built
    }

    fn template(&self, hidden: &HiddenTemplate) -> Finding {
        let severity = if hidden.matters { Severity::Warning } else { Severity::Note };
        let mut built = finding("template-ignored", severity, &identity(&hidden.rule));
        let listed = list(&paths(hidden.paths.iter()));
        built.message = format!("`{}` keeps {listed} from being committed", pattern(&hidden.rule));
        let name = hidden.paths.first().map(|path| String::from_utf8_lossy(path.file_name()).into_owned()).unwrap_or_default();
        built.help = format!("free the template below that line: !{name}");
        self.point(&mut built, &hidden.rule);
        built
    }

    fn add_dead(&mut self) {
        for dead in &self.seen.dead {
            let file = self.seen.files.iter().find(|file| file.path == dead.path);
            let text = file.and_then(|file| file.line(dead.line)).map(shown).unwrap_or_default();
            let mut built = finding("dead-rule", Severity::Warning, &[dead.path.as_bytes().as_bytes(), text.as_bytes()].join(&0));
            built.message = format!("this rule does nothing: {}", dead.reason);
            built.help.clone_from(&dead.help);
            built.place = Some(place(dead.path.clone(), dead.line, text.chars().count()));
            if !text.is_empty() {
                built.snippet = Some(Snippet { highlight: 0..text.len(), text });
            }
            self.findings.push(built);
        }
    }

    /// The gate's answer.
    pub(super) fn outcome(mut self) -> Outcome {
        self.findings.sort_by_cached_key(Finding::order);
        let of = |severity| self.findings.iter().filter(|finding| finding.severity == severity).count();
        let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
        let verdict = match (errors, self.troubles.is_empty()) {
            (1.., _) => Verdict::Fail,
            (0, false) => Verdict::Unknown,
            (0, true) => Verdict::Pass,
        };
        let asked = count(self.seen.answers.len(), "path", "paths");
        let summary = match (errors, warnings) {
            (0, 0) => format!("secret names are ignored: git was asked about {asked}"),
            (0, _) => format!("secret names are ignored; {}", count(warnings, "warning", "warnings")),
            (_, 0) => count(errors, "error", "errors"),
            _ => format!("{}, {}", count(errors, "error", "errors"), count(warnings, "warning", "warnings")),
        };
        let answers = vec![Answer { requirement: REQUIREMENT.to_owned(), verdict, evidence: self.evidence() }];
        let metrics = self.metrics();
        Outcome { verdict, summary, findings: self.findings, troubles: self.troubles, answers, metrics }
    }

    fn evidence(&self) -> Vec<Evidence> {
        let errors = self.findings.iter().filter(|finding| finding.severity == Severity::Error).take(10);
        let mut evidence: Vec<Evidence> = errors
            .map(|finding| match finding.place.as_ref().and_then(|place| Some((place.path.clone()?, place.start.line))) {
                Some((path, line)) => Evidence::at(finding.message.clone(), path, Some(line)),
                None => Evidence::new(finding.message.clone()),
            })
            .collect();
        if evidence.is_empty() {
            evidence = self.protected();
        }
        evidence.extend(self.troubles.iter().map(|trouble| Evidence::new(format!("not looked at: {}", trouble.message))));
        evidence
    }

    /// The lines that keep the checklist's families out.
    fn protected(&self) -> Vec<Evidence> {
        let mut evidence = Vec::new();
        for (at, family) in self.families.all().iter().enumerate().filter(|(_, family)| family.missing == Severity::Error) {
            for name in &family.probes {
                let mut probes = self.seen.probes.iter().filter(|probe| probe.family == at && probe.path.as_bytes().ends_with_str(name));
                let rule = probes.find_map(|probe| self.seen.answers.of(&probe.path).and_then(Views::rule));
                if let Some(rule) = rule {
                    evidence.push(Evidence::at(
                        format!("`{name}` is ignored by `{}`", pattern(rule)),
                        rule.source.clone(),
                        Some(rule.line),
                    ));
                }
            }
        }
        evidence
    }

    fn metrics(&self) -> serde_json::Map<String, serde_json::Value> {
        let mut metrics = serde_json::Map::new();
        let mut put = |name: &str, number: usize| drop(metrics.insert(name.to_owned(), number.into()));
        put("files", self.seen.inventory.files);
        put("ignore_files", self.seen.files.len());
        put("asked", self.seen.answers.len());
        put("secrets_tracked", self.seen.tracked.len());
        put("tracked_though_ignored", self.seen.inert_paths.len());
        put("dead_rules", self.seen.dead.len());
        if let Some(history) = self.history {
            put("in_history", history);
        }
        let repositories: Vec<String> = self.seen.inventory.repositories.iter().map(ToString::to_string).collect();
        let mut notes = self.notes.clone();
        if !repositories.is_empty() {
            let number = count(repositories.len(), "submodule or nested repository", "submodules or nested repositories");
            notes.push(format!("{number} not looked into: {} (run golive inside each)", list(&repositories)));
        }
        if !notes.is_empty() {
            metrics.insert("notes".to_owned(), notes.into());
        }
        metrics
    }
}

impl Gap {
    /// The rule id of its finding.
    fn cause_word(&self) -> &'static str {
        match self.cause {
            Cause::Missing => "secret-not-ignored",
            Cause::Undone(_) => "rule-undone",
            Cause::OnlyHere(_) => "only-ignored-here",
            Cause::CaseOnly(_) => "case-sensitive-rule",
        }
    }
}

fn finding(rule: &str, severity: Severity, identity: &[u8]) -> Finding {
    Finding {
        rule_id: rule.to_owned(),
        severity,
        message: String::new(),
        help: String::new(),
        place: None,
        snippet: None,
        fingerprint: Fingerprint::new(rule, identity),
        origin: Origin::WorkTree,
        notes: Vec::new(),
    }
}

/// A rule without its line number, so that lines above it may come and go.
fn identity(rule: &IgnoreRule) -> Vec<u8> {
    [rule.source.as_bytes().as_bytes(), rule.pattern.as_slice()].join(&0)
}

fn place(path: RepoPath, line: u32, width: usize) -> Place {
    let end = u32::try_from(width).unwrap_or(u32::MAX).saturating_add(1);
    Place { path: Some(path), start: LineColumn { line, column: 1 }, end: LineColumn { line, column: end } }
}

fn pattern(rule: &IgnoreRule) -> String {
    one_line(&rule.pattern.to_str_lossy()).into_owned()
}

/// A line of an ignore file, cut to a readable width.
fn shown(line: &[u8]) -> String {
    line.to_str_lossy().chars().take(WIDTH).collect()
}

fn short(commit: &str) -> &str {
    commit.get(..12).unwrap_or(commit)
}

/// A path as one word of a shell's command line.
fn shell_word(path: &RepoPath) -> String {
    let text = path.to_string();
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._/-+@".contains(&byte));
    if plain { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
