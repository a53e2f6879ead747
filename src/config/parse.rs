//! From a configuration file's text to its sections.

use super::{Error, File, Form, Mistake};
use crate::text::nearest;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::ops::Range;

#[derive(Deserialize)]
struct PyProject<T> {
    tool: Tool<T>,
}

#[derive(Deserialize)]
struct Tool<T> {
    golive: T,
}

#[derive(Deserialize)]
struct PackageJson<T> {
    golive: T,
}

/// Whether a package.json has a `golive` section.
pub(super) fn package_section(text: &str) -> Option<serde_json::Value> {
    serde_json::from_str::<PackageJson<serde_json::Value>>(text).ok().map(|package| package.golive)
}

/// The sections that `file` holds.
///
/// # Errors
/// [`Error::Mistake`], pointing at the key.
pub fn parse<T: DeserializeOwned>(file: &File) -> Result<T, Error> {
    let parsed = match file.form {
        Form::Toml => toml::from_str(&file.text).map_err(|error| from_toml(&error)),
        Form::PyProject => toml::from_str::<PyProject<T>>(&file.text).map(|project| project.tool.golive).map_err(|error| from_toml(&error)),
        Form::PackageJson => {
            serde_json::from_str::<PackageJson<T>>(&file.text).map(|package| package.golive).map_err(|error| from_json(&error, &file.text))
        }
    };
    parsed.map_err(|(message, span)| {
        let (message, help) = explain(&message);
        Error::Mistake { mistake: Box::new(Mistake { path: file.path.clone(), text: file.text.clone(), span, message, help }) }
    })
}

fn from_toml(error: &toml::de::Error) -> (String, Range<usize>) {
    (error.message().to_owned(), error.span().unwrap_or(0..0))
}

/// `serde_json` gives a line and a column (in bytes, past the token); the token before it is what the mistake is about.
fn from_json(error: &serde_json::Error, text: &str) -> (String, Range<usize>) {
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message).to_owned();
    let line_start = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let end = (line_start + error.column()).min(text.len());
    let before = text.get(line_start..end).unwrap_or_default();
    let start = before.trim_end_matches('"').rfind(['"', ' ', ':', ',']).map_or(line_start, |at| line_start + at);
    (message, start..end)
}

/// Puts serde's words for an unknown name into ours, with the nearest known one.
fn explain(message: &str) -> (String, Option<String>) {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (Some((typed, known)), true) = (quoted.split_first(), message.starts_with("unknown ")) else {
        return (message.to_owned(), None);
    };
    let kind = if message.starts_with("unknown variant") { "value" } else { "key" };
    let listed = known.join(", ");
    let help = match nearest(typed, known.iter().copied()) {
        Some(near) => format!("did you mean {near}? Known here: {listed}"),
        None if known.is_empty() => "there are no keys here".to_owned(),
        None => format!("known here: {listed}"),
    };
    (format!("unknown {kind} {typed}"), Some(help))
}

#[cfg(test)]
mod tests {
    use super::super::{Error, File, Form};
    use super::parse;
    use crate::gates::Sections;

    fn mistake(form: Form, text: &str) -> (String, String, String) {
        let file = File { path: "f".into(), form, text: text.to_owned() };
        let Err(Error::Mistake { mistake }) = parse::<Sections>(&file) else { panic!("{text} was taken") };
        (mistake.message, text[mistake.span].to_owned(), mistake.help.unwrap_or_default())
    }

    #[test]
    fn a_typo_is_pointed_at_and_the_nearest_name_said() {
        let (message, at, help) = mistake(Form::Toml, "[secrets]\nalow = []\n");
        assert_eq!((message.as_str(), at.as_str()), ("unknown key alow", "alow"));
        assert!(help.starts_with("did you mean allow?"), "{help}");
        let (message, at, _) = mistake(Form::PyProject, "[tool.golive]\nprofle = \"x\"\n");
        assert_eq!((message.as_str(), at.as_str()), ("unknown key profle", "profle"));
        let (message, at, _) = mistake(Form::PackageJson, "{\n \"golive\": {\"profle\": \"x\"}}\n");
        assert_eq!((message.as_str(), at.as_str()), ("unknown key profle", "\"profle\""));
    }

    #[test]
    fn wrong_types_and_duplicates_are_pointed_at() {
        assert_eq!(mistake(Form::Toml, "profile = 3\n").1, "3");
        assert_eq!(mistake(Form::Toml, "profile = \"a\"\nprofile = \"b\"\n").1, "profile");
    }
}
