//! Settings of a project that show which tools it uses: keys of TOML, JSON and INI files, dependencies, scripts.

use std::path::Path;

/// Largest manifest that is read, in bytes.
const LARGEST: u64 = 8 << 20;

/// The text of a file of a folder; `None` where there is none, or none of a sensible size.
pub(super) fn text(folder: &Path, name: &str) -> Option<String> {
    let path = folder.join(name);
    let data = std::fs::metadata(&path).ok()?;
    if !data.is_file() || data.len() > LARGEST {
        return None;
    }
    String::from_utf8(std::fs::read(path).ok()?).ok()
}

/// Whether `FILE#a.b.c` is there: a key of a TOML or JSON file, a section and a key of an INI file, a file where no key is given.
pub(super) fn has(folder: &Path, key: &str) -> bool {
    let Some((file, key)) = key.split_once('#') else { return folder.join(key).is_file() };
    let Some(text) = text(folder, file) else { return false };
    let is = |extension: &str| Path::new(file).extension().is_some_and(|found| found == extension);
    if is("toml") {
        return text.parse::<toml::Table>().is_ok_and(|table| {
            let mut words = key.split('.');
            let first = words.next().and_then(|word| table.get(word));
            words.fold(first, |value, word| value?.get(word)).is_some()
        });
    }
    if is("json") {
        let document = serde_json::from_str::<serde_json::Value>(&text).unwrap_or_default();
        return document.pointer(&format!("/{}", key.replace('.', "/"))).is_some();
    }
    has_section(&text, key)
}

/// Whether an INI file has a section, or a key in it: `section` or `section.key`. `[pylint.main]` is a section of `pylint`.
fn has_section(text: &str, key: &str) -> bool {
    let (section, wanted) = key.split_once('.').map_or((key, None), |(section, key)| (section, Some(key)));
    let mut inside = false;
    for line in text.lines() {
        if let Some(name) = line.trim().strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            inside = name == section || name.strip_prefix(section).is_some_and(|rest| rest.starts_with(['.', '-', ':']));
            if inside && wanted.is_none() {
                return true;
            }
        } else if let (true, Some(wanted), Some((name, _))) = (inside, wanted, line.split_once(['=', ':']))
            && name.trim() == wanted
        {
            return true;
        }
    }
    false
}

/// Whether a folder's manifests name `package` as something the project depends on.
pub(super) fn depends_on(folder: &Path, package: &str) -> bool {
    if let Some(document) = text(folder, "package.json").and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok()) {
        let of = |kind: &str| document.get(kind).and_then(|list| list.get(package)).is_some();
        if of("devDependencies") || of("dependencies") {
            return true;
        }
    }
    if let Some(document) = text(folder, "composer.json").and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok()) {
        let of = |kind: &str| document.get(kind).and_then(|list| list.get(package)).is_some();
        if of("require-dev") || of("require") {
            return true;
        }
    }
    if let Some(table) = text(folder, "pyproject.toml").and_then(|text| text.parse::<toml::Table>().ok())
        && in_python(&toml::Value::Table(table), package)
    {
        return true;
    }
    let requirements = ["requirements.txt", "requirements-dev.txt", "requirements_dev.txt", "dev-requirements.txt", "requirements/dev.txt"];
    if requirements.iter().filter_map(|name| text(folder, name)).any(|text| text.lines().any(|line| names_package(line, package))) {
        return true;
    }
    let gem = |line: &str| {
        let line = line.trim();
        line.strip_prefix("gem ").is_some_and(|rest| rest.trim().trim_start_matches(['"', '\'']).split(['"', '\'']).next() == Some(package))
    };
    text(folder, "Gemfile").is_some_and(|text| text.lines().any(gem))
}

/// Dependencies of a pyproject.toml stand in lists of requirements and, with Poetry, as keys of tables.
fn in_python(value: &toml::Value, package: &str) -> bool {
    match value {
        toml::Value::Array(items) => items.iter().any(|item| match item {
            toml::Value::String(line) => names_package(line, package),
            other => in_python(other, package),
        }),
        toml::Value::Table(table) => table.iter().any(|(key, value)| {
            let of_poetry = key.ends_with("dependencies") && value.get(package).is_some();
            // Settings of other tools hold lists of words too.
            let elsewhere = key == "tool";
            of_poetry
                || if elsewhere {
                    ["poetry", "pdm", "hatch", "uv"].iter().filter_map(|tool| value.get(*tool)).any(|inner| in_python(inner, package))
                } else {
                    in_python(value, package)
                }
        }),
        _ => false,
    }
}

/// Whether a requirement (PEP 508) is one of `package`.
fn names_package(line: &str, package: &str) -> bool {
    let name: String = line.trim().chars().take_while(|character| character.is_alphanumeric() || "-_.".contains(*character)).collect();
    name.to_lowercase().replace('_', "-") == package
}

/// A script of a package.json by its name.
pub(super) fn script(folder: &Path, name: &str) -> Option<String> {
    let document = serde_json::from_str::<serde_json::Value>(&text(folder, "package.json")?).ok()?;
    document.get("scripts")?.get(name)?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{depends_on, has, script};
    use std::path::Path;

    fn write(folder: &Path, name: &str, text: &str) {
        std::fs::write(folder.join(name), text).unwrap();
    }

    #[test]
    fn keys_and_dependencies_are_found_in_each_kind_of_manifest() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        write(
            folder,
            "pyproject.toml",
            "[project]\ndependencies = [\"requests>=2\"]\n[dependency-groups]\ndev = [\"Ruff==0.1\"]\n[tool.mypy]\nfiles = \"src\"\n[tool.other]\nwords = [\"flake8\"]\n",
        );
        write(folder, "setup.cfg", "[flake8]\nmax-line-length = 100\n[mypy]\nfiles=src\n[pylint.main]\n");
        write(folder, "package.json", "{\"devDependencies\": {\"eslint\": \"9\"}, \"scripts\": {\"lint\": \"eslint .\"}}");
        for key in [
            "pyproject.toml#tool.mypy",
            "pyproject.toml#tool.mypy.files",
            "setup.cfg#flake8",
            "setup.cfg#mypy.files",
            "setup.cfg#pylint",
            "setup.cfg",
        ] {
            assert!(has(folder, key), "{key}");
        }
        for key in ["pyproject.toml#tool.ruff", "setup.cfg#flake8.files", "setup.cfg#bandit", "none.toml#a", "package.json#eslintConfig"] {
            assert!(!has(folder, key), "{key}");
        }
        for (package, there) in [("ruff", true), ("requests", true), ("eslint", true), ("flake8", false), ("mypy", false)] {
            assert_eq!(depends_on(folder, package), there, "{package}");
        }
        assert_eq!(script(folder, "lint").as_deref(), Some("eslint ."));
        assert_eq!(script(folder, "none"), None);
    }
}
