//! A file that is encrypted or sealed in whatever way, or one value in it, by the commit that last changed it.

use super::super::credential::{Credential, Grade, Status};
use super::super::in_tree::{InTree, line_of, trouble};
use super::super::when::When;
use super::Request;
use crate::gate::Context;
use crate::git::Change;
use crate::model::Trouble;
use crate::text::one_line;

pub(super) fn look(path: &str, request: &Request, context: &Context<'_>) -> Result<Vec<Credential>, Trouble> {
    let file = InTree::read(path, context)?;
    let Some(names) = &request.names else {
        let change = file.repo.last_change(&file.path).map_err(|error| trouble(&error))?;
        return Ok(vec![dated(path, &file, 0, change)?]);
    };
    names.iter().map(|name| value(name, &file)).collect()
}

/// One value of a file: by the commit that last changed its line.
pub(super) fn value(name: &str, file: &InTree) -> Result<Credential, Trouble> {
    let missing = || {
        Trouble::new(
            format!("{} sets no value {}", one_line(&file.path.to_string()), one_line(name)),
            "name the value as the file has it, nested ones with dots between: stripe.key",
        )
    };
    let here = line_of(file.text()?, name).ok_or_else(missing)?;
    let head = file.repo.file_at("HEAD", &file.path).ok().flatten();
    let committed = head.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok()).and_then(|text| Some((text, line_of(text, name)?)));
    let same = |(text, line): &(&str, usize)| {
        text.lines().nth(line.saturating_sub(1)) == file.text().ok().and_then(|text| text.lines().nth(here.saturating_sub(1)))
    };
    let change = match committed.filter(same) {
        Some((text, line)) => {
            let change = file.repo.line_change(&file.path, line).map_err(|error| trouble(&error))?;
            let mut credential = dated(name, file, here, change.clone())?;
            if change.is_some_and(|change| all_changed(text, &change, file)) {
                credential.grade = Grade::Inferred;
                let note = "every value of the file changed in that commit: the file was encrypted anew, and the value may be older";
                credential.notes.push(note.to_owned());
            }
            return Ok(credential);
        }
        None => None,
    };
    dated(name, file, here, change)
}

/// Whether a commit changed every line that sets a value, of several: then the file was encrypted anew as a whole.
fn all_changed(text: &str, change: &Change, file: &InTree) -> bool {
    let Some(parent) = &change.parent else { return false };
    let Some(before) = file.repo.file_at(parent, &file.path).ok().flatten() else { return false };
    let before = String::from_utf8_lossy(&before).into_owned();
    let values = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.contains("ENC[") || line.contains("encrypted:")).map(|line| line.trim().to_owned()).collect()
    };
    let (old, new) = (values(&before), values(text));
    new.len() > 1 && old.len() > 1 && !new.iter().any(|line| old.contains(line))
}

fn dated(name: &str, file: &InTree, line: usize, change: Option<Change>) -> Result<Credential, Trouble> {
    let shown = one_line(&file.path.to_string()).into_owned();
    let mut credential = Credential { name: name.to_owned(), field: "commit date", ..Credential::default() };
    credential.place = Some(file.place(line));
    credential.status = Status::Active;
    let uncommitted = line == 0 && file.repo.is_uncommitted(&file.path).unwrap_or(true);
    match change {
        Some(change) if change.cut => Err(Trouble::new(
            format!("when {shown} last changed cannot be told: history is cut off by a shallow clone"),
            "fetch the rest with `git fetch --unshallow`, or set fetch-depth: 0 in the workflow",
        )),
        Some(change) if !uncommitted => {
            credential.made = Some(When::exact(change.at));
            // A commit is a person's work that shows its cause: the changed ciphertext.
            credential.grade = if change.before_parent { Grade::Inferred } else { Grade::Attested };
            if change.before_parent {
                credential.notes.push(format!("commit {} claims to be older than the one before it", short(&change.commit)));
            }
            credential.notes.push(format!("last changed in commit {}", short(&change.commit)));
            Ok(credential)
        }
        _ => Err(Trouble::new(
            format!("{shown} has changes that are not committed, so that git has no date for them"),
            "commit the file: its date is that of the commit",
        )),
    }
}

/// A commit's id as people read it.
pub(in crate::gates::rotation) fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}
