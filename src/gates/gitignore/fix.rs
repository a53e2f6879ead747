//! `--fix`: the smallest change that closes the gaps, proven by asking git again, or taken back.

use super::block::{FileText, escape, fold_case, for_docker};
use super::doors::{Door, Lock};
use super::gaps::{Cause, Gap};
use super::ignore_file::IgnoreFile;
use super::inventory::{Named, folder_of, is_test_data};
use super::look::{Seen, Subject};
use super::probes::Reason;
use super::write;
use crate::model::{Severity, Trouble};
use crate::text::RepoPath;
use bstr::ByteSlice as _;
use std::collections::{BTreeMap, BTreeSet};

/// Each round can uncover a negation further down the tree.
const MOST_ROUNDS: usize = 8;
/// Tracked files that a new rule would match and that are freed by name.
const MOST_FREED: usize = 50;

/// What was changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fixed {
    /// Ignore files, with the lines that were added.
    pub(super) rules: Vec<(RepoPath, Vec<String>)>,
    /// Paths taken out of the index.
    pub(super) untracked: Vec<RepoPath>,
}

/// Mends ignore files; with `untrack` also takes secret files out of the index.
///
/// # Errors
/// What stood in the way. Every file is then as it was.
pub(super) fn fix(subject: &Subject<'_>, untrack: bool) -> Result<Fixed, Trouble> {
    let mut fix = Fix { subject, untrack, originals: BTreeMap::new(), added: BTreeMap::new() };
    let outcome = fix.mend();
    if outcome.is_err() {
        fix.take_back()?;
    }
    outcome
}

struct Fix<'run> {
    subject: &'run Subject<'run>,
    untrack: bool,
    /// Files as they were; `None` for those that did not exist.
    originals: BTreeMap<RepoPath, Option<Vec<u8>>>,
    added: BTreeMap<RepoPath, BTreeSet<String>>,
}

