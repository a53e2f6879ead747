//! What a git hook is asked: which text is about to be published.

use super::{Error, Variables};
use crate::env;
use crate::git::Repo;

/// The text that is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// What commits add: those that `to` reach and `without` do not. An entry of `without` that ends in `/*` is all references it fits.
    Commits {
        /// What is pushed.
        to: Vec<String>,
        /// What is there already.
        without: Vec<String>,
    },
    /// The index against HEAD.
    Staged,
    /// All tracked files.
    Tracked,
    /// Nothing: only references are taken away.
    Nothing,
}

/// What is asked, and how that was found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The text.
    pub asked: Asked,
    /// A sentence: what is looked at, and why that.
    pub said: String,
}

/// One line that git gives a pre-push hook (githooks(5)).
struct Pushed<'input> {
    local: &'input str,
    remote: &'input str,
}

/// Finds out what is asked: references on standard input, then the range of a hook framework, then the index, then all files.
/// `arguments` are the hook's own: a pre-push hook is given the remote's name first.
///
/// # Errors
/// [`Error`] where some lines of the input are references and others are not, or the repository cannot be read.
pub fn asked(input: &str, arguments: &[String], variables: &Variables<'_>, repo: &Repo) -> Result<Question, Error> {
    let lines = pushed(input)?;
    if !lines.is_empty() {
        let remote = arguments.first().cloned().or_else(|| variables(env::PRE_COMMIT_REMOTE_NAME));
        return push(&lines, remote.as_deref(), repo);
    }
    if let (Some(from), Some(to)) = (variables(env::PRE_COMMIT_FROM_REF), variables(env::PRE_COMMIT_TO_REF)) {
        let said = format!("the commits of {from}..{to}, as PRE_COMMIT_FROM_REF and PRE_COMMIT_TO_REF say");
        // A reference that is not there yet is written as zeros.
        let without = if is_none(&from) { Vec::new() } else { vec![from] };
        return Ok(Question { asked: Asked::Commits { to: vec![to], without }, said });
    }
    if let (Some(branch), Some(remote)) = (variables(env::PRE_COMMIT_LOCAL_BRANCH), variables(env::PRE_COMMIT_REMOTE_NAME)) {
        let said = format!("the commits of {branch} that {remote} does not have: its first push");
        return Ok(Question { asked: Asked::Commits { to: vec![branch], without: of_remote(Some(&remote)) }, said });
    }
    if variables(env::GIT_INDEX_FILE).is_some() {
        return Ok(staged(repo, "git makes a commit of it"));
    }
    if repo.staged().is_ok_and(|staged| !staged.is_empty()) {
        return Ok(staged(repo, "something is staged"));
    }
    Ok(Question { asked: Asked::Tracked, said: "all tracked files: nothing is staged and nothing is pushed".to_owned() })
}

fn staged(repo: &Repo, why: &str) -> Question {
    let what = match repo.staged() {
        Ok(staged) if staged.is_empty() => "the index: it adds nothing to HEAD".to_owned(),
        Ok(staged) => format!("the index against HEAD, {}", crate::text::count(staged.len(), "file", "files")),
        Err(_) => "the index against HEAD".to_owned(),
    };
    Question { asked: Asked::Staged, said: format!("{what} ({why})") }
}

fn is_none(id: &str) -> bool {
    id.len() >= 40 && id.bytes().all(|byte| byte == b'0')
}

fn is_id(word: &str) -> bool {
    matches!(word.len(), 40 | 64) && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `LOCAL-REF LOCAL-ID REMOTE-REF REMOTE-ID`, a line each; empty where the input is something else altogether.
fn pushed(input: &str) -> Result<Vec<Pushed<'_>>, Error> {
    let parse = |line| -> Option<Pushed<'_>> {
        let words: Vec<&str> = str::split_whitespace(line).collect();
        // A local reference may be an expression with blanks in it; the last three are not.
        let [.., local, _, remote] = words.as_slice() else { return None };
        (words.len() >= 4 && is_id(local) && is_id(remote)).then_some(Pushed { local, remote })
    };
    let lines: Vec<&str> = input.lines().filter(|line| !line.trim().is_empty()).collect();
    let parsed: Vec<Pushed<'_>> = lines.iter().filter_map(|line| parse(line)).collect();
    if !parsed.is_empty() && parsed.len() < lines.len() {
        return Err(Error::new(
            "standard input holds references as git gives them to a pre-push hook, and other lines between them",
            "hand on git's input unchanged, or give none",
        ));
    }
    Ok(parsed)
}

fn push(lines: &[Pushed<'_>], remote: Option<&str>, repo: &Repo) -> Result<Question, Error> {
    let lines: Vec<&Pushed<'_>> = lines.iter().filter(|line| !is_none(line.local)).collect();
    let to: Vec<String> = lines.iter().map(|line| line.local.to_owned()).collect();
    if to.is_empty() {
        return Ok(Question { asked: Asked::Nothing, said: "nothing: the push only takes references away".to_owned() });
    }
    if let Some(odd) = to.iter().find(|id| !repo.has(id)) {
        return Err(Error::new(
            format!("the push has a reference that stands for no commit ({odd}; a tag of a file or a folder?), and nothing was looked at"),
            "look with golive secrets --history, which reads such tags, then push this one by itself with --no-verify",
        ));
    }
    let mut without = of_remote(remote);
    // What the remote has at a reference counts only if it is here too; after somebody else's push it may not be.
    without.extend(lines.iter().filter(|line| !is_none(line.remote) && repo.has(line.remote)).map(|line| line.remote.to_owned()));
    let what = crate::text::count(to.len(), "reference", "references");
    let said = format!("the commits of {what} that {} does not have", remote.unwrap_or("the remote"));
    Ok(Question { asked: Asked::Commits { to, without }, said })
}

/// The references in which the last known state of a remote is kept. A remote without a name is given by its address and has none.
fn of_remote(remote: Option<&str>) -> Vec<String> {
    let is_name = |name: &&str| !name.is_empty() && !name.contains([':', '*', '?', '[', ' ', '\\']) && !name.starts_with(['/', '.']);
    remote.filter(is_name).map(|name| format!("refs/remotes/{name}/*")).into_iter().collect()
}
