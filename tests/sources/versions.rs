//! Of the versions of a file history looks at what differs. What it finds must be what a look at each whole version finds.

use crate::support::{Repo, assignment};
use golive::detect::example::expand;
use std::collections::BTreeSet;

/// Numbers that look like chance, the same in every run (xorshift64, Marsaglia 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}

/// What may come into a file: secrets of one line and of several, and parts of such that are none alone.
fn piece(chance: &mut Chance) -> String {
    let seed = chance.below(1 << 30) as u64;
    match chance.below(9) {
        0 => assignment(seed),
        1 => expand("aws_access_key_id = AKIA{base32*16}\n", seed),
        2 => expand("aws_secret_access_key = {b64*40}\n", seed),
        3 => expand("db_password: {alnum*18}\n", seed),
        4 => expand("-----BEGIN RSA PRIVATE KEY-----\n", seed),
        5 => expand("{b64*64}\n{b64*64}\n{b64*64}\n-----END RSA PRIVATE KEY-----\n", seed),
        6 => "password = \\\n".to_owned(),
        7 => expand("    \"{alnum*24}\"\n", seed),
        _ => expand("postgres://app:{alnum*16}@db.internal:5432/app\n", seed),
    }
}

fn fingerprints(repo: &Repo, arguments: &[&str]) -> BTreeSet<String> {
    let report = repo.golive([arguments, &["--format", "json"]].concat()).json();
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|finding| format!("{} {}", finding["rule_id"], finding["fingerprint"])).collect()
}

#[test]
fn what_differs_is_all_there_is_to_find() {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let (repo, apart) = (Repo::new(), Repo::folder());
    for file in ["app/settings.py", "deploy/values.yaml", "notes.md"] {
        let mut lines: Vec<String> = (0..700).map(|line| format!("line {line} of {file}: nothing to see here, move on please\n")).collect();
        for version in 0..30 {
            for _ in 0..=chance.below(3) {
                let at = chance.below(lines.len());
                match chance.below(4) {
                    0 => lines[at] = piece(&mut chance),
                    1 => lines.insert(at, piece(&mut chance)),
                    2 => lines.insert(at, format!("{}{}", piece(&mut chance), piece(&mut chance))),
                    _ => drop(lines.remove(at)),
                }
            }
            repo.write(file, lines.concat()).stage().commit("x");
            apart.write(format!("{version}/{file}"), lines.concat());
        }
    }
    let whole = fingerprints(&apart, &["secrets", "--no-git", "."]);
    assert!(whole.len() > 50, "{} findings", whole.len());
    assert_eq!(fingerprints(&repo, &["secrets", "--history"]), whole);
    repo.git(["gc", "--quiet"]);
    assert_eq!(fingerprints(&repo, &["secrets", "--history"]), whole);
}
