//! Tools that send the folder as it is, and have an ignore file of their own that takes the place of `.gitignore`.

use super::{Door, Folder, Lock, Patterns, Way};

/// An ignore file, and what is sent where it stands.
const TOOLS: &[(&str, &str, &str)] = &[
    (".gcloudignore", "gcloud (builds submit, run deploy --source) uploads ", ": .gcloudignore replaces .gitignore"),
    (".vercelignore", "vercel uploads ", ": .vercelignore replaces .gitignore"),
    (".helmignore", "helm package puts ", " into the chart: it looks at .helmignore alone"),
];

pub(super) fn doors(folder: &Folder<'_>) -> Vec<Door> {
    TOOLS.iter().filter_map(|(name, before, after)| of_tool(folder, name, before, after)).chain(chart_without_rules(folder)).collect()
}

fn of_tool(folder: &Folder<'_>, name: &str, before: &str, after: &str) -> Option<Door> {
    let text = folder.read(name)?;
    // gcloud: `#!include:.gitignore` stands for that file's lines.
    let included = text.lines().filter_map(|line| line.trim().strip_prefix("#!include:")).filter_map(|file| folder.read(file.trim()));
    let lines: Vec<String> = included.chain([text.clone()]).flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let patterns = Patterns::new(lines.iter().map(String::as_str));
    let secrets = folder.shipped(|path| !patterns.matches(path) && (name != ".vercelignore" || !never_by_vercel(path)));
    (!secrets.is_empty()).then(|| Door {
        way: Way::Upload,
        path: folder.file(name),
        line: 1,
        before: before.to_owned(),
        after: after.to_owned(),
        help: format!("repeat the rules in {name} (`golive gitignore --fix` does)"),
        secrets,
        doubtful: false,
        lock: Some(Lock { path: folder.file(name), docker: false }),
    })
}

/// Left out by vercel's own defaults.
fn never_by_vercel(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name == ".env.local" || name.strip_prefix(".env.").and_then(|rest| rest.strip_suffix(".local")).is_some()
}

/// A chart without `.helmignore` is packed whole.
fn chart_without_rules(folder: &Folder<'_>) -> Option<Door> {
    folder.read("Chart.yaml")?;
    if folder.read(".helmignore").is_some() {
        return None;
    }
    Some(Door {
        way: Way::Upload,
        path: folder.file("Chart.yaml"),
        line: 1,
        before: "helm package puts ".to_owned(),
        after: " into the chart: there is no .helmignore".to_owned(),
        help: "add a .helmignore with the rules (`golive gitignore --fix` does)".to_owned(),
        secrets: folder.secrets.clone(),
        doubtful: false,
        lock: Some(Lock { path: folder.file(".helmignore"), docker: false }),
    })
}
