//! Secrets that the repository uses: names in workflows, in environment templates, in Kubernetes and Compose files.

use super::in_tree::place;
use crate::git::Repo;
use crate::model::Place;
use crate::text::RepoPath;
use std::collections::BTreeMap;

/// Largest file that is looked at, in bytes.
const LARGEST: u64 = 1 << 20;

/// How a file takes a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// By reference to where it is kept.
    Reference,
    /// By a name that somebody has to fill in.
    Template,
}

/// A name, where it is first used, and how.
pub(super) type Names = BTreeMap<String, (Place, Use)>;

/// A text of the work tree that says something of secrets.
pub(super) struct Text {
    pub(super) path: RepoPath,
    pub(super) content: String,
}

/// The tracked texts that can say something of secrets, by their names.
pub(super) fn texts(repo: &Repo) -> Vec<Text> {
    let Some(root) = repo.work_tree() else { return Vec::new() };
    let entries = repo.tracked().unwrap_or_default();
    let wanted = entries.into_iter().filter(|entry| entry.kind == crate::git::Kind::File && may_say(&entry.path.to_string()));
    wanted
        .filter_map(|entry| {
            let path = entry.path.to_path(root);
            let small = std::fs::symlink_metadata(&path).is_ok_and(|data| data.is_file() && data.len() <= LARGEST);
            let content = if small { std::fs::read_to_string(&path).ok()? } else { return None };
            Some(Text { path: entry.path, content })
        })
        .collect()
}

fn may_say(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit('.').next().unwrap_or_default();
    is_template(name) || matches!(extension, "yml" | "yaml" | "tf" | "json" | "hcl")
}

fn is_template(name: &str) -> bool {
    name.starts_with(".env.") && [".example", ".sample", ".template", ".dist"].iter().any(|end| name.ends_with(end))
}

pub(super) fn is_workflow(path: &str) -> bool {
    path.starts_with(".github/workflows/") && is_yaml(path)
}

/// By the two ways in which the name of a YAML file ends.
fn is_yaml(path: &str) -> bool {
    matches!(path.rsplit('.').next(), Some("yml" | "yaml"))
}

/// The names of secrets in these texts.
pub(super) fn names(texts: &[Text]) -> Names {
    let mut names = Names::new();
    for text in texts {
        let path = text.path.to_string();
        let file = path.rsplit('/').next().unwrap_or(&path);
        for (at, line) in text.content.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with('#')) {
            let found: Vec<(String, Use)> = if is_workflow(&path) {
                in_expressions(line).into_iter().map(|name| (name, Use::Reference)).collect()
            } else if is_template(file) {
                in_template(line).into_iter().map(|name| (name, Use::Template)).collect()
            } else {
                Vec::new()
            };
            for (name, how) in found {
                names.entry(name).or_insert_with(|| (place(&text.path, at + 1), how));
            }
        }
        if !is_workflow(&path) && is_yaml(&path) {
            for (name, line) in secret_variables(&text.content) {
                names.entry(name).or_insert_with(|| (place(&text.path, line), Use::Reference));
            }
        }
    }
    names
}

/// `secrets.NAME` inside of `${{ … }}`. The token that every workflow is given lives as long as its job.
fn in_expressions(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for expression in line.split("${{").skip(1).filter_map(|rest| rest.split("}}").next()) {
        for rest in expression.split("secrets.").skip(1) {
            let name: String = rest.chars().take_while(|character| character.is_ascii_alphanumeric() || *character == '_').collect();
            if !name.is_empty() && name != "GITHUB_TOKEN" {
                found.push(name);
            }
        }
    }
    found
}

/// A variable of a template whose name says that it is a secret.
fn in_template(line: &str) -> Option<String> {
    let name = line.trim().trim_start_matches("export ").split_once('=')?.0.trim();
    let is_name = !name.is_empty() && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    (is_name && is_secret(name)).then(|| name.to_owned())
}

/// Whether the words of a variable's name say that it holds a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let words: Vec<&str> = upper.split('_').collect();
    let last = words.last().copied().unwrap_or_default();
    let public = words.contains(&"PUBLIC") || matches!(last, "URL" | "PATH" | "FILE" | "ID" | "NAME" | "TTL" | "EXPIRY" | "HEADER");
    let secret = |word: &&str| matches!(*word, "KEY" | "APIKEY" | "TOKEN" | "SECRET" | "PASSWORD" | "PASSWD" | "CREDENTIALS" | "PAT");
    !public && words.iter().any(secret)
}

/// Variables of a Kubernetes manifest that a `secretKeyRef` fills, with their lines.
fn secret_variables(text: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut last: Option<(String, usize)> = None;
    for (at, line) in text.lines().enumerate() {
        let bare = line.trim_start().trim_start_matches("- ");
        if let Some(name) = bare.strip_prefix("name:").filter(|_| line.trim_start().starts_with("- ")) {
            last = Some((name.trim().trim_matches(['"', '\'']).to_owned(), at + 1));
        }
        if bare.starts_with("secretKeyRef:") {
            found.extend(last.take().filter(|(name, _)| !name.is_empty()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Text, is_secret, names};
    use crate::text::RepoPath;

    #[test]
    fn names_are_found_where_secrets_are_used() {
        let text = |path: &str, content: &str| Text { path: RepoPath::new(path), content: content.to_owned() };
        let found = names(&[
            text(
                ".github/workflows/a.yml",
                "env:\n  A: ${{ secrets.DEPLOY_KEY }}\n  # ${{ secrets.OLD }}\n  B: ${{ secrets.GITHUB_TOKEN || secrets.PAT_1 }}\n  C: secrets.NOT\n",
            ),
            text(".env.example", "STRIPE_SECRET_KEY=\nexport API_TOKEN=x\nPUBLIC_KEY=\nPORT=1\nTOKEN_URL=\n"),
            text(
                "k8s/app.yaml",
                "env:\n- name: DB_PASS\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: p\n- name: PORT\n  value: 1\n",
            ),
        ]);
        let listed: Vec<String> = found.iter().map(|(name, (place, _))| format!("{name}:{}", place.start.line)).collect();
        assert_eq!(listed, ["API_TOKEN:2", "DB_PASS:2", "DEPLOY_KEY:2", "PAT_1:4", "STRIPE_SECRET_KEY:1"]);
        assert!(is_secret("X_APIKEY") && !is_secret("MONKEY") && !is_secret("KEY_ID"));
    }
}
