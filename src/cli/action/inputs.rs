//! The action's inputs, as `action.yml` hands them on: each in a variable of its own, none in a script.

use crate::ci::Variables;
use crate::cli::failure::Failure;
use crate::env;
use crate::text::{nearest, one_line};
use std::path::{Path, PathBuf};

/// Commands that make a report.
const COMMANDS: &[&str] =
    &["check", "secrets", "gitignore", "rotation", "coverage", "lint", "typecheck", "audit", "rehearse", "verify", "report"];

/// What fails the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum FailOn {
    /// What fails golive.
    #[default]
    Error,
    /// A warning too.
    Warning,
    /// Only that golive could not look.
    Never,
}

/// The inputs, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Inputs {
    /// The command; `None` for the commit stage of the tree and the secrets of the commits.
    pub command: Option<String>,
    pub args: Vec<String>,
    pub base: Option<String>,
    pub config: Option<String>,
    pub working_directory: Option<PathBuf>,
    pub fail_on: FailOn,
    pub annotations: bool,
    pub summary: bool,
}

impl Default for Inputs {
    fn default() -> Self {
        Self {
            command: None,
            args: Vec::new(),
            base: None,
            config: None,
            working_directory: None,
            fail_on: FailOn::Error,
            annotations: true,
            summary: true,
        }
    }
}

impl Inputs {
    /// Reads and checks them.
    pub(super) fn read(variables: &Variables<'_>) -> Result<Self, Failure> {
        let text = |name: &str| variables(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let command = text(env::GOLIVE_COMMAND);
        if let Some(command) = command.as_deref().filter(|command| !COMMANDS.contains(command)) {
            return Err(wrong("command", command, COMMANDS));
        }
        // One a line, so that nothing has to be quoted: a blank is part of an argument.
        let args: Vec<String> = variables(env::GOLIVE_ARGS)
            .unwrap_or_default()
            .split(['\n', '\r'])
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect();
        if command.is_none() && !args.is_empty() {
            return Err(Failure::new("the input args needs the input command", "name the command that the arguments are of"));
        }
        let fail_on = match text(env::GOLIVE_FAIL_ON).as_deref() {
            None | Some("error") => FailOn::Error,
            Some("warning") => FailOn::Warning,
            Some("never") => FailOn::Never,
            Some(other) => return Err(wrong("fail-on", other, &["error", "warning", "never"])),
        };
        Ok(Self {
            command,
            args,
            base: text(env::GOLIVE_BASE),
            config: text(env::GOLIVE_CONFIG),
            working_directory: text(env::GOLIVE_WORKING_DIRECTORY).map(PathBuf::from),
            fail_on,
            annotations: switch("annotations", text(env::GOLIVE_ANNOTATIONS).as_deref())?,
            summary: switch("summary", text(env::GOLIVE_SUMMARY).as_deref())?,
        })
    }

    /// The words of golive's own command line. What the arguments set themselves is theirs. The configuration is named from `root`, the
    /// repository's, whatever the folder.
    pub(super) fn words(&self, policy: Option<&str>, root: &Path) -> Vec<String> {
        let mut words = vec!["golive".to_owned()];
        match &self.command {
            Some(command) => words.push(command.clone()),
            None => words.extend(["check", "--stage", "commit"].map(str::to_owned)),
        }
        let is_set = |option: &str| {
            let options = self.args.iter().take_while(|word| *word != "--");
            options.into_iter().any(|word| word == option || word.strip_prefix(option).is_some_and(|rest| rest.starts_with('=')))
        };
        let config = self.config.as_deref().map(|config| root.join(config).display().to_string());
        for (option, value) in [("--config", config.as_deref()), ("--policy-ref", policy)] {
            if let Some(value) = value.filter(|_| !is_set(option)) {
                words.push(format!("{option}={value}"));
            }
        }
        words.push("--no-progress".to_owned());
        words.extend(self.args.iter().filter(|word| *word != "--no-progress").cloned());
        words
    }
}

fn switch(input: &str, value: Option<&str>) -> Result<bool, Failure> {
    match value {
        None | Some("true") => Ok(true),
        Some("false") => Ok(false),
        Some(other) => Err(wrong(input, other, &["true", "false"])),
    }
}

fn wrong(input: &str, found: &str, known: &[&str]) -> Failure {
    let near = nearest(found, known.iter().copied()).map(|near| format!("did you mean {near}? ")).unwrap_or_default();
    Failure::new(format!("the input {input} is {}", one_line(found)), format!("{near}it may be {}", known.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::{FailOn, Inputs};
    use std::path::Path;

    fn read(set: &[(&str, &str)]) -> Option<Inputs> {
        let find = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Inputs::read(&find).ok()
    }

    #[test]
    fn nothing_set_is_the_default() {
        assert_eq!(read(&[("GOLIVE_COMMAND", " "), ("GOLIVE_FAIL_ON", "error")]), Some(Inputs::default()));
        assert_eq!(Inputs::default().words(None, Path::new("/r")), ["golive", "check", "--stage", "commit", "--no-progress"]);
    }

    #[test]
    fn an_argument_is_a_line_and_a_blank_is_part_of_it() {
        let inputs = read(&[
            ("GOLIVE_COMMAND", "lint"),
            ("GOLIVE_ARGS", "--run\r\nnpm run lint; $(x)\n\n  --quiet\n"),
            ("GOLIVE_CONFIG", "a b.toml"),
        ])
        .unwrap();
        let words =
            ["golive", "lint", "--config=/r/a b.toml", "--policy-ref=c0ffee", "--no-progress", "--run", "npm run lint; $(x)", "--quiet"];
        assert_eq!(inputs.words(Some("c0ffee"), Path::new("/r")), words);
    }

    #[test]
    fn what_the_arguments_set_is_not_set_again() {
        let inputs = read(&[("GOLIVE_COMMAND", "check"), ("GOLIVE_ARGS", "--policy-ref=main\n--no-progress")]).unwrap();
        assert_eq!(inputs.words(Some("c0ffee"), Path::new("/r")), ["golive", "check", "--no-progress", "--policy-ref=main"]);
    }

    #[test]
    fn mistakes_are_refused() {
        for (name, value) in [
            ("GOLIVE_COMMAND", "chekc"),
            ("GOLIVE_COMMAND", "secrets rules"),
            ("GOLIVE_COMMAND", "action"),
            ("GOLIVE_FAIL_ON", "warnings"),
            ("GOLIVE_ANNOTATIONS", "yes"),
            ("GOLIVE_SUMMARY", "True"),
            ("GOLIVE_ARGS", "--staged"),
        ] {
            assert_eq!(read(&[(name, value)]), None, "{name} {value}");
        }
        assert_eq!(read(&[("GOLIVE_FAIL_ON", "never")]).unwrap().fail_on, FailOn::Never);
    }
}
