//! `go vet` (and `go build`): text, and the objects of `-json`.

use crate::formats::diagnostics::prelude::*;

/// `./a.go:6:2: message`, `vet: ./a.go:3:38: message`
fn plain() -> &'static Pattern {
    regex!(r"^(?P<vet>vet: )?(?P<file>[^:\s](?:[^:]|:[^\s:\d])*\.(?:go|s|c|h|cc|cpp)):(?P<line>\d+)(?::(?P<column>\d+))?: (?P<message>.*)$")
}

fn package() -> &'static Pattern {
    regex!(r"^# \S+(?: \[\S+\])?$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    let first = sample.json.as_ref().and_then(Value::as_object).and_then(|packages| packages.values().next());
    let analyzers = first.and_then(Value::as_object).and_then(|analyzers| analyzers.values().next());
    analyzers.is_some_and(|findings| findings.pointer("/0/posn").is_some())
        || (sample.text.lines().take(40).any(|line| package().is_match(line))
            && (sample.line(plain()) || sample.json.as_ref().and_then(Value::as_object).is_some_and(serde_json::Map::is_empty)))
        || sample.line(regex!(r"^vet: \S+\.go:\d+"))
        || sample.line(regex!(r"^\.{1,2}/\S+\.go:\d+:\d+: .*[^)]$"))
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let is_json = json::is_in(report);
    // What a linker says stands below such a heading too; the rest of a line that was cut off does not count.
    let cut = report.lines().next_back().filter(|_| !report.ends_with('\n'));
    if is_json {
        let met = json::items("go-vet", report, |item| take(&mut gather.reading, &item))?;
        gather.known = met.documents > 0;
    }
    // Type errors are text, with -json too.
    for line in report.lines().filter(|line| !line.starts_with(['{', '}', '\t'])) {
        if let Some(found) = plain().captures(line) {
            let place = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), number_in(&found, "column"));
            gather.push(diagnostic(Severity::Error, None, group(&found, "message").unwrap_or_default().to_owned(), place));
        } else if package().is_match(line) {
            gather.known = true;
            gather.announced = !is_json;
            continue;
        } else if let Some(said) = line.strip_prefix("go: ").or_else(|| line.strip_prefix("vet: ")) {
            if !regex!(r"^(?:downloading|finding|extracting|added|upgraded|found|to add)").is_match(said) {
                gather.reading.incomplete.push(trouble::words(line));
            }
        } else if regex!(r"^\s*too many errors$|^pattern .*: |is not in (?:GOROOT|std)|^no required module|cannot find (?:package|module)")
            .is_match(line)
        {
            gather.reading.incomplete.push(trouble::words(line));
        } else {
            gather.other(line);
        }
        gather.announced &= line.trim().is_empty() || cut == Some(line);
    }
    gather.finish("go-vet", "line `file.go:line:column: message`", report)
}

/// `{package: {analyzer: [{posn, message}]}}`; an analyzer that failed has `{error}` in place of the array.
fn take(reading: &mut Reading, item: &Value) -> Result<(), Error> {
    let Some(packages) = item.as_object() else {
        return Err(unlike("go-vet", "object of packages", &item.to_string()));
    };
    for (name, analyzers) in packages {
        let Some(analyzers) = analyzers.as_object() else {
            return Err(unlike("go-vet", "analyzers of a package", &format!("{{\"{name}\": …")));
        };
        for (analyzer, findings) in analyzers {
            if let Some(error) = text(findings, "/error") {
                reading.incomplete.push(format!("{}: {}", trouble::words(analyzer), trouble::words(&error)));
            }
            for finding in findings.as_array().into_iter().flatten() {
                demand("go-vet", finding, &["/posn", "/message"])?;
                let posn = words(finding, "/posn");
                let end = position(&words(finding, "/end"));
                let place = position(&posn).map(|place| Place {
                    end_line: end.as_ref().and_then(|end| end.line),
                    end_column: end.as_ref().and_then(|end| end.column),
                    ..place
                });
                let mut one = diagnostic(Severity::Error, Some(analyzer.clone()), words(finding, "/message"), place);
                one.fixable = !list(finding, "/suggested_fixes").is_empty();
                reading.diagnostics.push(one);
            }
        }
    }
    Ok(())
}

fn position(posn: &str) -> Option<Place> {
    let found = regex!(r"^(?P<file>.+?):(?P<line>\d+)(?::(?P<column>\d+))?$").captures(posn)?;
    place(group(&found, "file")?, number_in(&found, "line"), number_in(&found, "column"))
}
