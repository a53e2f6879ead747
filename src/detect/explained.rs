//! Names that say `key` and no more: what stands before them says whether they open anything.

use super::names::words;
use super::prose::comment;
use super::vendors;
use super::within::holds;
use std::ops::Range;

/// How far before a name the address may start that asks with it, in bytes.
const ADDRESS: usize = 160;
/// How many lines above a name may say whose it is, and how long such a line may be, in bytes.
const LINES_ABOVE: usize = 3;
const LONGEST_LINE: usize = 120;

/// Whether the key called so at `name` is asked of an API, or stands in what is a vendor's.
pub(super) fn is_key(text: &[u8], name: &Range<usize>) -> bool {
    let said = text.get(name.clone()).unwrap_or_default().to_ascii_lowercase();
    let is_key = said.ends_with(b"key") || said.ends_with(b"auth");
    is_key && (is_asked(text, name.start) || is_of_a_vendor(text, name.start))
}

/// `https://api.example.com/v1/items?key=`: pages and caches have keys in their addresses too.
fn is_asked(text: &[u8], start: usize) -> bool {
    let sign = start.checked_sub(1).and_then(|at| text.get(at));
    if !matches!(sign, Some(b'?' | b'&')) {
        return false;
    }
    let before = text.get(start.saturating_sub(ADDRESS)..start).unwrap_or_default();
    let address = before.rsplit(|byte| byte.is_ascii_whitespace() || b"\"'`<>(".contains(byte)).next().unwrap_or_default();
    [&b"://api."[..], b"/api/", b"-api.", b".api.", b"/rest/", b"/graphql"].iter().any(|part| holds(address, part))
}

/// Whether the line up to the name, or one just above that opens a block, comments or imports, names a vendor.
fn is_of_a_vendor(text: &[u8], start: usize) -> bool {
    let from = start.saturating_sub(LINES_ABOVE * LONGEST_LINE);
    // The window may begin within a word, of which the rest could be a vendor's name.
    let cut = if from == 0 {
        0
    } else {
        memchr::memchr2(b' ', b'\n', text.get(from..start).unwrap_or_default()).map_or(start - from, |at| at + 1)
    };
    let window = text.get(from + cut..start).unwrap_or_default();
    let mut lines = window.rsplit(|byte| *byte == b'\n');
    let head = lines.next().unwrap_or_default();
    let names = |line: &[u8]| line.len() <= LONGEST_LINE && vendors::are_among(&words(line));
    names(head) || lines.take(LINES_ABOVE).any(|line| (opens(line) || tells(line)) && names(line))
}

/// `provider "fiix" {`, `fiix:`, `[fiix]`, `'fiix' => [`.
fn opens(line: &[u8]) -> bool {
    matches!(line.trim_ascii_end().last(), Some(b':' | b'{' | b'[' | b'(' | b']'))
}

/// `# Fiix`, `import fiix`.
fn tells(line: &[u8]) -> bool {
    const IMPORTS: &[&[u8]] = &[b"import ", b"from ", b"using ", b"use ", b"require"];
    comment(line).is_some() || IMPORTS.iter().any(|start| line.trim_ascii_start().starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::is_key;

    fn explained(head: &str) -> bool {
        let text = format!("{head}key");
        is_key(text.as_bytes(), &(head.len()..text.len()))
    }

    #[test]
    fn an_address_of_an_api_says_what_its_key_is() {
        assert!(explained("get('https://api.example.com/v1/x?") && explained("https://example.com/api/v2?q=1&"));
        assert!(!explained("https://example.com/page?") && !explained("https://api.example.com/v1 page?"));
    }

    #[test]
    fn a_block_a_comment_or_an_import_says_whose_a_key_is() {
        for head in [
            "provider \"fiix\" {\n  ",
            "[klaviyo]\nregion = eu\n",
            "easypost:\n  enabled: true\n  ",
            "# ElevenLabs\n",
            "import shippo\n\n",
            "'etsy' => ['",
            "config :razorpay, ",
        ] {
            assert!(explained(head), "{head}");
        }
        for head in ["cache:\n  ", "// the entry\n", "x = fiix.load()\n", "fiix:\n  a: 1\n  b: 2\n  c: 3\n  ", "struct Table {\n    "] {
            assert!(!explained(head), "{head}");
        }
    }
}
