//! Whole-process processor time of golive beside what reading the same files costs others, in one run.
//!
//! `cargo bench --bench ratios`; `GOLIVE_BENCH_REPO=PATH` measures a repository of yours instead of a generated one. Linux only: times are
//! those the kernel keeps for finished children, in ticks of a hundredth of a second, so each command is run many times.

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a benchmark for people")]
#![expect(clippy::disallowed_methods, reason = "it measures other programs")]

use golive::detect::example::Random;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Runs of each command in a row; the figure is the median of [`ROUNDS`] such rows, which alternate between the commands.
const RUNS: usize = 10;
const ROUNDS: usize = 5;
/// Files of the generated repository, and roughly their size in bytes.
const FILES: usize = 5_000;
const SIZE: usize = 6_000;

fn main() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let repository = std::env::var_os("GOLIVE_BENCH_REPO").map_or_else(|| generate(scratch.path()), PathBuf::from);
    let golive = env!("CARGO_BIN_EXE_golive");
    compare("the published files", &repository, &[golive, "secrets", "--quiet"], &["rg", "-uuu", "-c", "qqzzxxqq", "."]);
    compare("nothing staged", &repository, &[golive, "secrets", "--staged", "--quiet"], &["git", "diff", "--cached", "--quiet"]);
    compare(
        "ignore rules",
        &repository,
        &[golive, "gitignore", "--quiet"],
        &["sh", "-c", "git ls-files -o -i --exclude-standard; git ls-files"],
    );
}

fn compare(what: &str, folder: &Path, ours: &[&str], peer: &[&str]) {
    let name = peer.first().copied().unwrap_or_default();
    if run(folder, peer).is_none() {
        return println!("{what}: {name} is not installed");
    }
    run(folder, ours);
    let (mut mine, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        mine.push(seconds(folder, ours));
        theirs.push(seconds(folder, peer));
    }
    let (mine, theirs) = (median(mine), median(theirs));
    println!("{what}: {:.1} ms, {name} {:.1} ms, ratio {:.2}", mine * 1e3, theirs * 1e3, mine / theirs);
}

/// Processor time of one run, user and system, of the program and its children.
fn seconds(folder: &Path, command: &[&str]) -> f64 {
    let before = children_ticks();
    for _ in 0..RUNS {
        run(folder, command);
    }
    (children_ticks() - before) as f64 / 100.0 / RUNS as f64
}

fn run(folder: &Path, command: &[&str]) -> Option<()> {
    let (program, arguments) = command.split_first()?;
    let quiet = Command::new(program).args(arguments).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null()).status();
    quiet.ok().map(drop)
}

/// Fields 16 and 17 of /proc/self/stat (proc(5)): ticks of waited-for children, user and system.
fn children_ticks() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields = stat.rsplit(')').next().expect("a command in brackets").split_whitespace();
    fields.skip(13).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum()
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A repository of made-up source files: words, calls, now and then a long identifier or a hash.
fn generate(folder: &Path) -> PathBuf {
    let mut random = Random::new(1);
    #[rustfmt::skip]
    let words = [
        "request", "handler", "config", "buffer", "index", "value", "render", "publish", "count", "result", "error", "client", "server", "parse", "update", "window",
        "layout", "stream", "packet", "header", "offset", "length", "module", "kernel", "thread", "worker", "target", "source", "format", "string", "number", "object",
        "filter", "search", "select", "insert", "delete", "commit", "branch", "remote", "folder", "record", "column", "matrix", "vector", "symbol", "token", "key",
    ];
    for number in 0..FILES {
        let parent = folder.join(format!("pkg{}", number % 97));
        std::fs::create_dir_all(&parent).expect("writable");
        let mut text = String::with_capacity(SIZE + 200);
        while text.len() < SIZE {
            let mut word = || words.get(random.below(words.len())).copied().unwrap_or_default();
            let (name, of, object, call, argument, text_of) = (word(), word(), word(), word(), word(), word());
            let _ = writeln!(text, "    let {name}_{of} = {object}.{call}({argument}, \"{text_of}\");");
            if random.below(40) == 0 {
                let _ = writeln!(text, "    // {}", random.characters(&["0123456789abcdef"], 40));
            }
        }
        std::fs::write(parent.join(format!("file{number}.rs")), text).expect("writable");
    }
    for arguments in
        [&["init", "--quiet"][..], &["add", "."], &["-c", "user.name=b", "-c", "user.email=b@b", "commit", "--quiet", "-m", "b"]]
    {
        let git = [&["git"], arguments].concat();
        run(folder, &git);
    }
    folder.to_path_buf()
}
