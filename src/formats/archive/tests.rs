use super::{Budget, Kind, Left, unpack};
use proptest::prelude::*;
use std::io::Write as _;

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tarred(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    lzma_rs::xz_compress(&mut std::io::Cursor::new(bytes), &mut packed).unwrap();
    packed
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn contents(packed: &[u8], budget: Budget) -> (Vec<String>, Vec<Left>) {
    let mut seen = Vec::new();
    let mut budget = budget;
    let left = unpack(Kind::of(packed).unwrap(), packed, &mut budget, &mut |path, bytes| {
        seen.push(format!("{path}={}", String::from_utf8_lossy(bytes)));
    });
    (seen, left)
}

#[test]
fn every_kind_is_unpacked_in_every_other() {
    let text: &[u8] = b"x\n";
    let tar = tarred(&[("a/b.txt", text)]);
    for (packed, expected) in [
        (zipped(&[("b.txt", text), ("c/d.txt", b"y")]), vec!["b.txt=x\n", "c/d.txt=y"]),
        (tar.clone(), vec!["a/b.txt=x\n"]),
        (gzipped(text), vec!["=x\n"]),
        (gzipped(&tar), vec!["a/b.txt=x\n"]),
        (xz(&tar), vec!["a/b.txt=x\n"]),
        (zstd(&tar), vec!["a/b.txt=x\n"]),
        (zipped(&[("in.tar.gz", &gzipped(&tar))]), vec!["in.tar.gz/a/b.txt=x\n"]),
    ] {
        assert_eq!(contents(&packed, Budget::default()), (expected.iter().map(|one| (*one).to_owned()).collect(), Vec::new()));
    }
}

#[test]
fn bombs_are_left_and_said() {
    let zeros = vec![0_u8; 4 << 20];
    let small = Budget { bytes: 1 << 20, entries: 3, depth: 2 };
    for packed in [gzipped(&zeros), xz(&zeros), zstd(&zeros), zipped(&[("a", &zeros)]), tarred(&[("a", &zeros)])] {
        let (seen, left) = contents(&packed, small);
        assert!(seen.is_empty() && matches!(left.as_slice(), [Left::TooMuch(_)]), "{left:?}");
    }
    let many = zipped(&[("a", b"1"), ("b", b"2"), ("c", b"3"), ("d", b"4")]);
    assert!(matches!(contents(&many, small).1.as_slice(), [Left::TooMuch(_)]));
    let deep = gzipped(&gzipped(&gzipped(b"x")));
    assert!(matches!(contents(&deep, small).1.as_slice(), [Left::TooMuch(_)]));
}

#[test]
fn what_is_cut_off_is_unreadable() {
    let packed = gzipped(&vec![b'x'; 10_000]);
    assert_eq!(contents(&packed[..20], Budget::default()).1, [Left::Unreadable("it".to_owned())]);
}

proptest! {
    /// Whatever stands behind the first bytes: no panic, and within the budget.
    #[test]
    fn torn_archives_do_no_harm(noise in proptest::collection::vec(any::<u8>(), 0..200), at in 0usize..400, kind in 0usize..5) {
        let text = b"password\n".repeat(20);
        let mut packed = match kind {
            0 => zipped(&[("a", &text), ("b", &text)]),
            1 => tarred(&[("a", &text)]),
            2 => gzipped(&text),
            3 => xz(&text),
            _ => zstd(&text),
        };
        let at = at % packed.len();
        packed.splice(at..(at + noise.len()).min(packed.len()), noise);
        if let Some(kind) = Kind::of(&packed) {
            let mut total = 0;
            let mut budget = Budget { bytes: 1 << 20, ..Budget::default() };
            unpack(kind, &packed, &mut budget, &mut |_, bytes| total += bytes.len());
            prop_assert!(total <= 1 << 20);
        }
    }
}
