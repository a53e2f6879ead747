//! The linters and type checkers that are known: `tools.toml`.

use super::Which;
use serde::Deserialize;
use std::sync::OnceLock;

/// One tool; `tools.toml` says what each field means.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Tool {
    pub name: String,
    pub gate: Which,
    #[cfg_attr(not(test), expect(dead_code, reason = "says in the table what it is about"))]
    pub languages: Vec<String>,
    #[serde(default)]
    pub files: Vec<String>,
    #[serde(default)]
    pub keys: Vec<String>,
    #[serde(default)]
    pub package: Option<String>,
    pub home: Home,
    pub words: Vec<String>,
    #[serde(default)]
    pub format_words: Vec<String>,
    #[serde(default)]
    pub targets: Vec<String>,
    #[serde(default)]
    pub targets_set_by: Vec<String>,
    #[serde(default)]
    pub target_files: Vec<String>,
    pub format: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "tests hold it against what ends a run"))]
    #[serde(default)]
    pub findings: Vec<i32>,
    #[serde(default)]
    pub broken: Vec<i32>,
    #[serde(default)]
    pub silent: bool,
    #[serde(default)]
    pub silent_with: Vec<String>,
    #[serde(default)]
    pub clean_says: Vec<String>,
    #[serde(default)]
    pub nothing_says: Vec<String>,
    #[serde(default)]
    pub unsure_says: Vec<String>,
    #[serde(default)]
    pub lists_files: bool,
    #[serde(default)]
    pub endings: Vec<String>,
    #[serde(default = "yes")]
    pub covers_below: bool,
    #[serde(default)]
    pub unless: Vec<String>,
    pub install: String,
}

fn yes() -> bool {
    true
}

/// Where a tool's program is installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Home {
    /// `node_modules/.bin`, here or above.
    Node,
    /// A virtual environment, here or above.
    Python,
    /// Bundler.
    Ruby,
    /// `vendor/bin`.
    Php,
    /// `PATH`.
    Path,
}

impl Tool {
    /// The word that starts it.
    pub(super) fn program(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// Whether it prints nothing where it finds nothing, when it is started by `line`.
    pub(super) fn is_silent_in(&self, line: &str) -> bool {
        let words = || line.split(|character: char| character.is_whitespace() || "=\"'".contains(character));
        let joined = || line.split_whitespace();
        self.silent || self.silent_with.iter().any(|silent| words().chain(joined()).any(|word| word == silent))
    }

    /// Whether a command line that starts with these words is of this tool. `cargo` and `go` are many tools: their second word counts.
    fn is_started_by(&self, program: &str, next: Option<&str>) -> bool {
        let subcommand = matches!(self.program(), "cargo" | "go" | "dotnet");
        program == self.program() && (!subcommand || self.words.get(1).map(String::as_str) == next)
    }
}

/// All of them, those of either gate.
pub(super) fn all() -> &'static [Tool] {
    #[derive(Deserialize)]
    struct Table {
        tool: Vec<Tool>,
    }
    static TOOLS: OnceLock<Vec<Tool>> = OnceLock::new();
    // A test reads the table; what cannot fail there cannot fail here.
    TOOLS.get_or_init(|| toml::from_str::<Table>(include_str!("tools.toml")).map(|table| table.tool).unwrap_or_default())
}

/// The tool of that name.
pub(super) fn named(name: &str) -> Option<&'static Tool> {
    all().iter().find(|tool| tool.name == name)
}

/// The tools that a command line starts, by the names of the programs in it. Shell syntax is only looked at so far as to find the words.
pub(super) fn of_command(line: &str) -> Vec<&'static Tool> {
    let mut found: Vec<&'static Tool> = Vec::new();
    let words: Vec<&str> = line.split(|character: char| character.is_whitespace() || "\"'();&|`$".contains(character)).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    for (at, word) in words.iter().enumerate() {
        // `ruff check --output-format pylint` starts no Pylint.
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        if before.is_some_and(|option| ["--output-format", "--format", "--formatter", "--reporter", "-f"].contains(option)) {
            continue;
        }
        let program = word.rsplit(['/', '\\']).next().unwrap_or(word);
        let program = program.strip_suffix(".cmd").or(program.strip_suffix(".exe")).unwrap_or(program);
        let next = words.get(at + 1).copied();
        for tool in all().iter().filter(|tool| tool.is_started_by(program, next)) {
            if !found.iter().any(|known| known.name == tool.name) {
                found.push(tool);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{all, of_command};

    fn names(line: &str) -> Vec<&'static str> {
        of_command(line).into_iter().map(|tool| tool.name.as_str()).collect()
    }

    #[test]
    fn the_table_is_read_and_its_formats_are_known() {
        assert!(all().len() > 20);
        for tool in all() {
            assert!(crate::formats::diagnostics::reader(&tool.format).is_some(), "{}: no format {}", tool.name, tool.format);
            assert!(tool.findings.iter().all(|code| !tool.broken.contains(code)), "{}", tool.name);
            assert!(!tool.files.is_empty() || !tool.keys.is_empty() || tool.package.is_some(), "{}", tool.name);
            assert!(!tool.languages.is_empty() && !tool.install.is_empty(), "{}", tool.name);
            assert!(tool.unless.iter().all(|other| super::named(other).is_some()), "{}", tool.name);
        }
    }

    #[test]
    fn tools_are_known_by_the_words_of_a_command() {
        assert_eq!(names("eslint . --ext .ts"), ["eslint"]);
        assert_eq!(names("npx --no-install eslint ."), ["eslint"]);
        assert_eq!(names("./node_modules/.bin/tsc -p . && (stylelint '**/*.css')"), ["tsc", "stylelint"]);
        assert_eq!(names("cargo clippy -- -D warnings"), ["clippy"]);
        assert_eq!(names("ruff check --output-format pylint a.py"), ["ruff"]);
        assert_eq!(names("cargo test"), Vec::<&str>::new());
        assert_eq!(names("cat eslint.json"), Vec::<&str>::new());
    }
}
