//! Content that hides: encodings, kinds of files, places in a file.

use super::{At, Case, clean, line, run, utf16};
use crate::support::Repo;
use golive::detect::example::expand;

const ALL: &[&str] = &["secrets"];

fn with(path: &str, text: impl AsRef<[u8]>) -> Repo {
    let repo = clean();
    repo.write(path, text);
    repo
}

fn base64(text: &str) -> String {
    expand(&format!("{{base64:{text}}}"), 0)
}

#[test]
fn encodings() {
    run(&[
        Case {
            name: "UTF-16, little, with a mark",
            arguments: ALL,
            expected: At(&["a.txt:1"]),
            setup: |token| with("a.txt", utf16(&line(token), true, false)),
        },
        Case {
            name: "UTF-16, big, with a mark",
            arguments: ALL,
            expected: At(&["a.txt:1"]),
            setup: |token| with("a.txt", utf16(&line(token), true, true)),
        },
        Case {
            name: "UTF-16, little, without a mark",
            arguments: ALL,
            expected: At(&["a.txt:1"]),
            setup: |token| with("a.txt", utf16(&line(token), false, false)),
        },
        Case {
            name: "UTF-16, big, without a mark",
            arguments: ALL,
            expected: At(&["a.txt:1"]),
            setup: |token| with("a.txt", utf16(&line(token), false, true)),
        },
        Case {
            name: "a byte-order mark",
            arguments: ALL,
            expected: At(&["a.txt:1"]),
            setup: |token| with("a.txt", format!("\u{feff}{}", line(token))),
        },
        Case {
            name: "Latin-1",
            arguments: ALL,
            expected: At(&["a.txt:2"]),
            setup: |token| with("a.txt", [b"caf\xe9\n".as_slice(), line(token).as_bytes()].concat()),
        },
        Case {
            name: "a NUL byte",
            arguments: ALL,
            expected: At(&["a.txt:2"]),
            setup: |token| with("a.txt", [b"a\0b\n".as_slice(), line(token).as_bytes()].concat()),
        },
        Case {
            name: "base64",
            arguments: ALL,
            expected: At(&["a.txt:1"]),
            setup: |token| with("a.txt", format!("data: {}\n", base64(&line(token)))),
        },
        Case {
            name: "base64 of base64",
            arguments: ALL,
            expected: At(&["a.txt:1"]),
            setup: |token| with("a.txt", format!("data: {}\n", base64(&base64(&line(token))))),
        },
        Case {
            name: "hexadecimal",
            arguments: ALL,
            expected: At(&["a.txt:1"]),
            setup: |token| {
                let hex: String = token.bytes().map(|byte| format!("{byte:02x}")).collect();
                with("a.txt", format!("data = {hex}\n"))
            },
        },
        Case {
            name: "percent-encoded",
            arguments: ALL,
            expected: At(&["a.txt:1"]),
            setup: |token| {
                let percent: String = token.bytes().map(|byte| format!("%{byte:02X}")).collect();
                with("a.txt", format!("x?t={percent}\n"))
            },
        },
        Case {
            name: "one letter in an escape",
            arguments: ALL,
            expected: At(&["a.json:1"]),
            setup: |token| with("a.json", format!("{{\"t\": \"\\u0067{}\"}}\n", &token[1..])),
        },
        Case {
            name: "one sign as an entity",
            arguments: ALL,
            expected: At(&["a.html:1"]),
            setup: |token| with("a.html", format!("<p>{}</p>\n", token.replacen('_', "&#95;", 1))),
        },
        Case {
            name: "one sign percent-encoded",
            arguments: ALL,
            expected: At(&["a.txt:1"]),
            setup: |token| with("a.txt", format!("https://a.io/?t={}\n", token.replacen('_', "%5F", 1))),
        },
        Case {
            name: "base64 in lines",
            arguments: ALL,
            expected: At(&["a.eml:2"]),
            setup: |token| {
                let encoded =
                    base64(&format!("a line before it that is long enough to be worth a line\n{}and one after it\n", line(token)));
                let lines: Vec<&str> = encoded.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
                with("a.eml", format!("Content-Transfer-Encoding: base64\n{}\n", lines.join("\n")))
            },
        },
        Case {
            name: "UTF-32",
            arguments: ALL,
            expected: At(&["a.txt:1"]),
            setup: |token| with("a.txt", line(token).chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect::<Vec<u8>>()),
        },
        Case {
            name: "UTF-16 behind ASCII",
            arguments: ALL,
            expected: At(&["a.txt:41"]),
            setup: |token| with("a.txt", [b"plain at first\n".repeat(40), utf16(&line(token), false, false)].concat()),
        },
        Case {
            name: "ASCII behind UTF-16",
            arguments: ALL,
            expected: At(&["a.txt:2"]),
            setup: |token| with("a.txt", [utf16("wide at first\n", true, false), line(token).into_bytes()].concat()),
        },
        Case {
            name: "joined in code",
            arguments: ALL,
            expected: At(&["a.py:1"]),
            setup: |token| with("a.py", format!("t = \"{}\" + \"{}\"\n", &token[..12], &token[12..])),
        },
        Case {
            name: "an escape before it",
            arguments: ALL,
            expected: At(&["a.json:1"]),
            setup: |token| with("a.json", format!("{{\"log\": \"line\\n{token}\\n\"}}\n")),
        },
        Case {
            name: "carriage returns",
            arguments: ALL,
            expected: At(&["a.txt:2"]),
            setup: |token| with("a.txt", format!("first\r\n{}\r\n", line(token).trim())),
        },
        Case {
            name: "colour codes",
            arguments: ALL,
            expected: At(&["a.log:1"]),
            setup: |token| with("a.log", format!("\x1b[31m{token}\x1b[0m\n")),
        },
        Case { name: "no line feed at the end", arguments: ALL, expected: At(&["a.txt:1"]), setup: |token| with("a.txt", token) },
    ]);
}

