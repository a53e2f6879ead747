//! `.gitleaksignore`: findings by commit, file, rule and line.

use super::{Problem, same_rule};
use crate::model::{Finding, Origin};

/// One line of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ignored {
    commit: Option<String>,
    path: String,
    rule: String,
    line: u32,
}

/// The lines of `text`: `FILE:RULE:LINE`, or `COMMIT:FILE:RULE:LINE`. Empty lines and those that begin with `#` say nothing.
pub(super) fn read(file: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Ignored> {
    let mut ignored = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match parse(line) {
            Some(entry) => ignored.push(entry),
            None => {
                let message = "the line is neither FILE:RULE:LINE nor COMMIT:FILE:RULE:LINE".to_owned();
                problems.push(Problem::new(file, number + 1, message));
            }
        }
    }
    ignored
}

fn parse(line: &str) -> Option<Ignored> {
    let (rest, number) = line.rsplit_once(':')?;
    let (rest, rule) = rest.rsplit_once(':')?;
    let is_commit = |text: &str| (7..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (commit, path) = match rest.split_once(':') {
        Some((commit, path)) if is_commit(commit) => (Some(commit.to_ascii_lowercase()), path),
        _ => (None, rest),
    };
    let path = path.replace('\\', "/");
    Some(Ignored { commit, path: path.trim_start_matches("./").to_owned(), rule: rule.to_owned(), line: number.parse().ok()? })
}

impl Ignored {
    /// Whether the line names this finding.
    pub(super) fn covers(&self, finding: &Finding, known: &dyn Fn(&str) -> bool) -> bool {
        let Some(place) = &finding.place else { return false };
        let commit = match (&self.commit, &finding.origin) {
            (None, _) => true,
            (Some(wanted), Origin::Commit { id, .. }) => id.starts_with(wanted.as_str()),
            (Some(_), _) => false,
        };
        commit
            && place.start.line == self.line
            && place.path.as_ref().is_some_and(|path| path.to_string() == self.path)
            && same_rule(&self.rule, &finding.rule_id, known)
    }
}

#[cfg(test)]
mod tests {
    use super::{Ignored, parse};

    #[test]
    fn both_forms_are_read() {
        let entry = |commit: Option<&str>, path: &str| {
            Some(Ignored { commit: commit.map(str::to_owned), path: path.to_owned(), rule: "jwt".to_owned(), line: 3 })
        };
        assert_eq!(parse("a/b.py:jwt:3"), entry(None, "a/b.py"));
        assert_eq!(parse("a:b.py:jwt:3"), entry(None, "a:b.py"));
        assert_eq!(
            parse("0123456789abcdef0123456789abcdef01234567:a\\b.py:jwt:3"),
            entry(Some("0123456789abcdef0123456789abcdef01234567"), "a/b.py")
        );
        for wrong in ["a.py", "a.py:jwt", "a.py:jwt:x"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
