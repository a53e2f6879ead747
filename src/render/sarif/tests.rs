use super::{sarif, uri};
use crate::model::{Outcome, Severity, Verdict};
use crate::render::example::{self, finding, place};
use crate::text::RepoPath;
use serde_json::{Value, json};

fn log(report: &crate::model::Report) -> Value {
    serde_json::from_str(&sarif(report)).unwrap()
}

#[test]
fn every_kind_of_place_has_a_region_that_holds() {
    let run = log(&example::full())["runs"][0].clone();
    let region = |at: usize| run["results"][at]["locations"][0]["physicalLocation"]["region"].clone();
    let uri = |at: usize| run["results"][at]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone();
    assert_eq!(uri(0), "src/a%2Cb%3Ac%20%25%7C%60x%60%0A%3A%3Aerror%3A%3A%3Ci%3E%C3%A9.py");
    assert_eq!((region(0)["startColumn"].clone(), region(0)["endColumn"].clone()), (json!(10), json!(18)));
    assert_eq!((uri(1), region(1)), (json!("."), Value::Null));
    assert_eq!(region(2), json!({ "startLine": 3, "startColumn": 5, "endLine": 6, "endColumn": 2 }));
    assert_eq!(region(3)["startColumn"], Value::Null);
    assert_eq!(run["results"][3]["properties"]["commit"], "c0ffee");
    assert_eq!((uri(4), region(4)), (json!("Cargo.toml"), Value::Null));
    assert_eq!(run["results"][2]["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"], "src/other.py");
    for result in run["results"].as_array().unwrap() {
        let rule = &run["tool"]["driver"]["rules"][usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert_eq!(rule["properties"]["security-severity"], "9.5");
    }
    assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), 2);
}

#[test]
fn what_could_not_be_looked_at_makes_a_run_that_did_not_succeed() {
    let run = log(&example::full())["runs"][0]["invocations"][0].clone();
    assert_eq!((run["executionSuccessful"].clone(), run["exitCode"].clone()), (json!(false), json!(1)));
    assert_eq!(run["toolExecutionNotifications"].as_array().unwrap().len(), 2);
    let clean = log(&example::clean())["runs"][0].clone();
    assert_eq!((clean["invocations"][0]["executionSuccessful"].clone(), clean["results"].clone()), (json!(true), json!([])));
}

#[test]
fn one_secret_at_two_places_has_two_fingerprints_and_a_moved_one_keeps_its() {
    let prints = |lines: &[u32]| -> Vec<String> {
        let all = lines.iter().map(|line| finding(Severity::Error, Some(place("a", (*line, 1), (*line, 2))), "x")).collect();
        let report =
            example::report(vec![example::gate("secrets", Outcome { verdict: Verdict::Fail, findings: all, ..Outcome::skipped("") })]);
        let results = log(&report)["runs"][0]["results"].as_array().unwrap().clone();
        results.iter().map(|result| result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(prints(&[1, 9]), prints(&[4, 5]));
    assert_ne!(prints(&[1, 9])[0], prints(&[1, 9])[1]);
}

#[test]
fn a_run_has_no_more_results_than_are_taken_and_says_so() {
    let all = (0..25_010).map(|line| finding(Severity::Error, Some(place("a", (line + 1, 1), (line + 1, 2))), "x")).collect();
    let report = example::report(vec![example::gate("lint", Outcome { verdict: Verdict::Fail, findings: all, ..Outcome::skipped("") })]);
    let run = log(&report)["runs"][0].clone();
    assert_eq!(run["results"].as_array().unwrap().len(), 25_000);
    let said = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].as_str().unwrap();
    assert!(said.starts_with("10 results are left out"), "{said}");
    assert_eq!(run["tool"]["driver"]["rules"][0]["properties"]["security-severity"], Value::Null);
}

#[test]
fn a_path_is_a_relative_reference_whatever_its_bytes() {
    assert_eq!(uri(&RepoPath::new("src/a.rs")), "src/a.rs");
    assert_eq!(uri(&RepoPath::new("http://x?y#z")), "http%3A//x%3Fy%23z");
    assert_eq!(uri(&RepoPath::new(b"\xff b".to_vec())), "%FF%20b");
}
