//! `JUnit` XML, in which each linter puts its findings in its own way.

use super::{junit_text, mypy};
use crate::formats::diagnostics::prelude::*;
use crate::formats::diagnostics::xml::{Element, Step, walk};

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    matches!(sample.root.as_deref(), Some("testsuites" | "testsuite"))
}

pub(in super::super) fn read(text: &str) -> Result<Reading, Error> {
    let mut reader = Junit::default();
    walk("junit", text, |step| match step {
        Step::Open(element) => reader.open(element),
        Step::Close(element, inside) => reader.close(element, inside),
    })?;
    if !reader.rooted {
        return Err(unlike("junit", "element `testsuites` or `testsuite`", text));
    }
    Ok(reader.reading)
}

#[derive(Default)]
struct Junit {
    reading: Reading,
    rooted: bool,
    suites: Vec<Element>,
    case: Element,
    level: Option<Severity>,
    /// How many diagnostics there were when the case began.
    before: usize,
}

impl Junit {
    fn open(&mut self, element: &Element) {
        match element.name.as_str() {
            "testsuites" | "testsuite" => {
                self.rooted = true;
                if element.get("name") == Some("bandit") && element.get("tests") == Some("0") {
                    let why = "Bandit's XML is the same where it could read no file: have it write JSON (-f json)";
                    self.reading.incomplete.push(why.to_owned());
                }
                self.suites.push(element.clone());
            }
            "testcase" => {
                self.case = element.clone();
                self.level = None;
                self.before = self.reading.diagnostics.len();
            }
            "property" if element.get("name") == Some("severity") => {
                self.level = element.get("value").and_then(known);
            }
            _ => {}
        }
    }

    fn close(&mut self, element: &Element, inside: &str) {
        match element.name.as_str() {
            "testsuites" | "testsuite" => {
                self.suites.pop();
            }
            "failure" | "error" => self.take(element, inside),
            "testcase" => {
                if let Some(level) = self.level {
                    self.reading.diagnostics.iter_mut().skip(self.before).for_each(|one| one.severity = level);
                }
            }
            _ => {}
        }
    }

    fn take(&mut self, failure: &Element, inside: &str) {
        let suite = self.suites.last().cloned().unwrap_or_default();
        // mypy puts its whole text into one failure.
        if suite.get("name") == Some("mypy")
            && let Ok(said) = mypy::read(inside)
        {
            self.reading.tool = Some("mypy".to_owned());
            self.reading.diagnostics.extend(said.diagnostics);
            self.reading.incomplete.extend(said.incomplete);
            return;
        }
        self.reading.diagnostics.push(junit_text::diagnostic_of(&suite, &self.case, failure, inside));
    }
}
