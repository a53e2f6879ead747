//! The gate on whole repositories, with the real git.

use super::{Gitignore, Options};
use crate::gate::{Check, Context, Gate as _, Prepared};
use crate::gates::Sections;
use crate::git::scratch::Scratch;
use crate::model::{Finding, Outcome, Severity, Verdict};
use crate::source::Source;
use crate::text::RepoPath;
use std::path::Path;

/// Rules that leave nothing to say.
pub(super) const GOOD: &str = ".env\n.env.*\n!.env.example\n!.env.sample\n!.env.template\n!.env.dist\n*.key\n*.pem\n";

/// A private key's first line, put together here so that no scanner takes this file for a key.
pub(super) fn private_key() -> String {
    format!("-----{} PRIVATE KEY-----\nAAAA\n", "BEGIN")
}

fn check(options: Options) -> Box<dyn Check> {
    match Gitignore.prepare(&Sections { gitignore: options, ..Sections::default() }).unwrap() {
        Prepared::Run(check) => check,
        Prepared::Skip(reason) => panic!("{reason}"),
    }
}

pub(super) fn run_at(start: &Path, within: &[&str], options: Options) -> Outcome {
    let within: Vec<RepoPath> = within.iter().map(|path| RepoPath::new(*path)).collect();
    let source = Source::Published { within: within.clone() };
    check(options)
        .conclude(&Context { start, source: &source, within: &within, jobs: 1, policy_ref: None, echo: false, by_file: true }, None)
}

pub(super) fn run(scratch: &Scratch, options: Options) -> Outcome {
    run_at(&scratch.root(), &[], options)
}

fn look(scratch: &Scratch) -> Outcome {
    run(scratch, Options::default())
}

fn place(finding: &Finding) -> String {
    let at = finding.place.as_ref().map(|place| format!(" {}:{}", place.path.as_ref().unwrap(), place.start.line));
    at.unwrap_or_default()
}

/// `rule path:line` of each finding of that severity or worse.
pub(super) fn listed(outcome: &Outcome, least: Severity) -> Vec<String> {
    let findings = outcome.findings.iter().filter(|finding| finding.severity >= least);
    findings.map(|finding| format!("{}{}", finding.rule_id, place(finding))).collect()
}

fn errors(scratch: &Scratch) -> Vec<String> {
    listed(&look(scratch), Severity::Error)
}

fn warnings(scratch: &Scratch) -> Vec<String> {
    listed(&look(scratch), Severity::Warning)
}

#[test]
fn good_rules_pass_with_evidence_and_without_a_warning() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", GOOD).write("apps/web/package.json", "{}").write("src/main.rs", "");
    let outcome = look(&scratch);
    assert_eq!(outcome.verdict, Verdict::Pass, "{:?}", listed(&outcome, Severity::Note));
    assert_eq!(listed(&outcome, Severity::Warning), [""; 0]);
    let answer = &outcome.answers[0];
    assert_eq!((answer.requirement.as_str(), answer.verdict), ("auth.gitignore", Verdict::Pass));
    let seen: Vec<_> = answer.evidence.iter().map(|evidence| (evidence.text.as_str(), evidence.line)).collect();
    assert!(seen.contains(&("`.env` is ignored by `.env`", Some(1))), "{seen:?}");
    assert!(seen.contains(&("`server.key` is ignored by `*.key`", Some(7))), "{seen:?}");
}

#[test]
fn a_repository_without_rules_fails_for_both_families_of_the_checklist() {
    let outcome = look(&Scratch::new());
    assert_eq!(outcome.verdict, Verdict::Fail);
    assert_eq!(listed(&outcome, Severity::Error), ["secret-not-ignored", "secret-not-ignored"]);
    assert_eq!(outcome.answers[0].verdict, Verdict::Fail);
}

