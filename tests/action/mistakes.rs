//! Inputs and places that cannot be used: always exit code 2, always outputs, never a shell.

use super::step;
use crate::support::{Repo, assignment};
use serde_json::json;

#[test]
fn a_mistake_in_an_input_names_the_input() {
    let repo = Repo::new();
    repo.write("app.py", "print(0)\n").stage().commit("first");
    for (input, value, said) in [
        ("GOLIVE_COMMAND", "secerts", "did you mean secrets?"),
        ("GOLIVE_COMMAND", "action", "the input command is action"),
        ("GOLIVE_ARGS", "--staged", "the input args needs the input command"),
        ("GOLIVE_FAIL_ON", "warnings", "did you mean warning?"),
        ("GOLIVE_ANNOTATIONS", "yes", "it may be true, false"),
        ("GOLIVE_SUMMARY", "0", "it may be true, false"),
        ("GOLIVE_CONFIG", "nowhere.toml", "nowhere.toml"),
        ("GOLIVE_BASE", "nowhere", "the base that was named"),
    ] {
        let step = step(&repo, "workflow_dispatch", &json!({}), &[(input, value)]);
        step.came_to(2, "error").run.complains(said);
        assert_eq!(step.outputs["exit-code"], "2");
        assert!(!step.outputs["sarif-file"].is_empty() && !step.outputs["json-file"].is_empty());
    }
    let args = [("GOLIVE_COMMAND", "secrets"), ("GOLIVE_ARGS", "--nosuch")];
    step(&repo, "workflow_dispatch", &json!({}), &args)
        .came_to(2, "error")
        .run
        .complains("the inputs command and args: unexpected argument '--nosuch'");
    for (args, said) in [("--help", "they ask for help, and look at nothing"), ("--version", "they ask for help, and look at nothing")] {
        step(&repo, "workflow_dispatch", &json!({}), &[("GOLIVE_COMMAND", "secrets"), ("GOLIVE_ARGS", args)])
            .came_to(2, "error")
            .run
            .complains(said);
    }
    step(&repo, "workflow_dispatch", &json!({}), &[("GOLIVE_COMMAND", "report")]).came_to(2, "error").run.complains("not provided: <FILE>");
}

#[test]
fn no_repository_and_no_event_are_said() {
    step(&Repo::folder(), "workflow_dispatch", &json!({}), &[]).came_to(2, "error").run.complains("is not in a git repository");
    let repo = Repo::new();
    repo.write("app.py", "print(0)\n").stage().commit("first");
    step(&repo, "pull_request", &json!({}), &[]).came_to(2, "error").run.complains("the event has no pull_request.head.sha");
    let missing = [("GITHUB_EVENT_PATH", "/nowhere/event.json")];
    step(&repo, "pull_request", &json!({}), &missing).came_to(2, "error").run.complains("the event of this run could not be read");
}

#[test]
fn words_of_an_input_are_words_whatever_stands_in_them() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).stage().commit("first");
    for hostile in
        ["\"; touch pwned; \"", "$(touch pwned)", "`touch pwned`", "x\n::error::spoofed\n##[error]spoofed", "--output=json=../../pwned\0"]
    {
        let hostile = hostile.replace('\0', "");
        for input in [
            "GOLIVE_COMMAND",
            "GOLIVE_ARGS",
            "GOLIVE_BASE",
            "GOLIVE_CONFIG",
            "GOLIVE_WORKING_DIRECTORY",
            "GOLIVE_FAIL_ON",
            "GOLIVE_SUMMARY",
        ] {
            let step = step(&repo, "workflow_dispatch", &json!({}), &[(input, hostile.as_str())]);
            step.came_to(2, "error");
            for line in step.run.out().lines().chain(step.run.err().lines()) {
                assert!(!line.trim_start().starts_with("::error::") && !line.contains("##["), "{input}: {line}");
            }
            assert!(!step.summary.contains("\n::"), "{}", step.summary);
        }
    }
    assert!(!repo.path("pwned").exists());
}

#[test]
fn text_of_the_repository_is_no_command() {
    let repo = Repo::new();
    let name = "::error file=x::spoofed ##[error]y\n::add-mask::z.py";
    repo.write(name, assignment(1))
        .write("##[group]a.py", format!("##[error]spoofed {}", assignment(2)))
        .stage()
        .commit("::error::spoofed");
    let step = step(&repo, "workflow_dispatch", &json!({}), &[("GOLIVE_COMMAND", "secrets")]);
    step.came_to(1, "findings");
    for line in step.run.out().lines().chain(step.run.err().lines()) {
        assert!(!line.contains("##[") && !line.trim_start().starts_with("::add-mask::"), "{line}");
        assert!(!line.trim_start().starts_with("::") || line.starts_with("::error file="), "{line}");
        assert!(!line.starts_with("::error file=x::"), "{line}");
    }
    let names: Vec<&str> = step.outputs.keys().map(String::as_str).collect();
    assert_eq!(names, ["exit-code", "findings", "json-file", "outcome", "sarif-file", "version"]);
}
