//! Whether there was anything to look at, for a tool that says nothing of it: its silence is the same with no files at all.

use super::job::Job;
use super::tools::Tool;
use std::path::Path;

/// Most entries that are looked at; where there are more, there will be a file among them.
const MOST: usize = 20_000;

/// Options that take no word behind them.
const FLAGS: &[&str] = &["-q", "-v", "-r", "--quiet", "--verbose", "--recursive", "--strict", "--count", "--statistics", "--show-source"];

/// What a tool had nothing to look at in, as people call it; `None` where there was something, or where that cannot be told.
///
/// What a command names is known by its letters: words behind the program that are files or folders here, or patterns of them. A word
/// behind an option may be the option's own, so that it alone decides nothing.
pub(super) fn without_files(job: &Job) -> Option<String> {
    let [tool] = job.tools.as_slice() else { return None };
    if tool.endings.is_empty() {
        return None;
    }
    let endings = || tool.endings.iter().map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(", ");
    let words = words_behind(&job.line, tool)?;
    let mut after_option = false;
    let mut named: Vec<&str> = Vec::new();
    for word in words {
        let is_option = word.starts_with('-');
        let is_target = !is_option && (word.contains('*') || job.folder.join(word).exists());
        if is_target {
            if has_files(&job.folder, word, tool) {
                return None;
            }
            if !after_option {
                named.push(word);
            }
        }
        let is_flag = FLAGS.contains(&word) || word.starts_with("--no-") || word.starts_with("--allow-");
        after_option = is_option && !word.contains('=') && !is_flag;
    }
    if named.is_empty() {
        return (!below(&job.folder, tool)).then(|| format!("there is no file here that ends in {}", endings()));
    }
    Some(format!("there is no file that ends in {} in {}", endings(), named.join(", ")))
}

/// The words that the program is started with; `None` where another folder or another program may be meant.
fn words_behind<'line>(line: &'line str, tool: &Tool) -> Option<Vec<&'line str>> {
    if line.contains(['$', '`', '<', '>', '\\', '|', ';', '&']) {
        return None;
    }
    let words: Vec<&str> = line.split_whitespace().map(|word| word.trim_matches(['"', '\''])).collect();
    let is_program = |word: &&str| word.rsplit('/').next() == Some(tool.program());
    let at = words.iter().rposition(is_program)?;
    if words.iter().take(at).any(|word| *word == "cd") {
        return None;
    }
    let rest = words.get(at + 1..).unwrap_or_default();
    // `ruff check`: what the table has behind the program is no target.
    let own = tool.words.iter().skip(1).filter(|word| !word.starts_with('-')).count();
    let own = rest.iter().zip(tool.words.iter().skip(1)).take(own).filter(|(one, two)| *one == two).count();
    Some(rest.iter().skip(own).copied().collect())
}

/// Whether a word names a file, or a folder that holds one for the tool. What a pattern names is looked for below its plain beginning.
fn has_files(folder: &Path, word: &str, tool: &Tool) -> bool {
    let plain = word.split('*').next().unwrap_or_default();
    let plain = if plain.len() == word.len() { plain } else { plain.rsplit_once('/').map_or("", |(folder, _)| folder) };
    let path = folder.join(plain);
    path.is_file() || below(&path, tool)
}

/// Whether a folder holds a file for the tool, however deep.
fn below(folder: &Path, tool: &Tool) -> bool {
    let mut open = vec![folder.to_path_buf()];
    let mut seen = 0;
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            seen += 1;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if seen > MOST || name.rsplit_once('.').is_some_and(|(_, ending)| tool.endings.iter().any(|known| known == ending)) {
                return true;
            }
            // Other people's packages are nothing that a linter looks at by itself.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) && !matches!(&*name, ".git" | "node_modules") {
                open.push(entry.path());
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::without_files;
    use crate::exec::ProjectCommand;
    use crate::gates::diagnostics::job::Job;
    use crate::gates::diagnostics::tools;

    #[test]
    fn a_tool_without_files_has_looked_at_nothing() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["src/a.py", "docs/readme.txt", "node_modules/x/a.yaml", "deep/a/b/c.sql"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let nothing = |line: &str| {
            let job = Job {
                command: ProjectCommand::Shell(line.to_owned()),
                line: line.to_owned(),
                folder: folder.path().to_path_buf(),
                format: "auto".to_owned(),
                tools: tools::of_command(line),
                silent: true,
                install: None,
                recognised: false,
            };
            without_files(&job).is_some()
        };
        for line in [
            "flake8 docs",
            "python3 -m flake8 --max-line-length 100 docs",
            "ruff check -q docs",
            "yamllint .",
            "yamllint",
            "npx stylelint 'docs/**/*.css'",
            "eslint --no-error-on-unmatched-pattern docs",
            "sqlfluff lint --dialect ansi src docs",
        ] {
            assert!(nothing(line), "{line}");
        }
        for line in [
            "flake8",
            "flake8 src docs",
            "flake8 gone",
            "flake8 docs/readme.txt",
            "flake8 --config docs",
            "ruff check .",
            "sqlfluff lint deep",
            "cd src && flake8 docs",
            "flake8 $FOLDER docs",
            "shellcheck docs",
            "eslint . && flake8 docs",
        ] {
            assert!(!nothing(line), "{line}");
        }
    }
}
