//! Formats by the names of their elements and keys.

use super::super::model::{Error, ErrorKind, Format};
use super::super::trouble::quote;
use super::super::xml::Outline;
use serde_json::{Map, Value};

/// Roots of XML that is no coverage of lines, and what is said of it.
const OTHER_ROOTS: &[(&str, &str)] = &[
    ("results", "this is Visual Studio's coverage: convert it with `dotnet-coverage merge -f cobertura`"),
    ("CoverageDSPriv", "this is Visual Studio's coverage: convert it with `dotnet-coverage merge -f cobertura`"),
    ("phpunit", "this is PHPUnit's XML folder or configuration: use `--coverage-clover` or `--coverage-cobertura`"),
    ("crap_result", "this is Crap4J, which has no lines: use `--coverage-clover`"),
    ("scoverage", "this is scoverage's own XML: use its Cobertura report"),
    ("Root", "this is dotCover's XML: use `dotnet test --collect \"XPlat Code Coverage\"`, or convert it to Cobertura"),
    ("testsuites", "these are results of tests, and no coverage"),
    ("testsuite", "these are results of tests, and no coverage"),
    ("checkstyle", "these are findings of a linter, and no coverage"),
    ("html", "this is a web page: a report for machines is needed"),
];

fn refused(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Unknown, message)
}

/// The format of an XML document.
pub(super) fn of_xml(outline: &Outline) -> Result<Format, Error> {
    let Some(root) = outline.root.as_deref() else {
        return Err(refused("this begins like XML, and has no element"));
    };
    let follows = |name: &str| outline.followers.iter().any(|follower| follower == name);
    let has = |name: &str| outline.attributes.iter().any(|(key, _)| key == name);
    match root {
        "coverage" if has("clover") || follows("project") => Ok(Format::Clover),
        "coverage" if has("line-rate") || has("lines-valid") || follows("packages") || follows("sources") => Ok(Format::Cobertura),
        "coverage" if outline.attributes.iter().any(|(key, value)| key == "version" && value == "1") || follows("lineToCover") => {
            Ok(Format::Sonar)
        }
        "coverage" if has("generated") => Ok(Format::Clover),
        "report" if has("name") || ["package", "group", "sessioninfo", "counter"].into_iter().any(follows) => Ok(Format::Jacoco),
        "CoverageSession" => Ok(Format::OpenCover),
        _ => {
            let known = OTHER_ROOTS.iter().find(|(name, _)| root.eq_ignore_ascii_case(name)).map(|(_, message)| (*message).to_owned());
            Err(refused(known.unwrap_or_else(|| format!("XML with the root `{}` is no known coverage report", quote(root.as_bytes())))))
        }
    }
}

/// The format of a JSON document.
pub(super) fn of_json(value: &Value) -> Result<Format, Error> {
    match value {
        Value::Object(object) if object.is_empty() => {
            Err(Error::new(ErrorKind::Empty, "the report is an empty JSON object: nothing was measured"))
        }
        Value::Array(array) if array.is_empty() => {
            Err(Error::new(ErrorKind::Empty, "the report is an empty JSON array: nothing was measured"))
        }
        Value::Object(object) => by_top(object).or_else(|| by_values(object)).unwrap_or_else(|| {
            let keys: Vec<String> = object.keys().take(4).map(|key| format!("`{}`", quote(key.as_bytes()))).collect();
            Err(refused(format!("JSON with the keys {} is no known coverage report", keys.join(", "))))
        }),
        Value::Array(array) if array.iter().any(|item| item.get("url").is_some()) => Err(raw_v8()),
        _ => Err(refused("this JSON is no known coverage report")),
    }
}

fn raw_v8() -> Error {
    refused("this is raw V8 coverage, without source maps: use `c8 report --reporter=lcov`, or the test runner's lcov reporter")
}

