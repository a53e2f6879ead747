//! What commits, tags and references say themselves.

use super::{Error, Repo};
use gix_object::CommitRef;
use std::collections::HashSet;

/// Who made a commit and when, as the commit says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitInfo {
    /// Its id, hexadecimal.
    pub id: String,
    /// Its author.
    pub author: String,
    /// Its author date, RFC 3339; empty where the commit's own is out of range.
    pub date: String,
    /// Its message.
    pub message: Vec<u8>,
    /// Names and addresses of its author and its committer.
    pub people: Vec<u8>,
}

/// An annotated tag, as the tag says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagInfo {
    /// Its name.
    pub name: String,
    /// Its message.
    pub message: Vec<u8>,
    /// Name and address of who made it.
    pub tagger: Vec<u8>,
}

impl CommitInfo {
    pub(super) fn of(commit: &git2::Commit<'_>) -> Self {
        let (author, committer) = (commit.author(), commit.committer());
        Self::new(
            commit.id(),
            (author.name_bytes(), author.email_bytes()),
            Some(author.when().seconds()),
            (committer.name_bytes(), committer.email_bytes()),
            commit.message_raw_bytes(),
        )
    }

    /// Reads a commit's bytes. Where they are not what git writes, all of them are the message: they were published too.
    pub(super) fn read(id: git2::Oid, bytes: &[u8]) -> Self {
        let nobody: (&[u8], &[u8]) = (b"", b"");
        let Ok(commit) = CommitRef::from_bytes(bytes, gix_hash::Kind::Sha1) else {
            return Self::new(id, nobody, None, nobody, bytes);
        };
        let (Ok(author), Ok(committer)) = (commit.author(), commit.committer()) else {
            return Self::new(id, nobody, None, nobody, bytes);
        };
        Self::new(id, (author.name, author.email), Some(author.seconds()), (committer.name, committer.email), commit.message)
    }

    fn new(id: git2::Oid, author: (&[u8], &[u8]), written: Option<i64>, committer: (&[u8], &[u8]), message: &[u8]) -> Self {
        Self {
            id: id.to_string(),
            author: String::from_utf8_lossy(author.0).into_owned(),
            date: written.and_then(|written| jiff::Timestamp::from_second(written).ok()).map(|when| when.to_string()).unwrap_or_default(),
            message: message.to_vec(),
            people: [author.0, b" ", author.1, b" ", committer.0, b" ", committer.1].concat(),
        }
    }
}

impl Repo {
    /// Annotated tags that references name, and those that such tags name in turn.
    ///
    /// # Errors
    /// [`Error::Git`].
    pub fn tags(&self) -> Result<Vec<TagInfo>, Error> {
        let references = self.inner.references()?;
        let targets: Vec<git2::Oid> =
            references.filter_map(|reference| reference.map(|reference| reference.target()).transpose()).collect::<Result<_, _>>()?;
        Ok(self.chains_of_tags(&targets))
    }

    /// Annotated tags that `revisions` name, and those that such tags name in turn.
    pub fn tags_named(&self, revisions: &[String]) -> Vec<TagInfo> {
        let named = |revision: &String| self.inner.revparse_single(revision).ok().map(|object| object.id());
        self.chains_of_tags(&revisions.iter().filter_map(named).collect::<Vec<_>>())
    }

    fn chains_of_tags(&self, targets: &[git2::Oid]) -> Vec<TagInfo> {
        let mut tags = Vec::new();
        let mut seen = HashSet::new();
        for target in targets {
            let mut target = Some(*target);
            while let Some(tag) = target.filter(|id| seen.insert(*id)).and_then(|id| self.inner.find_tag(id).ok()) {
                let tagger = tag.tagger();
                let tagger = tagger.map(|tagger| [tagger.name_bytes(), b" ", tagger.email_bytes()].concat());
                tags.push(TagInfo {
                    name: String::from_utf8_lossy(tag.name_bytes()).into_owned(),
                    message: tag.message_bytes().unwrap_or_default().to_vec(),
                    tagger: tagger.unwrap_or_default(),
                });
                target = Some(tag.target_id());
            }
        }
        tags
    }

    /// The full names of all references.
    ///
    /// # Errors
    /// [`Error::Git`].
    pub fn reference_names(&self) -> Result<Vec<Vec<u8>>, Error> {
        self.inner.references()?.map(|reference| Ok(reference?.name_bytes().to_vec())).collect()
    }
}
