//! A user and a password among the options of any program: `racadm -u root -p secret`, `p4 -u ci -P secret`, `lftp -u web,secret`.

use super::odd::is_odd;
use std::ops::Range;

/// How far from the password's option the user's may stand, in bytes.
const REACH: usize = 160;
/// Options that programs take a password behind.
const PASSWORD: &[&[u8]] = &[b"-p", b"-P", b"-w", b"-W", b"-pw", b"-a", b"-A", b"-X"];
/// Options that programs take a user behind.
const USER: &[&[u8]] = &[b"-u", b"-U", b"-x", b"-l", b"-D", b"--user", b"--username", b"--login", b"-user", b"-username", b"-usr"];

/// The password behind the option at `option`, where it looks like one and an option for a user stands in the same command.
pub(super) fn read(text: &[u8], option: usize) -> Option<(Range<usize>, Range<usize>)> {
    let word = word(text, option)?;
    let name = text.get(word.clone())?;
    if USER.contains(&name) {
        return with_user(text, &word);
    }
    if !PASSWORD.contains(&name) || !has_user(text, option, word.end) {
        return None;
    }
    let argument = argument(text, word.end)?;
    text.get(argument.clone()).is_some_and(is_odd).then_some((option..argument.end, argument))
}

/// `-u user,secret`, `-U user%secret`: both in one word. A colon is read where the program is known.
fn with_user(text: &[u8], option: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let argument = argument(text, option.end)?;
    let value = text.get(argument.clone())?;
    let user = value.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'\\' | b'/')).count();
    let secret = argument.start + user + 1..argument.end;
    let parted = user > 0 && matches!(value.get(user), Some(b',' | b'%'));
    (parted && text.get(secret.clone()).is_some_and(is_odd)).then_some((option.start..secret.end, secret))
}

/// Whether one of the words of the command round an option names an option for a user.
fn has_user(text: &[u8], start: usize, end: usize) -> bool {
    let is_user =
        |word: &[u8]| USER.iter().any(|user| word.strip_prefix(*user).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"=")));
    let ends = |byte: &u8| matches!(byte, b'|' | b';' | b'`' | b'&');
    let before = text.get(start.saturating_sub(REACH)..start).unwrap_or_default();
    let before = before.get(before.iter().rposition(ends).map_or(0, |at| at + 1)..).unwrap_or_default();
    let after = text.get(end..text.len().min(end + REACH)).unwrap_or_default();
    let after = after.get(..after.iter().position(ends).unwrap_or(after.len())).unwrap_or_default();
    let line = |part: &[u8], last: bool| {
        // A backslash carries a command over the end of its line.
        let mut lines: Vec<Vec<u8>> = part.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        if last {
            lines.reverse();
        }
        let mut kept = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            let carried = |line: &Vec<u8>| line.trim_ascii_end().ends_with(b"\\");
            let goes_on = if last { carried(line) } else { number == 0 || lines.get(number - 1).is_some_and(carried) };
            if number > 0 && !goes_on {
                break;
            }
            kept.extend_from_slice(line);
            kept.push(b' ');
        }
        kept
    };
    [line(before, true), line(after, false)].iter().any(|part| part.split(u8::is_ascii_whitespace).any(is_user))
}

fn word(text: &[u8], from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..text.len().min(from + REACH))?;
    let length = rest.iter().position(u8::is_ascii_whitespace)?;
    Some(from..from + length)
}

/// The word behind an option, without its quotes.
fn argument(text: &[u8], from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..text.len().min(from + REACH))?;
    let start = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t'))?;
    if let Some(quote @ (b'"' | b'\'')) = rest.get(start).copied() {
        let length = rest.get(start + 1..)?.iter().position(|byte| *byte == quote || *byte == b'\n')?;
        return Some(from + start + 1..from + start + 1 + length);
    }
    let tail = rest.get(start..)?;
    let length = tail.iter().position(|byte| byte.is_ascii_whitespace() || b";|\"'`)".contains(byte)).unwrap_or(tail.len());
    Some(from + start..from + start + length)
}

#[cfg(test)]
mod tests {
    use super::read;

    fn found<'text>(text: &'text str, option: &str) -> Option<&'text str> {
        read(text.as_bytes(), text.find(option)? + 1).map(|(_, secret)| &text[secret])
    }

    #[test]
    fn passwords_beside_users_are_found_whatever_the_program() {
        assert_eq!(found("racadm -r h -u root -p Hx82qTr9 getsysinfo", " -p"), Some("Hx82qTr9"));
        assert_eq!(found("p4 -P 'Hx82!qTr' -u ci sync\n", " -P"), Some("Hx82!qTr"));
        assert_eq!(found("x -u root \\\n  -p Hx82qTr9 \\\n y", " -p"), Some("Hx82qTr9"));
        assert_eq!(found("open -u web,Hx82qTr9 h", " -u"), Some("Hx82qTr9"));
    }

    #[test]
    fn other_options_are_left_alone() {
        assert_eq!(found("ssh -p 2222 -l root h", " -p"), None);
        assert_eq!(found("mkdir -p Hx82qTr9\n", " -p"), None);
        assert_eq!(found("x -u root\ny -p Hx82qTr9 z", " -p"), None);
        assert_eq!(found("x -u root | y -p Hx82qTr9 z", " -p"), None);
        assert_eq!(found("nmap -u x -p 1-1024,8080 h", " -p"), None);
        assert_eq!(found("x -u root -p $PASS9 z", " -p"), None);
    }
}
