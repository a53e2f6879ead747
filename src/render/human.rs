//! For people: each finding as an annotated snippet, the readiness table, one line that says what to do next.

use super::{Style, keys, readiness, worst};
use crate::config::Error as ConfigError;
use crate::model::{Finding, GateReport, Origin, Place, Report, Severity, Trouble, Verdict};
use crate::text::{count, one_line};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::fmt::Write as _;

/// Findings of one gate that are shown in full; the rest are counted.
const SHOWN: usize = 50;

/// Findings of one gate that are not new and are shown all the same, where nobody asks for more.
const SHOWN_APART: usize = 5;

/// The whole report.
pub fn human(report: &Report, style: Style) -> String {
    let mut out = String::new();
    if !style.quiet {
        for gate in &report.gates {
            out.push_str(&findings_of(gate, style));
            if report.requirements.is_empty() || gate.outcome.verdict == Verdict::Fail {
                out.push_str(&worst::table(gate, style));
            }
            out.push_str(&keys::table(gate, style));
        }
    }
    for trouble in report.gates.iter().flat_map(|gate| &gate.outcome.troubles).chain(&report.troubles) {
        out.push_str(&failure(trouble, style));
    }
    if report.requirements.is_empty() {
        out.push_str(&readiness::gates(report, style));
    } else {
        out.push_str(&readiness::table(report, style));
    }
    out.push_str(&readiness::closing(report, style));
    out
}

/// The findings of one gate, the worst first.
fn findings_of(gate: &GateReport, style: Style) -> String {
    let findings = &gate.outcome.findings;
    let (others, findings): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(|finding| finding.new == Some(false));
    let mut out: String = findings
        .iter()
        .filter(|finding| style.verbose || finding.severity > Severity::Note)
        .take(SHOWN)
        .map(|finding| snippet(finding, style) + "\n")
        .collect();
    if findings.len() > SHOWN {
        let more = count(findings.len() - SHOWN, "more finding", "more findings");
        let _ = write!(out, "… and {more}: --format json lists them all\n\n");
    }
    out.push_str(&not_new(&others, style));
    out
}

/// Findings that the change under test did not bring in, apart from the others and a line each.
fn not_new(findings: &[&Finding], style: Style) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let shown = if style.verbose { SHOWN } else { SHOWN_APART };
    let mut out = format!("{} not new:\n", count(findings.len(), "finding is", "findings are"));
    for finding in findings.iter().take(shown) {
        let place = finding.place.as_ref().map(|place| also(std::slice::from_ref(place)));
        let place = place.as_deref().and_then(|place| place.strip_prefix("also at ")).unwrap_or("(no place)");
        let rule = if finding.rule_id.is_empty() { String::new() } else { format!(" [{}]", one_line(&finding.rule_id)) };
        let _ = writeln!(out, "  {place}: {}: {}{rule}", finding.severity.word(), one_line(&finding.message));
    }
    if findings.len() > shown {
        let _ = writeln!(out, "  … and {} more", findings.len() - shown);
    }
    out.push('\n');
    out
}

