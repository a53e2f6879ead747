//! What is recognised, and cannot be read: what to do instead.

/// Beginnings of binary files, and what is said of them.
const BINARY: &[(&[u8], &str)] = &[
    (b"SQLite format 3\0", "this is coverage.py's data file: write a report with `coverage xml` or `coverage json`"),
    (b"\x01\xc0\xc0", "this is JaCoCo's execution data: write a report with JaCoCo's `report --xml`"),
    (b"\x81rforpl\xff", "this is a raw LLVM profile: use `llvm-profdata merge` and `llvm-cov export`"),
    (b"\xfflprofr\x81", "this is a raw LLVM profile: use `llvm-profdata merge` and `llvm-cov export`"),
    (b"\xfflprofi\x81", "this is an LLVM profile: write a report with `llvm-cov export`"),
    (b"\x81iforpl\xff", "this is an LLVM profile: write a report with `llvm-cov export`"),
    (b"\0cvm", "this is Go's coverage data: write a profile with `go tool covdata textfmt -i=DIR -o=FILE`"),
    (b"\0cwm", "this is Go's coverage data: write a profile with `go tool covdata textfmt -i=DIR -o=FILE`"),
    (b"adcg", "this is gcov's data: write a report with `gcovr --json`, `lcov --capture` or `gcov --json-format`"),
    (b"gcda", "this is gcov's data: write a report with `gcovr --json`, `lcov --capture` or `gcov --json-format`"),
    (b"oncg", "this is gcov's notes: write a report with `gcovr --json`, `lcov --capture` or `gcov --json-format`"),
    (b"gcno", "this is gcov's notes: write a report with `gcovr --json`, `lcov --capture` or `gcov --json-format`"),
    (b"PK\x03\x04", "this is a zip archive: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "this is compressed with zstd: unpack it first"),
    (b"\xfd7zXZ\0", "this is compressed with xz: unpack it first"),
    (b"BZh", "this is compressed with bzip2: unpack it first"),
    (b"bplist", "this is a binary property list: use `xcrun llvm-cov export -format=lcov`"),
    (b"pst0", "this is Devel::Cover's data: write a report with `cover -report clover`"),
];

/// Beginnings of text files.
const TEXT: &[(&[u8], &str)] = &[
    (b"!coverage.py:", "this is coverage.py's data file of before version 5: write a report with `coverage xml`"),
    (b"<?php", "this is PHP_CodeCoverage's data: write a report with `--coverage-clover` or `--coverage-cobertura`"),
    (b"        -:    0:Source:", "this is gcov's text: use `gcov --json-format`, gcovr or lcov"),
];

/// What is said of a binary file.
pub(super) fn binary(start: &[u8]) -> Option<&'static str> {
    let named = BINARY.iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, message)| *message);
    named.or_else(|| memchr::memchr(0, start).map(|_| "this is a binary file, and no coverage report that is known"))
}

/// What is said of a text file.
pub(super) fn text(start: &[u8]) -> Option<&'static str> {
    TEXT.iter().find(|(beginning, _)| start.starts_with(beginning)).map(|(_, message)| *message)
}
