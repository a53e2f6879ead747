//! Findings that were known before.

use crate::support::{Repo, assignment};

#[test]
fn what_is_in_the_baseline_is_not_reported_again_wherever_it_moves() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).stage().commit("first");
    repo.golive(["secrets", "--write-baseline", "known.json"]).exits(0).says("1 finding written");
    repo.golive(["secrets"]).exits(1);
    repo.golive(["secrets", "--baseline", "known.json"]).exits(0);
    repo.write("lib/moved.py", format!("\n\n{}", assignment(1)));
    repo.git(["rm", "--quiet", "app.py"]);
    repo.golive(["secrets", "--baseline", "known.json"]).exits(0);
    repo.write("new.py", assignment(2));
    assert_eq!(repo.found(&["secrets", "--baseline", "known.json"]), ["new.py:1 github-pat"]);
}

#[test]
fn the_configuration_may_name_it_and_policy_reads_it_from_a_commit() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).write("golive.toml", "[secrets]\nbaseline = \"known.json\"\n");
    repo.golive(["secrets"]).exits(2).complains("known.json could not be read");
    repo.golive(["secrets", "--config", "/dev/null", "--write-baseline", "known.json"]).exits(0);
    repo.stage().commit("first");
    repo.golive(["secrets"]).exits(0);
    repo.write("new.py", assignment(2));
    repo.golive(["secrets", "--config", "/dev/null", "--write-baseline", "known.json"]).exits(0);
    repo.golive(["secrets"]).exits(0);
    assert_eq!(repo.found(&["secrets", "--policy-ref", "HEAD"]), ["new.py:1 github-pat"]);
}

#[test]
fn a_baseline_holds_no_value_and_an_empty_one_is_refused() {
    let repo = Repo::new();
    let secret = assignment(1);
    repo.write("app.py", secret.clone());
    repo.golive(["secrets", "--write-baseline", "known.json"]).exits(0);
    let written = std::fs::read_to_string(repo.path("known.json")).unwrap();
    assert!(!written.contains("ghp_"), "{written}");
    repo.write("known.json", "");
    repo.golive(["secrets", "--baseline", "known.json"]).exits(2).complains("known.json");
}
