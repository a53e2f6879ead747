//! husky: a line in the scripts of its folder.

use super::super::step::{Found, Step, look};
use super::{HOOKS, PUSH, calls_golive, edited, in_shell};
use std::path::Path;

/// Words of scripts that read what git says of a push, which can be read only once.
const READERS: &[&str] = &["read", "lfs", "cat", "stdin", "xargs", "tee"];

pub(super) fn steps(root: &Path) -> Vec<Step> {
    let mut steps: Vec<Step> = HOOKS.iter().map(|hook| step(root, hook)).collect();
    if !root.join(".husky/_").exists() {
        steps.push(Step::Next("`npx husky` sets git's hooks up (once a clone)".to_owned()));
    }
    steps
}

fn step(root: &Path, hook: &str) -> Step {
    let path = root.join(".husky").join(hook);
    let line = format!("{} || exit $?\n", in_shell(hook));
    match look(&path, root) {
        Found::Nothing => Step::create(path, line).executable(),
        Found::Text(text) if hook == PUSH && !calls_golive(&text) && reads_input(&text) => Step::Refused {
            path,
            why: "it reads what git says of the push, which can be read only once".to_owned(),
            snippet: format!(
                "input=$(cat)\nprintf '%s\\n' \"$input\" | {} || exit $?\nprintf '%s\\n' \"$input\" | {{ … what stood there … }}\n",
                in_shell(hook)
            ),
        },
        Found::Text(_) | Found::Odd(_) => edited(&path, root, &line, |text| Some(with_line(text, &line))),
    }
}

/// Before the first command: a script may end early, and does not have to stop at the first failure.
fn with_line(text: &str, line: &str) -> String {
    let is_head = |line: &str| {
        let line = line.trim();
        line.is_empty() || line.starts_with('#') || line.ends_with("/_/husky.sh\"") || line.starts_with("set -")
    };
    let head: usize = text.split_inclusive('\n').take_while(|line| is_head(line)).map(str::len).sum();
    let (head, tail) = text.split_at_checked(head).unwrap_or((text, ""));
    let gap = if head.is_empty() || head.ends_with('\n') { "" } else { "\n" };
    format!("{head}{gap}{line}{tail}")
}

fn reads_input(text: &str) -> bool {
    let commands = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    commands.flat_map(|line| line.split(|character: char| !character.is_ascii_alphanumeric())).any(|word| READERS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::{reads_input, with_line};

    #[test]
    fn the_line_comes_before_the_first_command() {
        let old = "#!/usr/bin/env sh\n. \"$(dirname -- \"$0\")/_/husky.sh\"\n\nnpx lint-staged\nexit 0\n";
        assert_eq!(with_line(old, "golive\n"), old.replace("npx", "golive\nnpx"));
        assert_eq!(with_line("npm test", "golive\n"), "golive\nnpm test");
        assert_eq!(with_line("# nothing", "golive\n"), "# nothing\ngolive\n");
        assert_eq!(with_line("", "golive\n"), "golive\n");
    }

    #[test]
    fn scripts_that_read_the_push_are_known() {
        assert!(reads_input("git lfs pre-push \"$@\"\n"));
        assert!(reads_input("while read -r a b; do :; done\n"));
        assert!(!reads_input("# cat\nnpm test\n"));
    }
}
