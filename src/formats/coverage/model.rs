//! What a coverage report says, whoever wrote it.
//!
//! Metrics keep the meaning that their tool gives them: a statement is never counted as a line, and figures of two tools are not added.

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// lcov tracefile, 1.x and 2.x.
    Lcov,
    /// Cobertura XML.
    Cobertura,
    /// `JaCoCo` XML.
    Jacoco,
    /// Clover XML.
    Clover,
    /// Istanbul `coverage-final.json`.
    Istanbul,
    /// Istanbul `coverage-summary.json`: figures only.
    IstanbulSummary,
    /// Results of tests by Jest's `--json` or Vitest's `json`, with Istanbul's files under `coverageMap`.
    Jest,
    /// Go cover profile.
    GoProfile,
    /// `llvm-cov export` JSON.
    Llvm,
    /// coverage.py JSON.
    CoveragePy,
    /// `SimpleCov` resultset, and its JSON formatter's file.
    SimpleCov,
    /// `gcov --json-format`, one or several units.
    Gcov,
    /// gcovr JSON.
    Gcovr,
    /// tarpaulin JSON.
    Tarpaulin,
    /// Codecov's own JSON: path → line → hits.
    Codecov,
    /// Coveralls JSON.
    Coveralls,
    /// `SonarQube` generic coverage XML.
    Sonar,
    /// `OpenCover` XML.
    OpenCover,
    /// coverlet JSON.
    Coverlet,
}

/// Covered and total of one metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figure {
    /// How many were run.
    pub covered: u64,
    /// How many there are.
    pub total: u64,
}

/// The four metrics; `None` where the report does not know one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Lines.
    pub lines: Option<Figure>,
    /// Branches.
    pub branches: Option<Figure>,
    /// Functions or methods.
    pub functions: Option<Figure>,
    /// Regions, statements or instructions: what the format counts below the line.
    pub regions: Option<Figure>,
}

/// One branch that the format names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branch {
    /// Line, from 1.
    pub line: u32,
    /// What tells it from the other branches of the line in every report of the same tool: its numbers, or a hash of its name.
    pub key: u64,
    /// How often it was taken.
    pub hits: u64,
}

/// Branches or instructions of one line that the format only counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineSum {
    /// Line, from 1.
    pub line: u32,
    /// How many were run.
    pub covered: u32,
    /// How many there are.
    pub total: u32,
    /// Which ones were missed, as hashes of their names, where the format names them: then a union with another report is exact.
    pub missed: Option<Vec<u64>>,
}

/// One function that the format names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name; together with [`Function::line`] it tells it from others of the file.
    pub name: String,
    /// Where it starts, from 1, where that is known.
    pub line: Option<u32>,
    /// How often it was entered.
    pub hits: u64,
}

/// One statement, block or region by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Line and column where it starts, from 1.
    pub start: (u32, u32),
    /// Line and column where it ends, from 1.
    pub end: (u32, u32),
    /// How many units of the format's metric it stands for: the statements of a Go block, else 1.
    pub weight: u32,
    /// How often it was run.
    pub hits: u64,
}

/// One file of a report. A report may hold several of the same path; they are parts of the same file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileCoverage {
    /// Its path as the report names it.
    pub path: String,
    /// A module or group that the report puts it in, to tell files of the same path apart.
    pub group: Option<String>,
    /// Measured lines, from 1, and how often each was run; sorted, each once.
    pub lines: Vec<(u32, u64)>,
    /// Whether `lines` are spans that hold blank lines and lone braces too (Go, V8): the source tells which are code.
    pub lines_are_spans: bool,
    /// Lines of which only a part was run, where the format says so and has no branches to show it.
    pub partial_lines: Vec<u32>,
    /// Branches that the format names.
    pub branches: Vec<Branch>,
    /// Branches that it only counts.
    pub branch_sums: Vec<LineSum>,
    /// Functions.
    pub functions: Vec<Function>,
    /// Statements, blocks or regions by their place.
    pub regions: Vec<Region>,
    /// Instructions that it only counts, by line.
    pub region_sums: Vec<LineSum>,
    /// The figures that the report itself gives for the file.
    pub stated: Figures,
}

/// What a report says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// How it is written.
    pub format: Format,
    /// The tool that made it, where that can be told: `coverage.py 7.17`, `istanbul`.
    pub tool: Option<String>,
    /// When it was made. A local time without a zone is left out.
    pub made: Option<jiff::Timestamp>,
    /// Folders that paths may be relative to (Cobertura's `source`, gcov's working directory).
    pub roots: Vec<String>,
    /// The figures that the report itself gives for all files.
    pub stated: Figures,
    /// Odd things that were read over, in sentences safe to print.
    pub notes: Vec<String>,
}

impl Head {
    /// The head of a report that says no more than its format.
    pub fn of(format: Format) -> Self {
        Self { format, tool: None, made: None, roots: Vec::new(), stated: Figures::default(), notes: Vec::new() }
    }

    /// Notes something odd, once; `note` must be safe to print.
    pub(super) fn note(&mut self, note: &str) {
        if !self.notes.iter().any(|known| known == note) {
            self.notes.push(note.to_owned());
        }
    }
}

/// Why a report cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What kind of trouble it is.
    pub kind: ErrorKind,
    /// What is wrong, in a sentence safe to print.
    pub message: String,
    /// The line of the report, from 1, where that is known.
    pub line: Option<u64>,
}

/// Kinds of unreadable reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// There is nothing in it.
    Empty,
    /// It is in no format that is known.
    Unknown,
    /// It ends in the middle.
    Truncated,
    /// It breaks its format's rules.
    Malformed,
    /// It could not be read to its end.
    Io,
}
