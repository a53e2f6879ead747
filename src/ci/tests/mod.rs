mod others;

use super::{Asked, Base, Change, Situation, Variables, asked, situation};
use crate::git::Repo;
use crate::git::scratch::Scratch;
use serde_json::{Value, json};

const NONE: &str = "0000000000000000000000000000000000000000";

/// A repository with a pull request as GitHub lays it out: `main` went on after the branch left it, and `merge` is both.
///
/// ```text
/// one ── two (main) ── merge
///    └── a ── b (side) ──┘
/// ```
struct Origin(Scratch);

impl Origin {
    fn new() -> Self {
        let scratch = Scratch::new();
        scratch.write("one", "").commit().git(&["tag", "one"]);
        scratch.git(&["switch", "--quiet", "--create", "side"]);
        scratch.write("a", "").commit().git(&["tag", "a"]).write("b", "").commit();
        scratch.git(&["switch", "--quiet", "main"]).write("two", "").commit();
        scratch.git(&["switch", "--quiet", "--create", "merge"]).git(&["merge", "--quiet", "--no-ff", "--message=merge", "side"]);
        Self(scratch)
    }

    fn id(&self, name: &str) -> String {
        self.0.repo().resolve(name).unwrap().to_string()
    }

    /// What actions/checkout leaves: one commit, as deep as asked for (all where 0), and nothing but remote branches beside.
    fn checkout(&self, name: &str, depth: u32) -> Repo {
        let folder = self.0.beside(&format!("clone-{name}-{depth}"));
        if folder.exists() {
            return Repo::discover(&folder).unwrap();
        }
        let clone = folder.to_str().unwrap();
        let url = format!("file://{}", self.0.root().display());
        self.0.git(&["init", "--quiet", clone]).git(&["-C", clone, "remote", "add", "origin", &url]);
        let wanted = if depth == 0 {
            vec!["+refs/heads/*:refs/remotes/origin/*".to_owned(), "+refs/tags/*:refs/tags/*".to_owned()]
        } else {
            vec![format!("--depth={depth}"), self.id(name)]
        };
        let fetch: Vec<&str> = ["-C", clone, "fetch", "--quiet", "origin"].into_iter().chain(wanted.iter().map(String::as_str)).collect();
        self.0.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]).git(&fetch);
        self.0.git(&["-C", clone, "checkout", "--quiet", "--detach", &self.id(name)]);
        Repo::discover(&folder).unwrap()
    }

    fn pull_request(&self) -> Value {
        json!({ "pull_request": { "commits": 2, "head": { "sha": self.id("side") }, "base": { "sha": self.id("one") } } })
    }
}

fn on(event: &str, document: &Value, repo: &Repo) -> Situation {
    with(&[("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", event)], document, repo)
}

fn with(set: &[(&str, &str)], document: &Value, repo: &Repo) -> Situation {
    let find = |name: &str| set.iter().find(|(known, value)| *known == name && !value.is_empty()).map(|(_, value)| (*value).to_owned());
    let variables: &Variables<'_> = &find;
    situation(variables, Some(document), repo)
}

fn base(situation: &Situation) -> Option<String> {
    situation.base.clone().unwrap().map(|base: Base| base.commit)
}

fn from(situation: &Situation) -> Option<String> {
    situation.change.clone().unwrap().unwrap().from
}

/// The error, which must say what to set.
#[track_caller]
fn too_shallow<T: std::fmt::Debug>(result: &Result<T, super::Error>, depth: &str) {
    let error = result.as_ref().unwrap_err();
    assert!(error.message.contains("too shallow") && error.help.contains(depth), "{error:?}");
}

#[test]
fn a_merge_commit_names_its_base_itself_whatever_the_event_recorded() {
    let origin = Origin::new();
    let found = on("pull_request", &origin.pull_request(), &origin.checkout("merge", 0));
    assert_eq!(base(&found), Some(origin.id("main")));
    assert_eq!(from(&found), Some(origin.id("main")));
    assert!(!found.is_untrusted);
}

#[test]
fn at_depth_two_the_base_is_there_and_the_commits_are_not() {
    let origin = Origin::new();
    let repo = origin.checkout("merge", 2);
    let found = on("pull_request", &origin.pull_request(), &repo);
    assert_eq!(base(&found), Some(origin.id("main")));
    too_shallow(&found.change, "fetch-depth: 0");
    // Of one commit the trees say all.
    let mut single = origin.pull_request();
    single["pull_request"]["commits"] = json!(1);
    let change = on("pull_request", &single, &repo).change.unwrap().unwrap();
    assert!(change.is_whole && change.from == Some(origin.id("main")));
}

