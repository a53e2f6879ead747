//! Finds the commands that may hold a secret: by their options, since a dash behind a blank is rarer and quicker to find than the name of any of
//! half a hundred programs.

use super::command_line::{self, LONGEST};
use aho_corasick::AhoCorasick;
use bstr::ByteSlice as _;
use std::sync::LazyLock;

/// Names of programs whose options start with a dash.
static PROGRAMS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(command_line::with_dashes()).ok());

/// The options of these programs, each once.
static OPTIONS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut options: Vec<&str> = command_line::options().filter(|option| option.starts_with('-')).collect();
    options.sort_unstable();
    options.dedup();
    options
});

/// Calls `each` with every such option, and with the start of every program that an option which may hold a secret stands behind, in the same
/// command or near to it. `dashes` are the places where words start with one, in order.
pub(super) fn for_each(text: &[u8], dashes: &[usize], mut each: impl FnMut(usize)) {
    let Some(programs) = PROGRAMS.as_ref() else { return };
    let mut done = 0;
    for option in dashes.iter().copied() {
        let rest = text.get(option..).unwrap_or_default();
        if !OPTIONS.iter().any(|option| rest.starts_with(option.as_bytes())) {
            continue;
        }
        each(option);
        let first = done.max(option.saturating_sub(LONGEST));
        let start = command_start(text, first, option);
        for program in programs.find_overlapping_iter(text.get(start..option).unwrap_or_default()) {
            each(start + program.start());
        }
        done = option;
    }
}

/// Where the command that goes on at `at` starts, not before `first`: a backslash at the end of a line carries it on.
fn command_start(text: &[u8], first: usize, at: usize) -> usize {
    let mut before = text.get(first..at).unwrap_or_default();
    while let Some(newline) = before.rfind_byte(b'\n') {
        before = before.get(..newline).unwrap_or_default();
        let line = before.strip_suffix(b"\r").unwrap_or(before);
        if !line.ends_with(b"\\") {
            return first + newline + 1;
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, for_each};
    use crate::detect::marks;

    fn commands(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        for_each(text.as_bytes(), &marks::find(text.as_bytes()).dashes, |start| found.extend(text.get(start..start + 4)));
        found.retain(|start| !start.starts_with('-'));
        found
    }

    #[test]
    fn commands_are_found_by_their_options() {
        assert_eq!(commands("curl -o x\ncurl -s -u a:b x | mysql -pX\n"), ["curl", "mysq"]);
        assert_eq!(commands("curl x \\\n  -H y \\\r\n\t-u a:b"), ["curl"]);
        assert_eq!(commands("curl x \\\n-u a:b"), ["curl"]);
        assert_eq!(commands("curl x \\\r\n-u a:b"), ["curl"]);
        assert_eq!(commands("curl x\n -u a:b"), [""; 0]);
        assert_eq!(commands("curl --proxy-user a:b"), ["curl"]);
        assert_eq!(commands("zip -P x | unzip -P y"), ["zip ", "unzi", "zip "]);
    }

    #[test]
    fn a_program_is_looked_for_as_far_back_as_a_command_is_read() {
        let text = |gap: usize| format!("curl {} -u a:b", "x".repeat(gap));
        assert_eq!(commands(&text(LONGEST - 10)), ["curl"]);
        assert_eq!(commands(&text(LONGEST + 10)), [""; 0]);
    }
}