impl Fix<'_> {
    fn mend(&mut self) -> Result<Fixed, Trouble> {
        let before = self.look()?;
        let mut seen = self.look()?;
        for _ in 0..MOST_ROUNDS {
            let wanted = self.wanted(&before, &seen);
            if wanted.is_empty() {
                break;
            }
            for (file, rules) in wanted {
                self.add(&seen.files, &file, &rules)?;
            }
            seen = self.look()?;
        }
        prove(&before, &seen)?;
        let untracked: Vec<RepoPath> = if self.untrack { seen.to_untrack().map(|named| named.path.clone()).collect() } else { Vec::new() };
        if !untracked.is_empty() {
            self.subject.repo.untrack(&untracked).map_err(|error| Trouble::new(error.to_string(), error.help()))?;
        }
        let rules = std::mem::take(&mut self.added).into_iter().map(|(path, lines)| (path, lines.into_iter().collect())).collect();
        Ok(Fixed { rules, untracked })
    }

    fn look(&self) -> Result<Seen, Trouble> {
        self.subject.look(self.untrack).map_err(|error| Trouble::new(error.to_string(), error.help()))
    }

    /// The rules that each file still needs, in the order in which they must stand.
    fn wanted(&self, before: &Seen, seen: &Seen) -> BTreeMap<RepoPath, Vec<String>> {
        let mut wanted: BTreeMap<RepoPath, Vec<String>> = BTreeMap::new();
        for gap in seen.gaps.iter().filter(|gap| gap.severity >= Severity::Warning) {
            let file = match &gap.cause {
                Cause::Undone(rule) => rule.source.clone(),
                Cause::Missing | Cause::OnlyHere(_) | Cause::CaseOnly(_) => RepoPath::new(".gitignore"),
            };
            wanted.entry(file.clone()).or_default().extend(self.rules(gap, &file));
        }
        for door in &seen.doors {
            if let Some(lock) = &door.lock {
                wanted.entry(lock.path.clone()).or_default().extend(self.lock_rules(door, lock));
            }
        }
        for hidden in seen.templates.iter().filter(|hidden| hidden.matters && hidden.rule.is_shared()) {
            let names: BTreeSet<String> =
                hidden.paths.iter().filter_map(|path| path.file_name().to_str().ok()).map(|name| format!("!{name}")).collect();
            wanted.entry(hidden.rule.source.clone()).or_default().extend(names);
        }
        // A tracked file that is no secret and that a new rule matches would be reported from now on.
        let newly: Vec<&RepoPath> = seen.inert_paths.difference(&before.inert_paths).collect();
        let harmless = newly.iter().filter(|path| !seen.tracked.iter().any(|named| named.path == ***path));
        for path in harmless.take(MOST_FREED) {
            let rule = seen.answers.of(path).and_then(|views| views.rule());
            let by_us = rule.and_then(|rule| Some((rule, self.added.get(&rule.source)?)));
            if let (Some((rule, _)), Some(line)) = (by_us, rule.and_then(|rule| escape(path, &folder_of(&rule.source)))) {
                wanted.entry(rule.source.clone()).or_default().push(format!("!{line}"));
            }
        }
        // What is there already and did not help will not help a second time.
        for (file, rules) in &mut wanted {
            let have = self.added.get(file);
            rules.retain(|rule| have.is_none_or(|have| !have.contains(rule)));
        }
        wanted.retain(|_, rules| !rules.is_empty());
        wanted
    }

    /// The rules that close a gap: the family's, and for files that those do not match the path itself.
    fn rules(&self, gap: &Gap, file: &RepoPath) -> Vec<String> {
        let mut rules = Vec::new();
        let have = self.added.get(file);
        for probe in &gap.probes {
            let Some(family) = self.subject.families.get(probe.family) else { continue };
            let folded = matches!(gap.cause, Cause::CaseOnly(_));
            let of_family: Vec<String> = family.rules.iter().map(|rule| if folded { fold_case(rule) } else { rule.clone() }).collect();
            let tried = of_family.is_empty() || have.is_some_and(|have| of_family.iter().all(|rule| have.contains(rule)));
            match (tried, probe.reason >= Reason::Present) {
                (false, _) => rules.extend(of_family),
                (true, true) => rules.extend(escape(&probe.path, &folder_of(file))),
                // A negation in capitals frees what lower case does not catch.
                (true, false) => rules.extend(of_family.iter().filter(|rule| !rule.starts_with('!')).map(|rule| fold_case(rule))),
            }
        }
        let mut seen = BTreeSet::new();
        rules.retain(|rule| seen.insert(rule.clone()));
        rules
    }

    /// The rules that close another way out, in the syntax of its ignore file.
    fn lock_rules(&self, door: &Door, lock: &Lock) -> Vec<String> {
        let have = self.added.get(&lock.path);
        let mut rules: Vec<String> = Vec::new();
        for secret in &door.secrets {
            let Some(family) = self.subject.families.get(secret.family) else { continue };
            let of_family: Vec<String> =
                family.rules.iter().map(|rule| if lock.docker { for_docker(rule) } else { rule.clone() }).collect();
            let tried = of_family.is_empty() || have.is_some_and(|have| of_family.iter().all(|rule| have.contains(rule)));
            if tried {
                rules.extend(escape(&secret.path, &folder_of(&lock.path)));
            } else {
                rules.extend(of_family);
            }
        }
        let mut seen = BTreeSet::new();
        rules.retain(|rule| seen.insert(rule.clone()));
        rules
    }

    fn add(&mut self, files: &[IgnoreFile], path: &RepoPath, rules: &[String]) -> Result<(), Trouble> {
        let on_disk = path.to_path(self.subject.root);
        let known = files.iter().find(|file| file.path == *path);
        if std::fs::symlink_metadata(&on_disk).is_ok_and(|data| !data.is_file()) {
            return Err(Trouble::new(
                format!("{path} is not a plain file, and golive does not replace it; every ignore file is as it was"),
                "make it a plain file, then run --fix again",
            ));
        }
        let original = match std::fs::read(&on_disk) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && known.is_none() => None,
            Err(error) => {
                return Err(Trouble::new(format!("{path} could not be read: {error}"), "check its permissions, or the sparse checkout"));
            }
        };
        let mut text = FileText::of(original.as_deref().unwrap_or_default());
        let kept = known.map(|file| self.named_exceptions(file, rules)).unwrap_or_default();
        text.add(rules.iter().chain(&kept));
        self.originals.entry(path.clone()).or_insert(original);
        write::replace(&on_disk, &text.to_bytes())
            .map_err(|error| Trouble::new(format!("{path} could not be written: {error}"), "check its permissions and the free space"))?;
        self.added.entry(path.clone()).or_default().extend(rules.iter().cloned());
        Ok(())
    }

    /// Files that the ignore file frees by their full name: a broader rule after them must not take that back.
    fn named_exceptions(&self, file: &IgnoreFile, rules: &[String]) -> Vec<String> {
        let families: BTreeSet<usize> = self
            .subject
            .families
            .all()
            .iter()
            .enumerate()
            .filter(|(_, family)| family.rules.iter().any(|rule| rules.contains(rule)))
            .map(|(at, _)| at)
            .collect();
        let literal = |pattern: &[u8]| !pattern.iter().any(|byte| b"*?[".contains(byte));
        file.patterns()
            .filter(|line| line.negated && literal(line.pattern))
            .filter(|line| self.subject.families.of(line.pattern).is_some_and(|family| families.contains(&family)))
            .filter(|line| {
                let name = RepoPath::new(line.pattern).file_name().to_vec();
                !self
                    .subject
                    .families
                    .all()
                    .iter()
                    .any(|family| family.probes.iter().any(|probe| probe.as_bytes().eq_ignore_ascii_case(&name)))
            })
            .filter_map(|line| line.raw.to_str().ok().map(str::to_owned))
            .collect()
    }

    fn take_back(&mut self) -> Result<(), Trouble> {
        for (path, original) in std::mem::take(&mut self.originals) {
            let on_disk = path.to_path(self.subject.root);
            let restored = match original {
                Some(bytes) => write::replace(&on_disk, &bytes),
                None => std::fs::remove_file(&on_disk),
            };
            restored
                .map_err(|error| Trouble::new(format!("{path} could not be restored: {error}"), "`git diff` shows what was added to it"))?;
        }
        Ok(())
    }
}

