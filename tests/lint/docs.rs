//! What the gates' pages say.

use crate::support::{Repo, project};

#[test]
fn every_configuration_of_the_pages_is_taken() {
    let repo = Repo::new();
    repo.write("a.js", "let a;\n").write("clean.json", "[{\"filePath\":\"a.js\",\"messages\":[],\"errorCount\":0,\"warningCount\":0}]");
    let text = std::fs::read_to_string(project().join("docs/gates/lint.md")).unwrap();
    let mut found = 0;
    for block in text.split("```toml\n").skip(1) {
        let config = block.split("```").next().unwrap().replace("baseline = ", "# ").replace("max-age = ", "# ");
        repo.write("golive.toml", config);
        repo.golive(["lint", "--from", "eslint=clean.json"]).exits(0);
        found += 1;
    }
    assert!(found > 0);
}

#[test]
fn every_tool_of_the_table_is_on_a_page() {
    let page = |name: &str| std::fs::read_to_string(project().join(format!("docs/gates/{name}.md"))).unwrap().to_lowercase();
    let (lint, typecheck) = (page("lint"), page("typecheck"));
    let tools: toml::Table = std::fs::read_to_string(project().join("src/gates/diagnostics/tools.toml")).unwrap().parse().unwrap();
    for tool in tools["tool"].as_array().unwrap() {
        let name = tool["name"].as_str().unwrap().replace("go-", "go ").replace("phpcs", "php_codesniffer").replace("cargo", "cargo check");
        let page = if tool["gate"].as_str() == Some("lint") { &lint } else { &typecheck };
        assert!(page.contains(&name), "{name} is on no page");
    }
}
