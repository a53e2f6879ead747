//! Files whose name says that they hold credentials, and how.

use super::odd::is_odd;
use super::passphrase::is_passphrase;
use super::placeholder::is_instruction;
use super::rule::Detector;
use bstr::ByteSlice as _;
use std::ops::Range;

/// What a file's name says of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownFile {
    /// Nothing.
    None,
    /// `.netrc`: words, `password` before each password.
    Netrc,
    /// `.pgpass`: five fields a line, the last the password.
    PgPass,
    /// `chap-secrets`, `pap-secrets`: client, server, secret, addresses.
    PppSecrets,
    /// `.htpasswd`, `shadow` and the like: a hash after the user's name.
    PasswordHashes,
    /// The key that opens a Rails application's encrypted credentials.
    RailsMasterKey,
    /// Postfix's `sasl_passwd`, Exim's `passwd.client`: a host, and `user:password`.
    MailRelays,
    /// `PgBouncer`'s `userlist.txt`: `"user" "password"`.
    UserList,
    /// The cookie that lets nodes of Erlang talk to each other, the password of an Ansible vault: the whole file.
    WholeSecret,
    /// `jmxremote.password`: a role and its password.
    RolePasswords,
    /// Perhaps a pair of keys of Solana: an array of 64 bytes (Solana CLI, "File system wallets").
    KeyPair,
    /// Users and their passwords, a pair a line: `user=password,role`, `user: password`; coturn's `user=name:password`, a JAAS file's
    /// `user_name="password"`, Nagios' `$USER1$=password`.
    Pairs,
    /// davfs2's `secrets`: an address, a user, a password.
    WebDav,
    /// A client's saved connections: whatever stands as a password there is one.
    Connections,
}

impl KnownFile {
    /// By the file's name.
    pub fn of(path: &[u8]) -> Self {
        let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or(path).to_ascii_lowercase();
        let in_folder =
            |folder: &[u8]| path.rfind_byte(b'/').is_some_and(|slash| path.get(..slash).is_some_and(|head| head.ends_with(folder)));
        match name.as_slice() {
            b".netrc" | b"_netrc" | b"netrc" => Self::Netrc,
            b".pgpass" | b"pgpass.conf" | b"pgpass" => Self::PgPass,
            b"chap-secrets" | b"pap-secrets" => Self::PppSecrets,
            b".htpasswd" | b"htpasswd" | b"proftpdpasswd" | b"ftpd.passwd" => Self::PasswordHashes,
            b"sasl_passwd" | b"passwd.client" => Self::MailRelays,
            b"userlist.txt" => Self::UserList,
            b".erlang.cookie" | b".vault_pass" | b".vault_pass.txt" | b"vault_pass.txt" | b".vault-pass" | b".vault_password" => {
                Self::WholeSecret
            }
            b"jmxremote.password" => Self::RolePasswords,
            b"turnserver.conf"
            | b"resource.cfg"
            | b"shiro.ini"
            | b"lighttpd.user"
            | b"lighttpd-plain.user"
            | b"realm.properties"
            | b"psk.txt" => Self::Pairs,
            _ if [&b"jaas.conf"[..], b"users.properties"].iter().any(|end| name.ends_with(end)) => Self::Pairs,
            b"secrets" if in_folder(b".davfs2") || in_folder(b"davfs2") => Self::WebDav,
            b"shadow" | b"passwd" if in_folder(b"etc") => Self::PasswordHashes,
            b"master.key" | b"production.key" | b"staging.key" if in_folder(b"config") || in_folder(b"credentials") => Self::RailsMasterKey,
            b".ftpconfig"
            | b"sftp-config.json"
            | b"sftp.json"
            | b".remote-sync.json"
            | b"deployment-config.json"
            | b"filezilla.xml"
            | b"recentservers.xml"
            | b"sitemanager.xml"
            | b"webservers.xml"
            | b"robomongo.json"
            | b"wp-config.php"
            | b"configuration.php"
            | b".esmtprc"
            | b".msmtprc"
            | b".my.cnf"
            | b".mylogin.cnf"
            | b".s3cfg"
            | b".boto"
            | b".pypirc"
            | b".git-credentials"
            | b".fetchmailrc"
            | b".mutt_certs"
            | b".muttrc"
            | b"credentials.xml"
            | b"ventrilo_srv.ini"
            | b"winscp.ini"
            | b"confluence.cfg.xml"
            | b"dbeaver-data-sources.xml"
            | b"data-sources.xml"
            | b"datasources.local.xml" => Self::Connections,
            _ if name.ends_with(b".json") => Self::KeyPair,
            _ => Self::None,
        }
    }
}

