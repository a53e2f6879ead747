//! Checkstyle XML. Linters of all kinds write it, each with its own idea of `source`.

use crate::formats::diagnostics::build::{diagnostic, place};
use crate::formats::diagnostics::model::{Error, Reading};
use crate::formats::diagnostics::sample::Sample;
use crate::formats::diagnostics::trouble::{Listener, words};
use crate::formats::diagnostics::xml::{Element, Step, walk};
use crate::formats::diagnostics::{build, lines::regex, words::severity};

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.root.as_deref() == Some("checkstyle")
}

pub(in super::super) fn read(text: &str) -> Result<Reading, Error> {
    let mut reading = Reading::default();
    let mut file = String::new();
    let mut rooted = false;
    let mut files = 0_usize;
    walk("checkstyle", text, |step| match step {
        Step::Open(element) => match element.name.as_str() {
            "checkstyle" => rooted = true,
            "file" => {
                file = element.text("name").unwrap_or_default();
                files += 1;
            }
            "error" => take(&mut reading, &file, element),
            _ => {}
        },
        // A file that could not be checked.
        Step::Close(element, inside) if element.name == "exception" => {
            reading.incomplete.push(format!("{}: {}", words(&file), words(inside)));
        }
        Step::Close(..) => {}
    })?;
    if !rooted {
        return Err(build::unlike("checkstyle", "element `checkstyle`", text));
    }
    // What was named and is ignored was not looked at.
    let ignored = reading.diagnostics.iter().filter(|one| one.rule.is_none() && one.message.starts_with("File ignored ")).count();
    if ignored > 0 && ignored == files && ignored == reading.diagnostics.len() {
        reading.files = Some(0);
    }
    let mut around = Listener::default();
    text.lines().filter(|line| !line.trim_start().starts_with('<')).for_each(|line| around.hear(line));
    reading.incomplete.extend(around.finish());
    Ok(reading)
}

fn take(reading: &mut Reading, file: &str, error: &Element) {
    let message = error.text("message").unwrap_or_default();
    let (tool, rule) = source(error.get("source").unwrap_or_default(), &message);
    let severity = severity(error.get("severity").unwrap_or_default());
    let place = place(file, error.number("line"), error.number("column"));
    let end = rule.as_ref().map(|rule| format!(" ({rule})"));
    let message = end.and_then(|end| message.strip_suffix(&end).map(str::to_owned)).unwrap_or(message);
    let mut one = diagnostic(severity, rule, message, place);
    one.tool = tool;
    reading.diagnostics.push(one);
}

/// The tool and its rule, as `source` names them: `ShellCheck.SC2086`, `eslint.rules.no-x`, `eslint(no-x)`, `Squiz.WhiteSpace.X`, a Java
/// class.
fn source(source: &str, message: &str) -> (Option<String>, Option<String>) {
    if source.is_empty() {
        return (None, code_in(message));
    }
    if let Some(code) = source.strip_prefix("ShellCheck.") {
        return (Some("shellcheck".to_owned()), Some(code.to_owned()));
    }
    if let Some(rule) = source.strip_prefix("eslint.rules.") {
        return (Some("eslint".to_owned()), Some(rule.to_owned()));
    }
    if source == "eslint" || source == "eslint.rules" {
        return (Some("eslint".to_owned()), None);
    }
    if let Some(rule) = source.strip_prefix("com.puppycrawl.tools.checkstyle.") {
        let class = rule.rsplit('.').next().unwrap_or(rule);
        return (Some("checkstyle".to_owned()), Some(class.strip_suffix("Check").unwrap_or(class).to_owned()));
    }
    if let Some(rule) = source.strip_prefix("detekt.") {
        return (Some("detekt".to_owned()), Some(rule.to_owned()));
    }
    if source.starts_with("stylelint.rules.") {
        return (Some("stylelint".to_owned()), source.strip_prefix("stylelint.rules.").map(str::to_owned));
    }
    // flake8-checkstyle names the plugin, and the code begins the message.
    if matches!(source, "flake8" | "pycodestyle" | "pyflakes" | "mccabe") {
        return (Some("flake8".to_owned()), code_in(message).or(Some(source.to_owned())));
    }
    (None, Some(source.to_owned()))
}

/// The code with which a message begins: `E501 line too long`.
fn code_in(message: &str) -> Option<String> {
    regex!(r"^([A-Z]{1,4}[0-9]{2,5})[: ]").captures(message).and_then(|found| found.get(1)).map(|code| code.as_str().to_owned())
}
