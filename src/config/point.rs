//! Points at a place in a configuration file that parsed, for mistakes that only show later.

use super::{Error, File, Form, Mistake};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A mistake at what stands under `keys`: names of keys, and positions in lists as numbers.
pub fn mistake_at(file: &File, keys: &[String], message: impl Into<String>, help: impl Into<String>) -> Error {
    let help = Some(help.into()).filter(|help| !help.is_empty());
    let span = span(file, keys);
    Error::Mistake { mistake: Box::new(Mistake { path: file.path.clone(), text: file.text.clone(), span, message: message.into(), help }) }
}

/// The bytes of the value under `keys`, or of the nearest thing above it that has a place.
fn span(file: &File, keys: &[String]) -> Range<usize> {
    match file.form {
        Form::Toml => in_toml(&file.text, keys),
        Form::PyProject => {
            let below: Vec<String> = ["tool", "golive"].into_iter().map(str::to_owned).chain(keys.iter().cloned()).collect();
            in_toml(&file.text, &below)
        }
        // JSON has no spans: the section's key is where to look.
        Form::PackageJson => file.text.find("\"golive\"").map_or(0..0, |at| at..at + "\"golive\"".len()),
    }
}

fn in_toml(text: &str, keys: &[String]) -> Range<usize> {
    let Ok(document) = DeTable::parse(text) else { return 0..0 };
    let mut at = 0..0;
    let mut keys = keys.iter();
    let Some(mut value) = keys.next().and_then(|key| of_table(document.get_ref(), key, &mut at)) else { return at };
    for key in keys {
        let next = match value.get_ref() {
            DeValue::Table(table) => of_table(table, key, &mut at),
            DeValue::Array(list) => key.parse::<usize>().ok().and_then(|number| list.get(number)).inspect(|item| at = item.span()),
            _ => None,
        };
        let Some(next) = next else { return at };
        value = next;
    }
    at
}

/// The value of a key; `at` becomes the value's place, or the key's where the value is a table, whose own place is all of it.
fn of_table<'text, 'table>(table: &'table DeTable<'text>, key: &str, at: &mut Range<usize>) -> Option<&'table Spanned<DeValue<'text>>> {
    let (name, value) = table.iter().find(|(name, _)| name.get_ref() == key)?;
    *at = match value.get_ref() {
        DeValue::Table(_) | DeValue::Array(_) => name.span(),
        _ => value.span(),
    };
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::super::{File, Form};
    use super::span;

    #[test]
    fn values_are_found_under_their_keys() {
        let at = |form, text: &str, keys: &[&str]| {
            let file = File { path: "f".into(), form, text: text.to_owned() };
            text[span(&file, &keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>())].to_owned()
        };
        let text = "[[secrets.rule]]\nid = \"a\"\n\n[[secrets.rule]]\nid = \"b\"\nexamples = [\"x\", \"y\"]\n";
        assert_eq!(at(Form::Toml, text, &["secrets", "rule", "1", "id"]), "\"b\"");
        assert_eq!(at(Form::Toml, text, &["secrets", "rule", "1", "examples", "1"]), "\"y\"");
        assert_eq!(at(Form::Toml, "[secrets.rules]\njtw = \"off\"\n", &["secrets", "rules", "jtw"]), "\"off\"");
        assert_eq!(at(Form::PyProject, "[tool.golive.secrets.rules]\njtw = \"off\"\n", &["secrets", "rules", "jtw"]), "\"off\"");
        assert_eq!(at(Form::PackageJson, "{\"golive\": {}}", &["secrets"]), "\"golive\"");
        assert_eq!(at(Form::Toml, "a = 1\n", &["secrets"]), "");
    }
}
