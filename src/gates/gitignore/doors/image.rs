//! Container images: `COPY . .` and what `.dockerignore` keeps out of the context.

use super::dockerfile::{Copy, copies};
use super::dockerignore::{DockerIgnore, expression, matches_or_parent};
use super::{Door, Folder, Lock, Way};
use crate::text::RepoPath;

/// A Dockerfile with the context it is built in: its own folder, or what a Compose file beside says.
struct Build {
    /// From the folder that is looked at.
    file: String,
}

pub(super) fn doors(folder: &Folder<'_>) -> Vec<Door> {
    let names = folder.names();
    let mut builds: Vec<Build> = names.iter().filter(|name| is_dockerfile(name)).map(|name| Build { file: name.clone() }).collect();
    for name in names.iter().filter(|name| is_compose(name)) {
        builds.extend(folder.read(name).iter().flat_map(|text| composed(text)).map(|file| Build { file }));
    }
    builds.sort_by(|left, right| left.file.cmp(&right.file));
    builds.dedup_by(|left, right| left.file == right.file);
    builds.iter().flat_map(|build| of_build(folder, build)).collect()
}

fn is_dockerfile(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let ignore = lower.ends_with(".dockerignore");
    !ignore
        && (["dockerfile", "containerfile"].iter().any(|base| lower == *base || lower.starts_with(&format!("{base}.")))
            || lower.ends_with(".dockerfile"))
}

fn is_compose(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let yaml = std::path::Path::new(&lower).extension().is_some_and(|end| end == "yml" || end == "yaml");
    yaml && (lower.starts_with("docker-compose") || lower.starts_with("compose"))
}

/// Dockerfiles that a Compose file builds in its own folder.
fn composed(text: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut here = false;
    for line in text.lines() {
        let Some((key, value)) = line.trim().split_once(':') else { continue };
        let value = value.trim().trim_matches(['"', '\'']);
        match key {
            "context" => here = matches!(value, "." | "./"),
            "dockerfile" if here && !value.is_empty() && !value.starts_with('/') && !value.contains("..") => {
                files.push(value.trim_start_matches("./").to_owned());
            }
            _ => {}
        }
    }
    files
}

fn of_build(folder: &Folder<'_>, build: &Build) -> Vec<Door> {
    let Some(text) = folder.read(&build.file) else { return Vec::new() };
    let own = format!("{}.dockerignore", build.file);
    let (lock, ignored) = match folder.read(&own) {
        Some(text) => (own, text),
        None => (".dockerignore".to_owned(), folder.read(".dockerignore").unwrap_or_default()),
    };
    let ignored = DockerIgnore::new(&ignored);
    let path = folder.file(&build.file);
    let lock = folder.file(&lock);
    copies(&text).iter().filter_map(|copy| of_copy(folder, copy, &ignored, &path, &lock)).collect()
}

fn of_copy(folder: &Folder<'_>, copy: &Copy, ignored: &DockerIgnore, path: &RepoPath, lock: &RepoPath) -> Option<Door> {
    let sources: Vec<_> = copy.sources.iter().filter_map(|source| Some((source, expression(source)?))).collect();
    let secrets = folder.shipped(|path| !ignored.excludes(path) && sources.iter().any(|(_, source)| matches_or_parent(source, path)));
    if secrets.is_empty() {
        return None;
    }
    // A build that names the file would break without it, and it has to be thought about.
    let named = sources.iter().any(|(source, _)| {
        secrets.iter().any(|secret| super::relative(&secret.path, &folder.path).as_deref() == Some(source.trim_start_matches("./")))
    });
    let stage = if copy.last_stage { " into the image" } else { " into a build stage" };
    let help = if named {
        "pass it when the container runs, or to the build with RUN --mount=type=secret".to_owned()
    } else {
        format!(
            "add the names to {lock}, each with **/ before it: patterns there start at the context's root (`golive gitignore --fix` does)"
        )
    };
    Some(Door {
        way: Way::Image,
        path: path.clone(),
        line: copy.line,
        before: format!("`{}` takes ", copy.text),
        after: stage.to_owned(),
        help,
        secrets,
        doubtful: !copy.last_stage,
        lock: (!named).then(|| Lock { path: lock.clone(), docker: true }),
    })
}
