//! An object that stands in a file of its own, decompressed by what packs are decompressed with: the system's zlib takes twice as long.

use gix_zlib::Inflate;
use std::path::Path;

/// The longest header: a kind, a size and what is between and behind them.
const HEADER: usize = 64;
/// Larger ones are left to libgit2, in bytes.
const LARGEST: u64 = 64 << 20;

/// The content of the blob `id` below a folder of objects; `None` where it stands elsewhere, is no blob, or is damaged.
pub(in crate::git) fn blob(objects: &Path, id: git2::Oid, inflate: &mut Inflate) -> Option<Vec<u8>> {
    let name = id.to_string();
    let (folder, file) = name.split_at_checked(2)?;
    let packed = std::fs::read(objects.join(folder).join(file)).ok()?;
    let mut start = [0; HEADER];
    inflate.reset();
    let (_, consumed, written) = inflate.prefix(&packed, &mut start).ok()?;
    let start = start.get(..written)?;
    let (kind, size, header) = gix_object::decode::loose_header(start).ok()?;
    if kind != gix_object::Kind::Blob || size > LARGEST {
        return None;
    }
    let size = usize::try_from(size).ok().filter(|size| header <= start.len() && start.len() - header <= *size)?;
    let mut content = Vec::new();
    let read = inflate.rest(packed.get(consumed..)?, start, header, &mut content, size).ok()?;
    (read == size).then_some(content)
}

#[cfg(test)]
mod tests {
    use super::blob;
    use crate::git::scratch::Scratch;
    use gix_zlib::Inflate;

    #[test]
    fn blobs_are_read_and_damage_is_none() {
        let scratch = Scratch::new();
        let long: String = (0..5_000).fold(String::new(), |text, number| text + &format!("line {number}\n"));
        scratch.write("long", &long).write("short", "a").write("empty", "").commit();
        let repo = scratch.repo();
        let objects = repo.common_dir().join("objects");
        let mut inflate = Inflate::default();
        let entries = repo.tracked().unwrap();
        let read: Vec<Option<Vec<u8>>> = entries.iter().map(|entry| blob(&objects, entry.id.0, &mut inflate)).collect();
        assert_eq!(read, [Some(Vec::new()), Some(long.into_bytes()), Some(b"a".to_vec())]);
        let commit = repo.head().unwrap().unwrap();
        assert_eq!(blob(&objects, commit.0, &mut inflate), None);
        let name = entries[1].id.to_string();
        let file = objects.join(&name[..2]).join(&name[2..]);
        let half = std::fs::read(&file).map(|bytes| bytes[..bytes.len() / 2].to_vec()).unwrap();
        std::fs::remove_file(&file).unwrap();
        std::fs::write(&file, half).unwrap();
        assert_eq!(blob(&objects, entries[1].id.0, &mut inflate), None);
    }
}
