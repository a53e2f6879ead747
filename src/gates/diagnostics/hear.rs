//! From what a tool said to what it reports.

use super::options::{AUTO, Options};
use super::tools::Tool;
use crate::formats::diagnostics::{self, Error, Reading};
use crate::gate::PrepareError;
use crate::model::Severity;
use crate::text::{nearest, one_line};
use regex::bytes::Regex as Bytes;

/// The formats that can be named: those that are built in, and those that the settings give.
#[derive(Debug, Default)]
pub(super) struct Formats {
    own: Vec<Own>,
}

#[derive(Debug)]
struct Own {
    name: String,
    pattern: regex::Regex,
    severity: Severity,
    has_severity: bool,
}

impl Formats {
    /// Checks the formats that the settings give, and every name of a format in them.
    ///
    /// # Errors
    /// [`PrepareError`] where an expression is none, lacks what is needed, or a name is unknown.
    pub(super) fn new(options: &Options) -> Result<Self, PrepareError> {
        let mut formats = Self::default();
        for one in &options.format {
            let wrong = |message: String| PrepareError {
                message: format!("format {}: {message}", one_line(&one.name)),
                help: "write a regular expression for one line, with (?<file>…), (?<line>…) and (?<message>…)".to_owned(),
            };
            let pattern = regex::Regex::new(&one.pattern).map_err(|error| wrong(error.to_string()))?;
            let groups: Vec<&str> = pattern.capture_names().flatten().collect();
            if !groups.contains(&"message") && !groups.contains(&"file") {
                return Err(wrong("it has neither a group named file nor one named message".to_owned()));
            }
            if one.name == AUTO || diagnostics::reader(&one.name).is_some() {
                return Err(wrong("there is a format of that name already".to_owned()));
            }
            let has_severity = groups.contains(&"severity");
            let severity = one.severity.map_or(Severity::Error, super::options::Level::severity);
            formats.own.push(Own { name: one.name.clone(), pattern, severity, has_severity });
        }
        let reports = options.report.iter().chain(&options.given.reports).map(|report| &report.format);
        let runs = options.run.iter().filter_map(|run| run.format.as_ref());
        for name in reports.chain(runs).chain(&options.command_format).chain(&options.given.run_format) {
            formats.known(name)?;
        }
        Ok(formats)
    }

    fn known(&self, name: &str) -> Result<(), PrepareError> {
        let built_in: Vec<&str> = diagnostics::names().collect();
        let names = || built_in.iter().copied().chain(self.own.iter().map(|own| own.name.as_str()));
        if name == AUTO || diagnostics::reader(name).is_some() || names().any(|known| known == name) {
            return Ok(());
        }
        let near = nearest(name, names()).map(|near| format!("did you mean {near}? ")).unwrap_or_default();
        Err(PrepareError {
            message: format!("there is no format {}", one_line(name)),
            help: format!("{near}The formats are auto, {}", names().collect::<Vec<_>>().join(", ")),
        })
    }

    /// Reads a report in the format of that name.
    ///
    /// # Errors
    /// As the reader's.
    pub(super) fn read(&self, name: &str, bytes: &[u8]) -> Result<Reading, Error> {
        let Some(own) = self.own.iter().find(|own| own.name == name) else { return diagnostics::read(name, bytes) };
        let mut reading = diagnostics::pattern(&own.pattern, bytes);
        own.name.clone_into(&mut reading.format);
        if !own.has_severity {
            for diagnostic in &mut reading.diagnostics {
                diagnostic.severity = own.severity;
            }
        }
        Ok(reading)
    }
}

/// What could be made of what was said.
#[derive(Debug)]
pub(super) enum Heard {
    /// It can be read.
    Report(Box<Reading>),
    /// Nothing but blanks and the banner of what starts the tool.
    Nothing,
    /// Words for people that say: looked, and found nothing.
    Clean,
    /// Words for people that say: looked at nothing.
    NothingLookedAt(String),
    /// It cannot be read; why.
    Unreadable(String),
}

