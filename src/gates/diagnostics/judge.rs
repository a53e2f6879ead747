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
    let active = |least: Severity| {
        reading.is_some_and(|reading| reading.diagnostics.iter().any(|one| !one.suppressed && one.severity >= least))
    };
    if let Some(trouble) = stopped(around, reading) {
        return if active(Severity::Error) { Judged::FindingsAndTrouble(trouble) } else { Judged::CannotJudge(trouble) };
    }
    match heard {
        Heard::Report(_) if active(Severity::Note) => Judged::Findings { failed: !matches!(around.ending, Ending::Code(0) | Ending::Untold) },
        Heard::Report(reading) if reading.files == Some(0) => Judged::CannotJudge(nothing_looked_at(around, "it looked at no file")),
        Heard::NothingLookedAt(line) => Judged::CannotJudge(nothing_looked_at(around, line)),
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
            return Some(Trouble::new(format!("{name} was ended by a signal{}", quoted(around)), "see whether memory ran out, and run it by hand"));
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
        return Some(Trouble::new(format!("{name} said more than can be kept"), "have it write a report to a file, and give that with --from"));
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

fn nothing_looked_at(around: &Circumstances<'_>, line: &str) -> Trouble {
    Trouble::new(
        format!("{} looked at nothing: {}", around.name, one_line(line)),
        "see which files its settings name, and which they leave out",
    )
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

/// The tool's last words as the end of a sentence.
fn quoted(around: &Circumstances<'_>) -> String {
    const MOST: usize = 600;
    let words = around.last_words.trim();
    if words.is_empty() {
        return String::new();
    }
    let lines: Vec<&str> = words.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let text = lines.join(" / ");
    let skip = text.chars().count().saturating_sub(MOST);
    let lead = if skip > 0 { "…" } else { "" };
    format!(": {lead}{}", text.chars().skip(skip).collect::<String>())
}