#[test]
fn at_depth_one_nothing_can_be_told_and_the_depth_is_named() {
    let origin = Origin::new();
    for name in ["merge", "side"] {
        let found = on("pull_request", &origin.pull_request(), &origin.checkout(name, 1));
        too_shallow(&found.base, "fetch-depth: ");
        too_shallow(&found.change, "fetch-depth: ");
    }
}

#[test]
fn a_checked_out_head_is_compared_with_where_it_left_the_base() {
    let origin = Origin::new();
    let mut event = origin.pull_request();
    event["pull_request"]["base"]["sha"] = json!(origin.id("main"));
    let found = on("pull_request", &event, &origin.checkout("side", 0));
    assert_eq!(base(&found), Some(origin.id("one")));
}

#[test]
fn a_checkout_of_the_base_itself_is_no_change() {
    let origin = Origin::new();
    let mut event = origin.pull_request();
    event["pull_request"]["base"]["sha"] = json!(origin.id("main"));
    let found = on("pull_request_target", &event, &origin.checkout("main", 0));
    assert!(found.base.unwrap_err().message.contains("same commit"));
    assert!(found.is_untrusted);
}

#[test]
fn a_push_is_what_came_since_the_branch_was_there() {
    let origin = Origin::new();
    let event = |before: &str| json!({ "ref": "refs/heads/side", "before": before, "after": origin.id("side"), "repository": { "default_branch": "main" } });
    let repo = origin.checkout("side", 0);
    let found = on("push", &event(&origin.id("a")), &repo);
    assert_eq!((base(&found), from(&found)), (None, Some(origin.id("a"))));
    // New: before is zeros. Moved by force: before is nowhere.
    for before in [NONE, "1234567890123456789012345678901234567890"] {
        assert_eq!(from(&on("push", &event(before), &repo)), Some(origin.id("one")), "{before}");
        too_shallow(&on("push", &event(before), &origin.checkout("side", 1)).change, "fetch-depth: 0");
    }
    too_shallow(&on("push", &event(&origin.id("one")), &origin.checkout("side", 2)).change, "fetch-depth: 0");
}

#[test]
fn the_first_push_of_the_default_branch_is_all_history() {
    let origin = Origin::new();
    let event = json!({ "ref": "refs/heads/main", "before": NONE, "after": origin.id("main"), "repository": { "default_branch": "main" } });
    assert_eq!(from(&on("push", &event, &origin.checkout("main", 0))), None);
}

#[test]
fn tags_schedules_and_dispatches_bring_nothing() {
    let origin = Origin::new();
    let repo = origin.checkout("main", 1);
    let tag = json!({ "ref": "refs/tags/v1", "before": NONE, "after": origin.id("main") });
    for (event, document) in
        [("push", &tag), ("schedule", &json!({})), ("workflow_dispatch", &json!({ "inputs": {} })), ("release", &json!({}))]
    {
        let found = on(event, document, &repo);
        assert_eq!((base(&found), found.change.clone().unwrap()), (None, None), "{event}");
        assert!(found.compared().is_err());
    }
}

#[test]
fn a_merge_group_has_its_base_in_the_event() {
    let origin = Origin::new();
    let event = json!({ "merge_group": { "base_sha": origin.id("one"), "head_sha": origin.id("main") } });
    assert_eq!(base(&on("merge_group", &event, &origin.checkout("main", 0))), Some(origin.id("one")));
    too_shallow(&on("merge_group", &event, &origin.checkout("main", 1)).base, "fetch-depth: 0");
}

#[test]
fn after_another_workflow_the_policy_is_the_repository_s_own() {
    let origin = Origin::new();
    let run = |sha: &str, repo: &Repo| {
        with(&[("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", "workflow_run"), ("GITHUB_SHA", sha)], &json!({}), repo)
    };
    let comment = |sha: &str, repo: &Repo| {
        with(&[("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", "issue_comment"), ("GITHUB_SHA", sha)], &json!({}), repo)
    };
    let main = origin.id("main");
    assert_eq!(base(&run(&main, &origin.checkout("main", 1))), None);
    let found = run(&main, &origin.checkout("side", 0));
    assert!(found.is_untrusted && base(&found) == Some(main.clone()));
    assert!(run(&main, &origin.checkout("side", 1)).base.is_err());
    // Below a request, a comment can have its code checked out; elsewhere the code is the repository's own.
    let found = comment(&main, &origin.checkout("side", 0));
    assert!(found.is_untrusted && base(&found) == Some(main.clone()));
    assert_eq!(found.brought().unwrap().unwrap().from, Some(main.clone()));
    let found = comment(&main, &origin.checkout("main", 1));
    assert!(!found.is_untrusted && base(&found).is_none());
}