/// Reads both streams of a finished tool.
pub(super) fn streams(stdout: &[u8], stderr: &[u8], format: &str, tools: &[&Tool], formats: &Formats) -> Heard {
    unsure(both(stdout, stderr, format, tools, formats), tools, &[stdout, stderr])
}

/// Findings count from either stream; a clean report is taken from standard output first.
fn both(stdout: &[u8], stderr: &[u8], format: &str, tools: &[&Tool], formats: &Formats) -> Heard {
    let nothing = |bytes: &[u8]| diagnostics::says_nothing(bytes);
    let out = (!nothing(stdout)).then(|| of_tool(stdout, format, tools, formats));
    let mut err = (!nothing(stderr)).then(|| formats.read(format, stderr));
    if let (Some(Ok(out)), Some(Ok(err))) = (&out, &mut err) {
        counted_elsewhere(out, err);
    }
    let diagnostics =
        [&out, &err].into_iter().flatten().filter_map(|read| read.as_ref().ok()).map(|reading| reading.diagnostics.len()).sum();
    if let Some(line) = looked_at_nothing(tools, &[stdout, stderr], diagnostics) {
        return Heard::NothingLookedAt(line);
    }
    let readings = || [&out, &err].into_iter().flatten().filter_map(|read| read.as_ref().ok());
    let seeing = readings().any(|reading| !reading.diagnostics.is_empty() && !reading.blind);
    if !seeing && let Some(line) = readings().find_map(said_blind) {
        return Heard::NothingLookedAt(line);
    }
    match (out, err) {
        (Some(Ok(mut out)), Some(Ok(err))) if !err.diagnostics.is_empty() || !err.incomplete.is_empty() => {
            if out.diagnostics.is_empty() && out.incomplete.is_empty() {
                return Heard::Report(Box::new(err));
            }
            out.diagnostics.extend(err.diagnostics);
            out.incomplete.extend(err.incomplete);
            Heard::Report(Box::new(out))
        }
        (Some(Ok(out)), _) => Heard::Report(Box::new(out)),
        (None | Some(Err(_)), Some(Ok(err))) => Heard::Report(Box::new(err)),
        (None, None) => Heard::Nothing,
        (out, err) => {
            if !said(tools, |tool| &tool.clean_says, &[stdout, stderr]).is_empty() {
                return Heard::Clean;
            }
            // Progress on standard error is no report, and its absence on standard output says more.
            let reason = [out, err].into_iter().flatten().find_map(Result::err).map(|error| error.message);
            let is_quiet_report = nothing(stdout) && tools.iter().any(|tool| tool.silent) && is_chatter(stderr);
            if is_quiet_report { Heard::Nothing } else { Heard::Unreadable(reason.unwrap_or_default()) }
        }
    }
}

/// Reads standard output. What no format is known by may still be of the one tool that was started: a bare count, a file that it cannot parse.
fn of_tool(bytes: &[u8], format: &str, tools: &[&Tool], formats: &Formats) -> Result<Reading, Error> {
    match (formats.read(format, bytes), tools) {
        (Err(error), [only]) if format == AUTO => formats.read(&only.format, bytes).map_err(|_own| error),
        (Ok(mut reading), [only]) if only.lists_files && reading.format == AUTO => {
            reading.files = Some(0);
            Ok(reading)
        }
        (read, _) => read,
    }
}

/// A summary on standard error counts what is on standard output: it is not short of it.
fn counted_elsewhere(out: &Reading, err: &mut Reading) {
    let Some((errors, warnings)) = err.stated.filter(|_| err.diagnostics.is_empty()) else { return };
    if errors.saturating_add(warnings) <= out.diagnostics.len() as u64 + out.repeated {
        let short = diagnostics::counts_more((errors, warnings), 0);
        err.incomplete.retain(|reason| *reason != short);
    }
}

