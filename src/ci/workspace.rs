//! Where the repository stands in the folder that a runner takes paths from.

use crate::env;
use crate::git::Repo;
use std::path::Path;

/// The folder of the repository below the workspace, with `/` at its end; empty where it is the workspace, or where there is none.
pub fn folder_in_workspace() -> String {
    let folder = || {
        let workspace = Path::new(&env::var_os(env::GITHUB_WORKSPACE)?).canonicalize().ok()?;
        let root = Repo::discover(Path::new(".")).ok()?.root().canonicalize().ok()?;
        let below = root.strip_prefix(&workspace).ok()?;
        let names: Vec<String> = below.components().map(|name| name.as_os_str().to_string_lossy().into_owned()).collect();
        (!names.is_empty()).then(|| names.join("/") + "/")
    };
    folder().unwrap_or_default()
}
