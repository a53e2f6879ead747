//! Names with `*` in them.

/// A file name, in which `*` stands for any text. A name with a slash also names the folder that the file stands in.
pub(super) struct NamePattern {
    /// Lower case, cut at each `*`.
    parts: Vec<Vec<u8>>,
    /// Path components that are compared.
    depth: usize,
}

impl NamePattern {
    pub(super) fn new(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        Self { depth: name.matches('/').count() + 1, parts: name.split('*').map(|part| part.as_bytes().to_vec()).collect() }
    }

    /// The last bytes of every such name, lower case; `None` where names may end in anything.
    pub(super) fn ending(&self) -> Option<[u8; 3]> {
        self.parts.last()?.last_chunk().copied()
    }

    /// Whether the end of `path` is such a name; ASCII case does not count.
    pub(super) fn matches(&self, path: &[u8]) -> bool {
        let mut rest = tail(path, self.depth);
        let Some((last, before)) = self.parts.split_last() else { return false };
        let Some((first, middle)) = before.split_first() else { return rest.eq_ignore_ascii_case(last) };
        if rest.len() < first.len() + last.len() || !ends_with(rest, last) || !starts_with(rest, first) {
            return false;
        }
        rest = rest.get(first.len()..rest.len() - last.len()).unwrap_or_default();
        middle.iter().all(|part| {
            let found = rest.windows(part.len().max(1)).position(|window| window.eq_ignore_ascii_case(part));
            match (found, part.is_empty()) {
                (_, true) => true,
                (Some(at), false) => {
                    rest = rest.get(at + part.len()..).unwrap_or_default();
                    true
                }
                (None, false) => false,
            }
        })
    }
}

fn starts_with(text: &[u8], start: &[u8]) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

fn ends_with(text: &[u8], end: &[u8]) -> bool {
    text.len().checked_sub(end.len()).and_then(|at| text.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// The last `depth` components.
fn tail(path: &[u8], depth: usize) -> &[u8] {
    let mut slashes = memchr::memrchr_iter(b'/', path);
    slashes.nth(depth - 1).map_or(path, |at| path.get(at + 1..).unwrap_or_default())
}

/// One path that a pattern of an ignore file matches, with its wildcards filled in; the pattern without its `!` and outer slashes.
pub(super) fn literal(pattern: &str) -> String {
    let mut out = String::new();
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '*' => {
                while characters.next_if_eq(&'*').is_some() {}
                // A name of one star keeps its text short; `**/` also matches no folder at all.
                out.push_str("golive");
            }
            '?' => out.push('x'),
            '\\' => out.extend(characters.next()),
            '[' => {
                let mut class: Vec<char> = Vec::new();
                for inside in characters.by_ref() {
                    if inside == ']' && !class.is_empty() {
                        break;
                    }
                    class.push(inside);
                }
                out.push(class.first().copied().filter(|first| !matches!(first, '!' | '^' | '[')).unwrap_or('x'));
            }
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{NamePattern, literal};

    #[test]
    fn stars_match_any_text_and_case_does_not_count() {
        for (pattern, path, matches) in [
            (".env", "a/b/.ENV", true),
            (".env", "a.env", false),
            (".env.*", ".env.local", true),
            (".env.*", ".env.", true),
            (".env.*", ".env", false),
            ("*.key", "x/server.key", true),
            ("*.key", "x/server.key/y", false),
            ("client_secret*.json", "client_secret_9.json", true),
            ("client_secret*.json", "client_secret.txt", false),
            ("*-firebase-adminsdk-*.json", "a-firebase-adminsdk-b.json", true),
            ("*-firebase-adminsdk-*.json", "firebase-adminsdk-b.json", false),
            (".aws/credentials", "x/.aws/credentials", true),
            (".aws/credentials", "credentials", false),
            ("*.tfstate.*", "a.tfstate.backup", true),
        ] {
            assert_eq!(NamePattern::new(pattern).matches(path.as_bytes()), matches, "{pattern} {path}");
        }
    }

    #[test]
    fn wildcards_are_filled_in() {
        for (pattern, path) in [("*.key", "golive.key"), ("config/[ab]?.pem", "config/ax.pem"), (r"\#x", "#x"), ("a**", "agolive")] {
            assert_eq!(literal(pattern), path);
        }
    }
}
