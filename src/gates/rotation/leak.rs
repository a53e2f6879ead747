//! Values that commits published: variables of environment files that git holds or once held, with the date of the commit.

use super::sources::short;
use super::when::When;
use crate::detect::is_stand_in;
use crate::git::Repo;
use crate::model::Trouble;
use crate::text::RepoPath;
use std::collections::BTreeMap;

/// Environment files that are looked into.
const MOST_FILES: usize = 500;
/// Shortest value that is taken for a real one, in bytes.
const SHORTEST: usize = 16;
/// Names of environment files that are meant to be published, or to hold made-up values.
const HARMLESS: &[&str] = &["example", "sample", "template", "dist", "defaults", "schema", "vault", "test", "testing", "ci", "enc"];

/// A variable's value in a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leak {
    /// When it was committed.
    pub(super) at: When,
    pub(super) path: RepoPath,
    /// The commit, short.
    pub(super) commit: String,
}

/// By the name of the variable, the last commit that published a value of it: the newest version of each file that any reference has or
/// had.
///
/// # Errors
/// What could not be looked at, and what to do: a key may then have been exposed without anybody knowing.
pub(super) fn leaks(repo: &Repo) -> Result<BTreeMap<String, Leak>, Trouble> {
    let unread = |what: String| {
        Trouble::new(format!("whether a commit published a key was not looked at: {what}"), "run git fsck, and mend what it names")
    };
    let mut leaks: BTreeMap<String, Leak> = BTreeMap::new();
    let touched = repo.ever_tracked(&|path| is_environment(path)).map_err(|error| unread(error.to_string()))?;
    if touched.len() > MOST_FILES {
        let what = format!("history holds {} environment files, and {MOST_FILES} are looked into", touched.len());
        return Err(Trouble::new(what, "look for published keys with golive secrets --history, and take the files out of the repository"));
    }
    for file in touched {
        let Some(at) = When::parse(&file.date) else { continue };
        let held = repo.file_at(&file.commit, &file.path).map_err(|error| unread(error.to_string()))?;
        for name in String::from_utf8_lossy(&held.unwrap_or_default()).lines().filter_map(set) {
            let leak = Leak { at, path: file.path.clone(), commit: short(&file.commit).to_owned() };
            let known = leaks.entry(name.to_owned()).or_insert_with(|| leak.clone());
            if known.at < leak.at {
                *known = leak;
            }
        }
    }
    Ok(leaks)
}

fn is_environment(path: &[u8]) -> bool {
    let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default().to_ascii_lowercase();
    let name = String::from_utf8_lossy(&name);
    let named = name == ".env" || name.starts_with(".env.") || name.strip_suffix(".env").is_some();
    named && !name.split('.').any(|part| HARMLESS.contains(&part))
}

/// The variable that a line sets to what looks like a real secret.
fn set(line: &str) -> Option<&str> {
    let (name, value) = line.trim().trim_start_matches("export ").split_once('=')?;
    let (name, value) = (name.trim(), value.trim().trim_matches(['"', '\'']));
    let is_name = !name.is_empty() && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    (is_name && value.len() >= SHORTEST && !value.contains(' ') && !is_stand_in(value.as_bytes())).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{is_environment, set};

    #[test]
    fn only_what_looks_like_a_real_value_counts() {
        let value = "a8f3k2m9q1z7w5x0";
        for (line, name) in [
            (format!("API_KEY={value}"), Some("API_KEY")),
            (format!("export API_KEY=\"{value}\""), Some("API_KEY")),
            (format!("# API_KEY={value}"), None),
            ("API_KEY=".to_owned(), None),
            ("API_KEY=short".to_owned(), None),
            ("API_KEY=your-api-key-goes-here".to_owned(), None),
            ("API_KEY=replace-with-the-real-one".to_owned(), None),
            ("API_KEY=vault:secret/data/app#key".to_owned(), None),
            ("API_KEY=__API_KEY_OF_THE_APP__".to_owned(), None),
            ("API_KEY=aaaaaaaaaaaaaaaaaaaaaaaa".to_owned(), None),
            (format!("API_KEY=${{{value}}}"), None),
            (format!("API_KEY=encrypted:{value}"), None),
        ] {
            assert_eq!(set(&line), name, "{line}");
        }
    }

    #[test]
    fn templates_and_test_files_are_no_leak() {
        for (path, is) in [
            (".env", true),
            ("a/.env.production", true),
            ("prod.env", true),
            (".env.example", false),
            (".env.test", false),
            ("a.envx", false),
        ] {
            assert_eq!(is_environment(path.as_bytes()), is, "{path}");
        }
    }
}
