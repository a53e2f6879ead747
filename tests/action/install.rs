//! `hooks/install.sh`: what runs is what this commit has the checksum of.

use super::outputs;
use crate::support::{Repo, Run, project};
use std::collections::BTreeMap;

/// A checkout of the action in `action`, and a place with its releases in `release`.
struct Release {
    place: Repo,
}

const TARGET: &str = "x86_64-unknown-linux-gnu";

impl Release {
    fn new() -> Self {
        let place = Repo::folder();
        let read = |name: &str| std::fs::read(project().join(name)).unwrap();
        place.write("action/Cargo.toml", read("Cargo.toml")).write("action/hooks/install.sh", read("hooks/install.sh"));
        let release = Self { place };
        // Linux on x86-64 wherever the test runs.
        release.fake_uname("Linux", "x86_64");
        release.place.script("bin/ldd", "#!/bin/sh\necho 'ldd (GNU libc) 2.41'\n");
        release
    }

    fn fake_uname(&self, system: &str, machine: &str) {
        self.place.script("bin/uname", &format!("#!/bin/sh\ncase $1 in -m) echo {machine} ;; *) echo '{system}' ;; esac\n"));
    }

    fn archive(target: &str) -> String {
        format!("golive-{}-{target}.tar.gz", env!("CARGO_PKG_VERSION"))
    }

    /// An archive as the release has it, and its checksum.
    fn pack(&self, target: &str) -> String {
        let folder = format!("golive-{}-{target}", env!("CARGO_PKG_VERSION"));
        self.place.script(&format!("release/{folder}/golive"), "#!/bin/sh\necho golive of the release\n");
        let archive = format!("release/{}", Self::archive(target));
        self.place.run("tar").args(["-czf", &archive, "-C", "release", &folder]).finish().exits(0);
        let sum = self.place.run("sh").args(["-c", "sha256sum \"$0\" || shasum -a 256 \"$0\"", &archive]).finish().out();
        sum.split_whitespace().next().unwrap().to_owned()
    }

    fn sums(&self, lines: &[(&str, &str)]) {
        let text: String = lines.iter().map(|(sum, name)| format!("{sum}  {name}\n")).collect();
        self.place.write("action/hooks/SHA256SUMS", text);
    }

    fn install(&self, set: &[(&str, &str)]) -> (Run, BTreeMap<String, String>) {
        let output = self.place.path("output");
        drop(std::fs::remove_file(&output));
        std::fs::create_dir_all(self.place.path("temp")).unwrap();
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", self.place.path("bin").display());
        let url = format!("file://{}", self.place.path("release").display());
        let mut running = self.place.run("bash").args(["--noprofile", "--norc", "action/hooks/install.sh"]);
        running = running.env("PATH", path).env("GITHUB_OUTPUT", &output).env("RUNNER_TEMP", self.place.path("temp"));
        running = running.env("GOLIVE_RELEASE_URL", url).env("GITHUB_WORKSPACE", self.place.root());
        for (name, value) in set {
            running = running.env(name, value);
        }
        let run = running.finish();
        (run, outputs(&std::fs::read_to_string(output).unwrap_or_default()))
    }

    #[track_caller]
    fn refused(&self, set: &[(&str, &str)], said: &str) {
        let (run, outputs) = self.install(set);
        run.exits(2).says("::error title=golive could not be installed::").says(said);
        assert_eq!((outputs.get("path"), outputs["outcome"].as_str(), outputs["exit-code"].as_str()), (None, "error", "2"), "{run}");
    }
}

#[test]
fn a_release_with_the_right_checksum_is_installed() {
    let release = Release::new();
    let sum = release.pack(TARGET);
    release.sums(&[("0".repeat(64).as_str(), "golive-0.0.0-other.tar.gz"), (&sum, &Release::archive(TARGET))]);
    let (run, outputs) = release.install(&[]);
    run.exits(0);
    assert_eq!(outputs["version"], env!("CARGO_PKG_VERSION"));
    release.place.run(&outputs["path"]).finish().exits(0).says("golive of the release");
}

