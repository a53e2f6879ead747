//! Credentials that stand on command lines: in scripts, histories, documents, CI files.

use super::any_command;
use super::likeness::Likeness;
use super::odd::is_odd;
use super::pattern::is_left_boundary;
use super::placeholder::{is_placeholder, is_reference};
use std::ops::Range;

/// Longest command that is read, in bytes.
pub(super) const LONGEST: usize = 2048;

/// How an option holds its secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// The next word, or what is glued to the option.
    Secret,
    /// The next word only.
    NextWord,
    /// Only what is glued to the option: alone, it asks for the password.
    Glued,
    /// `user:secret`.
    UserAndSecret,
    /// `user%secret`, as Samba has it.
    UserPercentSecret,
    /// `user,secret`.
    UserCommaSecret,
    /// `user/secret@service`, as Oracle's programs have it.
    UserSlashSecret,
    /// The same, and the service may be left out.
    UserSlashSecretAlone,
    /// Nothing, but the program reads the secret from its standard input: `echo secret | program`, `program <<< secret`.
    Input,
    /// `pass:secret`, as OpenSSL has it.
    PassSource,
}

/// A program, and its options that hold a secret. From the programs' own manuals.
static PROGRAMS: &[(&str, &[(&str, Holds)])] = &[
    (
        "curl ",
        &[
            ("-u", Holds::UserAndSecret),
            ("--user", Holds::UserAndSecret),
            ("-U", Holds::UserAndSecret),
            ("--proxy-user", Holds::UserAndSecret),
            ("-E", Holds::UserAndSecret),
            ("--cert", Holds::UserAndSecret),
        ],
    ),
    ("sshpass ", &[("-p", Holds::Secret)]),
    ("mysql ", &[("-p", Holds::Glued)]),
    ("mysqldump ", &[("-p", Holds::Glued)]),
    ("mysqladmin ", &[("-p", Holds::Glued)]),
    ("mariadb ", &[("-p", Holds::Glued)]),
    ("docker login ", &[("-p", Holds::Secret), ("--password-stdin", Holds::Input)]),
    ("podman login ", &[("-p", Holds::Secret), ("--password-stdin", Holds::Input)]),
    ("helm registry login ", &[("-p", Holds::Secret), ("--password-stdin", Holds::Input)]),
    ("crane auth login ", &[("-p", Holds::Secret), ("--password-stdin", Holds::Input)]),
    ("oras login ", &[("-p", Holds::Secret), ("--password-stdin", Holds::Input)]),
    ("gh auth login ", &[("--with-token", Holds::Input)]),
    ("docker secret create ", &[("", Holds::Input)]),
    ("gh secret set ", &[("--body", Holds::Secret), ("-b", Holds::NextWord)]),
    ("keyvault secret set ", &[("--value", Holds::Secret)]),
    ("ssm put-parameter ", &[("--value", Holds::Secret)]),
    ("ssh-keygen ", &[("-N", Holds::NextWord)]),
    ("isql ", &[("-P", Holds::Secret)]),
    ("cf login ", &[("-p", Holds::Secret)]),
    ("skopeo ", &[("--creds", Holds::UserAndSecret), ("--src-creds", Holds::UserAndSecret), ("--dest-creds", Holds::UserAndSecret)]),
    ("buildah ", &[("--creds", Holds::UserAndSecret)]),
    ("etcdctl ", &[("--user", Holds::UserAndSecret)]),
    ("jenkins-cli.jar ", &[("-auth", Holds::UserAndSecret)]),
    ("cqlsh ", &[("-p", Holds::Secret)]),
    ("beeline ", &[("-p", Holds::Secret)]),
    ("mosquitto_pub ", &[("-P", Holds::Secret)]),
    ("pscp ", &[("-pw", Holds::Secret)]),
    ("schtasks ", &[("/rp", Holds::NextWord), ("/RP", Holds::NextWord)]),
    ("security import ", &[("-P", Holds::Secret)]),
    ("unlock-keychain ", &[("-p", Holds::Secret)]),
    ("create-keychain ", &[("-p", Holds::Secret)]),
    ("set-key-partition-list ", &[("-k", Holds::NextWord)]),
    ("altool ", &[("-p", Holds::Secret)]),
    ("kinit ", &[("", Holds::Input)]),
    ("passwd ", &[("", Holds::Input)]),
    ("smbpasswd ", &[("", Holds::Input)]),
    ("qpdf ", &[("--encrypt", Holds::NextWord)]),
    ("sqlldr ", &[("", Holds::UserSlashSecretAlone)]),
    ("CONNECT ", &[("", Holds::UserSlashSecretAlone)]),
    ("connect ", &[("", Holds::UserSlashSecretAlone)]),
    ("cryptsetup ", &[("", Holds::Input)]),
    ("openssl passwd ", &[("-1", Holds::NextWord), ("-5", Holds::NextWord), ("-6", Holds::NextWord), ("-apr1", Holds::NextWord)]),
    ("oc login ", &[("-p", Holds::Secret)]),
    ("az login ", &[("-p", Holds::Secret)]),
    ("redis-cli ", &[("-a", Holds::Secret)]),
    ("ldapsearch ", &[("-w", Holds::Secret)]),
    ("ldapadd ", &[("-w", Holds::Secret)]),
    ("ldapmodify ", &[("-w", Holds::Secret)]),
    ("ldapwhoami ", &[("-w", Holds::Secret)]),
    ("mongo ", &[("-p", Holds::Secret)]),
    ("mongosh ", &[("-p", Holds::Secret)]),
    ("mongodump ", &[("-p", Holds::Secret)]),
    ("sqlcmd ", &[("-P", Holds::Secret)]),
    ("bcp ", &[("-P", Holds::Secret)]),
    ("twine upload ", &[("-p", Holds::Secret)]),
    ("signtool sign ", &[("/p", Holds::NextWord)]),
    ("smbclient ", &[("-U", Holds::UserPercentSecret)]),
    ("psexec ", &[("-p", Holds::Secret)]),
    ("PsExec ", &[("-p", Holds::Secret)]),
    ("psExec ", &[("-p", Holds::Secret)]),
    ("PSEXEC ", &[("-p", Holds::Secret)]),
    ("psexec.exe ", &[("-p", Holds::Secret)]),
    ("PsExec.exe ", &[("-p", Holds::Secret)]),
    ("PsExec64.exe ", &[("-p", Holds::Secret)]),
    ("PSEXEC.EXE ", &[("-p", Holds::Secret)]),
    ("7z ", &[("-p", Holds::Glued)]),
    ("7za ", &[("-p", Holds::Glued)]),
    ("rar ", &[("-hp", Holds::Glued), ("-p", Holds::Glued)]),
    ("lftp ", &[("-u", Holds::UserCommaSecret)]),
    ("winexe ", &[("-U", Holds::UserPercentSecret)]),
    ("rpcclient ", &[("-U", Holds::UserPercentSecret)]),
    ("ipmitool ", &[("-P", Holds::Secret)]),
    ("mysqlimport ", &[("-p", Holds::Glued)]),
    ("mongorestore ", &[("-p", Holds::Secret)]),
    ("ldappasswd ", &[("-w", Holds::Secret), ("-s", Holds::Secret)]),
    ("rdesktop ", &[("-p", Holds::Secret)]),
    ("snmpwalk ", &[("-A", Holds::Secret), ("-X", Holds::Secret)]),
    ("sqlplus ", &[("", Holds::UserSlashSecret)]),
    ("expdp ", &[("", Holds::UserSlashSecretAlone)]),
    ("impdp ", &[("", Holds::UserSlashSecretAlone)]),
    ("plink ", &[("-pw", Holds::Secret)]),
    ("openssl ", &[("-passin", Holds::PassSource), ("-passout", Holds::PassSource), ("-k", Holds::NextWord)]),
    ("zip ", &[("-P", Holds::Secret)]),
    ("unzip ", &[("-P", Holds::Secret)]),
    ("http ", &[("-a", Holds::UserAndSecret), ("--auth", Holds::UserAndSecret)]),
    ("xfreerdp ", &[("/p:", Holds::Glued)]),
];