#[test]
fn rules_that_only_seem_to_cover_fail() {
    for (rules, expected) in [
        ("/.env\n/.env.*\n*.key\n", 1),
        (".env\n*.key\n", 1),
        (".env\n.env.local\n*.key\n", 1),
        (".env.*\n*.key\n", 1),
        (".env/\n.env.*\n*.key\n", 1),
        (".env\n.env.*\n/*.key\n", 1),
        (".env\n.env.*\nserver.key\n", 1),
        (".env # x\n*.{key,pem}\n", 2),
        ("\".env\"\n.env.*\n*.key\n", 1),
        (".ENV\n.env.*\n*.key\n", 1),
        (".env\n.env.*\n*.key\n!.env*\n", 1),
        (".env\n.env.*\n*.key\n!*\n", 1),
        (".env\u{a0}\n.env.*\n*.key\n", 1),
        (".env\r*.key\r", 2),
        ("# .env\n", 2),
    ] {
        let scratch = Scratch::new();
        scratch.write(".gitignore", rules).write("src/a.rs", "");
        let found = errors(&scratch);
        assert_eq!(found.len(), expected, "{rules:?}: {found:?}");
    }
}

#[test]
fn the_line_that_undoes_a_rule_is_named_with_the_rule() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", GOOD).write("apps/.gitignore", "# local\n!.env\n").write("apps/web/x", "");
    let outcome = look(&scratch);
    assert_eq!(listed(&outcome, Severity::Warning), ["rule-undone apps/.gitignore:2"]);
    let finding = &outcome.findings[0];
    assert_eq!(finding.message, "`!.env` frees `.env` in apps/ and apps/web/");
    assert_eq!(finding.notes, ["without it, .gitignore:1 would ignore `.env`"]);
    assert_eq!(finding.snippet.as_ref().unwrap().text, "!.env");
    let evidence = &outcome.answers[0].evidence[0];
    assert_eq!((evidence.path.as_ref().unwrap().to_string(), evidence.line), ("apps/.gitignore".to_owned(), Some(2)));
}

#[test]
fn a_folder_that_ignores_all_its_files_is_not_ignored_itself() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", GOOD).write("var/.gitignore", "*\n!.gitignore\nx.log # old\n");
    assert_eq!(warnings(&scratch), ["dead-rule var/.gitignore:3"]);
}

#[test]
fn a_negation_for_one_folder_is_found_though_nothing_is_there() {
    for (rules, frees) in [("!config/.env\n", false), ("!config/*.key\n", true), ("!**/prod/.env\n", false), ("!certs/**/*.key\n", true)] {
        let scratch = Scratch::new();
        scratch.write(".gitignore", format!("{GOOD}{rules}")).write("config/app.toml", "").write("prod/app.toml", "");
        assert_eq!(errors(&scratch), ["rule-undone .gitignore:9"], "{rules:?} {frees}");
    }
    let scratch = Scratch::new();
    scratch.write(".gitignore", format!("{GOOD}!public.key\n"));
    assert_eq!(errors(&scratch), [""; 0], "a file named in full is somebody's decision");
}