/// A credential that the file's own layout shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Credential {
    /// The secret.
    pub secret: Range<usize>,
    /// What kind it is.
    pub detector: Detector,
}

/// The credentials of a file with a layout of its own.
pub(super) fn read(text: &[u8], file: KnownFile) -> Vec<Credential> {
    match file {
        KnownFile::None | KnownFile::Connections => Vec::new(),
        KnownFile::Netrc => netrc(text),
        KnownFile::PgPass => lines(text).filter_map(|(start, line)| pgpass(start, line)).collect(),
        KnownFile::PppSecrets => lines(text).filter_map(|(start, line)| ppp(start, line)).collect(),
        KnownFile::PasswordHashes => lines(text).filter_map(|(start, line)| hash(start, line)).collect(),
        KnownFile::MailRelays => lines(text).filter_map(|(start, line)| relay(start, line)).collect(),
        KnownFile::UserList => lines(text).filter_map(|(start, line)| listed_user(start, line)).collect(),
        KnownFile::WholeSecret => whole_secret(text).into_iter().collect(),
        KnownFile::RolePasswords => lines(text).filter_map(|(start, line)| nth_word(start, line, 1)).collect(),
        KnownFile::Pairs => lines(text).filter_map(|(start, line)| paired(start, line)).collect(),
        KnownFile::WebDav => lines(text).filter_map(|(start, line)| nth_word(start, line, 2)).collect(),
        KnownFile::KeyPair => key_pair(text).into_iter().collect(),
        KnownFile::RailsMasterKey => master_key(text).into_iter().collect(),
    }
}

fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    text.lines().filter_map(move |line| Some((line.as_ptr().addr().checked_sub(text.as_ptr().addr())?, line)))
}

fn netrc(text: &[u8]) -> Vec<Credential> {
    let mut found = Vec::new();
    let mut after_password = false;
    for word in text.fields() {
        let start = word.as_ptr().addr().saturating_sub(text.as_ptr().addr());
        if after_password && !word.contains(&b'$') && !is_instruction(word) {
            found.push(Credential { secret: start..start + word.len(), detector: Detector::Password });
        }
        after_password = word == b"password";
    }
    found
}

/// `host:port:database:user:password`, a colon in a field escaped (PostgreSQL, libpq, "The Password File").
fn pgpass(start: usize, line: &[u8]) -> Option<Credential> {
    if line.starts_with(b"#") {
        return None;
    }
    let colons: Vec<usize> = line
        .iter()
        .enumerate()
        .filter(|(at, byte)| **byte == b':' && at.checked_sub(1).and_then(|before| line.get(before)) != Some(&b'\\'))
        .map(|(at, _)| at)
        .collect();
    let last = *colons.get(3)?;
    let secret = start + last + 1..start + line.trim_end().len();
    let value = line.get(last + 1..)?.trim_end();
    (value.len() >= 3 && !is_instruction(value)).then_some(Credential { secret, detector: Detector::Password })
}

/// `client server secret addresses`, words in quotes or not (pppd(8), "Authentication").
fn ppp(start: usize, line: &[u8]) -> Option<Credential> {
    if line.trim_start().starts_with(b"#") {
        return None;
    }
    let word = line.fields().nth(2)?;
    let secret = word.strip_prefix(b"\"").and_then(|word| word.strip_suffix(b"\"")).unwrap_or(word);
    // `@/path` and `*` say that the secret stands elsewhere, or that there is none.
    let good = secret.len() >= 3 && !secret.starts_with(b"@") && !is_instruction(secret);
    let at = start + secret.as_ptr().addr().checked_sub(line.as_ptr().addr())?;
    good.then_some(Credential { secret: at..at + secret.len(), detector: Detector::Password })
}

/// A field of a line in a file where comments start with `#`.
fn nth_word(start: usize, line: &[u8], wanted: usize) -> Option<Credential> {
    let word = line.fields().nth(wanted).filter(|_| !line.trim_start().starts_with(b"#"))?;
    let secret = word.strip_prefix(b"\"").and_then(|word| word.strip_suffix(b"\"")).unwrap_or(word);
    let at = start + secret.as_ptr().addr().checked_sub(line.as_ptr().addr())?;
    (secret.len() >= 3 && !is_instruction(secret)).then_some(Credential { secret: at..at + secret.len(), detector: Detector::Password })
}

