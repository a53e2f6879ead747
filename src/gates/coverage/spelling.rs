//! How reports spell paths: separators, drives, dots. By their letters alone.

/// Whether a path is one of a system's headers or of an installed package, by its letters.
pub(super) fn is_of_system(path: &str) -> bool {
    const STARTS: &[&str] = &["/usr/", "/opt/", "/lib/", "/nix/", "/Library/", "/Applications/", "/Program Files", "/rustc/"];
    const PARTS: &[&str] = &["/node_modules/", "/site-packages/", "/dist-packages/", "/.cargo/", "/.rustup/", "/pkg/mod/", "/include/c++/"];
    let path = slashes(path);
    STARTS.iter().any(|start| path.starts_with(start)) || PARTS.iter().any(|part| path.contains(part))
}

/// With `/` for separators, and without a scheme or a drive: `C:\a\b` is `/a/b`.
pub(super) fn slashes(path: &str) -> String {
    let path = path.strip_prefix("file://").unwrap_or(path);
    let is_windows = path.as_bytes().get(1) == Some(&b':') || !path.contains('/');
    let path = if is_windows { path.replace('\\', "/") } else { path.to_owned() };
    match path.split_once(':') {
        Some((drive, rest)) if drive.len() == 1 && rest.starts_with('/') && drive.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            rest.to_owned()
        }
        _ => path,
    }
}

/// Without `.`, `..` and empty parts; `None` where it leads out of where it starts.
pub(super) fn plain(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    Some(if path.starts_with('/') { format!("/{joined}") } else { joined })
}

#[cfg(test)]
mod tests {
    use super::{plain, slashes};

    #[test]
    fn parts_are_resolved_by_their_letters() {
        assert_eq!(plain("/a/./b//../c").as_deref(), Some("/a/c"));
        assert_eq!(plain("../a"), None);
        assert_eq!(slashes("D:\\x\\y.cs"), "/x/y.cs");
        assert_eq!(slashes("a\\b/c"), "a\\b/c");
    }
}
