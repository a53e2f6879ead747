//! `golive action` itself.

use super::{Pull, step};
use crate::support::{Repo, assignment, github_pat};
use serde_json::{Value, json};

const DEFAULT: &[(&str, &str)] = &[];

#[test]
fn a_clean_tree_passes_and_all_outputs_are_there() {
    let pull = Pull::new(&[&[("new.py", "print(2)\n".into())]]);
    for (event, document) in [("workflow_dispatch", json!({})), ("schedule", json!({})), ("pull_request", pull.event())] {
        let step = step(&pull.checkout(0), event, &document, DEFAULT);
        step.came_to(0, "pass");
        assert_eq!((step.outputs["exit-code"].as_str(), step.secrets().len()), ("0", 0), "{event}");
        assert_eq!(step.outputs["version"], env!("CARGO_PKG_VERSION"));
        let sarif: Value = serde_json::from_str(&std::fs::read_to_string(&step.outputs["sarif-file"]).unwrap()).unwrap();
        assert_eq!(sarif["version"], "2.1.0");
        assert!(!step.run.out().contains("::error") && step.summary.starts_with("## ✔ golive"), "{}", step.run);
        std::fs::remove_dir_all(pull.repo.root().parent().unwrap().join("checkout-0")).unwrap();
    }
}

#[test]
fn a_secret_that_a_later_commit_took_out_is_found_and_shown_where_it_was() {
    let pull = Pull::new(&[&[("a,b:%c é.py", assignment(1))], &[("a,b:%c é.py", "print(1)\n".into())]]);
    let step = step(&pull.checkout(0), "pull_request", &pull.event(), DEFAULT);
    step.came_to(1, "findings");
    assert_eq!(step.secrets(), ["a,b:%c é.py:1"]);
    step.run.says("::error file=a%2Cb%3A%25c é.py,line=1,endLine=1,col=10,endColumn=50,title=secrets%3A github-pat::");
    step.run.never_says(&github_pat(1));
    assert!(step.summary.contains("`a,b:%c é.py:1:10`"), "{}", step.summary);
    let line = step.report()["requirements"].as_array().unwrap().iter().find(|line| line["id"] == "auth.no-secrets").unwrap().clone();
    assert_eq!(line["verdict"], "fail");
}

#[test]
fn policy_is_the_base_s_and_a_change_cannot_switch_its_own_gate_off() {
    let allow = "[[secrets.allow]]\npath = \"*\"\nreason = \"mine\"\n[check]\nskip = [\"secrets\"]\n";
    let pull = Pull::new(&[&[("app.py", assignment(1)), ("golive.toml", allow.into())]]);
    let checkout = pull.checkout(0);
    let step_of = |event: &str, inputs: &[(&str, &str)]| step(&checkout, event, &pull.event(), inputs);
    step_of("pull_request", DEFAULT).came_to(1, "findings");
    step_of("pull_request", &[("GOLIVE_COMMAND", "secrets")]).came_to(1, "findings");
    // Where nobody asks for anything to be taken in, the tree's own policy holds.
    step_of("workflow_dispatch", &[("GOLIVE_COMMAND", "secrets")]).came_to(0, "pass");
}

#[test]
fn a_clone_of_depth_one_cannot_tell_and_says_what_to_set() {
    let pull = Pull::new(&[&[("app.py", assignment(1))]]);
    let checkout = pull.checkout(1);
    for inputs in [DEFAULT, &[("GOLIVE_COMMAND", "secrets")]] {
        let step = step(&checkout, "pull_request", &pull.event(), inputs);
        step.came_to(2, "error").run.complains("fetch-depth: 2");
        step.run.says("::error title=golive could not look::");
        assert!(step.summary.contains("fetch-depth: 2"), "{}", step.summary);
    }
}

#[test]
fn at_depth_two_one_commit_is_judged_and_two_cannot_be() {
    let one = Pull::new(&[&[("app.py", format!("print(0)\n{}", assignment(1)))]]);
    let found = step(&one.checkout(2), "pull_request", &one.event(), DEFAULT);
    found.came_to(1, "findings");
    assert_eq!(found.secrets(), ["app.py:2"]);
    let two = Pull::new(&[&[("app.py", assignment(1))], &[("app.py", "print(1)\n".into())]]);
    let checkout = two.checkout(2);
    step(&checkout, "pull_request", &two.event(), DEFAULT).came_to(2, "error").run.complains("fetch-depth: 0");
    // A command that looks at the tree needs the base alone.
    step(&checkout, "pull_request", &two.event(), &[("GOLIVE_COMMAND", "secrets")]).came_to(0, "pass");
}