/// The value of a pair, where it looks like a password: these files hold settings as well.
fn paired(start: usize, line: &[u8]) -> Option<Credential> {
    let plain = line.trim();
    if plain.starts_with(b"#") || plain.starts_with(b"!") {
        return None;
    }
    let sign = line.iter().position(|byte| matches!(byte, b'=' | b':'))?;
    let (name, behind) = (line.get(..sign)?.trim(), line.get(sign + 1..)?);
    // `user=name:password`
    let colon = if name == b"user" { behind.find_byte(b':').map_or(0, |at| at + 1) } else { 0 };
    let value = behind.get(colon..)?;
    let end = value.iter().position(|byte| matches!(byte, b',' | b';')).unwrap_or(value.len());
    let value = value.get(..end)?.trim();
    let value = value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\"")).unwrap_or(value);
    let settings = [&b"-"[..], b".", b"/", b" "].iter().any(|sign| name.contains_str(sign)) && !name.starts_with(b"user");
    let digest = value.len() >= 32 && value.iter().all(u8::is_ascii_hexdigit) || value.starts_with(b"MD5") || value.starts_with(b"$");
    let at = start + value.as_ptr().addr().checked_sub(line.as_ptr().addr())?;
    (!settings && !digest && (is_odd(value) || is_passphrase(value)))
        .then_some(Credential { secret: at..at + value.len(), detector: Detector::Password })
}

/// `[smtp.acme.io]:587 user:password` (Postfix, `SASL_README`), `host:user:password` (Exim, as Debian sets it up).
fn relay(start: usize, line: &[u8]) -> Option<Credential> {
    let in_fields = line.fields().nth(1).is_some();
    let whole = nth_word(start, line, usize::from(in_fields))?.secret;
    let word = line.get(whole.start - start..whole.end - start)?;
    let colon = word.find_iter(b":").nth(usize::from(!in_fields))?;
    let value = word.get(colon + 1..)?;
    (value.len() >= 3 && !is_instruction(value))
        .then_some(Credential { secret: whole.start + colon + 1..whole.end, detector: Detector::Password })
}

/// `"user" "password"` (`PgBouncer`, "Authentication file format"); digests and SCRAM secrets say that they are.
fn listed_user(start: usize, line: &[u8]) -> Option<Credential> {
    let credential = nth_word(start, line, 1).filter(|_| line.starts_with(b"\""))?;
    let value = line.get(credential.secret.start - start..credential.secret.end - start)?;
    let digest = value.starts_with(b"SCRAM-") || (value.len() == 35 && value.starts_with(b"md5"));
    (!digest).then_some(credential)
}

fn key_pair(text: &[u8]) -> Option<Credential> {
    let whole = text.trim();
    let numbers = whole.strip_prefix(b"[").filter(|_| whole.len() < 1024)?.strip_suffix(b"]")?;
    let bytes: Option<std::collections::BTreeMap<u8, usize>> = numbers
        .split(|byte| *byte == b',')
        .map(|number| number.trim().to_str().ok()?.parse::<u8>().ok())
        .zip(0..)
        .map(|(byte, at)| Some((byte?, at)))
        .collect();
    let start = text.find(whole)?;
    // An array of zeroes, or one that counts, is no key.
    let chance = bytes.is_some_and(|bytes| {
        bytes.len() >= 40 && !(bytes.contains_key(&0) && bytes.contains_key(&1) && bytes.contains_key(&2) && bytes.contains_key(&3))
    });
    (chance && memchr::memchr_iter(b',', numbers).count() == 63)
        .then_some(Credential { secret: start..start + whole.len(), detector: Detector::PrivateKey })
}

fn whole_secret(text: &[u8]) -> Option<Credential> {
    let cookie = text.trim();
    let start = text.find(cookie)?;
    let one_word = (8..=255).contains(&cookie.len()) && cookie.iter().all(u8::is_ascii_graphic);
    (one_word && !is_instruction(cookie)).then_some(Credential { secret: start..start + cookie.len(), detector: Detector::Password })
}

/// `user:hash…`: modular crypt formats, and Apache's own.
fn hash(start: usize, line: &[u8]) -> Option<Credential> {
    let colon = line.find_byte(b':')?;
    let rest = line.get(colon + 1..)?;
    let length = rest.find_byte(b':').unwrap_or(rest.trim_end().len());
    let value = rest.get(..length)?;
    let is_hash = (value.starts_with(b"$") && value.len() >= 20)
        || value.starts_with(b"{SHA}")
        || (value.len() == 13 && value.iter().all(|byte| byte.is_ascii_alphanumeric() || b"./".contains(byte)));
    let secret = start + colon + 1..start + colon + 1 + length;
    (!line.starts_with(b"#") && is_hash).then_some(Credential { secret, detector: Detector::PasswordHash })
}

