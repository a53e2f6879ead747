//! Names are text too: of files, of references, of the people that commits name.

use super::Blob;
use crate::model::Origin;
use crate::text::RepoPath;

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameOf {
    /// A file or a folder; the path as it is.
    File,
    /// A branch, a tag or another reference.
    Reference,
    /// An author, a committer or a tagger.
    Person,
}

/// Names as one text, a line each, so that thousands of them cost one look.
#[derive(Debug)]
pub struct Names {
    /// What they are the names of.
    pub of: NameOf,
    text: Vec<u8>,
    lines: Vec<(RepoPath, Origin)>,
}

/// Bytes in a row that make a name worth a look: no known token is shorter.
const SHORTEST: usize = 12;

impl Names {
    pub(super) fn new(of: NameOf) -> Self {
        Self { of, text: Vec::new(), lines: Vec::new() }
    }

    /// Takes a name up, if a token could stand in it.
    pub(super) fn add(&mut self, name: &[u8], origin: &Origin) {
        if !may_hold_token(name) {
            return;
        }
        self.text.extend(name.iter().map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { *byte }));
        self.text.push(b'\n');
        self.lines.push((RepoPath::new(name), origin.clone()));
    }

    /// The name in a line of the text (from 1), and where it was seen.
    pub fn line(&self, line: u32) -> Option<&(RepoPath, Origin)> {
        self.lines.get(usize::try_from(line).ok()?.checked_sub(1)?)
    }

    /// How many names are worth a look.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Keeps the names that `keep` keeps.
    pub(super) fn retain(self, mut keep: impl FnMut(&RepoPath) -> bool) -> Self {
        let mut kept = Self::new(self.of);
        for (name, origin) in &self.lines {
            if keep(name) {
                kept.add(name.as_bytes(), origin);
            }
        }
        kept
    }

    pub(super) fn visit(&self, visit: &(dyn Fn(&Blob<'_>) + Sync)) {
        if self.len() > 0 {
            visit(&Blob { names: Some(self), ..Blob::whole(None, &self.text, &Origin::WorkTree) });
        }
    }
}

/// Whether a name holds a run of token characters with a digit and a letter.
pub(super) fn may_hold_token(name: &[u8]) -> bool {
    let token = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'=' | b'+');
    name.split(|byte| !token(byte))
        .any(|run| run.len() >= SHORTEST && run.iter().any(u8::is_ascii_digit) && run.iter().any(u8::is_ascii_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::{NameOf, Names, may_hold_token};
    use crate::model::Origin;

    #[test]
    fn only_names_that_may_hold_a_token_are_looked_at() {
        assert!(!may_hold_token(b"src/gates/secrets/mod.rs"));
        assert!(may_hold_token(b"keys/abcdef0123456789.txt"));
        let mut names = Names::new(NameOf::File);
        names.add(b"README", &Origin::WorkTree);
        names.add(b"a\nbcdefghijk0123", &Origin::WorkTree);
        assert_eq!(names.len(), 1);
        assert_eq!(names.line(1).unwrap().0.as_bytes(), "a\nbcdefghijk0123");
        assert!(names.line(0).is_none() && names.line(2).is_none());
    }
}