#[test]
fn a_base_that_is_named_wins_and_one_that_is_not_there_is_an_error() {
    let origin = Origin::new();
    let repo = origin.checkout("side", 0);
    let run = |event: &str, named: &str| {
        with(&[("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", event), ("GOLIVE_BASE", named)], &origin.pull_request(), &repo)
    };
    assert_eq!(base(&run("pull_request", "origin/main")), Some(origin.id("one")));
    assert!(run("pull_request", "nowhere").base.is_err());
    let pushed = run("push", "origin/main");
    assert_eq!((base(&pushed), from(&pushed)), (None, Some(origin.id("one"))));
}

#[test]
fn an_event_without_what_it_should_have_is_an_error() {
    let origin = Origin::new();
    let repo = origin.checkout("side", 0);
    for event in ["pull_request", "merge_group"] {
        for document in [json!(null), json!([]), json!({ "pull_request": 1, "merge_group": "x" })] {
            assert!(on(event, &document, &repo).base.is_err(), "{event} {document}");
        }
    }
}

fn hook(input: &str, arguments: &[&str], set: &[(&str, &str)], repo: &Repo) -> Asked {
    let find = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    asked(input, &arguments, &find, repo).unwrap().asked
}

fn commits(to: &[&str], without: &[&str]) -> Asked {
    let owned = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
    Asked::Commits { to: owned(to), without: owned(without) }
}

#[test]
fn a_hook_is_asked_what_the_nearest_sign_says() {
    let origin = Origin::new();
    let repo = origin.0.repo();
    let (side, main, one) = (origin.id("side"), origin.id("main"), origin.id("one"));
    let line = |local: &str, remote: &str| format!("refs/heads/x {local} refs/heads/x {remote}\n");
    let gone = "1234567890123456789012345678901234567890";
    let everything = [("PRE_COMMIT_FROM_REF", "one"), ("PRE_COMMIT_TO_REF", "main"), ("GIT_INDEX_FILE", ".git/index")];
    // References on standard input come first: all of them, deletions and unknown remote commits aside.
    let input = line(&side, &one) + &line(NONE, &main) + &line(&main, NONE) + &line(&side, gone);
    assert_eq!(hook(&input, &["origin", "url"], &everything, &repo), commits(&[&side, &main, &side], &["refs/remotes/origin/*", &one]));
    assert_eq!(hook(&line(NONE, &main), &["origin"], &everything, &repo), Asked::Nothing);
    assert_eq!(hook(&line(&side, NONE), &["https://host/x"], &[], &repo), commits(&[&side], &[]));
    // Then a framework's range, the first push of a branch, the index, and all files.
    assert_eq!(hook("", &[], &everything, &repo), commits(&["main"], &["one"]));
    assert_eq!(hook("", &[], &[("PRE_COMMIT_FROM_REF", NONE), ("PRE_COMMIT_TO_REF", "main")], &repo), commits(&["main"], &[]));
    let first = [("PRE_COMMIT_LOCAL_BRANCH", "refs/heads/side"), ("PRE_COMMIT_REMOTE_NAME", "up"), ("GIT_INDEX_FILE", ".git/index")];
    assert_eq!(hook("", &[], &first, &repo), commits(&["refs/heads/side"], &["refs/remotes/up/*"]));
    assert_eq!(hook("noise\n", &[], &[("GIT_INDEX_FILE", ".git/index")], &repo), Asked::Staged);
    assert_eq!(hook("", &[], &[], &repo), Asked::Tracked);
    origin.0.write("new", "x").git(&["add", "--all"]);
    assert_eq!(hook("", &[], &[], &origin.0.repo()), Asked::Staged);
}

#[test]
fn references_with_other_lines_between_them_are_refused() {
    let origin = Origin::new();
    let input = format!("refs/heads/x {} refs/heads/x {NONE}\nnoise\n", origin.id("side"));
    assert!(asked(&input, &[], &|_| None, &origin.0.repo()).is_err());
}

#[test]
fn a_change_says_what_is_compared() {
    let change = Change { from: Some("a".to_owned()), to: "HEAD".to_owned(), is_whole: false, why: "w".to_owned() };
    let situation =
        Situation { system: "s", event: String::new(), base: Ok(None), change: Ok(Some(change)), is_untrusted: false, is_ci: true };
    assert_eq!(situation.compared().unwrap(), Base { commit: "a".to_owned(), why: "w".to_owned() });
}
