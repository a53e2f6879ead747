//! Zip files.

use super::Left;
use super::unpack::{Walk, joined, shown};
use std::io::Cursor;

pub(super) fn walk(walk: &mut Walk<'_>, bytes: &[u8], path: &str) {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        walk.left.push(Left::Unreadable(shown(path).to_owned()));
        return;
    };
    for number in 0..archive.len() {
        if !walk.budget.entry() {
            walk.too_much(path);
            return;
        }
        let mut entry = match archive.by_index(number) {
            Ok(entry) => entry,
            Err(zip::result::ZipError::UnsupportedArchive(what)) if what == zip::result::ZipError::PASSWORD_REQUIRED => {
                walk.left.push(Left::Encrypted(shown(path).to_owned()));
                continue;
            }
            Err(_error) => {
                walk.left.push(Left::Unreadable(shown(path).to_owned()));
                continue;
            }
        };
        if entry.is_dir() {
            continue;
        }
        let inner = joined(path, &entry.name().unwrap_or(std::borrow::Cow::Borrowed("?")));
        match walk.budget.read(&mut entry) {
            Ok(Some(unpacked)) => walk.file(&inner, &unpacked),
            Ok(None) => {
                walk.too_much(&inner);
                return;
            }
            Err(_error) => walk.left.push(Left::Unreadable(inner)),
        }
    }
}