fn renderer(style: Style) -> Renderer {
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(style.width)
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

fn snippet(finding: &Finding, style: Style) -> String {
    let message = one_line(&finding.message);
    let title = level(finding.severity).primary_title(message);
    // Compilers have errors that are of no rule.
    let group = if finding.rule_id.is_empty() { title } else { title.id(one_line(&finding.rule_id)) };
    let path = finding.place.as_ref().map(|place| match &place.path {
        Some(path) => one_line(&path.to_string()).into_owned(),
        None => match &finding.origin {
            Origin::Commit { id, .. } => format!("<commit {}>", id.get(..12).unwrap_or(id)),
            Origin::Stdin => "<stdin>".to_owned(),
            Origin::WorkTree | Origin::Index | Origin::Object(_) => "<repository>".to_owned(),
        },
    });
    let mut elements: Vec<annotate_snippets::Element<'_>> = Vec::new();
    if let (Some(place), Some(path)) = (&finding.place, path) {
        match &finding.snippet {
            Some(shown) => {
                let (text, highlight) = clean(&shown.text, &shown.highlight);
                let line = usize::try_from(place.start.line).unwrap_or(1);
                let annotation = AnnotationKind::Primary.span(highlight);
                elements.push(Snippet::source(text).line_start(line).path(path).annotation(annotation).into());
            }
            None => {
                let origin = annotate_snippets::Origin::path(path);
                let line = usize::try_from(place.start.line).unwrap_or(1);
                elements.push(if line == 0 { origin.into() } else { origin.line(line).into() });
            }
        }
    }
    if !finding.also.is_empty() {
        elements.push(Level::NOTE.message(also(&finding.also)).into());
    }
    elements.extend(finding.notes.iter().map(|note| Level::NOTE.message(one_line(note).into_owned()).into()));
    if !finding.help.is_empty() {
        elements.push(Level::HELP.message(one_line(&finding.help).into_owned()).into());
    }
    let group = if elements.is_empty() {
        group.element(Level::NOTE.message("no place to show"))
    } else {
        let mut all = elements.into_iter();
        let Some(first) = all.next() else { return String::new() };
        let mut built = group.element(first);
        for element in all {
            built = built.element(element);
        }
        built
    };
    renderer(style).render(&[group]) + "\n"
}

/// Further places: the first few, and how many more.
fn also(places: &[Place]) -> String {
    let shown = places.iter().take(3).map(|place| match &place.path {
        Some(path) if place.start.line == 0 => one_line(&path.to_string()).into_owned(),
        Some(path) => format!("{}:{}", one_line(&path.to_string()), place.start.line),
        None => format!("line {}", place.start.line),
    });
    let shown = shown.collect::<Vec<_>>().join(", ");
    if places.len() > 3 {
        format!("also at {shown} and {}", count(places.len() - 3, "more place", "more places"))
    } else {
        format!("also at {shown}")
    }
}

/// Makes the text safe and moves the highlight with it.
fn clean(text: &str, highlight: &std::ops::Range<usize>) -> (String, std::ops::Range<usize>) {
    let part = |range: std::ops::Range<usize>| one_line(text.get(range).unwrap_or_default()).into_owned();
    let (before, inside, after) = (part(0..highlight.start), part(highlight.clone()), part(highlight.end..text.len()));
    let range = before.len()..before.len() + inside.len();
    (format!("{before}{inside}{after}"), range)
}

/// Something that could not be looked at.
pub fn failure(trouble: &Trouble, style: Style) -> String {
    let title = Level::ERROR.primary_title(one_line(&trouble.message).into_owned());
    let group = if trouble.help.is_empty() {
        annotate_snippets::Group::with_title(title)
    } else {
        title.element(Level::HELP.message(one_line(&trouble.help).into_owned()))
    };
    renderer(style).render(&[group]) + "\n\n"
}

/// A configuration mistake, shown at its key.
pub fn mistake(error: &ConfigError, style: Style) -> String {
    let ConfigError::Mistake { mistake } = error else {
        return failure(&Trouble::new(error.to_string(), error.help()), style);
    };
    let span = mistake.span.clone();
    let text = crate::text::terminal(&mistake.text);
    let same = text.len() == mistake.text.len();
    let path = one_line(&mistake.path.display().to_string()).into_owned();
    let mut group = Level::ERROR
        .primary_title(one_line(&mistake.message).into_owned())
        .element(Snippet::source(text.into_owned()).path(path).annotation(AnnotationKind::Primary.span(if same { span } else { 0..0 })));
    if let Some(help) = &mistake.help {
        group = group.element(Level::HELP.message(one_line(help).into_owned()));
    }
    renderer(style).render(&[group]) + "\n"
}
