//! Which lines go on with what a line before them began. By their letters: a report says nothing about such lines where it names only
//! the first line of a statement, and they are no code that nobody measured.

use super::source::Line;

/// What a line ends with that goes on in the next.
const GOES_ON: [&[u8]; 12] = [b"\\", b"(", b"[", b",", b"=", b"+", b"&&", b"||", b" and", b" or", b" not", b"?"];

/// What a line begins with that goes on.
const WENT_ON: [&[u8]; 9] = [b".", b"&&", b"||", b"?", b"+ ", b"and ", b"or ", b"?.", b"=> "];

/// Keeps count of brackets.
#[derive(Debug, Default)]
pub(super) struct Continued {
    open: Vec<u8>,
    goes_on: bool,
}

impl Continued {
    /// Whether `line` goes on with what a line before began. Lines have to come in order.
    pub(super) fn next(&mut self, line: &[u8], kind: Line) -> bool {
        if matches!(kind, Line::Blank | Line::Comment | Line::InComment) {
            return false;
        }
        // What begins at the margin is a statement of its own, whatever was miscounted before it.
        if line.first().is_some_and(|first| first.is_ascii_alphanumeric() || matches!(first, b'_' | b'@' | b'#')) {
            self.open.clear();
            self.goes_on = false;
        }
        let text = line.trim_ascii();
        let is_inside = matches!(self.open.last(), Some(b'(' | b'['));
        let continued = is_inside || self.goes_on || WENT_ON.iter().any(|mark| text.starts_with(mark));
        let code = self.count(text).trim_ascii_end();
        self.goes_on = GOES_ON.iter().any(|mark| code.ends_with(mark)) && !code.ends_with(b"++");
        continued
    }

    /// Counts the brackets of a line that stand in no string; gives the line without a comment at its end.
    fn count<'line>(&mut self, text: &'line [u8]) -> &'line [u8] {
        let mut quote = None;
        let mut before = b' ';
        for (at, byte) in text.iter().enumerate() {
            if let Some(open) = quote {
                if *byte == b'\\' && before == b'\\' {
                    before = b' ';
                    continue;
                }
                if *byte == open && before != b'\\' {
                    quote = None;
                }
                before = *byte;
                continue;
            }
            match *byte {
                b'"' | b'`' => quote = Some(*byte),
                // An apostrophe behind a letter is a lifetime, a digit separator or prose.
                b'\'' if !before.is_ascii_alphanumeric() && before != b'&' && before != b'<' => quote = Some(b'\''),
                b'#' if before == b' ' => return text.get(..at).unwrap_or_default(),
                b'/' if before == b'/' => return text.get(..at.saturating_sub(1)).unwrap_or_default(),
                b'(' | b'[' | b'{' => self.open.push(*byte),
                b')' | b']' | b'}' => {
                    self.open.pop();
                }
                _ => {}
            }
            before = *byte;
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Continued;
    use crate::gates::coverage::source::Line;

    fn continued(text: &str) -> Vec<usize> {
        let mut brackets = Continued::default();
        let is_continued = |(at, line): (usize, &str)| brackets.next(line.as_bytes(), Line::Code).then_some(at + 1);
        text.lines().enumerate().filter_map(is_continued).collect()
    }

    #[test]
    fn lines_that_go_on_are_told_from_statements() {
        assert_eq!(continued("def f(\n    a,\n    b):\n    x = g(\n        a,\n        '(')\n    y = 1\n"), [2, 3, 5, 6]);
        assert_eq!(continued("x = a + \\\n    b\ny = (a\n     and b)\nz = 1\n"), [2, 4]);
        assert_eq!(continued("a\n  .b()\n  .c();\nd();\n"), [2, 3]);
        assert_eq!(continued("f(function () {\n  one();\n  two();\n});\n"), [0_usize; 0]);
        assert_eq!(continued("let x: &'a str = f('(');\nlet y = 1;\ni++;\nz();\n"), [0_usize; 0]);
        assert_eq!(continued("x = 1  # (\ny = 2\nurl = \"http://a(\"\nz = 3\n"), [0_usize; 0]);
        // What was miscounted ends at the next line at the margin.
        assert_eq!(continued("x = r'\\'\n  y(\nz = 1\n"), [0_usize; 0]);
    }
}
