//! Source distributions: `MANIFEST.in` of setuptools, and what `pyproject.toml` tells a build backend to include, take files whatever git
//! ignores.

use super::dockerignore::{expression, matches_or_parent};
use super::{Door, Folder, Way, pyproject};

pub(super) fn doors(folder: &Folder<'_>) -> Vec<Door> {
    let project: toml::Table = folder.read("pyproject.toml").and_then(|text| toml::from_str(&text).ok()).unwrap_or_default();
    let backend = project.get("build-system").and_then(|system| system.get("build-backend")).and_then(toml::Value::as_str);
    let setuptools = backend.is_none_or(|backend| backend.starts_with("setuptools"));
    let manifest = if setuptools { by_manifest(folder) } else { None };
    manifest.into_iter().chain(pyproject::doors(folder, &project)).collect()
}

/// The directives in order, the last that matches a path wins: `graft`, `include`, `global-exclude` … (setuptools' own list).
fn by_manifest(folder: &Folder<'_>) -> Option<Door> {
    let text = folder.read("MANIFEST.in")?;
    let taken = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let mut taken = None;
        for (line, number) in text.lines().zip(1u32..) {
            let mut words = line.split('#').next().unwrap_or("").split_whitespace();
            let Some(directive) = words.next() else { continue };
            let arguments: Vec<&str> = words.collect();
            let whole = |pattern: &str| expression(pattern).is_some_and(|pattern| pattern.is_match(path.as_bytes()));
            let named = |pattern: &str| expression(pattern).is_some_and(|pattern| pattern.is_match(name.as_bytes()));
            let below = |folder: &str| expression(folder).is_some_and(|folder| matches_or_parent(&folder, path));
            let recursive =
                || arguments.split_first().is_some_and(|(folder, patterns)| below(folder) && patterns.iter().any(|pattern| named(pattern)));
            match directive {
                "include" if arguments.iter().any(|pattern| whole(pattern)) => taken = Some(number),
                "recursive-include" if recursive() => taken = Some(number),
                "global-include" if arguments.iter().any(|pattern| named(pattern)) => taken = Some(number),
                "graft" if arguments.iter().any(|folder| below(folder)) => taken = Some(number),
                "exclude" if arguments.iter().any(|pattern| whole(pattern)) => taken = None,
                "recursive-exclude" if recursive() => taken = None,
                "global-exclude" if arguments.iter().any(|pattern| named(pattern)) => taken = None,
                "prune" if arguments.iter().any(|folder| below(folder)) => taken = None,
                _ => {}
            }
        }
        taken
    };
    let secrets = folder.shipped(|path| taken(path).is_some());
    let first = secrets.first()?;
    let line = super::relative(&first.path, &folder.path).and_then(|path| taken(&path)).unwrap_or(1);
    Some(Door {
        way: Way::Package,
        path: folder.file("MANIFEST.in"),
        line,
        before: "MANIFEST.in puts ".to_owned(),
        after: " into the source distribution".to_owned(),
        help: "end the file with `global-exclude .env .env.* *.key *.pem`, or graft only what is meant".to_owned(),
        secrets,
        doubtful: false,
        lock: None,
    })
}
