//! Container images: `COPY . .` and what `.dockerignore` keeps out of the context.

use super::dockerfile::{Copy, copies};
use super::dockerignore::{DockerIgnore, expression, matches_or_parent};
use super::{Door, Folder, Lock, Way};
use crate::gates::gitignore::inventory::{folder_of, join};
use crate::text::RepoPath;

/// A Dockerfile that is built in the folder that is looked at: it stands there, or a Compose file there or above says so.
struct Build {
    /// From the root of the repository.
    file: RepoPath,
}

pub(super) fn doors(folder: &Folder<'_>) -> Vec<Door> {
    let names = folder.names();
    let mut builds: Vec<Build> = names.iter().filter(|name| is_dockerfile(name)).map(|name| Build { file: folder.file(name) }).collect();
    let mut above = folder.path.clone();
    loop {
        let place = Folder { root: folder.root, path: above.clone(), secrets: Vec::new() };
        for text in place.names().iter().filter(|name| is_compose(name)).filter_map(|name| place.read(name)) {
            let here = composed(&text).into_iter().filter_map(|(context, file)| {
                let context = resolved(&above, &context)?;
                (context == folder.path).then(|| resolved(&context, &file)).flatten()
            });
            builds.extend(here.map(|file| Build { file }));
        }
        if above.as_bytes().is_empty() {
            break;
        }
        above = folder_of(&above);
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

/// The contexts that a Compose file names, each with its Dockerfile.
fn composed(text: &str) -> Vec<(String, String)> {
    let mut builds = Vec::new();
    let (mut context, mut file) = (None, None);
    for line in text.lines().chain(["build:"]) {
        let Some((key, value)) = line.trim().split_once(':') else { continue };
        let value = value.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']);
        match key {
            "build" => {
                if let (Some(context), Some(file)) = (context.take(), file.take()) {
                    builds.push((context, file));
                }
            }
            "context" => context = Some(value.to_owned()),
            "dockerfile" => file = Some(value.to_owned()),
            _ => {}
        }
    }
    builds
}

/// A path as seen from `folder`, from the root; `None` where it leads out of the repository, or is an address or a variable.
fn resolved(folder: &RepoPath, path: &str) -> Option<RepoPath> {
    if path.is_empty() || path.starts_with('/') || path.contains([':', '$']) {
        return None;
    }
    let mut at = folder.clone();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if at.as_bytes().is_empty() => return None,
            ".." => at = folder_of(&at),
            name => at = join(&at, name),
        }
    }
    Some(at)
}

fn of_build(folder: &Folder<'_>, build: &Build) -> Vec<Door> {
    let place = Folder { root: folder.root, path: folder_of(&build.file), secrets: Vec::new() };
    let name = String::from_utf8_lossy(build.file.file_name()).into_owned();
    let Some(text) = place.read(&name) else { return Vec::new() };
    let own = format!("{name}.dockerignore");
    let (lock, ignored) = match place.read(&own) {
        Some(text) => (place.file(&own), text),
        None => (folder.file(".dockerignore"), folder.read(".dockerignore").unwrap_or_default()),
    };
    let ignored = DockerIgnore::new(&ignored);
    copies(&text).iter().filter_map(|copy| of_copy(folder, copy, &ignored, &build.file, &lock)).collect()
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
