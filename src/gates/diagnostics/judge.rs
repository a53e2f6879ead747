//! Exit code and report together. Pure.

use super::hear::Heard;
use super::tools::Tool;
use crate::formats::diagnostics::Reading;
use crate::model::{Severity, Trouble};
use crate::text::one_line;

/// How a tool ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With an exit code.
    Code(i32),
    /// A signal ended it.
    Signal,
    /// It was stopped at its deadline.
    TimedOut,
    /// Not known: only a report is there.
    Untold,
}

/// What is known of one run of a tool, but what it reports.
#[derive(Debug, Clone)]
pub(super) struct Circumstances<'run> {
    /// What ran, or the report's name; safe to print.
    pub name: String,
    /// How it ended.
    pub ending: Ending,
    /// The tools that it started, where they are known.
    pub tools: Vec<&'run Tool>,
    /// Whether it prints nothing where it finds nothing.
    pub silent: bool,
    /// Whether its output was cut off for its size.
    pub cut: bool,
    /// The end of what it said, safe to print.
    pub last_words: String,
    /// How to get it.
    pub install: Option<String>,
}

/// What a run comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Judged {
    /// It looked, and found nothing.
    Clean,
    /// It looked, and found something.
    Findings {
        /// Whether the tool itself ended as one that is not content.
        failed: bool,
    },
    /// Nobody can tell. What it reports all the same is shown.
    CannotJudge(Trouble),
    /// It found errors, and did not look at everything.
    FindingsAndTrouble(Trouble),
}

/// Exit codes of a shell for a program that is not there, or that may not be run.
const NOT_FOUND: i32 = 127;
const NOT_EXECUTABLE: i32 = 126;

/// What a run comes to.
pub(super) fn judge(around: &Circumstances<'_>, heard: &Heard) -> Judged {
    let reading = match heard {
        Heard::Report(reading) => Some(reading.as_ref()),
        Heard::Nothing | Heard::Clean | Heard::NothingLookedAt(_) | Heard::Unreadable(_) => None,
    };
    let active =
        |least: Severity| reading.is_some_and(|reading| reading.diagnostics.iter().any(|one| !one.suppressed && one.severity >= least));
    if let Some(trouble) = stopped(around, reading) {
        return if active(Severity::Error) { Judged::FindingsAndTrouble(trouble) } else { Judged::CannotJudge(trouble) };
    }
    match heard {
        Heard::Report(_) if active(Severity::Note) => {
            Judged::Findings { failed: !matches!(around.ending, Ending::Code(0) | Ending::Untold) }
        }
        Heard::Report(reading) if reading.files == Some(0) => Judged::CannotJudge(nothing_looked_at(&around.name, "it looked at no file")),
        Heard::NothingLookedAt(line) => Judged::CannotJudge(nothing_looked_at(&around.name, line)),
        Heard::Report(_) => match around.ending {
            Ending::Code(code) if code != 0 => Judged::CannotJudge(Trouble::new(
                format!("{} ended with exit code {code} and reports nothing{}", around.name, quoted(around)),
                "run it by hand: it failed for another reason than what it looks for",
            )),
            _ => Judged::Clean,
        },
        Heard::Clean if around.ending == Ending::Code(0) => Judged::Clean,
        Heard::Nothing if around.silent && matches!(around.ending, Ending::Code(0) | Ending::Untold) => Judged::Clean,
        Heard::Nothing => Judged::CannotJudge(said_nothing(around)),
        Heard::Clean | Heard::Unreadable(_) => Judged::CannotJudge(unreadable(around, heard)),
    }
}

/// What kept the tool from looking at everything, whatever it reports.
fn stopped(around: &Circumstances<'_>, reading: Option<&Reading>) -> Option<Trouble> {
    let name = &around.name;
    let found = reading.is_some_and(|reading| !reading.diagnostics.is_empty());
    let broken = |code: &i32| around.tools.iter().any(|tool| tool.broken.contains(code));
    match around.ending {
        Ending::TimedOut => {
            return Some(Trouble::new(format!("{name} was stopped at its deadline"), "give it longer: timeout = \"30m\" (or --timeout)"));
        }
        Ending::Signal => {
            return Some(Trouble::new(
                format!("{name} was ended by a signal{}", quoted(around)),
                "see whether memory ran out, and run it by hand",
            ));
        }
        Ending::Code(NOT_FOUND) if !found => {
            return Some(Trouble::new(format!("{name}: a program was not found{}", quoted(around)), install(around)));
        }
        Ending::Code(NOT_EXECUTABLE) if !found => {
            return Some(Trouble::new(format!("{name}: a program could not be run{}", quoted(around)), install(around)));
        }
        _ => {}
    }
    if around.cut {
        return Some(Trouble::new(
            format!("{name} said more than can be kept"),
            "have it write a report to a file, and give that with --from",
        ));
    }
    if let Some(reason) = reading.and_then(|reading| reading.incomplete.first()) {
        let words = if found { String::new() } else { quoted(around) };
        return Some(Trouble::new(
            format!("{name} did not look at everything: {}{words}", one_line(reason)),
            "put right what stopped it; until then nobody can tell what else there is",
        ));
    }
    match around.ending {
        Ending::Code(code) if broken(&code) => Some(Trouble::new(
            format!("{name} could not do its work: exit code {code}{}", quoted(around)),
            "run it by hand: its settings, its files or its installation are at fault",
        )),
        _ => None,
    }
}

