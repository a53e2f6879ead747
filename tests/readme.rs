//! The README's commands, run. `GOLIVE_UPDATE=1 cargo test` rewrites what it says they print.

use crate::support::{Repo, github_pat, project};

/// A fenced block: its language, the lines inside, and the number of the first of them.
struct Block<'text> {
    language: &'text str,
    lines: Vec<&'text str>,
    start: usize,
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<Block<'_>> = None;
    for (number, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(language), None) => open = Some(Block { language, lines: Vec::new(), start: number + 1 }),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => block.lines.push(line),
            (None, None) => {}
        }
    }
    blocks
}

fn readme() -> String {
    std::fs::read_to_string(project().join("README.md")).unwrap()
}

/// The repository that the README's commands are run in: a token is staged, and the file on disk no longer has it.
fn sandbox() -> Repo {
    let repo = Repo::new();
    repo.write("app.py", "import os\n").stage().commit("first");
    repo.write("app.py", format!("import os\ntoken = \"{}\"\n", github_pat(1))).stage().write("app.py", "import os\n");
    repo.write("mistyped.toml", "[secrets]\nalow = []\n");
    repo
}

/// Runs the commands one after the other in one shell; gives each with what it printed.
fn transcript(repo: &Repo, commands: &[&str]) -> String {
    const END: &str = "--- end of one command ---";
    // The exit status is carried past the marker, so that `echo $?` tells that of the command before it.
    let script: String = commands.iter().map(|command| format!("{command}\nstatus=$?; echo '{END}'; (exit $status)\n")).collect();
    let run = repo.run("sh").args(["-c", &format!("exec 2>&1\n{script}")]).finish();
    let printed = run.out();
    let end = format!("{END}\n");
    let mut outputs = printed.split(end.as_str());
    commands.iter().map(|command| format!("$ {command}\n{}", outputs.next().unwrap_or_default())).collect()
}

#[test]
fn every_console_block_prints_what_it_says() {
    let text = readme();
    let repo = sandbox();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut shift = 0_isize;
    let mut compared = 0;
    for block in blocks(&text).iter().filter(|block| block.language == "console") {
        let commands: Vec<&str> = block.lines.iter().filter_map(|line| line.strip_prefix("$ ")).collect();
        let real: Vec<String> = transcript(&repo, &commands).lines().map(str::to_owned).collect();
        if golive::env::is_set("GOLIVE_UPDATE") {
            let start = block.start.checked_add_signed(shift).unwrap();
            shift += isize::try_from(real.len()).unwrap() - isize::try_from(block.lines.len()).unwrap();
            lines.splice(start..start + block.lines.len(), real);
        } else {
            assert_eq!(real.join("\n"), block.lines.join("\n"), "GOLIVE_UPDATE=1 cargo test rewrites the README");
        }
        compared += 1;
    }
    assert!(compared > 0);
    if golive::env::is_set("GOLIVE_UPDATE") {
        std::fs::write(project().join("README.md"), lines.join("\n") + "\n").unwrap();
    }
}

#[test]
fn the_first_shell_block_holds_two_commands_that_there_are() {
    let text = readme();
    let blocks = blocks(&text);
    let first = blocks.iter().find(|block| block.language == "sh").unwrap();
    assert_eq!(first.lines, ["cargo run --release -- check", "scripts/test.sh"]);
    assert!(project().join("scripts/test.sh").exists());
}

#[test]
fn every_configuration_is_taken() {
    let text = readme();
    let repo = sandbox();
    // What is staged would be found; this is about the configuration.
    repo.git(["reset", "--quiet"]);
    for block in blocks(&text).iter().filter(|block| block.language == "toml") {
        repo.write("from-readme.toml", block.lines.join("\n"));
        let run = repo.golive(["secrets", "--config", "from-readme.toml"]);
        run.exits(0);
    }
}

#[test]
fn every_link_leads_to_a_file() {
    for name in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "docs/action.md",
        "docs/formats.md",
        "docs/gates/secrets.md",
        "docs/gates/coverage.md",
        "docs/ci/README.md",
        "docs/ci/hooks.md",
        "docs/releasing.md",
    ] {
        let path = project().join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap();
            if !file.is_empty() && !file.contains("://") {
                assert!(path.parent().unwrap().join(file).exists(), "{name} links to {target}");
            }
        }
    }
}

#[test]
fn every_gate_is_in_the_table_as_it_is() {
    let text = readme();
    let repo = sandbox();
    let report = repo.golive(["check", "--stage", "live", "--format", "json"]).json();
    for gate in report["gates"].as_array().unwrap() {
        let name = gate["gate"].as_str().unwrap();
        let line = text.lines().find(|line| line.starts_with(&format!("| `{name}` |"))).unwrap_or_else(|| panic!("{name} is not in it"));
        let word = if gate["summary"] == "not built yet" { "| not yet |" } else { "| built |" };
        assert!(line.ends_with(word), "{line}");
    }
}
