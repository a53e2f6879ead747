//! `cargo publish`: `include` in Cargo.toml takes the place of the ignore rules.

use super::{Door, Folder, Patterns, Way};

pub(super) fn doors(folder: &Folder<'_>) -> Vec<Door> {
    let door = || {
        let text = folder.read("Cargo.toml")?;
        let manifest: toml::Table = toml::from_str(&text).ok()?;
        let package = manifest.get("package")?.as_table()?;
        let unpublished =
            package.get("publish").is_some_and(|publish| publish.as_bool() == Some(false) || publish.as_array().is_some_and(Vec::is_empty));
        let include: Vec<&str> = package.get("include")?.as_array()?.iter().filter_map(toml::Value::as_str).collect();
        let patterns = Patterns::new(include);
        let secrets = folder.shipped(|path| patterns.matches(path));
        (!unpublished && !secrets.is_empty()).then(|| Door {
            way: Way::Package,
            path: folder.file("Cargo.toml"),
            line: super::line_with(&text, "include"),
            before: "`include` in Cargo.toml puts ".to_owned(),
            after: " into the crate".to_owned(),
            help: "name what is meant to be published, or drop `include` so that .gitignore counts; check with cargo package --list"
                .to_owned(),
            secrets,
            doubtful: false,
            lock: None,
        })
    };
    door().into_iter().collect()
}
