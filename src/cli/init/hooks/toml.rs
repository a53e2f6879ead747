//! TOML at the end of a TOML file.

use toml_edit::{DocumentMut, Item, TableLike};

/// The document with `block`, whole tables, at its end; `None` where the two together would not be what they are apart.
pub(super) fn append(text: &str, block: &str) -> Option<String> {
    let mut expected: DocumentMut = text.parse().ok()?;
    let added: DocumentMut = block.parse().ok()?;
    if !merge(expected.as_table_mut(), added.as_table()) {
        return None;
    }
    let gap = match text {
        "" => "",
        _ if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let line_end = super::super::edit::line_end(text);
    let after = format!("{text}{gap}{block}").replace("\r\n", "\n").replace('\n', line_end);
    let after = if text.contains("\r\n") && text.replace("\r\n", "").contains('\n') { format!("{text}{gap}{block}") } else { after };
    let read: DocumentMut = after.parse().ok()?;
    same(read.as_table(), expected.as_table()).then_some(after)
}

/// Puts `added` into `table`; `false` where both set the same key.
fn merge(table: &mut dyn TableLike, added: &dyn TableLike) -> bool {
    added.iter().all(|(key, item)| match (table.get_mut(key), item) {
        (None, _) => {
            table.insert(key, item.clone());
            true
        }
        (Some(Item::ArrayOfTables(have)), Item::ArrayOfTables(more)) => {
            more.iter().for_each(|table| have.push(table.clone()));
            true
        }
        (Some(Item::Table(have)), Item::Table(more)) => merge(have, more),
        _ => false,
    })
}

/// Whether two tables say the same, in the same order.
fn same(left: &dyn TableLike, right: &dyn TableLike) -> bool {
    left.len() == right.len()
        && left.iter().all(|(key, item)| {
            right.get(key).is_some_and(|other| match (item, other) {
                (Item::Table(item), Item::Table(other)) => same(item, other),
                (Item::ArrayOfTables(item), Item::ArrayOfTables(other)) => {
                    item.len() == other.len() && item.iter().zip(other.iter()).all(|(item, other)| same(item, other))
                }
                (Item::Value(item), Item::Value(other)) => item.to_string().trim() == other.to_string().trim(),
                _ => false,
            })
        })
}

#[cfg(test)]
mod tests {
    use super::append;

    #[test]
    fn tables_come_last_and_everything_else_stays() {
        let text = "# top\n[[repos]] # first\nrepo = 'a'\n";
        assert_eq!(append(text, "[[repos]]\nrepo = \"b\"\n").unwrap(), format!("{text}\n[[repos]]\nrepo = \"b\"\n"));
        assert_eq!(append("a = 1", "[b]\nc = 1\n").unwrap(), "a = 1\n\n[b]\nc = 1\n");
        assert_eq!(append("a = 1\r\n", "[b]\nc = 1\n").unwrap(), "a = 1\r\n\r\n[b]\r\nc = 1\r\n");
        let nested = "[pre-commit.commands.lint]\nrun = \"x\"\n";
        assert!(append(nested, "[pre-commit.commands.golive]\nrun = \"y\"\n").is_some());
    }

    #[test]
    fn what_would_clash_is_refused() {
        for text in ["repos = [{repo = 'a'}]\n", "repos = 1\n", "[repos]\n", "a = \n", "[[repos]]\n[[repos]\n"] {
            assert_eq!(append(text, "[[repos]]\nrepo = \"b\"\n"), None, "{text}");
        }
        assert_eq!(append("[pre-commit]\ncommands = {lint = {run = 'x'}}\n", "[pre-commit.commands.golive]\nrun = \"y\"\n"), None);
        assert_eq!(append("[b]\nc = 1\n", "[b]\nc = 2\n"), None);
    }
}
