//! What `pyproject.toml` puts into a Python package whatever git ignores, for each build backend.

use super::{Door, Folder, Patterns, Way};
use toml::{Table, Value};

/// One setting that takes files in.
struct Taking {
    /// As its users name it.
    setting: &'static str,
    /// The key as the file has it.
    key: &'static str,
    patterns: Vec<String>,
}

pub(super) fn doors(folder: &Folder<'_>, project: &Table) -> Vec<Door> {
    let settings = poetry(project).into_iter().chain(hatch(project)).chain(setuptools(project)).chain(others(project));
    settings.filter_map(|taking| door(folder, &taking)).collect()
}

fn door(folder: &Folder<'_>, taking: &Taking) -> Option<Door> {
    let patterns = Patterns::new(taking.patterns.iter().map(String::as_str));
    let secrets = folder.shipped(|path| patterns.matches(path));
    let text = folder.read("pyproject.toml").unwrap_or_default();
    (!secrets.is_empty()).then(|| Door {
        way: Way::Package,
        path: folder.file("pyproject.toml"),
        line: super::line_with(&text, taking.key),
        before: format!("{} puts ", taking.setting),
        after: " into the package".to_owned(),
        help: "name what is meant to be published and nothing else".to_owned(),
        secrets,
        doubtful: false,
        lock: None,
    })
}

/// An explicit `include` beats both git's rules and `exclude` (poetry-core, `find_excluded_files`).
fn poetry(project: &Table) -> Option<Taking> {
    let include = at(project, &["tool", "poetry", "include"])?.as_array()?;
    let paths = include.iter().filter_map(|entry| entry.as_str().or_else(|| entry.get("path")?.as_str()));
    Some(Taking { setting: "`include` of Poetry", key: "include", patterns: paths.map(anchored).collect() })
}

/// `artifacts` are taken although git ignores them, `force-include` takes paths as they are, and `ignore-vcs` does not ask git at all
/// (hatch's build configuration); each for all targets or for one.
fn hatch(project: &Table) -> Vec<Taking> {
    let Some(build) = at(project, &["tool", "hatch", "build"]).and_then(Value::as_table) else { return Vec::new() };
    let targets = build.get("targets").and_then(Value::as_table).into_iter().flat_map(Table::values).filter_map(Value::as_table);
    let mut taking = Vec::new();
    for table in std::iter::once(build).chain(targets) {
        taking.push(Taking { setting: "`artifacts` of Hatch", key: "artifacts", patterns: texts(table.get("artifacts")) });
        let forced = table.get("force-include").and_then(Value::as_table).into_iter().flat_map(Table::keys);
        let patterns = forced.map(|path| anchored(path)).collect();
        taking.push(Taking { setting: "`force-include` of Hatch", key: "force-include", patterns });
        if table.get("ignore-vcs").or_else(|| build.get("ignore-vcs")).and_then(Value::as_bool) == Some(true) {
            let own = |key: &str| texts(table.get(key).or_else(|| build.get(key)));
            let mut patterns: Vec<String> = own("only-include").iter().chain(&own("packages")).map(|path| anchored(path)).collect();
            patterns.extend(own("include"));
            if patterns.is_empty() {
                patterns.push("*".to_owned());
            }
            patterns.extend(own("exclude").iter().map(|pattern| format!("!{pattern}")));
            taking.push(Taking { setting: "`ignore-vcs` of Hatch", key: "ignore-vcs", patterns });
        }
    }
    taking
}

/// `package-data`: globs below the folder of each package, wherever that stands.
fn setuptools(project: &Table) -> Option<Taking> {
    let data = at(project, &["tool", "setuptools", "package-data"])?.as_table()?;
    let of = |(package, globs): (&String, &Value)| -> Vec<String> {
        let folder = if package == "*" || package.is_empty() { String::new() } else { format!("{}/", package.replace('.', "/")) };
        texts(Some(globs)).iter().map(|glob| format!("**/{folder}{glob}")).collect()
    };
    Some(Taking { setting: "`package-data` of setuptools", key: "package-data", patterns: data.iter().flat_map(of).collect() })
}

/// Backends with a list of what is taken and one of what is not.
fn others(project: &Table) -> Vec<Taking> {
    const LISTS: &[(&str, &str, &[&str], &str)] = &[
        ("`include` of Flit", "include", &["tool", "flit", "sdist"], "exclude"),
        ("`includes` of PDM", "includes", &["tool", "pdm", "build"], "excludes"),
        ("`source-includes` of PDM", "source-includes", &["tool", "pdm", "build"], "excludes"),
        ("`source-include` of uv", "source-include", &["tool", "uv", "build-backend"], "source-exclude"),
    ];
    let lists = LISTS.iter().filter_map(|(setting, key, path, exclude)| {
        let table = at(project, path)?.as_table()?;
        let mut patterns: Vec<String> = texts(table.get(*key)).iter().map(|path| anchored(path)).collect();
        patterns.extend(texts(table.get(*exclude)).iter().map(|path| format!("!{}", anchored(path))));
        Some(Taking { setting, key, patterns })
    });
    lists.collect()
}

/// A path from the folder of `pyproject.toml`, as a pattern.
fn anchored(path: &str) -> String {
    if path.starts_with("**") { path.to_owned() } else { format!("/{}", path.trim_start_matches("./").trim_end_matches('/')) }
}

fn texts(value: Option<&Value>) -> Vec<String> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(|entry| entry.as_str().map(str::to_owned)).collect()
}

fn at<'table>(table: &'table Table, path: &[&str]) -> Option<&'table Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(table.get(*first)?, |value, name| value.get(name))
}
