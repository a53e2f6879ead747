//! Which file holds the configuration.

use super::Error;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Larger configuration files are not read, in bytes: nobody writes one by hand, and a parser's memory is many times the text's.
const LARGEST: u64 = 1 << 20;

/// How a file holds the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The whole file, TOML.
    Toml,
    /// `[tool.golive]` of a pyproject.toml.
    PyProject,
    /// `golive` of a package.json.
    PackageJson,
}

/// A configuration file, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// How it holds the configuration.
    pub form: Form,
    /// Its text.
    pub text: String,
}

/// The configuration nearest to `start`, looking upwards no further than `root`: in each folder `golive.toml`, `.golive.toml`, then
/// pyproject.toml and package.json if they have the section. `None` where there is none, which is no mistake.
///
/// # Errors
/// [`Error`] where a file is there and cannot be read.
pub fn discover(start: &Path, root: &Path) -> Result<Option<File>, Error> {
    for folder in start.ancestors().take_while(|folder| folder.starts_with(root)) {
        for (name, form) in [
            ("golive.toml", Form::Toml),
            (".golive.toml", Form::Toml),
            ("pyproject.toml", Form::PyProject),
            ("package.json", Form::PackageJson),
        ] {
            let path = folder.join(name);
            if !path.is_file() {
                continue;
            }
            let text = match read(&path) {
                Ok(text) => text,
                // Another tool's file that golive could not have a section in is that tool's business.
                Err(_error) if form != Form::Toml => continue,
                Err(error) => return Err(error),
            };
            if has_section(&text, form) {
                return Ok(Some(File { path, form, text }));
            }
        }
    }
    Ok(None)
}

/// The configuration file that was named.
///
/// # Errors
/// [`Error`] where it cannot be read.
pub fn named(path: &Path) -> Result<File, Error> {
    Ok(File { path: path.to_path_buf(), form: form_of(path), text: read(path)? })
}

/// The configuration in a file's bytes, which came from elsewhere than the disk; `None` where it is another tool's file without a
/// section for golive.
///
/// # Errors
/// [`Error`] where it cannot be text.
pub fn from_bytes(path: &Path, bytes: Vec<u8>) -> Result<Option<File>, Error> {
    let form = form_of(path);
    let text = text(path, bytes)?;
    Ok(has_section(&text, form).then(|| File { path: path.to_path_buf(), form, text }))
}

fn form_of(path: &Path) -> Form {
    match path.file_name().and_then(|name| name.to_str()) {
        Some("pyproject.toml") => Form::PyProject,
        Some("package.json") => Form::PackageJson,
        _ => Form::Toml,
    }
}

fn read(path: &Path) -> Result<String, Error> {
    let unreadable = |source| Error::Unreadable { path: path.to_path_buf(), source };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    text(path, bytes)
}

fn text(path: &Path, bytes: Vec<u8>) -> Result<String, Error> {
    if bytes.len() as u64 > LARGEST {
        return Err(Error::TooLarge { path: path.to_path_buf(), limit: LARGEST });
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let line = 1 + memchr::memchr_iter(b'\n', error.as_bytes().get(..good).unwrap_or_default()).count();
        Error::NotUtf8 { path: path.to_path_buf(), line }
    })
}

fn has_section(text: &str, form: Form) -> bool {
    match form {
        Form::Toml => true,
        Form::PyProject => {
            text.lines().any(|line| line.trim_start().starts_with("[tool.golive") || line.trim_start().starts_with("[[tool.golive"))
        }
        Form::PackageJson => text.contains("\"golive\"") && super::parse::package_section(text).is_some(),
    }
}
