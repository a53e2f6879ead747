//! Keys in the repository: certificates, files encrypted with SOPS, sealed files.

use crate::support::{Repo, Run};

const NOW: &str = "2026-11-25T00:00:00Z";

fn with(source: &str) -> Repo {
    let repo = Repo::new();
    repo.write("golive.toml", format!("[[rotation.key]]\nname = \"K\"\nsource = \"{source}\"\n"));
    repo
}

fn look(repo: &Repo) -> Run {
    repo.golive(["rotation", "--now", NOW, "--format", "json"])
}

fn row(run: &Run) -> serde_json::Value {
    run.json()["gates"][0]["metrics"]["keys"][0].clone()
}

fn commit(repo: &Repo, at: &str) {
    repo.stage();
    repo.run("git").args(["commit", "--quiet", "--message", "x"]).env("GIT_COMMITTER_DATE", at).finish().exits(0);
}

/// A chain of two, made by openssl with these dates; the authority first.
fn chain(repo: &Repo, from: &str, to: &str) -> String {
    let openssl = |arguments: &str| {
        repo.run("openssl").args(arguments.split(' ')).finish().exits(0);
    };
    openssl("req -x509 -newkey rsa:2048 -nodes -keyout ../ca.key -out ../ca.pem -subj /CN=authority -days 3650");
    openssl("req -newkey rsa:2048 -nodes -keyout ../k.key -out ../k.csr -subj /CN=leaf");
    let folder = repo.root().parent().unwrap();
    std::fs::write(folder.join("ca.cnf"), "[ca]\ndefault_ca=d\n[d]\ndatabase=../index\nserial=../serial\nnew_certs_dir=..\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n").unwrap();
    std::fs::write(folder.join("index"), "").unwrap();
    std::fs::write(folder.join("serial"), "01\n").unwrap();
    openssl(&format!(
        "ca -batch -config ../ca.cnf -cert ../ca.pem -keyfile ../ca.key -in ../k.csr -out ../k.pem -notext -startdate {from} -enddate {to}"
    ));
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    read("ca.pem") + &read("k.pem")
}

#[test]
fn a_certificate_has_an_age_and_an_end_and_a_bundle_is_judged_by_its_leaf() {
    let repo = with("x509:certs/tls.pem");
    repo.write("certs/tls.pem", chain(&repo, "20261101000000Z", "20261130000000Z"));
    let run = look(&repo);
    run.exits(0);
    let row = row(&run);
    assert_eq!(
        (row["created"].as_str(), row["expires"].as_str(), row["due_by"].as_str()),
        (Some("2026-11-01T00:00:00Z"), Some("2026-11-30T00:00:00Z"), Some("expiry"))
    );
    assert_eq!(run.findings().len(), 1, "{run}");
    run.says("key-expires-soon");
    repo.golive(["rotation", "--now", "2026-11-30T00:00:00Z"]).exits(1).says("key-expired");
    let der = repo.run("openssl").args(["x509", "-in", "../k.pem", "-outform", "DER"]).finish();
    repo.write("certs/tls.pem", &der.stdout);
    look(&repo).exits(0).says("2026-11-01T00:00:00Z");
    for text in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "x"] {
        repo.write("certs/tls.pem", text);
        look(&repo).exits(2).says("holds no certificate");
    }
    repo.remove("certs/tls.pem").link("certs/tls.pem", "../../k.pem");
    look(&repo).exits(2).says("leads out of the repository");
}

const SOPS: &str =
    "stripe:\n    key: ENC[AES256_GCM,data:aaa]\n    other: ENC[AES256_GCM,data:bbb]\nsops:\n    lastmodified: \"2026-11-20T10:00:00Z\"\n";

#[test]
fn a_file_of_sops_is_as_old_as_its_last_change_and_a_value_as_its_line() {
    let repo = with("sops:a.enc.yaml");
    repo.write("a.enc.yaml", SOPS);
    let run = look(&repo);
    run.exits(0);
    assert_eq!((row(&run)["created"].as_str(), row(&run)["evidence"].as_str()), (Some("2026-11-20T10:00:00Z"), Some("inferred")));
    repo.write("a.enc.yaml", "a: b\n");
    look(&repo).exits(2).says("no sops.lastmodified");
    let repo = with("sops:a.enc.yaml#stripe.key");
    repo.write("a.enc.yaml", SOPS);
    look(&repo).exits(2).says("not committed");
    commit(&repo, "2026-05-01T00:00:00Z");
    // Another value of the file changes, and the date of the whole file with it.
    repo.write("a.enc.yaml", SOPS.replace("bbb", "ccc").replace("11-20", "11-24"));
    commit(&repo, "2026-11-24T00:00:00Z");
    let run = look(&repo);
    run.exits(1).says("key-overdue");
    assert_eq!((row(&run)["created"].as_str(), row(&run)["evidence"].as_str()), (Some("2026-05-01T00:00:00Z"), Some("attested")));
    assert_eq!(run.findings(), ["a.enc.yaml:2 key-overdue"]);
    // Every value changes at once: that is a new encryption, and need not be a rotation.
    repo.write("a.enc.yaml", SOPS.replace("aaa", "ddd").replace("bbb", "eee"));
    commit(&repo, "2026-11-24T12:00:00Z");
    assert_eq!(row(&look(&repo))["evidence"], "inferred");
}

#[test]
fn a_sealed_file_is_as_old_as_the_commit_that_changed_it() {
    let repo = with("git:secret.age");
    repo.write("secret.age", "one");
    look(&repo).exits(2).says("not committed");
    commit(&repo, "2026-01-01T00:00:00Z");
    look(&repo).exits(1).says("key-overdue").says("last changed in commit");
    repo.write("secret.age", "two");
    commit(&repo, "2026-11-01T00:00:00Z");
    look(&repo).exits(0);
    let clone = repo.clone_with("clone", &[]);
    look(&clone).exits(0);
    repo.write("more", "x").stage().commit("x");
    let shallow = repo.clone_with("shallow", &["--depth=1"]);
    look(&shallow).exits(2).says("shallow");
}

#[test]
fn one_value_of_an_encrypted_environment_has_its_own_date() {
    let repo = with("git:.env.production#B");
    repo.write(".env.production", "A=encrypted:1\nB=encrypted:2\n");
    commit(&repo, "2026-01-01T00:00:00Z");
    repo.write(".env.production", "A=encrypted:3\nB=encrypted:2\n");
    commit(&repo, "2026-11-01T00:00:00Z");
    look(&repo).exits(1).says("key-overdue");
    repo.write(".env.production", "C=encrypted:9\nA=encrypted:3\nB=encrypted:4\n");
    commit(&repo, "2026-11-02T00:00:00Z");
    look(&repo).exits(0);
    let gone = with("git:.env.production#X");
    gone.write(".env.production", "A=1\n");
    look(&gone).exits(2).says("sets no value X");
}
