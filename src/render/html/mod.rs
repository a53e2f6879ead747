//! One HTML file: no script, no network, readable in light and dark and on paper. The template escapes everything that it is given.

use super::markdown::Ratio;
use super::words::{at, duration, mark, tally, verdict_sentence, worst_first};
use crate::model::{Finding, GateReport, Priority, Report, RequirementReport, Trouble};
use crate::text::one_line;
use base64::Engine as _;
use minijinja::Environment;
use minijinja::value::Serde;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

const TEMPLATE: &str = include_str!("report.html");
const STYLE: &str = include_str!("style.css");

#[derive(Serialize)]
struct GateRow {
    gate: String,
    mark: &'static str,
    verdict: &'static str,
    summary: String,
    took: String,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct LineRow {
    id: String,
    title: String,
    category: String,
    priority: &'static str,
    mark: &'static str,
    verdict: &'static str,
    evidence: Vec<String>,
}

#[derive(Serialize)]
struct FindingRow {
    severity: &'static str,
    gate: String,
    rule: String,
    place: String,
    message: String,
    help: String,
    snippet: String,
    also: Vec<String>,
    notes: Vec<String>,
    commit: String,
}

#[derive(Serialize)]
struct TroubleRow {
    gate: String,
    message: String,
    help: String,
}

#[derive(Serialize)]
struct RatioRow {
    of: String,
    percent: String,
    covered: u64,
    total: u64,
}

/// What the template is given.
#[derive(Serialize)]
struct Page {
    style: &'static str,
    style_hash: String,
    version: &'static str,
    verdict: &'static str,
    mark: &'static str,
    sentence: String,
    tally: String,
    started: String,
    took: String,
    gates: Vec<GateRow>,
    requirements: Vec<LineRow>,
    troubles: Vec<TroubleRow>,
    coverage: Vec<RatioRow>,
    findings: Vec<FindingRow>,
}

/// The report as one HTML document.
pub fn html(report: &Report) -> String {
    let mut environment = Environment::new();
    // The name's ending switches escaping on.
    if environment.add_template("report.html", TEMPLATE).is_err() {
        return String::new();
    }
    let style = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let page = Page {
        style: STYLE,
        style_hash: style,
        version: env!("CARGO_PKG_VERSION"),
        verdict: report.verdict().word(),
        mark: mark(report.verdict()),
        sentence: clean(&verdict_sentence(report)),
        tally: tally(report),
        started: report.started.to_string(),
        took: duration(report.took),
        gates: report.gates.iter().map(gate).collect(),
        requirements: requirements(report),
        troubles: troubles(report),
        coverage: super::markdown::ratios(report).into_iter().map(ratio).collect(),
        findings: worst_first(report).into_iter().map(finding).collect(),
    };
    let rendered = environment.get_template("report.html").and_then(|template| template.render(Serde(&page)));
    rendered.unwrap_or_default()
}

fn clean(text: &str) -> String {
    one_line(text).into_owned()
}

fn clean_all(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| clean(text)).collect()
}

fn gate(gate: &GateReport) -> GateRow {
    let notes = gate.outcome.metrics.get("notes").and_then(serde_json::Value::as_array);
    GateRow {
        gate: gate.gate.to_owned(),
        mark: mark(gate.outcome.verdict),
        verdict: gate.outcome.verdict.word(),
        summary: clean(&gate.outcome.summary),
        took: duration(gate.took),
        notes: notes.into_iter().flatten().filter_map(|note| note.as_str()).map(clean).collect(),
    }
}

fn requirements(report: &Report) -> Vec<LineRow> {
    [Priority::P0, Priority::P1, Priority::P2]
        .into_iter()
        .flat_map(|priority| report.requirements.iter().filter(move |line| line.requirement.priority == priority))
        .map(requirement)
        .collect()
}

fn requirement(line: &RequirementReport) -> LineRow {
    let evidence = line.evidence.iter().map(|seen| match (&seen.path, seen.line) {
        (Some(path), Some(number)) => clean(&format!("{} ({path}:{number})", seen.text)),
        (Some(path), None) => clean(&format!("{} ({path})", seen.text)),
        (None, _) => clean(&seen.text),
    });
    LineRow {
        id: clean(&line.requirement.id),
        title: clean(&line.requirement.title),
        category: clean(&line.requirement.category),
        priority: line.requirement.priority.word(),
        mark: mark(line.verdict),
        verdict: line.verdict.word(),
        evidence: evidence.collect(),
    }
}

