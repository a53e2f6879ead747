//! `action.yml` as another repository's workflow runs it: act, on this machine, without a network.

use super::Pull;
use crate::support::{Repo, assignment, project, tool};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const CHECKOUT: &str = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # any commit: act copies the folder instead";

/// One run of a workflow that uses the action.
struct Ran {
    /// Whatever act said, a JSON object a line.
    log: String,
}

impl Ran {
    fn lines(&self) -> impl Iterator<Item = Value> {
        self.log.lines().filter_map(|line| serde_json::from_str(line).ok())
    }

    /// `outcome` and `outputs` of the step that used the action.
    #[track_caller]
    fn step(&self) -> Value {
        let output = self.lines().filter(|line| line["raw_output"] == true);
        let said = output.filter_map(|line| line["msg"].as_str()?.strip_prefix("STEP ").map(|text| text.trim().to_owned()));
        let text = said.last().unwrap_or_else(|| panic!("the step after the action did not run\n{}", self.log));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// Annotations of a kind as act parsed them: file, line, title, message.
    fn annotations(&self, kind: &str) -> Vec<[String; 4]> {
        let of_kind = self.lines().filter(|line| line["command"] == kind);
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let fields = |line: Value| ["file", "line", "title"].map(|key| word(&line["kvPairs"][key]));
        of_kind
            .map(|line| {
                let arg = word(&line["arg"]);
                let [file, number, title] = fields(line);
                [file, number, title, arg]
            })
            .collect()
    }

    fn says(&self, text: &str) -> bool {
        self.lines().any(|line| line["msg"].as_str().is_some_and(|said| said.contains(text)))
    }
}

/// The action in a folder of its own, without the rest of the project.
fn action(place: &Repo) -> PathBuf {
    let action = place.home().parent().unwrap().join("action");
    let copy = |name: &str| {
        let target = action.join(name);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(project().join(name), target).unwrap();
    };
    for name in ["action.yml", "Cargo.toml", "hooks/install.sh"] {
        copy(name);
    }
    let git = |arguments: &[&str]| place.run("git").arg("-C").arg(&action).args(arguments).finish().exits(0).code;
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--allow-empty", "--message", "action"]);
    action
}

/// Runs a workflow of `checkout` for an event. `inputs` are the action's; `path` and `install` are there already.
fn run(act: &Path, checkout: &Repo, event: &str, document: &Value, inputs: &[(&str, &str)]) -> Ran {
    run_with(act, checkout, &action(checkout), event, document, inputs, &[])
}

fn run_with(
    act: &Path,
    checkout: &Repo,
    action: &Path,
    event: &str,
    document: &Value,
    inputs: &[(&str, &str)],
    variables: &[(&str, &str)],
) -> Ran {
    let binary = env!("CARGO_BIN_EXE_golive");
    let default = [("install", "path"), ("path", binary)];
    let given = default.iter().filter(|(name, _)| !inputs.iter().any(|(set, _)| set == name)).chain(inputs);
    // Values as JSON strings, which YAML takes whatever stands in them.
    let with: String = given.map(|(name, value)| format!("          {name}: {}\n", json!(value))).collect();
    let workflow = format!(
        "on: [push, pull_request, workflow_dispatch]\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: {CHECKOUT}\n      - id: golive\n        uses: acme/golive@v1\n        continue-on-error: true\n        with:\n{with}      - shell: bash\n        run: printf 'STEP %s\\n' \"$(printf %s \"$STEP\" | tr -d '\\n')\"\n        env:\n          STEP: ${{{{ toJSON(steps.golive) }}}}\n"
    );
    let beside = |name: &str| checkout.home().parent().unwrap().join(name);
    std::fs::create_dir_all(beside("workflow")).unwrap();
    std::fs::write(beside("workflow/t.yml"), workflow).unwrap();
    std::fs::write(beside("act-event.json"), document.to_string()).unwrap();
    let mut running = checkout.run(act.to_str().unwrap()).arg(event).arg("--json").arg("--pull=false").arg("--action-offline-mode");
    running = running.args(["--no-cache-server", "-P", "ubuntu-latest=-self-hosted", "--eventpath"]).arg(beside("act-event.json"));
    running = running.arg("--workflows").arg(beside("workflow/t.yml")).arg("--action-cache-path").arg(beside("act-cache"));
    running = running.arg("--local-repository").arg(format!("acme/golive@v1={}", action.display()));
    for (name, value) in variables {
        running = running.env(name, value);
    }
    let ran = running.env("GIT_PAGER", "cat").finish();
    drop(std::fs::remove_dir_all(beside("act-cache")));
    Ran { log: format!("{}\n{}", ran.out(), ran.err()) }
}

fn outputs(step: &Value) -> [&str; 3] {
    ["exit-code", "outcome", "version"].map(|name| step["outputs"][name].as_str().unwrap_or("-"))
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

#[test]
fn a_clean_run_passes() {
    let Some(act) = tool("act") else { return };
    let pull = Pull::new(&[&[("new.py", "print(2)\n".into())]]);
    let ran = run(&act, &pull.checkout(0), "workflow_dispatch", &json!({ "inputs": {} }), &[]);
    let step = ran.step();
    assert_eq!((step["outcome"].as_str(), outputs(&step)), (Some("success"), ["0", "pass", VERSION]), "{}", ran.log);
    assert!(ran.annotations("error").is_empty() && step["outputs"]["sarif-file"].as_str().unwrap().ends_with("golive.sarif"));
}

#[test]
fn a_pull_request_with_findings_fails_with_annotations_summary_and_outputs() {
    let Some(act) = tool("act") else { return };
    let name = "a,b:%c ##[error]é.py";
    let pull = Pull::new(&[&[(name, format!("# ::error::x\n{}", assignment(1)))]]);
    let ran = run(&act, &pull.checkout(0), "pull_request", &pull.event(), &[]);
    let step = ran.step();
    assert_eq!((step["outcome"].as_str(), outputs(&step)), (Some("failure"), ["1", "findings", VERSION]), "{}", ran.log);
    let errors = ran.annotations("error");
    assert_eq!(errors.len(), 1, "{errors:?}");
    let [file, line, title, message] = &errors[0];
    assert_eq!((file.as_str(), line.as_str(), title.as_str()), ("a,b:%c ## [error]é.py", "2", "secrets: github-pat"));
    assert!(message.contains('\n') && message.starts_with("GitHub personal access token"), "{message}");
    assert!(ran.says("✘ golive: fail: secrets"), "{}", ran.log);
}

#[test]
fn the_base_is_needed_and_depth_two_is_enough_for_it() {
    let Some(act) = tool("act") else { return };
    let pull = Pull::new(&[&[("app.py", format!("print(0)\n{}", assignment(1)))]]);
    let shallow = run(&act, &pull.checkout(1), "pull_request", &pull.event(), &[]);
    assert_eq!(outputs(&shallow.step())[..2], ["2", "error"], "{}", shallow.log);
    assert!(shallow.annotations("error").iter().any(|error| error[3].contains("fetch-depth: 2")), "{}", shallow.log);
    let two = run(&act, &pull.checkout(2), "pull_request", &pull.event(), &[]);
    assert_eq!(outputs(&two.step())[..2], ["1", "findings"], "{}", two.log);
    assert_eq!(two.annotations("error")[0][..2], ["app.py", "2"]);
}

#[test]
fn a_new_branch_has_no_commit_before_it() {
    let Some(act) = tool("act") else { return };
    let pull = Pull::new(&[&[("app.py", assignment(1))], &[("app.py", "print(1)\n".into())]]);
    let checkout = pull.checkout(0);
    let document = json!({
        "ref": "refs/heads/pull", "before": "0000000000000000000000000000000000000000", "after": checkout.git(["rev-parse", "HEAD"]),
        "repository": { "default_branch": "main" },
    });
    let ran = run(&act, &checkout, "push", &document, &[]);
    assert_eq!(outputs(&ran.step())[..2], ["1", "findings"], "{}", ran.log);
}

#[test]
fn no_input_reaches_a_shell() {
    let Some(act) = tool("act") else { return };
    let pull = Pull::new(&[&[("new.py", "print(2)\n".into())]]);
    let checkout = pull.checkout(0);
    let action = action(&checkout);
    let pwned = checkout.home().parent().unwrap().join("pwned");
    for shape in
        ["\"; touch P; echo \"", "$(touch P)", "`touch P`", "'; touch P; '", "x\n::error::spoofed\n::set-output name=outcome::pass"]
    {
        let hostile = shape.replace('P', pwned.to_str().unwrap());
        // One input at a time would leave the others unread; together, each is still handed on by itself.
        for inputs in [
            &["command"][..],
            &["args", "base", "config", "working-directory"],
            &["fail-on", "annotations", "summary"],
            &["install"],
            &["path"],
        ] {
            let given: Vec<(&str, &str)> = inputs.iter().map(|name| (*name, hostile.as_str())).collect();
            let ran = run_with(&act, &checkout, &action, "workflow_dispatch", &json!({ "inputs": {} }), &given, &[]);
            assert_eq!(outputs(&ran.step())[..2], ["2", "error"], "{inputs:?} {hostile} {}", ran.log);
            assert!(!pwned.exists(), "{inputs:?} {hostile}");
            assert!(ran.annotations("error").iter().all(|error| error[3] != "spoofed"), "{inputs:?} {}", ran.log);
        }
    }
}

#[test]
fn no_branch_and_no_text_of_a_pull_request_reaches_a_shell() {
    let Some(act) = tool("act") else { return };
    let pull = Pull::new(&[&[("$(touch pwned)\";`touch pwned`.py", assignment(1))]]);
    let checkout = pull.checkout(0);
    let mut document = pull.event();
    for key in ["title", "body"] {
        document["pull_request"][key] = json!("\"; touch pwned; $(touch pwned)\n::error::spoofed");
    }
    document["pull_request"]["head"]["ref"] = json!("x\";touch$IFS\"pwned\";$(touch$IFS'pwned')");
    document["pull_request"]["head"]["label"] = json!("`touch pwned`");
    let ran = run(&act, &checkout, "pull_request", &document, &[]);
    assert_eq!(outputs(&ran.step())[..2], ["1", "findings"], "{}", ran.log);
    assert!(!checkout.path("pwned").exists() && ran.annotations("error").len() == 1, "{}", ran.log);
}

#[test]
fn a_release_runs_only_with_the_checksum_of_the_commit() {
    let Some(act) = tool("act") else { return };
    let pull = Pull::new(&[&[("new.py", "print(2)\n".into())]]);
    let checkout = pull.checkout(0);
    let action = action(&checkout);
    // The machine's own name for itself, as the script makes it.
    let target = checkout.run("sh").args(["-c", "echo $(uname -m)-unknown-linux-gnu"]).finish().out().trim().to_owned();
    let (folder, archive) = (format!("golive-{VERSION}-{target}"), format!("golive-{VERSION}-{target}.tar.gz"));
    let release = checkout.at(checkout.home().parent().unwrap().join("release"));
    std::fs::create_dir_all(release.path(&folder)).unwrap();
    std::fs::hard_link(env!("CARGO_BIN_EXE_golive"), release.path(format!("{folder}/golive")))
        .or_else(|_error| std::fs::copy(env!("CARGO_BIN_EXE_golive"), release.path(format!("{folder}/golive"))).map(|_bytes| ()))
        .unwrap();
    release.run("sh").args(["-c", "tar -cf - \"$0\" | gzip -1 > \"$1\"", &folder, &archive]).finish().exits(0);
    let sum = release.run("sha256sum").arg(&archive).finish().out();
    let url = format!("file://{}", release.root().display());
    let try_it = |sums: &str| {
        std::fs::write(action.join("hooks/SHA256SUMS"), sums).unwrap();
        let git = |arguments: &[&str]| checkout.run("git").arg("-C").arg(&action).args(arguments).finish();
        git(&["add", "--all"]);
        git(&["commit", "--quiet", "--allow-empty", "--message", "sums"]);
        let ran = run_with(
            &act,
            &checkout,
            &action,
            "workflow_dispatch",
            &json!({}),
            &[("install", "release"), ("path", "")],
            &[("GOLIVE_RELEASE_URL", &url)],
        );
        let step = ran.step();
        let [code, outcome, ..] = outputs(&step).map(str::to_owned);
        (code, outcome, ran.annotations("error"))
    };
    assert_eq!(try_it(&sum).1, "pass");
    // Of the right file, another checksum.
    let (hash, name) = sum.split_at(64);
    let (code, outcome, errors) = try_it(&format!("{}{name}", hash.replace(|digit: char| digit.is_ascii_digit(), "0")));
    assert_eq!((code.as_str(), outcome.as_str()), ("2", "error"));
    assert!(errors[0][3].contains("checksum mismatch"), "{errors:?}");
    assert!(try_it("").2[0][3].contains("no checksum"));
    std::fs::remove_file(release.path(&archive)).unwrap();
    assert!(try_it(&sum).2[0][3].contains("could not be downloaded"));
}