/// Whether git now keeps everything out that must be, and nothing more than before that must not be.
fn prove(before: &Seen, after: &Seen) -> Result<(), Trouble> {
    let open = after.gaps.iter().find(|gap| gap.severity == Severity::Error);
    if let Some(probe) = open.and_then(|gap| gap.probes.first()) {
        return Err(Trouble::new(
            format!("no rule was found that makes git ignore {}; every ignore file is as it was", probe.path),
            "`golive gitignore explain PATH` names the line that decides; change that one by hand",
        ));
    }
    if let Some(door) = after.doors.iter().find(|door| door.lock.is_some()) {
        let paths = door.secrets.iter().map(|secret| secret.path.to_string()).collect::<Vec<_>>().join(", ");
        return Err(Trouble::new(
            format!("{} still lets {paths} out; every ignore file is as it was", door.path),
            "change that file by hand, then run --fix again",
        ));
    }
    let hidden = |seen: &Seen| -> BTreeSet<RepoPath> {
        seen.templates.iter().filter(|hidden| hidden.matters).flat_map(|hidden| hidden.paths.clone()).collect()
    };
    if let Some(path) = hidden(after).difference(&hidden(before)).next() {
        return Err(Trouble::new(
            format!("the rules that are needed would keep {path} from being committed; every ignore file is as it was"),
            "free the template by hand, then run --fix again",
        ));
    }
    Ok(())
}

impl Seen {
    /// Tracked secrets that nobody can mean to publish: not test data, not a matter of taste.
    pub(super) fn to_untrack(&self) -> impl Iterator<Item = &Named> {
        self.certain.iter().filter(|named| !is_test_data(&named.path))
    }
}