/// Names of the programs that are known by their names alone, with the blank that follows them.
pub(super) fn anchors() -> impl Iterator<Item = &'static str> {
    PROGRAMS.iter().filter(|program| !is_known_by_options(program)).map(|(program, _)| *program)
}

/// Names of the programs that take no secret but behind an option with a dash, with the blank that follows them.
pub(super) fn with_dashes() -> impl Iterator<Item = &'static str> {
    PROGRAMS.iter().filter(|program| is_known_by_options(program)).map(|(program, _)| *program)
}

/// The options of all programs.
pub(super) fn options() -> impl Iterator<Item = &'static str> {
    PROGRAMS.iter().flat_map(|(_, options)| options.iter().map(|(option, _)| *option))
}

fn is_known_by_options((_, options): &(&str, &[(&str, Holds)])) -> bool {
    options.iter().all(|(option, _)| option.starts_with('-'))
}

/// A secret on a command line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Credential {
    /// The option and its argument.
    pub whole: Range<usize>,
    /// The secret.
    pub secret: Range<usize>,
}

/// The secrets on the command line whose program, or one of its options, stands at `start`.
pub(super) fn read(text: &[u8], start: usize) -> Vec<Credential> {
    let Some(rest) = text.get(start..text.len().min(start + LONGEST)) else { return Vec::new() };
    if rest.starts_with(b"-") {
        return any_command::read(text, start).map(|(whole, secret)| Credential { whole, secret }).into_iter().collect();
    }
    let Some((program, options)) = PROGRAMS.iter().find(|(program, _)| rest.starts_with(program.as_bytes())) else { return Vec::new() };
    if !is_left_boundary(text, start) {
        return Vec::new();
    }
    let words = words(rest, program.len());
    // Parameters of other types are no secrets.
    if program.starts_with("ssm ") && !words.iter().any(|word| rest.get(word.clone()).is_some_and(|word| word.ends_with(b"SecureString"))) {
        return Vec::new();
    }
    let mut found = Vec::new();
    if options.iter().any(|(option, holds)| option.is_empty() && *holds == Holds::Input) {
        found.extend(input(text, start, &words, rest));
    }
    for (at, word) in words.iter().enumerate() {
        let Some(value) = rest.get(word.clone()) else { continue };
        for (option, holds) in *options {
            if *holds == Holds::Input && value == option.as_bytes() {
                found.extend(input(text, start, &words, rest));
                break;
            }
            if let Some(argument) = argument(rest, value, word, words.get(at + 1), option, *holds)
                && let Some(secret) = secret_in(rest, argument.clone(), *holds)
                && rest.get(secret.clone()).is_some_and(is_secret)
                && (!program.eq_ignore_ascii_case("connect ") || rest.get(secret.clone()).is_some_and(is_odd))
            {
                found.push(Credential { whole: start + word.start..start + secret.end, secret: start + secret.start..start + secret.end });
                break;
            }
        }
    }
    found
}

