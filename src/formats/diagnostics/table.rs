//! The readers there are.

use super::model::{Error, Reading};
use super::readers::{
    actionlint, bandit, biome, cargo, checkstyle, codeclimate, cppcheck, eslint, flake8, gcc, gcc_json, generic, github, go_vet, golangci,
    hadolint, javac, junit, markdownlint, msbuild, mypy, mypy_json, oxlint, phpcs, phpstan, pylint, pyrefly, pyright, rdjson, rubocop,
    ruff, rustc, sarif, shellcheck, sqlfluff, staticcheck, stylelint, tap, tsc, ty, typos, yamllint, zizmor,
};
use super::sample::Sample;

/// One format.
#[derive(Clone, Copy)]
pub struct Reader {
    /// Its name on the command line, kebab-case.
    pub name: &'static str,
    /// The tool that writes it; `None` where many do.
    pub tool: Option<&'static str>,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Whether its tool prints nothing at all when it finds nothing: then an empty report is a clean one if the exit code says so.
    pub quiet: bool,
    /// Whether many tools write it.
    pub shared: bool,
    pub(super) detect: fn(&Sample<'_>) -> bool,
    pub(super) read: fn(&str) -> Result<Reading, Error>,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Reader").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A format of one tool, which says something even when it finds nothing.
const fn tool(
    name: &'static str,
    about: &'static str,
    detect: fn(&Sample<'_>) -> bool,
    read: fn(&str) -> Result<Reading, Error>,
) -> Reader {
    Reader { name, tool: Some(name), about, quiet: false, shared: false, detect, read }
}

/// A format that many tools write.
const fn shared(
    name: &'static str,
    about: &'static str,
    detect: fn(&Sample<'_>) -> bool,
    read: fn(&str) -> Result<Reading, Error>,
) -> Reader {
    Reader { name, tool: None, about, quiet: false, shared: true, detect, read }
}

/// A format whose tool prints nothing when it finds nothing.
const fn quiet(reader: Reader) -> Reader {
    Reader { quiet: true, ..reader }
}

/// A further format of a tool.
const fn of(tool: &'static str, reader: Reader) -> Reader {
    Reader { tool: Some(tool), ..reader }
}

/// All of them. The first that knows a text as its own reads it, so what is particular stands before what is general.
pub const READERS: &[Reader] = &[
    shared("sarif", "SARIF 2.1.0 and older", sarif::detect, sarif::read),
    shared("checkstyle", "Checkstyle XML, as many linters write it", checkstyle::detect, checkstyle::read),
    shared("junit", "JUnit XML, as many linters write it", junit::detect, junit::read),
    quiet(shared("github", "workflow commands of GitHub and Azure", github::detect, github::read)),
    tool("oxlint", "oxlint: json, unix, default text", oxlint::detect, oxlint::read),
    tool("biome", "Biome: json, text", biome::detect, biome::read),
    tool("eslint", "ESLint: json, json-with-metadata, stylish, compact, unix", eslint::detect, eslint::read),
    tool("stylelint", "stylelint: json, string, unix, compact", stylelint::detect, stylelint::read),
    quiet(tool("tsc", "TypeScript compiler, plain and pretty", tsc::detect, tsc::read)),
    quiet(of("mypy", tool("mypy-json", "mypy --output json", mypy_json::detect, mypy_json::read))),
    tool("pyright", "Pyright and basedpyright: --outputjson and text", pyright::detect, pyright::read),
    of("basedpyright", tool("basedpyright", "as pyright", |_| false, pyright::read)),
    tool("ruff", "Ruff: json, json-lines, concise, full, grouped, pylint", ruff::detect, ruff::read),
    tool("ty", "ty: concise, full", ty::detect, ty::read),
    tool("pyrefly", "Pyrefly: json, min-text, full-text", pyrefly::detect, pyrefly::read),
    tool("pylint", "Pylint: json, json2, text, parseable, msvs", pylint::detect, pylint::read),
    tool("bandit", "Bandit: json, yaml, text", bandit::detect, bandit::read),
    tool("cargo", "cargo --message-format=json (Clippy, check, build), rustc --error-format=json", cargo::detect, cargo::read),
    quiet(tool("staticcheck", "staticcheck: text, json", staticcheck::detect, staticcheck::read)),
    tool("golangci-lint", "golangci-lint: json, text", golangci::detect, golangci::read),
    quiet(tool("go-vet", "go vet: text, -json", go_vet::detect, go_vet::read)),
    tool("rubocop", "RuboCop: json, emacs, clang, progress, simple", rubocop::detect, rubocop::read),
    quiet(tool("phpcs", "PHP_CodeSniffer: json, csv, emacs, full", phpcs::detect, phpcs::read)),
    tool("phpstan", "PHPStan: json, raw, table", phpstan::detect, phpstan::read),
    quiet(tool("shellcheck", "ShellCheck: json, json1, gcc, tty", shellcheck::detect, shellcheck::read)),
    quiet(tool("hadolint", "hadolint: json, tty, gnu, sonarqube", hadolint::detect, hadolint::read)),
    quiet(tool("markdownlint", "markdownlint: text, json", markdownlint::detect, markdownlint::read)),
    quiet(tool("actionlint", "actionlint: text, json", actionlint::detect, actionlint::read)),
    tool("sqlfluff", "SQLFluff: json, yaml, github-annotation, human", sqlfluff::detect, sqlfluff::read),
    tool("zizmor", "zizmor: json, plain", zizmor::detect, zizmor::read),
    quiet(tool("typos", "typos: json, brief, long", typos::detect, typos::read)),
    quiet(of("gcc", tool("gcc-json", "gcc -fdiagnostics-format=json", gcc_json::detect, gcc_json::read))),
    shared("gitlab", "GitLab Code Quality", codeclimate::detect_gitlab, codeclimate::read),
    shared("codeclimate", "Code Climate issues", codeclimate::detect, codeclimate::read),
    shared("rdjson", "Reviewdog Diagnostic Format, one document", rdjson::detect, rdjson::read),
    quiet(shared("rdjsonl", "Reviewdog Diagnostic Format, one diagnostic a line", rdjson::detect_lines, rdjson::read_lines)),
    quiet(tool("yamllint", "yamllint: standard, parsable", yamllint::detect, yamllint::read)),
    of("cargo", tool("rustc", "rustc's and Clippy's text", rustc::detect, rustc::read)),
    tool("mypy", "mypy's text", mypy::detect, mypy::read),
    tool("cppcheck", "Cppcheck: XML of version 2, text", cppcheck::detect, cppcheck::read),
    quiet(tool("javac", "javac, also by Maven", javac::detect, javac::read)),
    tool("msbuild", "MSBuild, dotnet build, csc, MSVC", msbuild::detect, msbuild::read),
    quiet(tool("flake8", "Flake8 and pycodestyle: default, pylint", flake8::detect, flake8::read)),
    quiet(tool("gcc", "GCC, Clang, clang-tidy: text", gcc::detect, gcc::read)),
    shared("tap", "TAP with YAML blocks", tap::detect, tap::read),
    shared("lines", "file:line:column: message, only where it is named", generic::detect, generic::read),
];

/// Other names by which formats are known.
const ALIASES: &[(&str, &str)] = &[
    ("clippy", "cargo"),
    ("cargo-check", "cargo"),
    ("cargo-clippy", "cargo"),
    ("govet", "go-vet"),
    ("go", "go-vet"),
    ("golangci", "golangci-lint"),
    ("clang", "gcc"),
    ("clang-tidy", "gcc"),
    ("typescript", "tsc"),
    ("vue-tsc", "tsc"),
    ("tsgo", "tsc"),
    ("dotnet", "msbuild"),
    ("csc", "msbuild"),
    ("msvc", "msbuild"),
    ("standardrb", "rubocop"),
    ("pycodestyle", "flake8"),
    ("code-climate", "codeclimate"),
    ("codequality", "gitlab"),
    ("gitlab-codequality", "gitlab"),
    ("github-actions", "github"),
    ("azure", "github"),
    ("azure-pipelines", "github"),
    ("maven", "javac"),
    ("markdownlint-cli2", "markdownlint"),
    ("php-codesniffer", "phpcs"),
];

/// What a tool's name may be followed by: its own names of its output formats.
const SHAPES: &[&str] = &[
    "json",
    "json1",
    "json2",
    "jsonl",
    "json-lines",
    "ndjson",
    "text",
    "txt",
    "plain",
    "pretty",
    "xml",
    "stylish",
    "compact",
    "unix",
    "concise",
    "full",
    "grouped",
    "parsable",
    "parseable",
    "standard",
    "default",
    "raw",
    "emacs",
    "tty",
    "json-with-metadata",
    "github",
    "gitlab",
    "sarif",
    "checkstyle",
    "junit",
    "rdjson",
    "rdjsonl",
    "azure",
    "codeclimate",
    "gcc",
    "gnu",
    "clang",
    "simple",
    "progress",
    "string",
    "visualstudio",
    "yaml",
    "csv",
    "human",
    "min-text",
    "full-text",
];

/// Those that a tool never leaves empty: a document, or one object a line.
const DOCUMENTS: &[&str] = &[
    "json",
    "json1",
    "json2",
    "jsonl",
    "json-lines",
    "ndjson",
    "xml",
    "raw",
    "json-with-metadata",
    "gitlab",
    "sarif",
    "checkstyle",
    "junit",
    "rdjson",
    "rdjsonl",
    "codeclimate",
    "yaml",
    "csv",
];

/// The format that `name` stands for, where it may be empty; `None` where it says that the tool wrote a document.
pub(super) fn plain(name: &str) -> Option<&'static Reader> {
    let exact = READERS.iter().any(|reader| reader.name == name) || ALIASES.iter().any(|(alias, _)| *alias == name);
    let is_document = || DOCUMENTS.iter().any(|shape| name.strip_suffix(shape).is_some_and(|tool| tool.ends_with('-')));
    find(name).filter(|_| exact || !is_document())
}

/// The reader of a name, of another name of it, or of a tool with the name of its output format behind (`ruff-json`).
pub(super) fn find(name: &str) -> Option<&'static Reader> {
    let exact = |name: &str| READERS.iter().find(|reader| reader.name == name);
    let known = |name: &str| exact(name).or_else(|| exact(ALIASES.iter().find(|(alias, _)| *alias == name)?.1));
    known(name).or_else(|| SHAPES.iter().find_map(|shape| known(name.strip_suffix(shape)?.strip_suffix('-')?)))
}
