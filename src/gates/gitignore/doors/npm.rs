//! `npm publish`: `files` in package.json, `.npmignore`, and `.gitignore` only where there is neither (npm-packlist).

use super::{Door, Folder, Lock, Patterns, Way};

pub(super) fn doors(folder: &Folder<'_>) -> Vec<Door> {
    let Some(text) = folder.read("package.json") else { return Vec::new() };
    let Ok(manifest) = serde_json::from_str::<serde_json::Value>(&text) else { return Vec::new() };
    if manifest.get("private").and_then(serde_json::Value::as_bool) == Some(true) {
        return Vec::new();
    }
    let files = manifest.get("files").and_then(serde_json::Value::as_array);
    let entries: Option<Vec<&str>> = files.map(|files| files.iter().filter_map(serde_json::Value::as_str).collect());
    let own = folder.read(".npmignore");
    match (entries, own) {
        (Some(entries), _) => by_files(folder, &text, &entries).into_iter().collect(),
        (None, Some(own)) => by_npmignore(folder, &own).into_iter().collect(),
        // `.gitignore` stands in, and it was asked about already.
        (None, None) => Vec::new(),
    }
}

/// Never packed, whatever is asked for.
fn never(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "node_modules" | ".git" | ".npmrc" | ".DS_Store") || part.strip_suffix(".orig").is_some())
}

/// The root's ignore files do not reach into what `files` names; those of the folders inside do.
fn by_files(folder: &Folder<'_>, text: &str, entries: &[&str]) -> Option<Door> {
    let entries: Vec<String> = entries
        .iter()
        .map(|entry| entry.trim_start_matches("./"))
        .filter(|entry| !matches!(entry.trim_matches('/'), "" | "."))
        .map(|entry| entry.strip_prefix('!').map_or_else(|| anchored(entry), |rest| format!("!{}", anchored(rest))))
        .collect();
    let patterns = Patterns::new(entries.iter().map(String::as_str));
    let secrets = folder.shipped(|path| patterns.matches(path) && !never(path) && !ignored_inside(folder, path));
    (!secrets.is_empty()).then(|| Door {
        way: Way::Package,
        path: folder.file("package.json"),
        line: super::line_with(text, "\"files\""),
        before: "`files` in package.json puts ".to_owned(),
        after: " into the npm package".to_owned(),
        help: "name what is meant to be published, or add a negation such as \"!**/.env*\"; check with npm pack --dry-run".to_owned(),
        secrets,
        doubtful: false,
        lock: None,
    })
}

fn anchored(entry: &str) -> String {
    if entry.starts_with('/') || entry.starts_with("**") { entry.to_owned() } else { format!("/{entry}") }
}

/// Whether an ignore file of a folder between the package's root and the file matches it.
fn ignored_inside(folder: &Folder<'_>, path: &str) -> bool {
    path.match_indices('/').any(|(at, _)| {
        let (inner, rest) = (path.get(..at).unwrap_or(""), path.get(at + 1..).unwrap_or(""));
        let text = folder.read(&format!("{inner}/.npmignore")).or_else(|| folder.read(&format!("{inner}/.gitignore")));
        text.is_some_and(|text| Patterns::new(text.lines()).matches(rest))
    })
}

fn by_npmignore(folder: &Folder<'_>, own: &str) -> Option<Door> {
    let patterns = Patterns::new(own.lines());
    let secrets = folder.shipped(|path| !patterns.matches(path) && !never(path) && !ignored_inside(folder, path));
    (!secrets.is_empty()).then(|| Door {
        way: Way::Package,
        path: folder.file(".npmignore"),
        line: 1,
        before: ".npmignore replaces .gitignore, and lets ".to_owned(),
        after: " into the npm package".to_owned(),
        help: "repeat the rules in .npmignore (`golive gitignore --fix` does), or delete it and name what to publish under \"files\""
            .to_owned(),
        secrets,
        doubtful: false,
        lock: Some(Lock { path: folder.file(".npmignore"), docker: false }),
    })
}