/// By keys at the top.
fn by_top(object: &Map<String, Value>) -> Option<Result<Format, Error>> {
    let has = |key: &str| object.contains_key(key);
    let first_of = |key: &str| object.get(key).and_then(Value::as_array).and_then(|array| array.first());
    let is_llvm = object.get("type").and_then(Value::as_str).is_some_and(|name| name.starts_with("llvm.coverage"));
    if is_llvm
        || has("cargo_llvm_cov")
        || first_of("data").is_some_and(|first| first.get("files").is_some() || first.get("totals").is_some())
    {
        return Some(Ok(Format::Llvm));
    }
    // Coverage comes last, behind all tests: the beginning need not have it.
    if has("numTotalTestSuites") || has("numTotalTests") || object.get("coverageMap").is_some_and(Value::is_object) {
        return Some(Ok(Format::Jest));
    }
    if has("gcovr/format_version") || has("gcovr/summary_format_version") {
        return Some(Ok(Format::Gcovr));
    }
    if has("gcc_version") || has("current_working_directory") {
        return Some(Ok(Format::Gcov));
    }
    if has("source_files") {
        return Some(Ok(Format::Coveralls));
    }
    if object.get("meta").is_some_and(|meta| meta.get("simplecov_version").is_some()) {
        return Some(Ok(Format::SimpleCov));
    }
    if object.get("meta").is_some_and(|meta| meta.get("branch_coverage").is_some())
        || (has("totals") && object.get("files").is_some_and(Value::is_object))
    {
        return Some(Ok(Format::CoveragePy));
    }
    if has("targets") && has("lineCoverage") {
        return Some(Err(refused("this is Xcode's summary, without lines: use `xcrun llvm-cov export -format=lcov`")));
    }
    if (has("result") && first_of("result").is_some()) || (has("functions") && has("url")) {
        return Some(Err(raw_v8()));
    }
    if object.get("result").is_some_and(|result| result.get("line").is_some() || result.get("covered_percent").is_some()) {
        return Some(Err(refused("this is SimpleCov's last percentage: give `.resultset.json`")));
    }
    if object.get("total").is_some_and(|total| total.get("lines").is_some_and(|lines| lines.get("pct").is_some())) {
        return Some(Ok(Format::IstanbulSummary));
    }
    if let Some(first) = first_of("files") {
        if first.get("path").is_some_and(Value::is_array) {
            return Some(Ok(Format::Tarpaulin));
        }
        if first.get("filename").is_some() && first.get("coverage").is_some() {
            return Some(Ok(Format::SimpleCov));
        }
        if first.get("lines").is_some_and(Value::is_array) && first.get("file").is_some() {
            return Some(Ok(Format::Gcov));
        }
    }
    let files = object.get("coverage").and_then(Value::as_object)?;
    if files.values().any(|file| file.get("lines").is_some()) {
        return Some(Ok(Format::SimpleCov));
    }
    let by_line = |lines: &Map<String, Value>| lines.keys().all(|line| line.bytes().all(|byte| byte.is_ascii_digit()));
    let is_codecov = |file: &Value| file.is_array() || file.as_object().is_some_and(by_line);
    // The last value may be cut off.
    (files.is_empty() || files.values().any(is_codecov)).then_some(Ok(Format::Codecov))
}

/// By what stands under keys that can be anything.
fn by_values(object: &Map<String, Value>) -> Option<Result<Format, Error>> {
    let istanbul = |value: &Value| value.get("statementMap").is_some() || (value.get("path").is_some() && value.get("fnMap").is_some());
    if object.values().any(|value| istanbul(value) || value.get("data").is_some_and(istanbul)) {
        return Some(Ok(Format::Istanbul));
    }
    if object.values().any(|value| value.get("coverage").is_some_and(|files| files.is_object() || files.is_array())) {
        return Some(Ok(Format::SimpleCov));
    }
    if object.values().any(|value| value.get("lines").is_some_and(|lines| lines.get("pct").is_some())) {
        return Some(Ok(Format::IstanbulSummary));
    }
    let is_module = |name: &str| [".dll", ".exe"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    let deep = |value: &Value| {
        let nested = value.as_object().and_then(|files| files.values().next()).and_then(Value::as_object);
        let class = nested.and_then(|classes| classes.values().next()).and_then(Value::as_object);
        class.is_some_and(|methods| methods.values().any(|method| method.get("Lines").is_some()))
    };
    if object.iter().any(|(name, value)| is_module(name) || deep(value)) {
        return Some(Ok(Format::Coverlet));
    }
    let xcode = |value: &Value| value.as_array().and_then(|lines| lines.first()).is_some_and(|line| line.get("isExecutable").is_some());
    object.values().any(xcode).then(|| Err(refused("this is Xcode's own JSON: use `xcrun llvm-cov export -format=lcov`")))
}