/// 32 hexadecimal digits and nothing else (Rails, `rails credentials:edit`).
fn master_key(text: &[u8]) -> Option<Credential> {
    let key = text.trim();
    let start = text.find(key)?;
    (key.len() == 32 && key.iter().all(u8::is_ascii_hexdigit))
        .then_some(Credential { secret: start..start + 32, detector: Detector::RailsMasterKey })
}

#[cfg(test)]
mod tests {
    use super::{KnownFile, read};

    fn secrets(path: &str, text: &str) -> Vec<String> {
        read(text.as_bytes(), KnownFile::of(path.as_bytes())).into_iter().map(|found| text[found.secret].to_owned()).collect()
    }

    #[test]
    fn each_layout_gives_its_credentials() {
        assert_eq!(secrets("home/.netrc", "machine a login b password Hx9\nmachine c\n  login d\n  password Jk2\n"), ["Hx9", "Jk2"]);
        assert_eq!(secrets(".pgpass", "# c\ndb:5432:*:app:Gh\\:38q\n"), ["Gh\\:38q"]);
        assert_eq!(secrets("etc/shadow", "root:*:1::\nbob:$6$abcdefgh$0123456789012345:1:0:::\n"), ["$6$abcdefgh$0123456789012345"]);
        assert_eq!(secrets("config/master.key", "0123456789abcdef0123456789abcdef\n"), ["0123456789abcdef0123456789abcdef"]);
        assert_eq!(secrets("x/.netrc", "machine a login b password changeme\n"), [""; 0]);
        assert_eq!(secrets("etc/ppp/chap-secrets", "# c\nbob * \"Hx9!k\" *\neve srv Jk2w\nmax * @/etc/x *\n"), ["Hx9!k", "Jk2w"]);
        assert_eq!(secrets("postfix/sasl_passwd", "# c\n[smtp.acme.io]:587 bot:Hx9!k\nmail $x\n"), ["Hx9!k"]);
        assert_eq!(secrets("passwd.client", "smtp.acme.io:bot:Hx9!k\n"), ["Hx9!k"]);
        assert_eq!(secrets("userlist.txt", "\"app\" \"Hx9!k\"\n\"b\" \"SCRAM-SHA-256$4096:x\"\n"), ["Hx9!k"]);
        assert_eq!(secrets(".erlang.cookie", "QWERKJHZXMNBLKJH\n"), ["QWERKJHZXMNBLKJH"]);
        assert_eq!(secrets("ops/.vault_pass", "Hx9!kWq7z2\n"), ["Hx9!kWq7z2"]);
        assert_eq!(secrets("conf/jmxremote.password", "# c\nmonitorRole Hx9!k\n"), ["Hx9!k"]);
        assert_eq!(secrets("turnserver.conf", "listening-port=3478\nuser=app:Hx9!kWq7\n"), ["Hx9!kWq7"]);
        assert_eq!(secrets("conf/kafka_server_jaas.conf", "    user_app=\"Hx9!kWq7\";\n"), ["Hx9!kWq7"]);
        assert_eq!(secrets("resource.cfg", "# c\n$USER1$=/usr/lib/nagios/plugins\n$USER2$=Hx9!kWq7\n"), ["Hx9!kWq7"]);
        assert_eq!(secrets("conf/mgmt-users.properties", "app=Hx9!kWq7\nbob=0123456789abcdef0123456789abcdef\n"), ["Hx9!kWq7"]);
        assert_eq!(secrets(".davfs2/secrets", "# c\nhttps://dav.acme.io bob Hx9!k\n"), ["Hx9!k"]);
        let numbers = (0..64).map(|number: u32| (number * 167 % 251 + 4).to_string()).collect::<Vec<_>>().join(",");
        assert_eq!(secrets("id.json", &format!("[{numbers}]\n")), [format!("[{numbers}]")]);
        assert_eq!(secrets("id.json", &format!("[{}]", vec!["0"; 64].join(","))), [""; 0]);
        assert_eq!(secrets("src/shadow", "bob:$6$abcdefgh$0123456789012345:1\n"), [""; 0]);
    }
}
