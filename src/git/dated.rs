//! When something last changed: a file, or one line of it.

use super::{Error, Repo};
use crate::text::RepoPath;
use jiff::Timestamp;
use std::path::Path;

/// The commit that last changed something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its id, hexadecimal.
    pub commit: String,
    /// When it was committed. An author's date can be chosen freely; this one at least is that of the machine that committed.
    pub at: Timestamp,
    /// Its first parent, if it has one here.
    pub parent: Option<String>,
    /// Whether history was cut off here, so that the change may be older.
    pub cut: bool,
    /// Whether it claims to be older than a commit that it follows.
    pub before_parent: bool,
}

impl Repo {
    fn change(&self, commit: &git2::Commit<'_>) -> Result<Change, Error> {
        let at = Timestamp::from_second(commit.committer().when().seconds()).map_err(|error| Error::Git(error.to_string()))?;
        let id = commit.id().to_string();
        let parents: Vec<git2::Commit<'_>> = commit.parents().collect();
        Ok(Change {
            cut: self.is_boundary(&id),
            parent: parents.first().map(|parent| parent.id().to_string()),
            before_parent: parents.iter().any(|parent| parent.committer().when().seconds() > at.as_second()),
            at,
            commit: id,
        })
    }

    /// The newest commit of HEAD's history whose file at `path` differs from that of every commit before it. `None` where HEAD has no
    /// such file.
    ///
    /// # Errors
    /// [`Error::Git`] where history is damaged.
    pub fn last_change(&self, path: &RepoPath) -> Result<Option<Change>, Error> {
        let path = path.to_path(Path::new(""));
        let Some(head) = self.head()? else { return Ok(None) };
        let mut commit = self.inner.find_commit(head.0)?;
        let blob = |commit: &git2::Commit<'_>| commit.tree().and_then(|tree| tree.get_path(&path)).ok().map(|entry| entry.id());
        let Some(now) = blob(&commit) else { return Ok(None) };
        // Along a parent with the same file, as git log does where it leaves merges out.
        loop {
            let next = commit.parents().find(|parent| blob(parent) == Some(now));
            match next {
                Some(parent) => commit = parent,
                None => return self.change(&commit).map(Some),
            }
        }
    }

    /// The commit that last changed a line, from 1, of the file as HEAD has it. `None` where HEAD has no such line.
    ///
    /// # Errors
    /// [`Error::Git`] where history is damaged.
    pub fn line_change(&self, path: &RepoPath, line: usize) -> Result<Option<Change>, Error> {
        // libgit2 takes a line beyond the end for the last one.
        let text = self.file_at("HEAD", path)?.unwrap_or_default();
        if line == 0 || bstr::ByteSlice::lines(text.as_slice()).count() < line {
            return Ok(None);
        }
        let mut options = git2::BlameOptions::new();
        options.min_line(line).max_line(line);
        let blame = match self.inner.blame_file(&path.to_path(Path::new("")), Some(&mut options)) {
            Ok(blame) => blame,
            Err(error) if error.code() == git2::ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let Some(hunk) = blame.get_line(line) else { return Ok(None) };
        let commit = self.inner.find_commit(hunk.final_commit_id())?;
        self.change(&commit).map(Some)
    }

    /// Whether the file in the work tree is not the one that HEAD has.
    ///
    /// # Errors
    /// [`Error::Git`] where it is not there at all.
    pub fn is_uncommitted(&self, path: &RepoPath) -> Result<bool, Error> {
        Ok(!self.inner.status_file(&path.to_path(Path::new("")))?.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use crate::git::scratch::Scratch;
    use crate::text::RepoPath;

    fn commit_at(scratch: &Scratch, date: &str) {
        scratch.git(&["add", "--all"]);
        let command = scratch.command(&["commit", "--quiet", "--message=x"]).env("GIT_COMMITTER_DATE", Some(date.into()));
        command.stdout().unwrap();
    }

    #[test]
    fn a_file_and_a_line_have_the_date_of_their_last_change() {
        let scratch = Scratch::new();
        scratch.write("f", "a\nb\n").write("other", "1");
        commit_at(&scratch, "2026-01-01T00:00:00Z");
        scratch.write("f", "a\nB\n");
        commit_at(&scratch, "2026-02-01T00:00:00Z");
        scratch.write("other", "2");
        commit_at(&scratch, "2026-03-01T00:00:00Z");
        let (repo, path) = (scratch.repo(), RepoPath::new("f"));
        let day = |change: Option<crate::git::Change>| change.unwrap().at.to_string();
        assert_eq!(day(repo.last_change(&path).unwrap()), "2026-02-01T00:00:00Z");
        assert_eq!(day(repo.line_change(&path, 1).unwrap()), "2026-01-01T00:00:00Z");
        assert_eq!(day(repo.line_change(&path, 2).unwrap()), "2026-02-01T00:00:00Z");
        assert_eq!(repo.line_change(&path, 9).unwrap(), None);
        assert_eq!(repo.last_change(&RepoPath::new("none")).unwrap(), None);
        assert!(!repo.is_uncommitted(&path).unwrap());
        scratch.write("f", "a\nC\n");
        assert!(scratch.repo().is_uncommitted(&path).unwrap());
    }

    #[test]
    fn a_shallow_clone_says_that_it_is_cut_off() {
        let scratch = Scratch::new();
        scratch.write("f", "a\n");
        commit_at(&scratch, "2026-01-01T00:00:00Z");
        scratch.write("g", "a\n");
        commit_at(&scratch, "2026-02-01T00:00:00Z");
        let clone = scratch.beside("clone");
        let url = format!("file://{}", scratch.root().display());
        scratch.git(&["clone", "--quiet", "--depth=1", &url, clone.to_str().unwrap()]);
        let repo = crate::git::Repo::discover(&clone).unwrap();
        assert!(repo.last_change(&RepoPath::new("f")).unwrap().unwrap().cut);
        assert!(repo.line_change(&RepoPath::new("f"), 1).unwrap().unwrap().cut);
    }
}
