//! Paths as tools write them.

/// The path without `file://`, percent-encoding (of a URI only), `\` and a leading `./`.
pub(super) fn clean(written: &str) -> String {
    let trimmed = written.trim();
    let plain = match file_uri(trimmed) {
        Some(path) => decode(path),
        None => trimmed.to_owned(),
    };
    let mut plain = if plain.contains('\\') { plain.replace('\\', "/") } else { plain };
    while let Some(rest) = plain.strip_prefix("./") {
        plain = rest.trim_start_matches('/').to_owned();
    }
    plain
}

/// The path of a reference in a SARIF log, which is a URI reference and so percent-encoded.
pub(super) fn from_reference(uri: &str) -> String {
    clean(&if file_uri(uri).is_some() { uri.to_owned() } else { decode(uri) })
}

fn file_uri(text: &str) -> Option<&str> {
    let scheme = text.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("file://"));
    let Some(scheme) = scheme else {
        // `file:/C:/x` is what Java writes.
        return text.strip_prefix("file:").filter(|path| path.starts_with('/'));
    };
    let rest = text.get(scheme.len()..)?;
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    // `/C:/x` is a path of Windows.
    let drive = rest.strip_prefix('/').filter(|path| is_drive(path.get(..3).unwrap_or_default()));
    Some(drive.unwrap_or(rest))
}

fn is_drive(start: &str) -> bool {
    let mut characters = start.chars();
    characters.next().is_some_and(|letter| letter.is_ascii_alphabetic())
        && (characters.as_str().starts_with(':') || characters.as_str().eq_ignore_ascii_case("%3"))
}

/// Percent-decoding; what does not decode to UTF-8 stays as it is.
fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16)).and_then(|digit| u8::try_from(digit).ok());
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(high << 4 | low);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{clean, from_reference};

    #[test]
    fn paths_are_cleaned() {
        assert_eq!(clean("./src\\a.c"), "src/a.c");
        assert_eq!(clean("file:///w/sub%20dir/t%C3%A9st.py"), "/w/sub dir/tést.py");
        assert_eq!(clean("file:///C:/w/a.cs"), "C:/w/a.cs");
        assert_eq!(clean("100%25.py"), "100%25.py");
        assert_eq!(from_reference("sub%20dir/100%25.py"), "sub dir/100%.py");
        assert_eq!(from_reference("a%ff"), "a%ff");
        assert_eq!(clean("file:"), "file:");
    }
}
