//! The action: `golive action` on every kind of checkout, `hooks/install.sh`, and `action.yml` as a workflow runs it, with act; and what other systems run.

mod act;
mod direct;
mod elsewhere;
mod install;
mod mistakes;

use crate::support::{Repo, Run};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What came of one step.
struct Step {
    run: Run,
    outputs: BTreeMap<String, String>,
    summary: String,
}

impl Step {
    #[track_caller]
    fn came_to(&self, code: i32, outcome: &str) -> &Self {
        self.run.exits(code);
        assert_eq!(self.outputs["outcome"], outcome, "{}", self.run);
        self
    }

    fn report(&self) -> Value {
        serde_json::from_str(&std::fs::read_to_string(&self.outputs["json-file"]).unwrap()).unwrap()
    }

    /// `path:line rule` of every finding of the secrets gate.
    fn secrets(&self) -> Vec<String> {
        let report = self.report();
        let all = report["findings"].as_array().unwrap().iter().filter(|finding| finding["gate"] == "secrets");
        all.map(|finding| format!("{}:{}", finding["path"].as_str().unwrap_or("-"), finding["line"])).collect()
    }
}

/// Outputs as the runner reads them: `name=value`, or `name<<DELIMITER` and lines up to the delimiter.
fn outputs(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some((name, delimiter)) = line.split_once("<<") {
            let value: Vec<&str> = lines.by_ref().take_while(|line| *line != delimiter).collect();
            found.insert(name.to_owned(), value.join("\n"));
        } else if let Some((name, value)) = line.split_once('=') {
            found.insert(name.to_owned(), value.to_owned());
        }
    }
    found
}

/// `golive action` in a checkout, for an event, with inputs as `action.yml` hands them on.
fn step(checkout: &Repo, event: &str, document: &Value, inputs: &[(&str, &str)]) -> Step {
    let beside = |name: &str| checkout.home().parent().unwrap().join(name);
    let (output, summary) = (beside("output"), beside("summary"));
    for file in [&output, &summary] {
        drop(std::fs::remove_file(file));
    }
    std::fs::create_dir_all(beside("temp")).unwrap();
    std::fs::write(beside("event.json"), document.to_string()).unwrap();
    let mut running = checkout.golive_with().arg("action").env("CI", "true").env("GITHUB_ACTIONS", "true");
    running =
        running.env("GITHUB_EVENT_NAME", event).env("GITHUB_EVENT_PATH", beside("event.json")).env("GITHUB_WORKSPACE", checkout.root());
    running = running.env("GITHUB_OUTPUT", &output).env("GITHUB_STEP_SUMMARY", &summary).env("RUNNER_TEMP", beside("temp"));
    for (name, value) in inputs {
        running = running.env(name, value);
    }
    let run = running.finish();
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    Step { run, outputs: outputs(&read(&output)), summary: read(&summary) }
}

/// A repository with a clean `main` and the branch of a pull request.
struct Pull {
    repo: Repo,
}

impl Pull {
    /// `commits` are made on the branch, each of these files.
    fn new(commits: &[&[(&str, String)]]) -> Self {
        let repo = Repo::new();
        let ignored = ".env\n.env.*\n*.key\n*.pem\n";
        repo.write("app.py", "print(0)\n").write(".gitignore", ignored).stage().commit("first");
        repo.git(["switch", "--quiet", "--create", "side"]);
        for files in commits {
            for (path, text) in *files {
                repo.write(path, text);
            }
            repo.stage().commit("change");
        }
        repo.git(["switch", "--quiet", "main"]);
        repo.write("other.py", "print(1)\n").stage().commit("meanwhile");
        repo.git(["switch", "--quiet", "--create", "pull"]);
        repo.git(["merge", "--quiet", "--no-ff", "--message", "merge", "side"]);
        Self { repo }
    }

    fn event(&self) -> Value {
        let id = |name: &str| self.repo.git(["rev-parse", name]);
        let count: u64 = self.repo.git(["rev-list", "--count", "main..side"]).parse().unwrap();
        json!({ "pull_request": { "number": 7, "commits": count, "head": { "sha": id("side") }, "base": { "sha": id("main~1"), "ref": "main" } } })
    }

    /// What actions/checkout leaves of the merge commit: everything where `depth` is 0.
    fn checkout(&self, depth: u32) -> Repo {
        let depth_option = format!("--depth={depth}");
        let options: Vec<&str> = if depth == 0 { vec!["--branch=pull"] } else { vec![&depth_option, "--branch=pull"] };
        self.repo.clone_with(&format!("checkout-{depth}"), &options)
    }
}

/// The keys below a heading of `action.yml`, as its indentation has them.
fn keys<'text>(action: &'text str, heading: &str) -> Vec<&'text str> {
    let lines = action.lines().skip_while(|line| *line != heading).skip(1).take_while(|line| line.is_empty() || line.starts_with(' '));
    lines.filter(|line| line.starts_with("  ") && !line.starts_with("   ")).map(|line| line.trim().trim_end_matches(':')).collect()
}

#[test]
fn the_action_is_what_its_page_says_and_pastes_nothing_into_a_script() {
    let read = |name: &str| std::fs::read_to_string(crate::support::project().join(name)).unwrap();
    let (action, page) = (read("action.yml"), read("docs/action.md"));
    for heading in ["inputs:", "outputs:"] {
        let keys = keys(&action, heading);
        assert!(keys.len() >= 6, "{keys:?}");
        for key in keys {
            assert!(page.contains(&format!("\n| `{key}` |")), "{key} is not in docs/action.md");
        }
    }
    for script in action.lines().filter(|line| line.trim_start().starts_with("run:") || line.trim_start().starts_with('"')) {
        assert!(!script.contains("${{"), "{script}");
    }
    // GitHub sets no such variables for a composite action; only act does.
    assert!(!action.contains("INPUT_") && !read("hooks/install.sh").contains("INPUT_"));
    assert!(!action.contains("uses:") && !action.contains("token"));
}
