//! Dates kept by hand: what git says of the line that a date stands on.

use super::credential::{Credential, Grade};
use super::in_tree::place;
use super::options::{Key, Options};
use super::rules::{self, Rule};
use super::sources::short;
use super::span::words;
use super::when::When;
use crate::git::{Change, Repo};
use crate::model::{Finding, Trouble};
use crate::text::RepoPath;
use jiff::{SignedDuration, Timestamp};
use std::path::Path;
use toml_edit::{Document, Item, TableLike};

/// What a claim is checked against.
pub(super) struct Register<'run> {
    /// The repository, where there is one.
    pub(super) repo: Option<&'run Repo>,
    /// The configuration file, relative to the root.
    pub(super) path: Option<RepoPath>,
    /// Whether the run is one of continuous integration: what is tested there is committed.
    pub(super) ci: bool,
    /// The commit that the configuration is read from, instead of the work tree.
    pub(super) policy_ref: Option<&'run str>,
}

/// A claim as a file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Written {
    date: String,
    evidence: Option<String>,
    /// Its line, from 1.
    line: usize,
}

/// What a claim is worth.
#[derive(Default)]
pub(super) struct Proof {
    pub(super) credential: Credential,
    pub(super) findings: Vec<Finding>,
    pub(super) troubles: Vec<Trouble>,
}

/// Looks at the history of a key's `last-rotated`.
pub(super) fn prove(key: &Key, claimed: When, options: &Options, now: Timestamp, register: &Register<'_>) -> Proof {
    let mut proof = Proof {
        credential: Credential {
            name: key.name.clone(),
            made: Some(claimed),
            grade: Grade::Claimed,
            field: "last-rotated",
            ..Credential::default()
        },
        ..Proof::default()
    };
    let Some((repo, path)) = register.repo.zip(register.path.as_ref()) else {
        proof.note("no history of its line was found, so that the date is a claim");
        return proof;
    };
    let committed = match register.policy_ref {
        Some(revision) => text_at(repo, revision, path),
        None => text_at(repo, "HEAD", path),
    };
    let here = match register.policy_ref {
        Some(_) => committed.clone(),
        None => std::fs::read_to_string(path.to_path(&repo.root())).ok(),
    };
    let Some(written) = here.as_deref().and_then(|text| written(text, &key.name)) else {
        proof.note("its line was not found in the configuration, so that the date is a claim");
        return proof;
    };
    proof.credential.place = Some(place(path, written.line));
    // With a policy of another commit, its line need not be where HEAD has it.
    let at_head = if register.policy_ref.is_some() { text_at(repo, "HEAD", path) } else { committed };
    match at_head.as_deref().and_then(|text| self::written(text, &key.name)).filter(|known| known.date == written.date) {
        None => proof.uncommitted(key, register),
        Some(known) => match repo.line_change(path, known.line) {
            Ok(Some(change)) => proof.committed(key, claimed, &change, options, &known, (repo, path)),
            Ok(None) => proof.uncommitted(key, register),
            Err(error) => proof.troubles.push(super::in_tree::trouble(&error)),
        },
    }
    if claimed.is_after(now) {
        // Judged with every other date.
        proof.credential.grade = Grade::Inferred;
    }
    proof
}

impl Proof {
    fn note(&mut self, note: impl Into<String>) {
        self.credential.notes.push(note.into());
    }

    fn add(&mut self, key: &Key, rule: Rule, message: String, help: &str) {
        let mut finding = rule.finding(&["manual", &key.name], message, help);
        finding.place.clone_from(&self.credential.place);
        self.findings.push(finding);
    }

    fn uncommitted(&mut self, key: &Key, register: &Register<'_>) {
        self.credential.grade = Grade::Inferred;
        if register.ci {
            let message = format!("the date of {} is in no commit, and this is a run of continuous integration", key.name);
            self.add(key, rules::CLAIM_UNCOMMITTED, message, "commit the date: nothing else shows who wrote it, and when");
        } else {
            self.note("the date is not committed yet");
        }
    }

    fn committed(&mut self, key: &Key, claimed: When, change: &Change, options: &Options, written: &Written, file: (&Repo, &RepoPath)) {
        let commit = short(&change.commit);
        if change.cut {
            self.credential.grade = Grade::Inferred;
            let message = format!("when the date of {} was written cannot be told: history is cut off by a shallow clone", key.name);
            let help = "fetch the rest with `git fetch --unshallow`, or set fetch-depth: 0 in the workflow";
            if options.min_evidence > Grade::Claimed {
                self.credential.unproven = true;
                self.troubles.push(Trouble::new(message, help));
            } else {
                self.note(message);
            }
            return;
        }
        if change.before_parent {
            self.note(format!("commit {commit} claims to be older than the one before it"));
        }
        if claimed.at.duration_since(change.at) > claimed.leeway() {
            let message = format!("{} is said to have been rotated on {claimed}, in a commit of {}", key.name, When::exact(change.at));
            self.add(key, rules::CLAIM_IN_FUTURE, message, "write the day on which it was rotated, once it was");
            self.credential.grade = Grade::Inferred;
            return;
        }
        let lag = change.at.duration_since(claimed.at);
        let before = change.parent.as_deref().and_then(|parent| text_at(file.0, parent, file.1));
        let before = before.as_deref().and_then(|text| self::written(text, &key.name));
        self.cause(key, claimed, written, before.as_ref(), commit, options);
        if lag > options.max_claim_lag.duration().saturating_add(SignedDuration::from_hours(24)) {
            let message = format!("the date of {}, {claimed}, was written {} after it, in commit {commit}", key.name, words(lag));
            self.add(key, rules::CLAIM_LATE, message, "nobody can tell any more whether it is so: write the date when you rotate");
            self.credential.grade = Grade::Inferred;
        }
    }