/// What the command at `start` reads from its standard input, where that stands in the script: `echo 'secret' | `, or ` <<< secret`.
fn input(text: &[u8], start: usize, arguments: &[Range<usize>], rest: &[u8]) -> Option<Credential> {
    let here = arguments.iter().position(|word| rest.get(word.clone()).is_some_and(|word| word.starts_with(b"<<<")));
    if let Some(at) = here {
        let glued = arguments.get(at).filter(|word| word.len() > 3).map(|word| word.start + 3..word.end);
        let secret = unquoted(rest, glued.or_else(|| arguments.get(at + 1).cloned())?);
        let found = Credential { whole: start..start + secret.end, secret: start + secret.start..start + secret.end };
        return rest.get(secret).is_some_and(is_secret).then_some(found);
    }
    let before = text.get(start.saturating_sub(200)..start)?;
    let line = before.get(memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1)..)?;
    let (head, program) = line.split_at(memchr::memrchr(b'|', line)?);
    // `sudo docker login`, `/usr/bin/kinit`: nothing else may stand between the bar and the program.
    if program.len() > 24 {
        return None;
    }
    let said =
        ["echo ", "printf "].iter().filter_map(|verb| memchr::memmem::rfind(head, verb.as_bytes()).map(|at| at + verb.len())).max()?;
    let argument = words(head, said).into_iter().find(|word| !head.get(word.clone()).unwrap_or_default().starts_with(b"-"))?;
    let secret = unquoted(head, argument);
    // `(echo secret; echo secret) | smbpasswd`, `echo -e "secret\nsecret" | passwd`: it is asked for twice.
    let said_twice = |value: &[u8]| memchr::memmem::find(value, b"\\n").or_else(|| value.strip_suffix(b")").map(<[u8]>::len));
    let length = head.get(secret.clone()).and_then(said_twice).unwrap_or(secret.len());
    let secret = secret.start..secret.start + length;
    let offset = start - line.len();
    head.get(secret.clone())
        .is_some_and(is_secret)
        .then(|| Credential { whole: offset + said..start, secret: offset + secret.start..offset + secret.end })
}

