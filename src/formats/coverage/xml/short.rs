//! A short way through `<line …/>`: nearly all of a report is that. Whatever is not written in the plainest way is left to the parser.

/// How the elements begin.
const BEGIN: &[u8] = b"<line";
/// Most attributes that such an element has.
const MOST: usize = 8;

/// Names and values of an element, as they are written.
pub(super) struct Attributes<'b> {
    all: [(&'b [u8], &'b [u8]); MOST],
    count: usize,
}

impl<'b> Attributes<'b> {
    #[inline]
    pub(super) fn new() -> Self {
        Self { all: [(b"", b""); MOST], count: 0 }
    }

    #[inline]
    pub(super) fn all(&self) -> &[(&'b [u8], &'b [u8])] {
        self.all.get(..self.count).unwrap_or_default()
    }
}

/// The element that comes next, behind blanks, where all of it is in `ahead` and written as `name="value"` in ASCII, without `<` or `>` in
/// a value: its length with the blanks before it. `attributes` has to be new.
#[inline]
pub(super) fn next<'b>(ahead: &'b [u8], attributes: &mut Attributes<'b>) -> Option<usize> {
    let mut rest = without_blanks(ahead).strip_prefix(BEGIN)?;
    loop {
        let attribute = without_blanks(rest);
        if let Some(after) = attribute.strip_prefix(b"/>") {
            return Some(ahead.len() - after.len());
        }
        if attribute.len() == rest.len() {
            return None;
        }
        let name_ends = attribute.iter().position(|byte| !(byte.is_ascii_alphabetic() || *byte == b'-'))?;
        if name_ends == 0 {
            return None;
        }
        let (name, after) = attribute.split_at(name_ends);
        let after = after.strip_prefix(b"=\"")?;
        let value_ends = after.iter().position(|byte| ends_value(*byte))?;
        let (value, after) = after.split_at(value_ends);
        rest = after.strip_prefix(b"\"")?;
        *attributes.all.get_mut(attributes.count)? = (name, value);
        attributes.count += 1;
    }
}

/// Whether a byte ends a value, or is none that a plain value has.
fn ends_value(byte: u8) -> bool {
    matches!(byte, b'"' | b'<' | b'>' | 0x80..)
}

#[inline]
fn without_blanks(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\n' | b'\t' | b'\r', rest @ ..] = bytes {
        bytes = rest;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::{Attributes, next};

    #[test]
    fn only_what_is_written_plainly_is_taken() {
        let text = "\n\t<line number=\"7\"  hits=\"a b\"/>\n<line/>";
        let mut attributes = Attributes::new();
        let length = next(text.as_bytes(), &mut attributes).unwrap();
        assert_eq!(attributes.all(), [(&b"number"[..], &b"7"[..]), (b"hits", b"a b")]);
        assert_eq!(&text[length..], "\n<line/>");
        assert_eq!(next(b"<line/>", &mut Attributes::new()), Some(7));
        for other in [
            "",
            "<line",
            "<line number=\"7\"",
            "<line number='7'/>",
            "<line number=\"7\">",
            "<line number = \"7\"/>",
            "<line number=\"<\"/>",
            "<line number=\"a > b\"/>",
            "<line number=\"7\"hits=\"1\"/>",
            "<lines number=\"7\"/>",
            "<line x:y=\"7\"/>",
            "<line =\"7\"/>",
            "<line number=\"é\"/>",
            "text <line/>",
            "<line a=\"\" b=\"\" c=\"\" d=\"\" e=\"\" f=\"\" g=\"\" h=\"\" i=\"\"/>",
        ] {
            assert_eq!(next(other.as_bytes(), &mut Attributes::new()), None, "{other}");
        }
    }
}
