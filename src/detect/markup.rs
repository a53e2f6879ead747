//! What stands behind a name in the text of an element: `<td>Password</td><td>secret</td>`, `<b>Password:</b> secret`, `Password: <code>secret</code>`.

use super::odd::is_odd;
use super::passphrase::is_passphrase;
use super::syntax::{Assignment, Tie};
use std::ops::Range;

/// How far behind the name the value may stand, in bytes.
const REACH: usize = 240;
/// Most tags between them.
const MOST: usize = 6;

/// The value behind the name that ends at `end`, where tags stand between them.
pub(super) fn read(text: &[u8], name: &Range<usize>, end: usize) -> Option<Assignment> {
    let after = text.get(end..text.len().min(end + REACH))?;
    let lead = after.iter().take(4).take_while(|byte| matches!(byte, b' ' | b':')).count();
    if after.get(lead) != Some(&b'<') {
        return None;
    }
    let (mut at, mut tags) = (lead, 0);
    while after.get(at) == Some(&b'<') && tags < MOST {
        let tag = after.get(at..)?;
        // What is asked for is not told.
        if [&b"<input"[..], b"<script", b"<select", b"<textarea", b"<!"].iter().any(|start| tag.starts_with(start)) {
            return None;
        }
        at += memchr::memchr(b'>', tag)? + 1;
        at += after.get(at..)?.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        tags += 1;
    }
    let rest = after.get(at..)?;
    let length = memchr::memchr2(b'<', b'\n', rest).unwrap_or(rest.len());
    let value = rest.get(..length)?.trim_ascii_end();
    let secret = end + at..end + at + value.len();
    (tags > 0 && (is_odd(value) || is_passphrase(value))).then(|| Assignment {
        name: name.clone(),
        value: secret,
        quoted: true,
        tie: Tie::Given,
    })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn values_stand_behind_tags() {
        for text in [
            "<td>Password</td>\n  <td>Hx82qTr9</td>",
            "<b>Password:</b> Hx82qTr9\n",
            "Password: <code>Hx82qTr9</code>",
            "<td class=\"e\">Password </td><td class=\"v\">Hx82qTr9 </td>",
            "<dt>Admin Password</dt>\n<dd>Hx82qTr9</dd>",
        ] {
            let start = text.find("Password").unwrap();
            let found = read(text.as_bytes(), &(start..start + 8), start + 8).map(|found| &text[found.value]);
            assert_eq!(found, Some("Hx82qTr9"), "{text}");
        }
        for text in ["<label>Password</label> <input value=\"Hx82qTr9\">", "<th>Password</th><th>Role</th>", "Password Hx82qTr9"] {
            let start = text.find("Password").unwrap();
            assert!(read(text.as_bytes(), &(start..start + 8), start + 8).is_none(), "{text}");
        }
    }
}