#[test]
fn another_file_than_the_commit_knows_is_not_run() {
    let release = Release::new();
    let sum = release.pack(TARGET);
    let other = sum.replace(|digit: char| digit.is_ascii_digit(), "0");
    release.sums(&[(&other, &Release::archive(TARGET))]);
    release.refused(&[], "checksum mismatch");
    // An archive that somebody changed afterwards.
    release.sums(&[(&sum, &Release::archive(TARGET))]);
    release.install(&[]).0.exits(0);
    let path = release.place.path(format!("release/{}", Release::archive(TARGET)));
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.push(0);
    std::fs::write(path, bytes).unwrap();
    release.refused(&[], "checksum mismatch");
}

#[test]
fn without_a_checksum_or_a_file_nothing_is_run() {
    let release = Release::new();
    let sum = release.pack(TARGET);
    release.refused(&[], "no checksum for");
    release.sums(&[(&sum, "golive-9.9.9-other.tar.gz")]);
    release.refused(&[], "no checksum for");
    for wrong in ["", "xyz", "abc"] {
        release.sums(&[(wrong, &Release::archive(TARGET))]);
        release.refused(&[], "checksum for");
    }
    release.sums(&[(&sum, &Release::archive(TARGET)), (&sum, &Release::archive(TARGET))]);
    release.refused(&[], "checksum for");
    release.sums(&[(&sum, &Release::archive(TARGET))]);
    std::fs::remove_file(release.place.path(format!("release/{}", Release::archive(TARGET)))).unwrap();
    release.refused(&[], "could not be downloaded");
}

#[test]
fn every_machine_has_its_release_or_is_told_that_there_is_none() {
    let release = Release::new();
    for (system, machine, target) in [
        ("Linux", "x86_64", Some("x86_64-unknown-linux-gnu")),
        ("Linux", "aarch64", Some("aarch64-unknown-linux-gnu")),
        ("Darwin", "arm64", Some("aarch64-apple-darwin")),
        ("Darwin", "x86_64", Some("x86_64-apple-darwin")),
        ("MINGW64_NT-10.0-20348", "x86_64", Some("x86_64-pc-windows-msvc")),
        ("MSYS_NT-10.0-20348", "x86_64", Some("x86_64-pc-windows-msvc")),
        ("FreeBSD", "amd64", None),
        ("Linux", "riscv64", None),
    ] {
        release.fake_uname(system, machine);
        match target {
            Some(target) => release.refused(&[], &format!("no checksum for golive-{}-{target}.tar.gz", env!("CARGO_PKG_VERSION"))),
            None => release.refused(&[], "there is no release for this"),
        }
    }
    release.fake_uname("Linux", "aarch64");
    release.place.script("bin/ldd", "#!/bin/sh\necho 'musl libc (aarch64)' >&2\nexit 1\n");
    release.refused(&[], "aarch64-unknown-linux-musl.tar.gz");
}

#[test]
fn only_a_file_on_this_machine_can_stand_in_for_the_release_page() {
    let release = Release::new();
    let sum = release.pack(TARGET);
    release.sums(&[(&sum, &Release::archive(TARGET))]);
    // Not followed, so that the download goes to the release page, which this machine does not reach here.
    release.place.script("bin/curl", "#!/bin/sh\nprintf '%s\\n' \"$@\" >> curl-arguments\nexit 7\n");
    release
        .refused(&[("GOLIVE_RELEASE_URL", "http://127.0.0.1:9/x"), ("GITHUB_ACTION_REPOSITORY", "acme/golive")], "could not be downloaded");
    let arguments = std::fs::read_to_string(release.place.path("curl-arguments")).unwrap();
    let url = format!("https://github.com/acme/golive/releases/download/v{}/{}", env!("CARGO_PKG_VERSION"), Release::archive(TARGET));
    assert!(arguments.contains("=https\n") && arguments.contains(&url) && !arguments.contains("127.0.0.1"), "{arguments}");
}