fn troubles(report: &Report) -> Vec<TroubleRow> {
    let row =
        |gate: &str, trouble: &Trouble| TroubleRow { gate: gate.to_owned(), message: clean(&trouble.message), help: clean(&trouble.help) };
    let of_gates = report.gates.iter().flat_map(|gate| gate.outcome.troubles.iter().map(|trouble| row(gate.gate, trouble)));
    of_gates.chain(report.troubles.iter().map(|trouble| row("golive", trouble))).collect()
}

fn ratio((of, ratio): (&str, Ratio)) -> RatioRow {
    RatioRow { of: of.to_owned(), percent: ratio.percent(), covered: ratio.covered, total: ratio.total }
}

fn finding((gate, finding): (&GateReport, &Finding)) -> FindingRow {
    let also = finding.also.iter().map(|place| {
        let path = place.path.as_ref().map_or_else(|| "<stdin>".to_owned(), ToString::to_string);
        clean(&if place.start.line == 0 { path } else { format!("{path}:{}", place.start.line) })
    });
    let commit = match &finding.origin {
        crate::model::Origin::Commit { id, author, date } => format!("{id} by {author} on {date}"),
        _ => String::new(),
    };
    FindingRow {
        severity: finding.severity.word(),
        gate: gate.gate.to_owned(),
        rule: clean(&finding.rule_id),
        place: at(finding),
        message: clean(&finding.message),
        help: clean(&finding.help),
        snippet: finding.snippet.as_ref().map(|snippet| clean(&snippet.text)).unwrap_or_default(),
        also: also.collect(),
        notes: clean_all(&finding.notes),
        commit: clean(&commit),
    }
}

#[cfg(test)]
mod tests {
    use super::html;
    use crate::render::example;

    /// Every tag of the document, with its attributes.
    fn tags(text: &str) -> Vec<&str> {
        text.split('<').skip(1).filter_map(|rest| rest.split('>').next()).collect()
    }

    #[test]
    fn hostile_text_makes_no_element() {
        let (full, clean) = (html(&example::full()), html(&example::clean()));
        let known: std::collections::BTreeSet<&str> = tags(&full).iter().map(|tag| tag.split_whitespace().next().unwrap()).collect();
        for tag in known {
            let name = tag.trim_start_matches(['/', '!']);
            let allowed = [
                "DOCTYPE", "html", "head", "meta", "title", "style", "body", "main", "header", "h1", "h2", "p", "section", "table",
                "thead", "tbody", "tr", "th", "td", "code", "span", "ul", "li", "meter", "footer", "article", "h3", "pre", "dl", "dt",
                "dd", "div",
            ];
            assert!(allowed.contains(&name), "<{tag}>");
        }
        for text in [&full, &clean] {
            assert!(!text.contains("<script") && !text.contains("\u{1b}"), "{text}");
        }
        assert!(full.contains("{{7*7}}"), "{full}");
        assert!(
            full.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;") || full.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
            "{full}"
        );
    }

    #[test]
    fn nothing_is_fetched_and_nothing_is_run() {
        let text = html(&example::full());
        for tag in tags(&text) {
            for attribute in [" src=", " href=", " on", " style=", "url(", "@import"] {
                assert!(!tag.contains(attribute), "<{tag}>");
            }
        }
        assert!(!super::STYLE.contains("url(") && !super::STYLE.contains("@import"));
        assert!(text.contains("default-src 'none'; style-src 'sha256-"), "{text}");
        assert!(text.contains("prefers-color-scheme: dark") && text.contains("@media print"));
    }

    #[test]
    fn all_parts_are_there() {
        let text = html(&example::full());
        for part in [
            "fail: secrets",
            "Checklist",
            "Gates",
            "Not looked at",
            "Coverage",
            "Findings",
            "auth.no-secrets",
            "ghp_****",
            "could not look",
            "src&#x2f;app.py:3:5",
        ] {
            assert!(text.contains(part) || text.contains(&part.replace("&#x2f;", "/")), "{part} in {text}");
        }
        assert!(html(&example::clean()).contains("no findings"));
    }
}
