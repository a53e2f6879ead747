//! A short way through `<line …/>`: nearly all of a report is that. Whatever is not written in the plainest way is left to the parser.

use memchr::memchr;

/// How the elements begin.
const BEGIN: &[u8] = b"<line";
/// Most attributes that such an element has.
const MOST: usize = 8;

/// Names and values of an element, as they are written.
pub(super) struct Attributes<'b> {
    all: [(&'b str, &'b str); MOST],
    count: usize,
}

impl<'b> Attributes<'b> {
    pub(super) fn new() -> Self {
        Self { all: [("", ""); MOST], count: 0 }
    }

    pub(super) fn all(&self) -> &[(&'b str, &'b str)] {
        self.all.get(..self.count).unwrap_or_default()
    }
}

/// The element that comes next, behind blanks, where all of it is in `ahead` and written as `name="value"`, without `>` in a value: its
/// length with the blanks before it. `attributes` has to be new.
pub(super) fn next<'b>(ahead: &'b [u8], attributes: &mut Attributes<'b>) -> Option<usize> {
    let blanks = ahead.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let inner = ahead.get(blanks..)?.strip_prefix(BEGIN)?;
    let end = memchr(b'>', inner)?;
    let mut rest = std::str::from_utf8(inner.get(..end)?.strip_suffix(b"/")?).ok()?;
    loop {
        let bytes = rest.as_bytes();
        let Some(name) = bytes.iter().position(|byte| !byte.is_ascii_whitespace()) else {
            return Some(blanks + BEGIN.len() + end + 1);
        };
        let name_ends = bytes.iter().skip(name).position(|byte| !(byte.is_ascii_alphabetic() || *byte == b'-'))? + name;
        let value = name_ends + 2;
        if name == 0 || bytes.get(name_ends..value) != Some(b"=\"") {
            return None;
        }
        let value_ends = bytes.iter().skip(value).position(|byte| matches!(byte, b'"' | b'<'))? + value;
        if bytes.get(value_ends) != Some(&b'"') {
            return None;
        }
        *attributes.all.get_mut(attributes.count)? = (rest.get(name..name_ends)?, rest.get(value..value_ends)?);
        attributes.count += 1;
        rest = rest.get(value_ends + 1..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::{Attributes, next};

    #[test]
    fn only_what_is_written_plainly_is_taken() {
        let text = "\n\t<line number=\"7\"  hits=\"a b\"/>\n<line/>";
        let mut attributes = Attributes::new();
        let length = next(text.as_bytes(), &mut attributes).unwrap();
        assert_eq!(attributes.all(), [("number", "7"), ("hits", "a b")]);
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
            "text <line/>",
            "<line a=\"\" b=\"\" c=\"\" d=\"\" e=\"\" f=\"\" g=\"\" h=\"\" i=\"\"/>",
        ] {
            assert_eq!(next(other.as_bytes(), &mut Attributes::new()), None, "{other}");
        }
    }
}
