//! `.dockerignore`, as moby's `patternmatcher` reads it: patterns start at the context's root, the last match wins, and a negation
//! frees a file even where its folder is excluded.

use regex::bytes::Regex;

/// The patterns of one file.
pub(super) struct DockerIgnore(Vec<(Regex, bool)>);

impl DockerIgnore {
    pub(super) fn new(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#')).map(str::trim).filter(|line| !line.is_empty());
        Self(lines.filter_map(pattern).collect())
    }

    /// Whether the context is sent without `path`.
    pub(super) fn excludes(&self, path: &str) -> bool {
        self.0.iter().fold(false, |excluded, (pattern, negated)| if matches_or_parent(pattern, path) { !negated } else { excluded })
    }
}

fn pattern(line: &str) -> Option<(Regex, bool)> {
    let (negated, text) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest.trim()));
    Some((expression(text)?, negated))
}

/// Whether the pattern matches the path or a folder above it.
pub(super) fn matches_or_parent(pattern: &Regex, path: &str) -> bool {
    pattern.is_match(path.as_bytes())
        || path.match_indices('/').any(|(at, _)| path.get(..at).is_some_and(|folder| pattern.is_match(folder.as_bytes())))
}

/// A pattern as an expression: `*` stays within a name, `**` does not. `None` where it can match nothing.
pub(super) fn expression(pattern: &str) -> Option<Regex> {
    let mut parts: Vec<&str> = Vec::new();
    for part in pattern.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    if parts.is_empty() {
        return if pattern.starts_with('.') || pattern == "/" { Regex::new("(?s-u)^.*$").ok() } else { None };
    }
    let text = parts.join("/");
    let mut out = String::from("(?s-u)^");
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '*' if rest.next_if_eq(&'*').is_some() => {
                if rest.next_if_eq(&'/').is_some() {
                    out.push_str("(?:.*/)?");
                } else {
                    out.push_str(".*");
                }
            }
            '*' => out.push_str("[^/]*"),
            '?' => out.push_str("[^/]"),
            '\\' => out.push_str(&regex::escape(&rest.next().unwrap_or('\\').to_string())),
            '[' => {
                let class: String = rest.by_ref().take_while(|inside| *inside != ']').collect();
                let (not, members) = class.strip_prefix('^').map_or(("", class.as_str()), |members| ("^", members));
                let members: String =
                    members.chars().map(|one| if one == '-' { "-".to_owned() } else { regex::escape(&one.to_string()) }).collect();
                out.extend(["[", not, members.as_str(), "]"]);
            }
            other => out.push_str(&regex::escape(&other.to_string())),
        }
    }
    out.push('$');
    Regex::new(&out).ok()
}

#[cfg(test)]
mod tests {
    use super::DockerIgnore;

    #[test]
    fn patterns_are_those_of_docker() {
        for (text, path, excluded) in [
            (".env\n", ".env", true),
            (".env\n", "sub/.env", false),
            ("**/.env\n", "sub/.env", true),
            ("**/.env\n", ".env", true),
            ("sub\n!sub/server.pem\n", "sub/server.pem", false),
            ("sub/\n", "sub/x", true),
            ("/sub\n", "sub/x", true),
            ("*\n!src\n", "src/.env", false),
            ("*\n!src\n", ".env", true),
            ("*.pem\n", "a/b.pem", false),
            ("*/*.pem\n", "a/b.pem", true),
            ("**\n", "a/b.pem", true),
            ("# .env\n", ".env", false),
            ("./.env\n", ".env", true),
            ("a[1-3]\n", "a2", true),
            ("", ".env", false),
        ] {
            assert_eq!(DockerIgnore::new(text).excludes(path), excluded, "{text:?} {path}");
        }
    }
}