#[test]
fn a_new_branch_is_judged_from_where_it_left_the_default_branch() {
    let pull = Pull::new(&[&[("app.py", assignment(1))], &[("app.py", "print(1)\n".into())]]);
    let checkout = pull.checkout(0);
    let document = json!({
        "ref": "refs/heads/pull", "before": "0000000000000000000000000000000000000000", "after": checkout.git(["rev-parse", "HEAD"]),
        "created": true, "repository": { "default_branch": "main" },
    });
    let step_of = |checkout: &Repo| step(checkout, "push", &document, DEFAULT);
    let found = step_of(&checkout);
    found.came_to(1, "findings");
    assert_eq!(found.secrets(), ["app.py:1"]);
    step_of(&pull.checkout(1)).came_to(2, "error").run.complains("fetch-depth: 0");
}

#[test]
fn what_fails_the_step_can_be_chosen_and_not_to_have_looked_always_does() {
    let pull = Pull::new(&[&[("app.py", assignment(1))]]);
    let (whole, shallow) = (pull.checkout(0), pull.checkout(1));
    let failing = step(&whole, "pull_request", &pull.event(), &[("GOLIVE_FAIL_ON", "never")]);
    failing.came_to(0, "findings");
    assert_eq!(failing.outputs["exit-code"], "1");
    step(&shallow, "pull_request", &pull.event(), &[("GOLIVE_FAIL_ON", "never")]).came_to(2, "error");
    // Only a warning: a key file of one family is not ignored.
    let warned = Repo::new();
    warned.write("a.py", "").write(".gitignore", ".env\n.env.*\n!.env.example\n*.key\n").stage().commit("first");
    let gitignore = [("GOLIVE_COMMAND", "gitignore")];
    step(&warned, "workflow_dispatch", &json!({}), &gitignore).came_to(0, "pass");
    step(&warned, "workflow_dispatch", &json!({}), &[gitignore[0], ("GOLIVE_FAIL_ON", "warning")]).came_to(1, "findings");
}

#[test]
fn annotations_and_summary_can_be_left_out() {
    let pull = Pull::new(&[&[("app.py", assignment(1))]]);
    let off = [("GOLIVE_ANNOTATIONS", "false"), ("GOLIVE_SUMMARY", "false")];
    let step = step(&pull.checkout(0), "pull_request", &pull.event(), &off);
    step.came_to(1, "findings").run.never_says("::error");
    assert_eq!(step.summary, "");
}

#[test]
fn the_project_s_own_commands_are_not_run_for_strangers() {
    let pull = Pull::new(&[&[("new.py", "print(2)\n".into())]]);
    let checkout = pull.checkout(0);
    for command in [
        &[("GOLIVE_COMMAND", "lint"), ("GOLIVE_ARGS", "--run\ntouch pwned")][..],
        &[("GOLIVE_COMMAND", "check")],
        &[("GOLIVE_COMMAND", "coverage")],
    ] {
        for event in ["pull_request_target", "workflow_run"] {
            let refused = step(&checkout, event, &pull.event(), command);
            refused.came_to(2, "error").run.complains("a stranger's");
            let allowed: Vec<_> = command.iter().copied().chain([("GOLIVE_RUN_UNTRUSTED", "true")]).collect();
            step(&checkout, event, &pull.event(), &allowed).run.never_says("a stranger's");
        }
    }
    step(&checkout, "pull_request_target", &pull.event(), DEFAULT).came_to(0, "pass");
}

#[test]
fn a_repository_below_the_workspace_is_annotated_from_the_workspace() {
    let outer = Repo::folder();
    let inner = outer.at("code");
    std::fs::create_dir_all(inner.root()).unwrap();
    inner.git(["init", "--quiet"]);
    inner.write("app.py", assignment(1)).stage().commit("first");
    let inputs = [("GOLIVE_COMMAND", "secrets"), ("GOLIVE_WORKING_DIRECTORY", "code")];
    step(&outer, "workflow_dispatch", &json!({}), &inputs).came_to(1, "findings").run.says("::error file=code/app.py,line=1,");
    step(&outer, "workflow_dispatch", &json!({}), &[("GOLIVE_WORKING_DIRECTORY", "nowhere")])
        .came_to(2, "error")
        .run
        .complains("working-directory");
}

#[test]
fn a_folder_may_have_any_name_and_the_configuration_is_named_from_the_root() {
    let repo = Repo::new();
    for (number, folder) in (1..).zip(["sub dir", "-dash", "é"]) {
        repo.write(format!("{folder}/app.py"), assignment(number));
    }
    repo.write("conf/mine.toml", "[check]\nskip = [\"secrets\"]\n").stage().commit("first");
    for folder in ["sub dir", "-dash", "é"] {
        let inputs = [("GOLIVE_COMMAND", "secrets"), ("GOLIVE_WORKING_DIRECTORY", folder)];
        let step = step(&repo, "workflow_dispatch", &json!({}), &inputs);
        step.came_to(1, "findings").run.says(&format!("file={folder}/app.py,line=1,"));
    }
    for config in ["conf/mine.toml", "./conf/../conf/mine.toml", repo.path("conf/mine.toml").to_str().unwrap()] {
        let inputs = [("GOLIVE_CONFIG", config), ("GOLIVE_WORKING_DIRECTORY", "sub dir")];
        step(&repo, "workflow_dispatch", &json!({}), &inputs).run.never_says("github-pat");
    }
    step(&repo, "workflow_dispatch", &json!({}), &[("GOLIVE_WORKING_DIRECTORY", "../..")])
        .came_to(2, "error")
        .run
        .complains("is not in a git repository")
        .complains("the input working-directory");
}

