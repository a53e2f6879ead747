//! Text and places in it: paths as git has them, lines and columns, text made safe to show.
//! Pure: nothing here reads a file or the environment.

mod line_index;
mod plural;
mod repo_path;
mod sanitize;
mod suggest;

pub use line_index::{LineColumn, LineIndex};
pub use plural::count;
pub use repo_path::RepoPath;
pub use sanitize::{one_line, terminal};
pub use suggest::nearest;
