//! Tar files.

use super::Left;
use super::unpack::{Walk, joined, shown};

pub(super) fn walk(walk: &mut Walk<'_>, bytes: &[u8], path: &str) {
    let mut archive = tar::Archive::new(bytes);
    let Ok(entries) = archive.entries() else {
        walk.left.push(Left::Unreadable(shown(path).to_owned()));
        return;
    };
    for entry in entries {
        if !walk.budget.entry() {
            walk.too_much(path);
            return;
        }
        let Ok(mut entry) = entry else {
            // Behind a damaged header nothing can be told from anything else.
            walk.left.push(Left::Unreadable(shown(path).to_owned()));
            return;
        };
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let inner = joined(path, &String::from_utf8_lossy(&entry.path_bytes()));
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