/// Where the argument of `option` stands, if this word is that option.
fn argument(
    text: &[u8],
    value: &[u8],
    word: &Range<usize>,
    next: Option<&Range<usize>>,
    option: &str,
    holds: Holds,
) -> Option<Range<usize>> {
    let glued = value.strip_prefix(option.as_bytes())?;
    if glued.is_empty() {
        return next.filter(|_| holds != Holds::Glued).cloned();
    }
    if matches!(holds, Holds::NextWord | Holds::Input) {
        return None;
    }
    let is_long = option.starts_with("--");
    let glued = if is_long { glued.strip_prefix(b"=")? } else { glued };
    // `-pass…` is no `-p`: a glued argument that only spells on another option's name is not one.
    if !is_long && option == "-p" && glued.iter().all(u8::is_ascii_lowercase) {
        return None;
    }
    let start = word.end - glued.len();
    Some(unquoted(text, start..word.end))
}

fn secret_in(text: &[u8], argument: Range<usize>, holds: Holds) -> Option<Range<usize>> {
    let argument = unquoted(text, argument);
    let value = text.get(argument.clone())?;
    let after = |separator: u8| value.iter().position(|byte| *byte == separator).map(|at| argument.start + at + 1..argument.end);
    // `-u <user:password>`, as manuals have it.
    if value.starts_with(b"<") {
        return None;
    }
    match holds {
        Holds::Secret | Holds::Glued | Holds::NextWord => Some(argument),
        Holds::UserAndSecret => {
            let secret = after(b':')?;
            // Services that take a key for the user, and nothing or anything for the password.
            let user = value.get(..secret.start - 1 - argument.start)?;
            let key = secret.len() <= 1 && user.len() >= 16 && Likeness::of(user).is_random();
            Some(if key { argument.start..secret.start - 1 } else { secret })
        }
        Holds::UserPercentSecret => after(b'%'),
        Holds::UserCommaSecret => after(b','),
        Holds::UserSlashSecret => {
            let secret = after(b'/')?;
            let end = value.iter().rposition(|byte| *byte == b'@').map(|at| argument.start + at)?;
            (secret.start < end && !value.starts_with(b"/")).then_some(secret.start..end)
        }
        Holds::UserSlashSecretAlone => {
            let secret = after(b'/').filter(|_| !value.starts_with(b"/") && (!value.contains(&b'=') || value.starts_with(b"userid=")))?;
            let end = value.iter().rposition(|byte| *byte == b'@').map_or(argument.end, |at| argument.start + at);
            (secret.start < end).then_some(secret.start..end)
        }
        Holds::Input => None,
        Holds::PassSource => value.starts_with(b"pass:").then(|| argument.start + 5..argument.end),
    }
}

fn unquoted(text: &[u8], range: Range<usize>) -> Range<usize> {
    let value = text.get(range.clone()).unwrap_or_default();
    match (value.first(), value.last()) {
        (Some(first @ (b'"' | b'\'')), Some(last)) if first == last && value.len() >= 2 => range.start + 1..range.end - 1,
        _ => range,
    }
}

fn is_secret(value: &[u8]) -> bool {
    value.len() >= 4
        && !value.starts_with(b"-")
        && !is_reference(value)
        && !is_placeholder(value)
        && !value.starts_with(b"$")
        && !names_a_file(value)
}