#[test]
fn under_a_base_the_configuration_comes_from_its_commit_whatever_it_is_called_by() {
    let pull = Pull::new(&[&[("app.py", assignment(1)), ("sub/golive.toml", "[check]\nskip = [\"secrets\"]\n".into())]]);
    pull.repo.git(["switch", "--quiet", "main"]);
    let checkout = pull.checkout(0);
    for config in ["sub/golive.toml", "./sub/golive.toml", checkout.path("sub/golive.toml").to_str().unwrap()] {
        step(&checkout, "pull_request", &pull.event(), &[("GOLIVE_CONFIG", config)])
            .came_to(2, "error")
            .run
            .complains("has no file")
            .never_says("git fsck");
    }
    step(&checkout, "pull_request", &pull.event(), &[("GOLIVE_CONFIG", "/etc/hostname")])
        .came_to(2, "error")
        .run
        .complains("is outside of the repository, and policy is read from a commit of it");
    // A configuration of the folder itself is the base's too: this one is the change's own.
    step(&checkout, "pull_request", &pull.event(), &[("GOLIVE_WORKING_DIRECTORY", "sub")]).came_to(1, "findings");
}

#[test]
fn several_steps_of_one_job_do_not_get_into_each_other_s_way() {
    let pull = Pull::new(&[&[("app.py", assignment(1))]]);
    let checkout = pull.checkout(0);
    let steps: Vec<_> = ["secrets", "gitignore", "secrets"]
        .iter()
        .map(|command| step(&checkout, "workflow_dispatch", &json!({}), &[("GOLIVE_COMMAND", *command)]))
        .collect();
    let codes: Vec<&str> = steps.iter().map(|step| step.outputs["exit-code"].as_str()).collect();
    assert_eq!(codes, ["1", "0", "1"]);
    let reports: std::collections::BTreeSet<&str> = steps.iter().map(|step| step.outputs["json-file"].as_str()).collect();
    assert_eq!(reports.len(), 3);
    assert!(steps.iter().all(|step| step.report()["gates"].as_array().unwrap().len() == 1));
}

#[test]
fn the_outcome_is_told_though_the_files_cannot_be_written() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).stage().commit("first");
    let step = step(&repo, "workflow_dispatch", &json!({}), &[("GOLIVE_COMMAND", "secrets"), ("RUNNER_TEMP", "/proc/nowhere")]);
    step.came_to(2, "error").run.complains("RUNNER_TEMP");
    assert_eq!((step.outputs["exit-code"].as_str(), step.outputs["findings"].as_str()), ("2", "1"));
}

#[test]
fn a_repository_of_somebody_else_is_named_as_git_has_to_be_told() {
    let repo = Repo::new();
    repo.write("sub/app.py", "print(0)\n").stage().commit("first");
    if repo.run("chown").args(["-R", "12345", "."]).finish().code != Some(0) {
        eprintln!("NOT RUN: only root can give a repository away");
        return;
    }
    let inputs = [("GOLIVE_COMMAND", "secrets"), ("GOLIVE_WORKING_DIRECTORY", "sub")];
    let step = step(&repo, "workflow_dispatch", &json!({}), &inputs);
    let root = repo.root().canonicalize().unwrap();
    step.came_to(2, "error").run.complains(&format!("git config --global --add safe.directory '{}'", root.display()));
    // Said so that it can be run as it stands.
    repo.git(["config", "--global", "--add", "safe.directory", root.to_str().unwrap()]);
    self::step(&repo, "workflow_dispatch", &json!({}), &inputs).came_to(0, "pass");
}

#[test]
fn a_project_with_a_thousand_findings_keeps_within_the_runner_s_limits() {
    let repo = Repo::new();
    let lines: String = (0..1000).map(assignment).collect();
    repo.write("app.py", lines).stage().commit("first");
    let step = step(&repo, "workflow_dispatch", &json!({}), &[("GOLIVE_COMMAND", "secrets")]);
    step.came_to(1, "findings").run.says("::error title=golive::991 more");
    assert_eq!(step.run.out().lines().filter(|line| line.starts_with("::error")).count(), 10);
    assert_eq!(step.outputs["findings"], "1000");
    assert!(step.summary.len() < 1 << 20);
}
