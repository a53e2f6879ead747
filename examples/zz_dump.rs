use golive::formats::diagnostics as d;
fn main() {
    for arg in std::env::args().skip(1) {
        let (format, file) = arg.split_once('=').unwrap_or(("auto", &arg));
        let bytes = std::fs::read(file).unwrap();
        let detected = d::detect(&bytes);
        let v = match d::read(format, &bytes) {
            Err(e) => serde_json::json!({"file": file, "detected": detected, "error": e.message, "line": e.line}),
            Ok(r) => {
                let n = |s: golive::model::Severity| r.diagnostics.iter().filter(|x| x.severity == s && !x.suppressed).count();
                serde_json::json!({"file": file, "detected": detected, "format": r.format, "tool": r.tool, "e": n(golive::model::Severity::Error), "w": n(golive::model::Severity::Warning), "n": n(golive::model::Severity::Note), "stated": r.stated, "files": r.files, "incomplete": r.incomplete,
                  "d": r.diagnostics.iter().map(|x| { let p = x.place.clone().unwrap_or_default(); serde_json::json!([x.severity.word(), p.path, p.line, p.column, x.rule, x.message, p.end_line, p.end_column, x.tool, x.suppressed, x.related.len()])}).collect::<Vec<_>>()})
            }
        };
        println!("{v}");
    }
}
