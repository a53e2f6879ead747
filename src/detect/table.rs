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
        return Vec::new();
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
    use super::cells;

    #[test]
    fn credential_columns_are_read() {
        let text = "name,password,note\nbob,Hx82!q,\"a, b\"\neve,\"Jk93;w\",c\nshort,row\n";
        let found: Vec<&str> = cells(text.as_bytes()).into_iter().map(|cell| &text[cell.value]).collect();
        assert_eq!(found, ["Hx82!q", "Jk93;w"]);
        assert!(cells(b"a,b\n1,2\n").is_empty());
    }
}