#[test]
fn a_path_that_is_given_is_taken_and_one_that_is_wrong_is_said() {
    let release = Release::new();
    let own = env!("CARGO_BIN_EXE_golive");
    let (run, outputs) = release.install(&[("GOLIVE_INSTALL", "path"), ("GOLIVE_PATH", own)]);
    run.exits(0);
    assert_eq!(outputs["path"], own);
    release.place.script("tools/golive", "#!/bin/sh\n");
    assert_eq!(
        release.install(&[("GOLIVE_INSTALL", "path"), ("GOLIVE_PATH", "tools/golive")]).1["path"],
        release.place.path("tools/golive").to_str().unwrap()
    );
    release.refused(&[("GOLIVE_INSTALL", "path")], "needs the input path");
    release.refused(&[("GOLIVE_INSTALL", "path"), ("GOLIVE_PATH", "nowhere")], "there is no file");
    for hostile in ["latest", "$(touch pwned)", "path\n::error::spoofed", "\"; touch pwned; \""] {
        let (run, _) = release.install(&[("GOLIVE_INSTALL", hostile), ("GOLIVE_PATH", hostile)]);
        run.exits(2).says("the input install may be release, source or path").never_says("spoofed");
    }
    let (run, outputs) = release.install(&[("GOLIVE_INSTALL", "path"), ("GOLIVE_PATH", "x\noutcome=pass\n$(touch pwned)")]);
    run.exits(2);
    assert_eq!(outputs["outcome"], "error");
    assert!(!release.place.path("pwned").exists());
}

#[test]
fn from_source_it_is_built_as_it_is_locked() {
    let release = Release::new();
    release.place.script(
        "bin/cargo",
        "#!/bin/sh\nprintf '%s\\n' \"$@\" > arguments\nmkdir -p temp/golive-source/bin\ncp bin/uname temp/golive-source/bin/golive\n",
    );
    let (run, outputs) = release.install(&[("GOLIVE_INSTALL", "source")]);
    run.exits(0);
    assert!(outputs["path"].ends_with("/golive-source/bin/golive"));
    let arguments = std::fs::read_to_string(release.place.path("arguments")).unwrap();
    assert!(
        arguments.starts_with("install\n--locked\n")
            && arguments.contains(&format!("--path\n{}\n", release.place.path("action").display())),
        "{arguments}"
    );
    release.place.script("bin/cargo", "#!/bin/sh\nexit 101\n");
    release.refused(&[("GOLIVE_INSTALL", "source")], "could not be built");
}

/// Minutes: only where somebody asks for it.
#[test]
fn from_source_it_really_builds() {
    if !golive::env::is_set("GOLIVE_TEST_SLOW") {
        eprintln!("NOT RUN: set GOLIVE_TEST_SLOW=1 to build the action from source");
        return;
    }
    let place = Repo::folder();
    std::fs::create_dir_all(place.path("temp")).unwrap();
    let script = project().join("hooks/install.sh");
    let mut running = place.run("bash").arg(script).env("GOLIVE_INSTALL", "source").env("GITHUB_OUTPUT", place.path("output"));
    for name in ["CARGO_HOME", "RUSTUP_HOME", "CARGO_TARGET_DIR"] {
        if let Some(value) = golive::env::var_os(name) {
            running = running.env(name, value);
        }
    }
    let home = golive::env::var_os("HOME").unwrap();
    running.env("HOME", home).env("RUNNER_TEMP", place.path("temp")).env("CARGO_PROFILE_RELEASE_LTO", "off").finish().exits(0);
    let outputs = outputs(&std::fs::read_to_string(place.path("output")).unwrap());
    place.run(&outputs["path"]).arg("--version").finish().exits(0).says(env!("CARGO_PKG_VERSION"));
}