/// What `name` says, or what is known of it: that it looked at nothing.
pub(super) fn nothing_looked_at(name: &str, line: &str) -> Trouble {
    Trouble::new(format!("{name} looked at nothing: {}", one_line(line)), "see which files its settings name, and which they leave out")
}

fn said_nothing(around: &Circumstances<'_>) -> Trouble {
    match around.ending {
        Ending::Untold => Trouble::new(
            format!("{} is empty", around.name),
            "an empty report is no clean one: see whether the tool ran. Where its tool prints nothing when it finds nothing, give its exit code: --exit-code 0",
        ),
        Ending::Code(0) => Trouble::new(
            format!("{} said nothing, and nobody can tell whether it looked at anything", around.name),
            "have it print a report (for example --format json), name its format, or set silent-when-clean = true if silence is its way of saying that all is well",
        ),
        Ending::Code(code) => Trouble::new(
            format!("{} ended with exit code {code} and said nothing", around.name),
            "run it by hand: it failed before it could report",
        ),
        Ending::Signal | Ending::TimedOut => Trouble::new(format!("{} did not end by itself", around.name), "run it by hand"),
    }
}

fn unreadable(around: &Circumstances<'_>, heard: &Heard) -> Trouble {
    let reason = match heard {
        Heard::Unreadable(reason) => one_line(reason).into_owned(),
        _ => "it says for people that it found nothing, and its exit code says otherwise".to_owned(),
    };
    match around.ending {
        Ending::Code(code) if code != 0 => Trouble::new(
            format!("{} ended with exit code {code} and no report that can be read{}", around.name, quoted(around)),
            format!("{}. {}", install(around), reason),
        ),
        _ => Trouble::new(
            format!("{} cannot be read: {reason}", around.name),
            "name its format (`golive lint --help` says how), or have the tool write SARIF, JSON or checkstyle",
        ),
    }
}

fn install(around: &Circumstances<'_>) -> String {
    let own = around.install.as_ref().map(|install| format!("is it installed? ({install}) ")).unwrap_or_default();
    format!("{own}run the command by hand, and see what it says")
}

