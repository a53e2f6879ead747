//! What a finding says of history and of remotes.

use crate::support::{Repo, assignment};

fn pushed() -> Repo {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).stage().commit("first");
    repo.clone_with("remote.git", &["--bare"]);
    repo.git(["remote", "add", "origin", "../remote.git"]);
    repo.git(["fetch", "--quiet"]);
    repo
}

#[test]
fn what_is_pushed_must_be_revoked_first() {
    let repo = pushed();
    repo.golive(["secrets"]).exits(1).says("it is pushed already (refs/remotes/origin/main has it): revoke it first");
    repo.golive(["secrets", "--history"]).exits(1).says("it is pushed already: revoke it first").says("clones, forks and caches");
    repo.write("app.py", assignment(2));
    repo.golive(["secrets"]).exits(1).never_says("pushed already");
    repo.stage().commit("second");
    repo.golive(["secrets", "--range", "HEAD~1..HEAD"]).exits(1).says("no branch of a remote has");
}

#[test]
fn history_says_whether_it_still_stands() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).stage().commit("first");
    repo.golive(["secrets", "--history"]).exits(1).says("it still stands at HEAD: app.py");
    repo.write("app.py", format!("{}print()\n", assignment(1))).stage().commit("second");
    repo.golive(["secrets", "--history"]).exits(1).says("it still stands at HEAD: app.py").never_says("gone at HEAD");
    repo.write("app.py", "print()\n").stage().commit("third");
    let gone = repo.git(["rev-parse", "--short=12", "HEAD"]);
    repo.golive(["secrets", "--history"]).exits(1).says(&format!("it is gone at HEAD since {gone}"));
    repo.git(["switch", "--quiet", "--create", "side"]);
    repo.write("side.py", assignment(2)).stage().commit("side");
    repo.git(["switch", "--quiet", "main"]);
    repo.golive(["secrets", "--history"]).exits(1).says("HEAD does not have it");
}

#[test]
fn what_git_keeps_elsewhere_is_said() {
    let repo = Repo::new();
    let pointer = format!("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 12345\n", "0123456789abcdef".repeat(4));
    repo.write("a.bin", &pointer).write("b.bin", pointer.replace("0123", "4567")).stage().commit("first");
    for look in [&["secrets"][..], &["secrets", "--history"]] {
        repo.golive(look).exits(0).says("2 objects of Git LFS not looked at");
    }
    let library = Repo::new();
    library.write("lib.py", assignment(1)).stage().commit("library");
    repo.git(["submodule", "--quiet", "add", library.root().to_str().unwrap(), "lib"]);
    repo.commit("with library");
    for look in [&["secrets", "--history"][..], &["secrets", "--range", "HEAD~1..HEAD"]] {
        repo.golive(look).exits(0).says("submodule lib not looked into");
    }
}