#[test]
fn kinds_of_files() {
    run(&[
        Case {
            name: "PDF",
            arguments: ALL,
            expected: At(&["a.pdf:3"]),
            setup: |token| with("a.pdf", [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n(".as_slice(), token.as_bytes(), b") Tj\n%%EOF\n"].concat()),
        },
        Case {
            name: "ELF",
            arguments: ALL,
            expected: At(&["a.out:1"]),
            setup: |token| with("a.out", [b"\x7fELF\x02\x01\x01\0\0\0\0".as_slice(), token.as_bytes(), &[0; 400]].concat()),
        },
        Case {
            name: "SQLite",
            arguments: ALL,
            expected: At(&["a.db:1"]),
            setup: |token| with("a.db", [b"SQLite format 3\0\x10\0\x01\x01".as_slice(), &[0; 80], token.as_bytes(), &[0; 80]].concat()),
        },
        Case {
            name: "a PNG's text",
            arguments: ALL,
            expected: At(&["a.png:3"]),
            setup: |token| {
                with(
                    "a.png",
                    [b"\x89PNG\r\n\x1a\n\0\0\0\x20tEXtComment\0".as_slice(), token.as_bytes(), b"\0\0\0\0IEND\xaeB`\x82"].concat(),
                )
            },
        },
        Case {
            name: "SVG",
            arguments: ALL,
            expected: At(&["a.svg:1"]),
            setup: |token| with("a.svg", format!("<svg><desc>{token}</desc></svg>\n")),
        },
        Case {
            name: "a lock file's address",
            arguments: ALL,
            expected: At(&["package-lock.json:1"]),
            setup: |token| with("package-lock.json", format!("{{\"resolved\": \"https://x:{token}@npm.pkg.github.com/a.tgz\"}}\n")),
        },
        Case {
            name: "a notebook",
            arguments: ALL,
            expected: At(&["a.ipynb:1"]),
            setup: |token| with("a.ipynb", format!("{{\"cells\": [{{\"source\": [\"t = '{token}'\\n\"]}}]}}\n")),
        },
        Case {
            name: "a minified file",
            arguments: ALL,
            expected: At(&["a.min.js:1"]),
            setup: |token| {
                let filler = "function a(b){return b+1};".repeat(40_000);
                with("a.min.js", format!("{filler}var t=\"{token}\";{filler}"))
            },
        },
        Case {
            name: "a large file, where its parts meet",
            arguments: ALL,
            expected: At(&["a.log:1"]),
            setup: |token| with("a.log", format!("{}{token} {}", ". ".repeat((8 << 20) / 2 - 10), ". ".repeat(200_000))),
        },
        Case {
            name: "a large file's end",
            arguments: ALL,
            expected: At(&["a.log:300001"]),
            setup: |token| with("a.log", format!("{}{token}", "a line of the log as it is\n".repeat(300_000))),
        },
        Case {
            name: "a link out of the repository",
            arguments: ALL,
            expected: At(&["link:1"]),
            setup: |token| {
                let repo = clean();
                repo.link("link", format!("/nowhere/{token}"));
                repo
            },
        },
        Case {
            name: "a patch",
            arguments: ALL,
            expected: At(&["a.patch:2"]),
            setup: |token| with("a.patch", format!("--- a\n-{}", line(token))),
        },
        Case {
            name: "an environment file's template",
            arguments: ALL,
            expected: At(&[".env.example:1"]),
            setup: |token| with(".env.example", line(token)),
        },
        Case {
            name: "a test",
            arguments: ALL,
            expected: At(&["tests/test_app.py:1"]),
            setup: |token| with("tests/test_app.py", line(token)),
        },
        Case { name: "a comment", arguments: ALL, expected: At(&["a.c:1"]), setup: |token| with("a.c", format!("/* {token} */\n")) },
    ]);
}
