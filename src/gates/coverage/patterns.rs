//! Path patterns of the settings: from the repository root, `*` stays within a folder, a folder holds all below it, and a pattern without
//! `/` holds anywhere.

use crate::gate::PrepareError;
use crate::text::{RepoPath, one_line};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Some patterns, as one.
#[derive(Debug, Clone)]
pub(super) struct Patterns {
    set: GlobSet,
    written: Vec<String>,
}

impl Patterns {
    /// Of what stands at `key` in the settings.
    pub(super) fn new(key: &str, written: &[String]) -> Result<Self, PrepareError> {
        let wrong = |pattern: &str, why: &str| PrepareError {
            message: format!("{key}: {}: {why}", one_line(pattern)),
            help: "write a path from the root of the repository, such as src/api, src/**/*.py or *.gen.ts".to_owned(),
        };
        let mut set = GlobSetBuilder::new();
        for pattern in written {
            let bare = pattern.trim().trim_start_matches("./").trim_matches('/');
            if bare.is_empty() || bare.starts_with('!') {
                return Err(wrong(pattern, "would match nothing, or everything"));
            }
            let anchored = if bare.contains('/') || pattern.trim().starts_with('/') { bare.to_owned() } else { format!("**/{bare}") };
            for glob in [anchored.clone(), format!("{anchored}/**")] {
                set.add(GlobBuilder::new(&glob).literal_separator(true).build().map_err(|error| wrong(pattern, &error.to_string()))?);
            }
        }
        let set = set.build().map_err(|error| wrong("", &error.to_string()))?;
        Ok(Self { set, written: written.to_vec() })
    }

    /// Whether one of them matches the path.
    pub(super) fn matches(&self, path: &str) -> bool {
        !self.written.is_empty() && self.set.is_match(path)
    }

    /// The numbers of the patterns that match the path.
    pub(super) fn matching(&self, path: &RepoPath) -> Vec<usize> {
        let mut found: Vec<usize> = self.set.matches(path.to_string()).into_iter().map(|at| at / 2).collect();
        found.dedup();
        found
    }

    /// As they were written.
    pub(super) fn written(&self) -> &[String] {
        &self.written
    }
}

#[cfg(test)]
mod tests {
    use super::Patterns;

    #[test]
    fn patterns_hold_as_people_mean_them() {
        let holds = |pattern: &str, path: &str| Patterns::new("x", &[pattern.to_owned()]).unwrap().matches(path);
        for (pattern, path) in [
            ("src", "src/a/b.py"),
            ("src/", "src/a.py"),
            ("./src/api", "src/api/x.py"),
            ("*.py", "a/b/c.py"),
            ("src/*.py", "src/a.py"),
            ("src/**/*.py", "src/a.py"),
            ("/a.py", "a.py"),
        ] {
            assert!(holds(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [("src/*.py", "src/a/b.py"), ("src/a", "lib/src/a"), ("/a.py", "b/a.py"), ("src", "src2/a")] {
            assert!(!holds(pattern, path), "{pattern} {path}");
        }
        assert!(Patterns::new("x", &["/".to_owned()]).is_err());
    }
}
