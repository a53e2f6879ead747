//! Tables with a header: a column named `password` holds passwords.

use super::names::{Meaning, meaning};
use bstr::ByteSlice as _;
use std::ops::Range;

/// One cell of a column whose name means a credential.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cell {
    /// The column's name.
    pub name: Range<usize>,
    /// The cell, without quotes.
    pub value: Range<usize>,
}

/// The cells of credential columns. Rows whose number of cells is not the header's are left out: they are not of this table.
pub(super) fn cells(text: &[u8]) -> Vec<Cell> {
    let mut lines = text.lines();
    let Some(header) = lines.next() else { return Vec::new() };
    let Some(delimiter) = [b',', b'\t', b';'].into_iter().max_by_key(|delimiter| memchr::memchr_iter(*delimiter, header).count()) else {
        return Vec::new();
    };
    let names = split(header, 0, delimiter);
    let columns: Vec<usize> = names
        .iter()
        .enumerate()
        .filter(|(_, name)| matches!(text.get((*name).clone()).map(meaning), Some(Meaning::Password | Meaning::Secret)))
        .map(|(column, _)| column)
        .collect();
    if columns.is_empty() || names.len() < 2 {
        return settings(text, &names, delimiter);
    }
    let mut found = Vec::new();
    for line in lines {
        let start = line.as_ptr().addr().saturating_sub(text.as_ptr().addr());
        let cells = split(line, start, delimiter);
        if cells.len() != names.len() {
            continue;
        }
        for column in &columns {
            if let (Some(name), Some(value)) = (names.get(*column), cells.get(*column)) {
                found.push(Cell { name: name.clone(), value: value.clone() });
            }
        }
    }
    found
}

/// Of a table of settings, a name and its value in each row, the rows whose name means a credential.
fn settings(text: &[u8], header: &[Range<usize>], delimiter: u8) -> Vec<Cell> {
    const NAMES: &[&[u8]] = &[b"name", b"key", b"variable", b"setting", b"parameter", b"option", b"property", b"field"];
    let column = |wanted: &[&[u8]]| {
        header.iter().position(|cell| text.get(cell.clone()).is_some_and(|cell| wanted.iter().any(|name| cell.eq_ignore_ascii_case(name))))
    };
    let (Some(name), Some(value)) = (column(NAMES), column(&[b"value"])) else { return Vec::new() };
    let rows = text.lines().skip(1).map(|line| split(line, line.as_ptr().addr().saturating_sub(text.as_ptr().addr()), delimiter));
    rows.filter(|cells| cells.len() == header.len())
        .filter_map(|cells| Some(Cell { name: cells.get(name)?.clone(), value: cells.get(value)?.clone() }))
        .collect()
}

/// The cells of credential columns of the tables in Markdown: a header in bars, a line of hyphens below it, and the rows up to the first
/// line without bars.
pub(super) fn markdown_cells(text: &[u8]) -> Vec<Cell> {
    let mut found = Vec::new();
    let mut header: &[u8] = &[];
    // The columns of the header above, by number, and how many columns there are.
    let mut columns: Vec<(usize, Range<usize>)> = Vec::new();
    let mut count = 0;
    for line in text.lines() {
        if !line.contains(&b'|') {
            header = &[];
            columns.clear();
            continue;
        }
        let offset = |part: &[u8]| part.as_ptr().addr().saturating_sub(text.as_ptr().addr());
        if is_rule(line) && !header.is_empty() {
            let names = barred(header, offset(header));
            let told = |name: &Range<usize>| matches!(text.get(name.clone()).map(meaning), Some(Meaning::Password | Meaning::Secret));
            columns = names.iter().cloned().enumerate().filter(|(_, name)| told(name)).collect();
            count = names.len();
        } else if !columns.is_empty() {
            let cells = barred(line, offset(line));
            let whole = cells.len() == count;
            found.extend(columns.iter().filter(|_| whole).filter_map(|(column, name)| {
                Some(Cell { name: name.clone(), value: cells.get(*column).filter(|cell| !cell.is_empty())?.clone() })
            }));
        }
        header = line;
    }
    found
}

/// `|---|:-:|`: the line between a header and its rows.
fn is_rule(line: &[u8]) -> bool {
    line.find(b"--").is_some() && line.iter().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t' | b'+'))
}

/// The cells between bars, without blanks and backticks round them.
fn barred(line: &[u8], offset: usize) -> Vec<Range<usize>> {
    let around = |character: char| character.is_whitespace() || matches!(character, '`' | '*');
    let inside = line.trim();
    let inside = inside.strip_prefix(b"|").unwrap_or(inside);
    let inside = inside.strip_suffix(b"|").unwrap_or(inside);
    let place = |cell: &[u8]| {
        let start = offset + cell.as_ptr().addr().saturating_sub(line.as_ptr().addr());
        start..start + cell.len()
    };
    inside.split(|byte| *byte == b'|').map(|cell| place(cell.trim_with(around))).collect()
}

/// Splits one line at `delimiter` outside of quotes (RFC 4180); the quotes round a cell are not part of it.
fn split(line: &[u8], offset: usize, delimiter: u8) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let (mut start, mut quoted) = (0, false);
    let mut push = |start: usize, end: usize| {
        let cell = line.get(start..end).unwrap_or_default();
        let inner = cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\""));
        let cut = usize::from(inner.is_some());
        cells.push(offset + start + cut..offset + end - cut);
    };
    for (at, byte) in line.iter().enumerate() {
        if *byte == b'"' {
            quoted = !quoted;
        } else if *byte == delimiter && !quoted {
            push(start, at);
            start = at + 1;
        }
    }
    push(start, line.len());
    cells
}

#[cfg(test)]
mod tests {
    use super::{cells, markdown_cells};

    #[test]
    fn tables_in_markdown_are_read() {
        let text = "a | b\n\n| Host | User | Password |\n|------|:----:|---------:|\n| h1 | bob | `Hx82!q` |\n| h2 | eve | |\n| odd | row |\n\n| x | Jk9 | y |\n";
        let found: Vec<&str> = markdown_cells(text.as_bytes()).into_iter().map(|cell| &text[cell.value]).collect();
        assert_eq!(found, ["Hx82!q"]);
        assert!(markdown_cells(b"| a | b |\n|---|---|\n| 1 | 2 |\n").is_empty());
        assert!(markdown_cells(b"| password |\n| Hx82!q |\n").is_empty());
    }

    #[test]
    fn credential_columns_are_read() {
        let text = "name,password,note\nbob,Hx82!q,\"a, b\"\neve,\"Jk93;w\",c\nshort,row\n";
        let found: Vec<&str> = cells(text.as_bytes()).into_iter().map(|cell| &text[cell.value]).collect();
        assert_eq!(found, ["Hx82!q", "Jk93;w"]);
        assert!(cells(b"a,b\n1,2\n").is_empty());
        let text = "name,value\nregion,eu\ndb_password,Hx82!q\n";
        let found: Vec<&str> = cells(text.as_bytes()).into_iter().map(|cell| &text[cell.value]).collect();
        assert_eq!(found, ["eu", "Hx82!q"]);
    }
}