/// `@secret.txt`: the file it stands in, as many programs take it.
fn names_a_file(value: &[u8]) -> bool {
    value.starts_with(b"@") && value.iter().any(|byte| matches!(byte, b'/' | b'.'))
}

/// The words of a command, quotes and all, up to the end of the line (a backslash carries it on) or the next command.
fn words(text: &[u8], from: usize) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let (mut start, mut quote) = (None, None);
    let mut at = from;
    while let Some(byte) = text.get(at) {
        match (quote, byte) {
            (None, b'\\') if matches!(text.get(at + 1), Some(b'\n' | b'\r')) => at += 1,
            (None, b'\n' | b'|' | b';' | b'`') | (Some(_), b'\n') => break,
            (None, b' ' | b'\t' | b'\r') => {
                if let Some(start) = start.take() {
                    words.push(start..at);
                }
            }
            (None, b'"' | b'\'') => {
                quote = Some(*byte);
                start.get_or_insert(at);
            }
            (Some(open), close) if open == *close => quote = None,
            _ => {
                start.get_or_insert(at);
            }
        }
        at += 1;
    }
    if let Some(start) = start {
        words.push(start..at.min(text.len()));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::read;

    fn secrets(text: &str) -> Vec<&str> {
        let start = ["curl", "sshpass", "mysql", "docker", "openssl", "smbclient", "lftp", "sqlplus", "7z"]
            .iter()
            .filter_map(|program| text.find(program))
            .min()
            .unwrap();
        read(text.as_bytes(), start).into_iter().map(|found| &text[found.secret]).collect()
    }

    #[test]
    fn secrets_of_options_are_found() {
        assert_eq!(secrets("curl -sS -u admin:Tr0ub4dor https://x"), ["Tr0ub4dor"]);
        assert_eq!(secrets("curl --user='bob:S3cret!x' \\\n  -d x"), ["S3cret!x"]);
        assert_eq!(secrets("curl -X POST \\\n  -u bob:hJ8kLm2 x"), ["hJ8kLm2"]);
        assert_eq!(secrets("sshpass -p 'Winter!42' ssh x"), ["Winter!42"]);
        assert_eq!(secrets("sshpass -pWinter42 ssh x"), ["Winter42"]);
        assert_eq!(secrets("mysql -u root -pS3cr9t db"), ["S3cr9t"]);
        assert_eq!(secrets("docker login -u ci -p \"k39d8f7\" r.io"), ["k39d8f7"]);
        assert_eq!(secrets("openssl enc -passin pass:Hx82jq"), ["Hx82jq"]);
        assert_eq!(secrets("lftp -u bob,Gh38qq sftp://x"), ["Gh38qq"]);
        assert_eq!(secrets("sqlplus -S app/Tig3r88@db1 @x.sql"), ["Tig3r88"]);
        assert_eq!(secrets("7z a -pHx82jq x.7z y"), ["Hx82jq"]);
        assert_eq!(secrets("smbclient -U bob%Gh38qq //x"), ["Gh38qq"]);
        assert_eq!(secrets("echo 'Gh38qq' | docker login -u ci --password-stdin r.io"), ["Gh38qq"]);
        assert_eq!(secrets("docker login -u ci --password-stdin <<< \"Gh38qq\""), ["Gh38qq"]);
    }

    #[test]
    fn what_is_no_secret_is_left_alone() {
        for text in [
            "curl -u $USER:$PASS x",
            "curl -u user:password x",
            "curl -u <user:password> x",
            "mysql -u root -p db",
            "sshpass -e ssh",
            "docker login -u x --password-stdin",
            "echo $PW | docker login -u x --password-stdin",
            "cat pw.txt | docker login -u x --password-stdin",
            "docker login -u x --password-stdin <<< \"$PW\"",
            "curl -o a:b.txt x",
            "openssl req -x509 -keyout k.pem -subj /CN=x",
            "curl -u \"${U}:${P}\" x",
        ] {
            assert_eq!(secrets(text), [""; 0], "{text}");
        }
    }
}