/// Adds what one of the tools says of settings or files that it went on without.
fn unsure(heard: Heard, tools: &[&Tool], streams: &[&[u8]]) -> Heard {
    let said = said(tools, |tool| &tool.unsure_says, streams);
    let Some(first) = said.first().map(|line| one_line(line).into_owned()) else { return heard };
    match heard {
        Heard::Report(mut reading) => {
            reading.incomplete.push(first);
            Heard::Report(reading)
        }
        Heard::Clean | Heard::Nothing => Heard::Report(Box::new(Reading { incomplete: vec![first], ..Reading::default() })),
        Heard::NothingLookedAt(_) | Heard::Unreadable(_) => heard,
    }
}

/// What a reading says that holds nothing but that the tool could not read files or settings.
fn said_blind(reading: &Reading) -> Option<String> {
    reading.blind.then(|| reading.incomplete.first().cloned().unwrap_or_default())
}

/// A report from a file.
pub(super) fn file(bytes: &[u8], format: &str, formats: &Formats) -> Heard {
    if diagnostics::says_nothing(bytes) {
        return Heard::Nothing;
    }
    match formats.read(format, bytes) {
        Ok(reading) => {
            let tools: Vec<&Tool> = reading.tool.as_deref().and_then(super::tools::named).into_iter().collect();
            match looked_at_nothing(&tools, &[bytes], reading.diagnostics.len()).or_else(|| said_blind(&reading)) {
                Some(line) => Heard::NothingLookedAt(line),
                None => unsure(Heard::Report(Box::new(reading)), &tools, &[bytes]),
            }
        }
        Err(error) => unreadable(&error),
    }
}

/// A report that is not held, where its format allows for that; `open` gives it from its beginning.
pub(super) fn stream(format: &str, open: &mut dyn FnMut() -> std::io::Result<Box<dyn std::io::Read>>) -> Option<Heard> {
    Some(match diagnostics::read_stream(format, open)? {
        Ok(reading) => said_blind(&reading).map_or_else(|| Heard::Report(Box::new(reading)), Heard::NothingLookedAt),
        Err(error) => unreadable(&error),
    })
}

fn unreadable(error: &Error) -> Heard {
    let at = error.line.map(|line| format!("line {line}: ")).unwrap_or_default();
    Heard::Unreadable(format!("{at}{}", error.message))
}

/// Whether all of it is remarks that tools make beside their work: a warning of the runtime, a notice of a package manager.
fn is_chatter(bytes: &[u8]) -> bool {
    let Ok(remark) = Bytes::new(r"^\s*$|^npm (?:notice|warn|WARN)\b|^\(node:\d+\)|^\(Use `node |^warning: |^go: downloading ") else {
        return false;
    };
    bytes.split(|byte| *byte == b'\n').all(|line| remark.is_match(line))
}

/// The line in which one of the tools says that it looked at nothing, where it reports nothing else: some say it as a diagnostic.
fn looked_at_nothing(tools: &[&Tool], streams: &[&[u8]], diagnostics: usize) -> Option<String> {
    let lines = said(tools, |tool| &tool.nothing_says, streams);
    if diagnostics > lines.len() {
        return None;
    }
    lines.into_iter().next()
}

/// Whether a line is of JSON or XML: what that quotes (messages, rules, sources) the tool does not say of itself.
fn is_of_document(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['{', '"', '<', ']', '}']) || line.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(['{', '"']))
}

/// The lines in which one of the tools says one of its phrases.
fn said(tools: &[&Tool], phrases: impl Fn(&Tool) -> &Vec<String>, streams: &[&[u8]]) -> Vec<String> {
    if tools.iter().all(|tool| phrases(tool).is_empty()) {
        return Vec::new();
    }
    let mut said = Vec::new();
    for stream in streams {
        let text = diagnostics::plain(stream);
        let holds = |line: &str, phrase: &str| match phrase.strip_prefix('^') {
            Some(beginning) => line.starts_with(beginning),
            None => line.contains(phrase),
        };
        let is_one = |line: &&str| tools.iter().any(|tool| phrases(tool).iter().any(|phrase| holds(line, phrase)));
        said.extend(text.lines().filter(|line| !is_of_document(line)).filter(is_one).map(|line| line.trim().to_owned()));
    }
    said
}