/// The tool's words as the end of a sentence: how they begin and how they end, without the frames of a stack.
fn quoted(around: &Circumstances<'_>) -> String {
    const MOST: usize = 300;
    let is_frame = |line: &&str| line.starts_with("at ") && line.contains(':');
    let lines: Vec<&str> =
        around.last_words.lines().map(str::trim).filter(|line| !line.is_empty()).filter(|line| !is_frame(line)).collect();
    let text: Vec<char> = lines.join(" / ").chars().collect();
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default().iter().collect::<String>();
    match text.len() {
        0 => String::new(),
        length if length <= 2 * MOST => format!(": {}", part(0..length)),
        length => format!(": {} … {}", part(0..MOST), part(length - MOST..length)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Circumstances, Ending, Judged, judge};
    use crate::gates::diagnostics::hear::{self, Formats};
    use crate::gates::diagnostics::tools;

    /// What a run of a tool comes to, by its exit code and what it wrote to standard output and standard error.
    fn came_to(name: &str, code: i32, stdout: &str, stderr: &str) -> &'static str {
        came_to_in(tools::named(name).map_or("auto", |tool| &tool.format), name, code, stdout, stderr)
    }

    /// As [`came_to`], in a format that is named or to be found out.
    fn came_to_in(format: &str, name: &str, code: i32, stdout: &str, stderr: &str) -> &'static str {
        let tool = tools::named(name);
        let heard = hear::streams(stdout.as_bytes(), stderr.as_bytes(), format, tool.as_slice(), &Formats::default());
        let around = Circumstances {
            name: name.to_owned(),
            ending: Ending::Code(code),
            tools: tool.into_iter().collect(),
            silent: tool.is_some_and(|tool| tool.silent),
            cut: false,
            last_words: stderr.to_owned(),
            install: None,
        };
        match judge(&around, &heard) {
            Judged::Clean => "clean",
            Judged::Findings { .. } => "findings",
            Judged::CannotJudge(_) => "cannot judge",
            Judged::FindingsAndTrouble(_) => "findings, cannot judge the rest",
        }
    }

    /// Exit codes and output as the tools gave them: `ESLint` 9.39, tsc 5.9, Ruff 0.17, mypy 2.4, Flake8 7.5, go vet 1.19.
    #[test]
    fn exit_code_and_output_are_judged_together() {
        const MISSING: &str = "[\n  {\n    \"cell\": null,\n    \"code\": \"E902\",\n    \"end_location\": {\"column\": 1, \"row\": 1},\n    \"filename\": \"/p/none.py\",\n    \"fix\": null,\n    \"location\": {\"column\": 1, \"row\": 1},\n    \"message\": \"No such file or directory (os error 2)\",\n    \"noqa_row\": null,\n    \"url\": \"\"\n  }\n]\n";
        const FOUND: &str = "[{\"filePath\":\"/p/a.js\",\"messages\":[{\"ruleId\":\"no-undef\",\"severity\":2,\"message\":\"'x' is not defined.\",\"line\":1,\"column\":1}],\"errorCount\":1,\"warningCount\":0}]";
        const CLEAN: &str = "[{\"filePath\":\"/p/a.js\",\"messages\":[],\"errorCount\":0,\"warningCount\":0}]";
        for (tool, code, stdout, stderr, expected) in [
            ("eslint", 0, CLEAN, "", "clean"),
            ("eslint", 1, FOUND, "", "findings"),
            ("eslint", 0, FOUND, "", "findings"),
            ("eslint", 1, CLEAN, "", "cannot judge"),
            ("eslint", 2, CLEAN, "", "cannot judge"),
            ("eslint", 2, FOUND, "", "findings, cannot judge the rest"),
            (
                "eslint",
                2,
                "",
                "\nOops! Something went wrong! :(\n\nESLint: 9.39.5\n\nESLint couldn't find an eslint.config.(js|mjs|cjs) file.\n",
                "cannot judge",
            ),
            (
                "eslint",
                2,
                "",
                "\nOops! Something went wrong! :(\n\nNo files matching the pattern \"src/*.js\" were found.\n",
                "cannot judge",
            ),
            ("eslint", 0, &FOUND[..40], "", "cannot judge"),
            ("eslint", 0, "", "(node:7) [DEP0040] DeprecationWarning: The `punycode` module is deprecated.\n", "clean"),
            ("eslint", 127, "", "sh: 1: eslint: not found\n", "cannot judge"),
            ("tsc", 0, "", "", "clean"),
            ("tsc", 2, "b.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.\n", "", "findings"),
            ("tsc", 2, "", "", "cannot judge"),
            ("tsc", 1, "error TS5058: The specified path does not exist: 'none.json'.\n", "", "cannot judge"),
            ("tsc", 1, "error TS5023: Unknown compiler option '--nope'.\n", "", "cannot judge"),
            (
                "tsc",
                2,
                "error TS18003: No inputs were found in config file '/p/tsconfig.json'. Specified 'include' paths were '[\"none\"]' and 'exclude' paths were '[]'.\n",
                "",
                "cannot judge",
            ),
            ("ruff", 0, "[]\n", "", "clean"),
            ("ruff", 0, "All checks passed!\n", "", "clean"),
            ("ruff", 0, "[]\n", "warning: No Python files found under the given path(s)\n", "cannot judge"),
            ("ruff", 1, MISSING, "", "cannot judge"),
            ("ruff", 2, "", "ruff failed\n  Cause: Failed to load configuration `/p/ruff.toml`\n", "cannot judge"),
            ("ruff", 0, "", "", "cannot judge"),
            ("mypy", 0, "Success: no issues found in 1 source file\n", "", "clean"),
            ("mypy", 0, "Success: no issues found in 0 source files\n", "", "cannot judge"),
            (
                "mypy",
                1,
                "a.py:1: error: Name \"x\" is not defined  [name-defined]\nFound 1 error in 1 file (checked 1 source file)\n",
                "",
                "findings",
            ),
            (
                "mypy",
                2,
                "a.py:1: error: Unexpected EOF while parsing  [syntax]\nFound 1 error in 1 file (errors prevented further checking)\n",
                "",
                "findings, cannot judge the rest",
            ),
            (
                "mypy",
                2,
                "Found 1 error in 1 file (errors prevented further checking)\n",
                "none.py: error: Cannot read file: No such file or directory\n",
                "cannot judge",
            ),
            (
                "mypy",
                2,
                "",
                "usage: mypy [-h] [-v] [-V] [more options; see below]\nmypy: error: unrecognized arguments: --nope\n",
                "cannot judge",
            ),
            ("flake8", 0, "", "", "clean"),
            ("flake8", 1, "bad.py:1:1: F401 'os' imported but unused\n", "", "findings"),
            ("flake8", 1, "none.py:0:1: E902 FileNotFoundError: [Errno 2] No such file or directory: 'none.py'\n", "", "cannot judge"),
            ("flake8", 2, "", "usage: flake8 [options] file file ...\nflake8: error: unrecognized arguments: --nope\n", "cannot judge"),
            ("go-vet", 0, "", "", "clean"),
            ("go-vet", 2, "", "# x\n./a.go:5:12: fmt.Printf format %d has arg \"a\" of wrong type string\n", "findings"),
            ("go-vet", 1, "", "go: warning: \"./...\" matched no packages\nno packages to vet\n", "cannot judge"),
            ("unknown", 0, "", "", "cannot judge"),
            ("unknown", 0, "all is well\n", "", "cannot judge"),
            ("unknown", 0, CLEAN, "", "clean"),
            ("unknown", 3, "", "it broke\n", "cannot judge"),
        ] {
            assert_eq!(came_to(tool, code, stdout, stderr), expected, "{tool} {code} {stdout}{stderr}");
        }
    }

    /// Output of commands that somebody named, so that its format is found out: Bandit 1.9, `ESLint` 9.39, Flake8 7.5, hadolint 2.15,
    /// mypy 2.4, Pyrefly 1.4, Pyright 1.1, `SQLFluff` 4.5, stylelint 16.26, zizmor 1.32.
    #[test]
    fn what_a_tool_went_on_without_is_no_clean_run() {
        const PYRIGHT: &str = "{\n  \"version\": \"1.1.414\",\n  \"generalDiagnostics\": [],\n  \"summary\": {\"filesAnalyzed\": 1, \"errorCount\": 0, \"warningCount\": 0, \"informationCount\": 0, \"timeInSec\": 1.0}\n}\n";
        const MYPY: &str = "Success: no issues found in 1 source file\n";
        const IGNORED: &str = "\n/p/a.js\n  0:0  warning  File ignored because of a matching ignore pattern. Use \"--no-ignore\" to disable file ignore settings or use \"--no-warn-ignored\" to suppress this warning\n\n✖ 1 problem (0 errors, 1 warning)\n\n";
        for (tool, code, stdout, stderr, expected) in [
            ("bandit", 0, "<?xml version='1.0' encoding='utf-8'?>\n<testsuite name=\"bandit\" tests=\"0\" />", "", "cannot judge"),
            ("eslint", 0, "[]", "", "cannot judge"),
            ("eslint", 0, IGNORED, "", "cannot judge"),
            ("ruff", 0, "[]", "", "clean"),
            ("flake8", 0, "0\n", "", "clean"),
            ("flake8", 1, "a.py:1:1: F401 'os' imported but unused\n2\n", "", "findings, cannot judge the rest"),
            ("flake8", 1, "a.py:1:1: F401 'os' imported but unused\n1\n", "", "findings"),
            ("hadolint", 1, "a/Dockerfile:2:4 missing whitespace\n", "", "findings"),
            ("mypy", 0, MYPY, "", "clean"),
            ("mypy", 0, MYPY, "mypy.ini: [mypy]: Unrecognized option: nope = 1\n", "cannot judge"),
            ("mypy", 0, MYPY, "ci/mypy.cfg: File contains no section headers.\nfile: 'ci/mypy.cfg', line: 1\n", "cannot judge"),
            ("mypy", 0, MYPY, "pyproject.toml: Expected ']' at the end of a table declaration (at line 1, column 11)\n", "cannot judge"),
            (
                "pyrefly",
                1,
                "ERROR Parse error: unexpected EOF while parsing [parse-error]\n --> a.py:2:1\n  |\n2 |\n  | ^\n",
                " INFO 1 error\n",
                "findings",
            ),
            ("pyright", 0, PYRIGHT, "", "clean"),
            ("pyright", 0, PYRIGHT, "Config contains unrecognized setting \"nope\".\n", "cannot judge"),
            ("sqlfluff", 0, "WARNING    Tried to allowlist unknown rule references: ['nope'] \nAll Finished!\n", "", "cannot judge"),
            ("stylelint", 0, "TAP version 14\n1..0\n", "", "cannot judge"),
            (
                "zizmor",
                0,
                "[]",
                " WARN collect_inputs: zizmor::registry::input: failed to parse input: did not find expected ','\n",
                "cannot judge",
            ),
        ] {
            assert_eq!(came_to_in("auto", tool, code, stdout, stderr), expected, "{tool} {code} {stdout}{stderr}");
        }
    }
}