#[test]
fn an_allow_list_repository_is_judged_by_effect() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", "/*\n!/src\n!/.gitignore\n").write("src/main.rs", "").git(&["add", "."]);
    let outcome = look(&scratch);
    assert_eq!(listed(&outcome, Severity::Error).len(), 2);
    assert!(outcome.findings[0].message.ends_with("no rule ignores them in src/"), "{}", outcome.findings[0].message);
}

#[test]
fn rules_of_this_machine_protect_nobody_else() {
    let scratch = Scratch::new();
    scratch.write(".git/info/exclude", GOOD);
    assert_eq!(
        errors(&scratch),
        ["only-ignored-here .git/info/exclude:1", "only-ignored-here .git/info/exclude:2", "only-ignored-here .git/info/exclude:7"]
    );
    let scratch = Scratch::new();
    std::fs::write(scratch.beside("global"), "*.key\n").unwrap();
    scratch
        .git(&["config", "core.excludesFile", scratch.beside("global").to_str().unwrap()])
        .write(".gitignore", ".env\n.env.*\n*.pem\n!.env.example\n");
    let outcome = look(&scratch);
    assert_eq!(listed(&outcome, Severity::Error), ["only-ignored-here"]);
    assert!(outcome.findings[0].message.contains("are ignored on this machine only"), "{}", outcome.findings[0].message);
}

#[test]
fn a_secret_that_is_there_and_not_ignored_is_named() {
    let scratch = Scratch::new();
    scratch
        .write(".gitignore", ".env\n.env.*\n!.env.example\n*.key\n")
        .write("certs/tls.pem", private_key())
        .write("certs/ca.pem", "-----BEGIN CERTIFICATE-----\n");
    let outcome = look(&scratch);
    assert_eq!(listed(&outcome, Severity::Error), ["secret-not-ignored .gitignore:1"]);
    let notes = outcome.findings[0].notes.join("\n");
    assert!(notes.contains("`certs/tls.pem`") && !notes.contains("ca.pem"), "{notes}");
    let scratch = Scratch::new();
    scratch.write(".gitignore", GOOD).write("k8s/kubeconfig", "users:\n- user:\n    token: abc\n").write(".npmrc", "save-exact=true\n");
    assert_eq!(errors(&scratch), ["secret-not-ignored .gitignore:1"]);
}

#[test]
fn tracked_secrets_are_found_by_name_and_content() {
    let scratch = Scratch::new();
    scratch
        .write(".gitignore", GOOD)
        .write(".env", "TOKEN=abc\n")
        .write("apps/.env.production", "A=ENC[AES256_GCM,data:x]\nsops_version=3.9\n")
        .write("certs/ca.pem", "-----BEGIN CERTIFICATE-----\n")
        .write("certs/tls.pem", private_key())
        .write("id_rsa.pub", "ssh-rsa AAAA")
        .write("crypt.key", "\0GITCRYPT\0abc")
        .write("tests/fixtures/server.key", private_key())
        .write(".npmrc", "//r/:_authToken=${T}\n")
        .commit();
    let outcome = look(&scratch);
    assert_eq!(listed(&outcome, Severity::Error), ["secret-tracked .env:1", "secret-tracked certs/tls.pem:1"]);
    let tracked = &outcome.findings[0];
    assert!(tracked.help.starts_with("git rm --cached -- .env ") && tracked.help.contains("rotate"), "{}", tracked.help);
    assert_eq!(tracked.notes, [".gitignore:1 (`.env`) matches it, which does nothing for a tracked file"]);
    let rest = listed(&outcome, Severity::Warning);
    assert!(rest.contains(&"secret-tracked tests/fixtures/server.key:1".to_owned()), "{rest:?}");
    assert!(rest.contains(&"tracked-though-ignored .gitignore:8".to_owned()), "{rest:?}");
}

#[test]
fn an_empty_or_template_env_file_may_be_tracked() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", GOOD).write(".env", "TOKEN=\n").write(".env.example", "TOKEN=abc\n").commit();
    assert_eq!(errors(&scratch), [""; 0]);
}

#[test]
fn what_is_tracked_though_ignored_is_one_warning_a_rule() {
    let scratch = Scratch::new();
    scratch.write("dist/a.js", "").write("dist/b.js", "").write("dist/c.js", "").commit().write(".gitignore", format!("{GOOD}dist/\n"));
    let outcome = look(&scratch);
    assert_eq!(listed(&outcome, Severity::Warning), ["tracked-though-ignored .gitignore:9"]);
    assert_eq!(outcome.metrics["tracked_though_ignored"], 3);
}

#[test]
fn a_rule_that_hides_templates_is_a_warning() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", ".env*\n*.key\n*.pem\n");
    assert_eq!(warnings(&scratch), ["template-ignored .gitignore:1"]);
    let scratch = Scratch::new();
    scratch.write(".gitignore", ".env*\n!.env.example\n*.key\n*.pem\n");
    assert_eq!(warnings(&scratch), [""; 0], "one template is enough");
    scratch.write("apps/.env.sample", "A=\n");
    assert_eq!(warnings(&scratch), ["template-ignored .gitignore:1"], "this one exists");
}

#[test]
fn dead_rules_have_their_reason() {
    for (file, rules, line, reason) in [
        (".gitignore", "x # y\n", 9, "comment"),
        (".gitignore", "secrets/\n!secrets/keep.txt\n", 10, "ignores a folder above secrets/keep.txt"),
        (".gitignore", "!a.txt\n*.txt\n", 9, "comes later"),
        (".gitignore", ".env/\n", 9, "folders only"),
    ] {
        let scratch = Scratch::new();
        scratch.write(file, format!("{GOOD}{rules}"));
        let outcome = look(&scratch);
        assert_eq!(listed(&outcome, Severity::Warning), [format!("dead-rule {file}:{line}")], "{rules:?}");
        assert!(outcome.findings[0].message.contains(reason), "{}", outcome.findings[0].message);
    }
    let scratch = Scratch::new();
    scratch.write(".gitignore", GOOD).write("apps/.gitignore", "apps/.env\n").write("apps/x", "");
    assert_eq!(warnings(&scratch), ["dead-rule apps/.gitignore:1"]);
    let utf16: Vec<u8> = "\u{feff}.env\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    scratch.write(".gitignore", utf16);
    assert!(warnings(&scratch).contains(&"dead-rule .gitignore:1".to_owned()));
}

#[test]
fn common_templates_have_no_dead_rules() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", format!("{GOOD}node_modules/\n*.py[cod]\n*$py.class\n**/[Pp]ackages/*\n!**/[Pp]ackages/build/\n.vscode/*\n!.vscode/settings.json\n[Bb]in/\n~$*\n\\#*\\#\n/*.log\n!/keep.log\n"));
    assert_eq!(warnings(&scratch), [""; 0]);
}

#[test]
fn configuration_adds_and_allows() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", GOOD).write("app.sqlite", "x").write("certs/dev.key", private_key()).commit();
    let options = |require: &[&str], allow: &[&str]| Options {
        require: require.iter().map(|one| (*one).to_owned()).collect(),
        allow: allow.iter().map(|one| (*one).to_owned()).collect(),
        ..Options::default()
    };
    let found = |options| listed(&run(&scratch, options), Severity::Error);
    assert_eq!(
        found(options(&["*.sqlite"], &["certs/dev.key"])),
        ["secret-tracked app.sqlite:1", "secret-not-ignored .gitignore:1"].map(str::to_owned).into_iter().rev().collect::<Vec<_>>()
    );
    assert_eq!(found(options(&[], &["certs/"])), [""; 0]);
    assert_eq!(found(options(&[], &["key"])), [""; 0], "a family by its id");
    assert_eq!(found(options(&["config/prod.json"], &["/certs/*.key"])), ["secret-not-ignored .gitignore:1"]);
}

#[test]
fn history_names_what_once_was_tracked() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", GOOD).write(".env", "TOKEN=abc\n").write("a.pem", "-----BEGIN CERTIFICATE-----\n").commit();
    scratch.git(&["rm", "--quiet", ".env", "a.pem"]).git(&["commit", "--quiet", "--message=y"]);
    let outcome = run(&scratch, Options { history: true, ..Options::default() });
    assert_eq!(listed(&outcome, Severity::Warning), ["secret-in-history .env:1"]);
    assert_eq!(outcome.metrics["in_history"], 1);
    assert_eq!(look(&scratch).findings.iter().filter(|finding| finding.rule_id == "secret-in-history").count(), 0);
    let empty = run(&Scratch::new(), Options { history: true, ..Options::default() });
    assert_eq!(empty.metrics["in_history"], 0);
}

#[test]
fn below_a_folder_only_that_folder_is_judged() {
    let scratch = Scratch::new();
    scratch.write("apps/.gitignore", GOOD).write("apps/web/x", "").write("lib/server.key", private_key()).commit();
    let below = |folder: &str| listed(&run_at(&scratch.root().join(folder), &[folder], Options::default()), Severity::Warning);
    assert_eq!(below("apps"), [""; 0]);
    assert_eq!(below("apps/web"), [""; 0]);
    assert_eq!(below("lib").len(), 4, "{:?}", below("lib"));
}

#[test]
fn other_repositories_inside_are_said_and_left_alone() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", GOOD).write("nested/server.key", private_key());
    scratch.git(&["init", "--quiet", "nested"]);
    let outcome = look(&scratch);
    assert_eq!(outcome.verdict, Verdict::Pass, "{:?}", listed(&outcome, Severity::Note));
    assert!(outcome.metrics["notes"][0].as_str().unwrap().contains("nested"));
}

#[test]
fn work_trees_are_judged_and_bare_repositories_are_not() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", GOOD).commit();
    let other = scratch.beside("other");
    scratch.git(&["worktree", "add", "--quiet", other.to_str().unwrap()]);
    assert_eq!(run_at(&other, &[], Options::default()).verdict, Verdict::Pass);
    let bare = scratch.beside("bare");
    scratch.git(&["init", "--quiet", "--bare", bare.to_str().unwrap()]);
    let outcome = run_at(&bare, &[], Options::default());
    assert_eq!(outcome.verdict, Verdict::Unknown);
    assert!(outcome.summary.contains("bare"), "{}", outcome.summary);
}

#[cfg(unix)]
#[test]
fn links_are_neither_secrets_nor_rules() {
    let scratch = Scratch::new();
    scratch.write("rules", GOOD).write("real/x", "").write("real/server.key", private_key());
    std::os::unix::fs::symlink("rules", scratch.root().join(".gitignore")).unwrap();
    let outcome = look(&scratch);
    assert_eq!(listed(&outcome, Severity::Error).len(), 2);
    assert!(listed(&outcome, Severity::Warning).contains(&"dead-rule .gitignore:1".to_owned()));
    std::fs::remove_file(scratch.root().join(".gitignore")).unwrap();
    scratch.write(".gitignore", format!("{GOOD}!link/.env\n"));
    std::os::unix::fs::symlink("real", scratch.root().join("link")).unwrap();
    std::os::unix::fs::symlink("/dev/null", scratch.root().join("linked.pem")).unwrap();
    assert_eq!(errors(&scratch), [""; 0]);
}

#[test]
fn odd_case_is_a_note_until_such_a_file_is_there() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", GOOD);
    let notes = listed(&look(&scratch), Severity::Note);
    assert!(notes.iter().any(|note| note.starts_with("case-sensitive-rule")), "{notes:?}");
    scratch.write("SERVER.KEY", private_key());
    assert_eq!(errors(&scratch), ["case-sensitive-rule .gitignore:7"]);
}

#[test]
fn every_rule_has_its_line_on_the_page() {
    let page = include_str!("../../../docs/gates/gitignore.md");
    let sources = concat!(include_str!("findings.rs"), include_str!("doors/mod.rs"));
    let quoted = sources.split('"').skip(1).step_by(2);
    let ids = quoted.filter(|text| text.contains('-') && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
    let missing: Vec<&str> = ids.filter(|id| !page.contains(&format!("| `{id}` |"))).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn an_empty_folder_in_place_of_the_rules_is_said() {
    let scratch = Scratch::new();
    std::fs::create_dir(scratch.root().join(".gitignore")).unwrap();
    assert!(warnings(&scratch).contains(&"dead-rule .gitignore:1".to_owned()), "{:?}", warnings(&scratch));
}