    /// A date that moves needs a cause in the same commit: other evidence.
    fn cause(&mut self, key: &Key, claimed: When, written: &Written, before: Option<&Written>, commit: &str, options: &Options) {
        let Some(before) = before else {
            self.credential.grade = if written.evidence.is_some() { Grade::Attested } else { Grade::Claimed };
            return;
        };
        if When::parse(&before.date).is_some_and(|old| old.at > claimed.at) {
            let message = format!("the date of {} went back from {} to {claimed} in commit {commit}", key.name, before.date);
            self.add(key, rules::CLAIM_BACKWARDS, message, "a key is not rotated backwards: correct the date");
            return;
        }
        if written.evidence.is_some() && written.evidence != before.evidence {
            self.credential.grade = Grade::Attested;
            return;
        }
        let strict = options.min_evidence > Grade::Claimed;
        let message =
            format!("the date of {} moved from {} to {claimed} in commit {commit}, and nothing else of it", key.name, before.date);
        let rule = if strict { rules::BUMPED_STRICT } else { rules::BUMPED };
        self.add(key, rule, message, "with the date, change the evidence: a link to the ticket or the log that shows the rotation");
    }
}

fn text_at(repo: &Repo, revision: &str, path: &RepoPath) -> Option<String> {
    String::from_utf8(repo.file_at(revision, path).ok()??).ok()
}

/// The claim about the key of that name in a configuration file.
fn written(text: &str, name: &str) -> Option<Written> {
    let document = Document::parse(text).ok()?;
    let root = document.as_table() as &dyn TableLike;
    let section = |table: &dyn TableLike| table.get("rotation").and_then(|rotation| rotation.get("key")).cloned();
    let own = |name: &str| root.get("tool").and_then(|tool| tool.get(name)).and_then(Item::as_table_like).and_then(section);
    let keys = section(root).or_else(|| own("golive"))?;
    let tables: Vec<&dyn TableLike> = match &keys {
        Item::ArrayOfTables(tables) => tables.iter().map(|table| table as &dyn TableLike).collect(),
        item => item.as_array()?.iter().filter_map(|value| value.as_inline_table()).map(|table| table as &dyn TableLike).collect(),
    };
    let table = tables.into_iter().find(|table| table.get("name").and_then(Item::as_str) == Some(name))?;
    let date = table.get("last-rotated")?;
    let span = date.span()?;
    let word = date.as_str().map(str::to_owned).or_else(|| date.as_datetime().map(ToString::to_string))?;
    Some(Written {
        date: word,
        evidence: table.get("evidence").and_then(Item::as_str).map(str::to_owned),
        line: text.get(..span.start)?.matches('\n').count() + 1,
    })
}

/// The path of the configuration file from the root of the repository.
pub(super) fn relative(file: &Path, repo: &Repo) -> Option<RepoPath> {
    let root = repo.root();
    if file.is_relative() {
        let absolute = std::path::absolute(file).ok()?;
        let inside = absolute.canonicalize().ok().zip(root.canonicalize().ok());
        return match inside {
            Some((file, root)) => file.strip_prefix(root).ok().map(RepoPath::from_path),
            // Read from a commit: there it is relative to the root already.
            None => Some(RepoPath::from_path(file)),
        };
    }
    let (file, root) = (file.canonicalize().ok()?, root.canonicalize().ok()?);
    file.strip_prefix(root).ok().map(RepoPath::from_path)
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn a_claim_is_found_with_its_line_in_every_form() {
        let text = "[rotation]\n[[rotation.key]]\nname = \"A\"\nlast-rotated = 2026-01-01\n[[rotation.key]]\nname = \"B\"\nevidence = \"x\"\nlast-rotated = \"2026-02-01\"\n";
        let found = written(text, "B").unwrap();
        assert_eq!((found.date.as_str(), found.evidence.as_deref(), found.line), ("2026-02-01", Some("x"), 8));
        assert_eq!(written(text, "A").unwrap().line, 4);
        assert_eq!(written(text, "C"), None);
        let inline = "rotation.key = [\n  { name = \"A\", last-rotated = 2026-01-01 },\n]\n";
        assert_eq!(written(inline, "A").unwrap().line, 2);
        let project = "[[tool.golive.rotation.key]]\nname = \"A\"\nlast-rotated = 2026-01-01\n";
        assert_eq!(written(project, "A").unwrap().line, 3);
        assert_eq!(written("= broken", "A"), None);
    }
}
