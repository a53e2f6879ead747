//! Secrets whose place in a call or a statement says what they are: `SetBasicAuth(user, secret)`, `IDENTIFIED BY 'secret'`.

use super::calls::{self, Takes};
use super::likeness::{Likeness, is_drawn};
use super::odd;
use super::other_values::is_plainly_something_else;
use super::passphrase::is_passphrase;
use super::placeholder::{is_placeholder, is_reference};
use std::ops::Range;

/// How far behind the literal the secret may stand, in bytes.
const REACH: usize = 400;

/// Where the secret stands behind a literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// The n-th quoted string, from 0, before the call ends.
    String(usize),
    /// The n-th argument, from 0, where it is a string and nothing else.
    Argument(usize),
    /// As [`At::Argument`], and made by a machine or as odd as if it were: keys, not passwords.
    KeyArgument(usize),
    /// The first string of the call that a machine made.
    MadeString,
    /// The part behind the colon of the next word.
    WordAfterColon,
    /// The part behind the colon of the first quoted string.
    StringAfterColon,
    /// The next word, quoted or not.
    Word,
    /// The word behind the next one.
    SecondWord,
    /// The next word, if it looks like chance.
    RandomWord,
    /// The next word in quotes; without them it is prose.
    QuotedWord,
    /// Among the arguments of the call behind the first, the string that looks like a password and nothing else.
    Odd,
    /// The value of a name that means a password in another language: the literal is its end, or the sign behind it belongs to it.
    Foreign,
    /// Up to the quote like the one that the literal ends with.
    Quoted,
    /// The second line below.
    LineBelow,
    /// Behind `user name` or `quote PASS` in what is typed into the program below.
    Typed,
    /// The word behind the next two.
    ThirdWord,
    /// The last word of the line that looks like a password and nothing else.
    OddWord,
    /// The password in `user:password@(host)`.
    DataSource,
    /// The value of `"result"` a few lines below, in Terraform's state.
    Result,
    /// What stands in base64 at the end of the next line, as clients of SMTP answer.
    EncodedBelow,
    /// The same among the strings up to the end of the line, where a call has no parentheses.
    OddString,
}

/// Literals, and where the secret stands behind them. From the manuals of the languages, libraries and programs.
static PLACES: &[(&str, At)] = &[
    ("SetBasicAuth(", At::String(1)),
    ("setBasicAuth(", At::String(1)),
    ("NetworkCredential(", At::String(1)),
    ("UsernamePasswordCredentials(", At::String(1)),
    ("UsernamePasswordCredential(", At::String(1)),
    ("PasswordAuthentication(", At::String(1)),
    ("HTTPBasicAuth(", At::String(1)),
    ("HTTPDigestAuth(", At::String(1)),
    ("BasicAuth(", At::String(1)),
    ("basic_auth(", At::String(1)),
    ("basicAuth(", At::String(1)),
    ("basicCredentials(", At::String(1)),
    ("auth=(", At::String(1)),
    ("auth = (", At::String(1)),
    ("auth: [", At::String(1)),
    (".login(", At::String(1)),
    (".authenticate(", At::String(1)),
    ("PlainAuth(", At::String(2)),
    ("new PDO(", At::String(2)),
    ("new mysqli(", At::String(2)),
    // Of PHP, Python, Perl, C and Arduino's MQTT: host, user, password.
    ("connect(", At::Argument(2)),
    ("DriverManager.getConnection(", At::Argument(2)),
    ("Connection(", At::Odd),
    ("JedisPool(", At::Odd),
    ("OPENROWSET(", At::Odd),
    ("_encrypt(", At::Odd),
    ("_decrypt(", At::Odd),
    ("_ENCRYPT(", At::Odd),
    ("_DECRYPT(", At::Odd),
    ("MapNetworkDrive(", At::Odd),
    ("imap_open(", At::Argument(2)),
    ("FTP.open(", At::Argument(2)),
    ("URL.create(", At::Argument(2)),
    ("sendline(", At::OddString),
    (".Open \"", At::OddString),
    (".Unprotect ", At::QuotedWord),
    ("sp_addlinkedsrvlogin ", At::OddString),
    ("sp_addlogin ", At::OddString),
    ("Sequelize(", At::Argument(2)),
    ("FTP(", At::Argument(2)),
    ("ftp_login(", At::Argument(2)),
    ("ldap_bind(", At::Argument(2)),
    ("simple_bind", At::Argument(1)),
    ("WiFi.begin(", At::Argument(1)),
    ("+= Credentials(", At::Argument(3)),
    ("keyStore.load(", At::Argument(1)),
    ("keystore.load(", At::Argument(1)),
    ("basic_auth ", At::Argument(1)),
    ("PlainCredentials(", At::Argument(1)),
    ("PlainTextAuthProvider(", At::Argument(1)),
    ("username_pw_set(", At::Argument(1)),
    ("UserPassword(", At::Argument(1)),
    ("Credentials.basic(", At::Argument(1)),
    ("Credentials::new(", At::Argument(1)),
    ("CredentialsImpl(", At::Argument(4)),
    ("SecretValue.unsafePlainText(", At::Argument(0)),
    ("SECURITY_CREDENTIALS, ", At::QuotedWord),
    ("->login(", At::Argument(1)),
    ("creds = [", At::Argument(1)),
    ("creds = (", At::Argument(1)),
    ("credentials = [", At::Argument(1)),
    ("credentials = (", At::Argument(1)),
    ("CREDENTIALS = (", At::Argument(1)),
    ("LOGIN = (", At::Argument(1)),
    ("AUTH PLAIN ", At::RandomWord),
    ("bearer_auth(", At::KeyArgument(0)),
    ("bearerAuth(", At::KeyArgument(0)),
    ("jwt.", At::KeyArgument(1)),
    ("JWT.", At::KeyArgument(1)),
    ("signWith(", At::KeyArgument(1)),
    ("createHmac(", At::KeyArgument(1)),
    ("createCipheriv(", At::KeyArgument(1)),
    ("hmac.new(", At::KeyArgument(0)),
    ("Fernet(", At::KeyArgument(0)),
    ("cookieSession(", At::MadeString),
    ("cookieParser(", At::KeyArgument(0)),
    ("CookieStore(", At::KeyArgument(0)),
    ("SecretKeySpec(", At::KeyArgument(0)),
    ("SecurityKey(", At::KeyArgument(0)),
    ("wpa_passphrase ", At::SecondWord),
    ("auth-pass ", At::SecondWord),
    ("CommunityData(", At::Argument(0)),
    ("HMACSHA256(", At::KeyArgument(0)),
    ("HMACSHA512(", At::KeyArgument(0)),
    ("hash_hmac(", At::KeyArgument(2)),
    ("hmac.New(", At::KeyArgument(1)),
    ("from_secret(", At::KeyArgument(0)),
    ("rememberMe().key(", At::KeyArgument(0)),
    (": EAP \"", At::Quoted),
    (": XAUTH \"", At::Quoted),
    ("; user ", At::SecondWord),
    ("key-string ", At::Word),
    ("<auth-user-pass>", At::LineBelow),
    ("ftp -n ", At::Typed),
    ("ftp -in", At::Typed),
    ("ftp -nv", At::Typed),
    ("ftp -vn", At::Typed),
    ("ftp -iv", At::Typed),
    ("community", At::Foreign),
    ("PRAGMA key = '", At::Quoted),
    ("shodan init ", At::RandomWord),
    ("ks.load(", At::Argument(1)),
    ("SQLConnectInfo ", At::ThirdWord),
    ("secure_link_md5 ", At::OddWord),
    ("net use ", At::OddWord),
    ("mosquitto_passwd ", At::OddWord),
    ("mc alias set ", At::OddWord),
    ("NickServ", At::OddWord),
    ("DATA_SOURCE_NAME=", At::DataSource),
    ("\"random_password\"", At::Result),
    ("UGFzc3dvcmQ6", At::EncodedBelow),
    ("net user ", At::SecondWord),
    (":_password ", At::Word),
    ("-setcookie ", At::Word),
    ("AES.encrypt(", At::KeyArgument(1)),
    ("AES.decrypt(", At::KeyArgument(1)),
    ("traseña", At::Foreign),
    ("trasena", At::Foreign),
    ("TRASENA", At::Foreign),
    ("kennwort", At::Foreign),
    ("Kennwort", At::Foreign),
    ("KENNWORT", At::Foreign),
    ("wachtwoord", At::Foreign),
    ("Wachtwoord", At::Foreign),
    ("senha = ", At::Foreign),
    ("senha: ", At::Foreign),
    ("Senha: ", At::Foreign),
    ("_SENHA=", At::Foreign),
    ("senhaBan", At::Foreign),
    ("$mdp = ", At::Foreign),
    ("clave = ", At::Foreign),
    ("clave: ", At::Foreign),
    ("Clave: ", At::Foreign),
    ("пароль", At::Foreign),
    ("Пароль", At::Foreign),
    ("密码：", At::Foreign),
    ("密码: ", At::Foreign),
    ("パスワード", At::Foreign),
    ("비밀번호", At::Foreign),
    ("bindpw ", At::Word),
    ("rootpw ", At::Word),
    ("stats auth ", At::WordAfterColon),
    ("CURLOPT_USERPWD, ", At::StringAfterColon),
    ("CURLOPT_USERPWD => ", At::StringAfterColon),
    ("ConvertTo-SecureString ", At::Word),
    ("IDENTIFIED BY ", At::QuotedWord),
    ("mysql_native_password BY ", At::QuotedWord),
    ("caching_sha2_password BY ", At::QuotedWord),
    ("identified by ", At::QuotedWord),
    ("rabbitmqctl add_user ", At::SecondWord),
    ("rabbitmqctl change_password ", At::SecondWord),
    ("vault login ", At::RandomWord),
    ("cargo login ", At::RandomWord),
    ("requirepass ", At::Word),
    ("masterauth ", At::Word),
    ("storepass ", At::Word),
    ("keypass ", At::Word),
];

/// The literals.
pub(super) fn anchors() -> impl Iterator<Item = &'static str> {
    PLACES.iter().map(|(literal, _)| *literal)
}

/// The secret behind the literal at `start`, with the literal.
pub(super) fn read(text: &[u8], start: usize) -> Option<(Range<usize>, Range<usize>)> {
    let rest = text.get(start..text.len().min(start + REACH))?;
    let (literal, at) = PLACES.iter().find(|(literal, _)| rest.starts_with(literal.as_bytes()))?;
    let behind = start + literal.len();
    let secret = match at {
        At::String(wanted) => strings(text, behind).nth(*wanted)?,
        // `jwt.sign(`, `simple_bind_s(`: the rest of the name is the method.
        At::Argument(wanted) | At::KeyArgument(wanted) if !literal.ends_with(['(', '[', ' ']) => {
            let method =
                rest.get(literal.len()..)?.iter().take(24).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
            let open = behind + method;
            let known = *literal == "simple_bind" || KEYED.iter().any(|keyed| text.get(behind..open) == Some(keyed.as_bytes()));
            (known && text.get(open) == Some(&b'(')).then(|| argument(text, open + 1, *wanted))??
        }
        // C's function of MySQL takes a handle first.
        At::Argument(wanted) if text.get(..start)?.ends_with(b"mysql_real_") => argument(text, behind, wanted + 1)?,
        // Oracle's in Python takes the host last.
        At::Argument(wanted)
            if [&b"racle."[..], b"racledb."].iter().any(|module| text.get(..start).unwrap_or_default().ends_with(module)) =>
        {
            argument(text, behind, wanted.saturating_sub(1))?
        }
        // Of other libraries the user or the password stand elsewhere.
        At::Argument(_) if *literal == "connect(" => argument(text, behind, 2)
            .filter(|secret| text.get(secret.clone()).is_some_and(is_odd))
            .or_else(|| calls::password(text, behind - 1, Takes::Behind))?,
        At::Argument(wanted) | At::KeyArgument(wanted) => argument(text, behind, *wanted)?,
        At::Odd => calls::password(text, behind - 1, Takes::Behind)?,
        At::OddString => {
            let from = if literal.ends_with('"') { behind - 1 } else { behind };
            let odd = strings(text, from).filter(|string| text.get(string.clone()).is_some_and(odd::is_odd));
            odd.last()?
        }
        At::MadeString => strings(text, behind).find(|string| text.get(string.clone()).is_some_and(is_made_key))?,
        At::WordAfterColon => {
            let word = word(text, behind)?;
            let colon = text.get(word.clone())?.iter().position(|byte| *byte == b':')?;
            word.start + colon + 1..word.end
        }
        At::StringAfterColon => {
            let first = strings(text, behind).next()?;
            let colon = text.get(first.clone())?.iter().position(|byte| *byte == b':')?;
            first.start + colon + 1..first.end
        }
        // `"value" | ConvertTo-SecureString`
        At::Word if literal.starts_with("ConvertTo") && text.get(..start)?.ends_with(b"\" | ") => {
            let end = start - b"\" | ".len();
            end - memchr::memrchr(b'"', text.get(..end)?).map(|open| end - open - 1).filter(|length| *length < 100)?..end
        }
        At::Word => word(text, behind)?,
        At::SecondWord => word(text, word(text, behind)?.end)?,
        At::ThirdWord => word(text, word(text, word(text, behind)?.end)?.end)?,
        At::Quoted => behind..behind + memchr::memchr2(*literal.as_bytes().last()?, b'\n', rest.get(literal.len()..)?)?,
        At::LineBelow => {
            let mut lines = rest.get(literal.len()..)?.split(|byte| *byte == b'\n').skip(1);
            let line = lines.nth(1)?.trim_ascii();
            let at = line.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
            at..at + line.len()
        }
        At::Typed => typed(text, behind)?,
        At::Foreign => foreign(text, start, behind)?,
        At::OddWord => odd_word(text, behind)?,
        At::DataSource => {
            let line = rest.get(literal.len()..)?;
            let line = line.get(..memchr::memchr(b'\n', line).unwrap_or(line.len()))?;
            let at = memchr::memmem::find(line, b"@(")?;
            let colon = memchr::memchr(b':', line.get(..at)?)?;
            behind + colon + 1..behind + at
        }
        At::Result => {
            let key = memchr::memmem::find(text.get(behind..text.len().min(behind + 2000))?, b"\"result\": \"")?;
            let from = behind + key + b"\"result\": \"".len();
            from..from + memchr::memchr(b'"', text.get(from..text.len().min(from + 200))?)?
        }
        At::EncodedBelow => {
            let line = rest.get(memchr::memchr(b'\n', rest)? + 1..)?;
            let line = line.get(..memchr::memchr2(b'\n', b'\r', line).unwrap_or(line.len()))?;
            let encoded = line.rsplit(|byte| *byte == b' ').next()?;
            let decoded = super::decode::base64(encoded)?;
            let start = encoded.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
            (decoded.len() >= 4 && decoded.iter().all(u8::is_ascii_graphic)).then_some(start..start + encoded.len())?
        }
        At::RandomWord => word(text, behind).filter(|word| text.get(word.clone()).is_some_and(|word| Likeness::of(word).is_random()))?,
        At::QuotedWord => {
            let secret = word(text, behind)?;
            let quoted = matches!(text.get(secret.start.checked_sub(1)?), Some(b'"' | b'\''));
            // Oracle takes passwords without quotes too.
            let oracle = text.get(start..behind)? == b"IDENTIFIED BY " && text.get(secret.clone())?.iter().any(u8::is_ascii_digit);
            (quoted || oracle).then_some(secret)?
        }
    };
    let value = text.get(secret.clone())?;
    let is_key = matches!(at, At::KeyArgument(_));
    // Signals are connected to handlers as databases are to programs, and a handler's name may end in a number.
    let may_be_a_handler = *literal == "connect(" && !is_odd(value);
    let good = value.len() >= 4
        && (!is_key || is_made_key(value))
        && !may_be_a_handler
        && !value.contains(&b' ')
        && !is_reference(value)
        && !is_placeholder(value)
        && (!is_plainly_something_else(value) || is_passphrase(value))
        && !value.starts_with(b"$")
        && memchr::memmem::find(value, b"\\x").is_none()
        && (value.iter().any(|byte| !byte.is_ascii_alphabetic()) || is_drawn(value, 4.0));
    good.then_some((start..secret.end, secret))
}

/// Methods of libraries for JSON Web Tokens that take the key second.
const KEYED: &[&str] = &["sign", "verify", "encode", "decode", "Sign", "Verify", "create", "signAsync", "verifyAsync"];

/// Whether a key that stands in a call was made by a machine, or by a person who took care: tests and examples have words there.
fn is_made_key(value: &[u8]) -> bool {
    let likeness = Likeness::of(value);
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let made_up = odd::is_odd(value) && (likeness.symbols > 0 || digits >= 3);
    likeness.is_random()
        || is_passphrase(value)
        || made_up
        || (value.len() >= 16 && digits >= 4 && !likeness.is_hexadecimal && likeness.kinds() >= 3)
}

/// Whether a value has two digits, a sign that no name has, or letters drawn by chance.
fn is_odd(value: &[u8]) -> bool {
    let likeness = Likeness::of(value);
    likeness.digits >= 2 || likeness.symbols > 0 || is_drawn(value, 4.0)
}

/// The `wanted`-th argument of the call whose arguments start at `from`, where it is one string; a prefix, a cast or a conversion round it
/// (`b"…"`, `[]byte("…")`, `"…".getBytes()`) does not matter.
fn argument(text: &[u8], from: usize, wanted: usize) -> Option<Range<usize>> {
    let end = text.len().min(from + REACH);
    let (mut at, mut number, mut depth) = (from, 0, 0_i32);
    let mut found: Option<Range<usize>> = None;
    while at < end {
        match *text.get(at)? {
            quote @ (b'"' | b'\'' | b'`') => {
                let length = text.get(at + 1..end)?.iter().position(|inner| *inner == quote || *inner == b'\n')?;
                if number == wanted && found.replace(at + 1..at + 1 + length).is_some() {
                    return None;
                }
                at += length + 1;
            }
            // What is put together from parts is not all here.
            b'+' | b'%' | b'=' | b':' if number == wanted && depth == 0 => return None,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth > 0 => depth -= 1,
            b')' | b']' | b';' => break,
            // A call without parentheses ends with its line.
            b'\n' if found.is_some() && depth == 0 => break,
            b',' if depth == 0 => {
                if number == wanted {
                    break;
                }
                number += 1;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// The quoted strings from `from` on, up to the end of the call or statement.
fn strings(text: &[u8], from: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = from;
    let mut depth = 0_i32;
    let end = text.len().min(from + REACH);
    std::iter::from_fn(move || {
        while at < end {
            let byte = *text.get(at)?;
            match byte {
                b'"' | b'\'' | b'`' => {
                    let inside = text.get(at + 1..end)?;
                    let length = inside.iter().position(|inner| *inner == byte || *inner == b'\n')?;
                    let found = at + 1..at + 1 + length;
                    at = found.end + 1;
                    return Some(found);
                }
                b'(' | b'[' => depth += 1,
                b')' | b']' if depth == 0 => return None,
                b')' | b']' => depth -= 1,
                b';' => return None,
                _ => {}
            }
            at += 1;
        }
        None
    })
}

/// The last word of the line at `from` that looks like a password and nothing else.
fn odd_word(text: &[u8], from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..text.len().min(from + REACH))?;
    let line = rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len()))?;
    let mark = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b';');
    let words = line.split(mark).filter(|word| odd::is_odd(word) || word.len() >= 16 && is_made_key(word));
    let word = words.last()?;
    let start = word.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    Some(start..start + word.len())
}

/// `Kennwort: value`, `$contrasena = 'value'`, `パスワード：value`: what is assigned to the name that the literal ends or starts.
fn foreign(text: &[u8], start: usize, behind: usize) -> Option<Range<usize>> {
    let rest = text.get(start..text.len().min(behind + 120))?;
    let line = rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len()))?;
    // A full-width colon (U+FF1A) is three bytes.
    let sign = line.iter().position(|byte| matches!(byte, b'=' | b':')).map(|at| at + 1);
    let sign = sign.or_else(|| memchr::memmem::find(line, "：".as_bytes()).map(|at| at + "：".len()))?;
    let between = line.get(literal_letters(line).min(sign)..sign)?;
    let named = between.len() <= 24 && !between.iter().any(|byte| matches!(byte, b'(' | b'.' | b',' | b';' | b'/'));
    let open = sign + line.get(sign..)?.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'=' | b'>'))?;
    let secret = word(text, start + open).filter(|_| named)?;
    let value = text.get(secret.clone())?;
    (odd::is_odd(value) || is_passphrase(value) || is_made_key(value)).then_some(secret)
}

/// The password that is typed into `ftp` in the lines below its command.
fn typed(text: &[u8], from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..text.len().min(from + 2 * REACH))?;
    rest.split(|byte| *byte == b'\n').skip(1).take(8).find_map(|line| {
        let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let secret = match (words.next()?.to_ascii_lowercase().as_slice(), words.next()?.to_ascii_lowercase().as_slice()) {
            (b"user", _) | (b"quote", b"pass") => words.next()?,
            (b"pass", secret) => line.get(line.len() - secret.len()..)?,
            _ => return None,
        };
        let start = secret.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
        Some(start..start + secret.len())
    })
}

/// How many bytes of the line the name itself takes.
fn literal_letters(line: &[u8]) -> usize {
    line.iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii() || **byte == b'_' || **byte == b'$')
        .count()
        .min(line.len())
}

fn word(text: &[u8], from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..text.len().min(from + REACH))?;
    let start = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t'))?;
    if let Some(quote @ (b'"' | b'\'')) = rest.get(start).copied() {
        let inside = rest.get(start + 1..)?;
        let length = inside.iter().position(|byte| *byte == quote || *byte == b'\n')?;
        return Some(from + start + 1..from + start + 1 + length);
    }
    if rest.get(start) == Some(&b'-') {
        let option = rest.get(start..)?.iter().position(|byte| *byte == b' ')?;
        return word(text, from + start + option);
    }
    let length = rest
        .get(start..)?
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b';' | b',' | b')'))
        .unwrap_or(rest.len() - start);
    Some(from + start..from + start + length)
}

#[cfg(test)]
mod tests {
    use super::{anchors, read};

    fn secret(text: &str) -> Option<&str> {
        let start = anchors().filter_map(|literal| text.find(literal)).min()?;
        read(text.as_bytes(), start).map(|(_, secret)| &text[secret])
    }

    #[test]
    fn the_place_tells() {
        assert_eq!(secret("req.SetBasicAuth(\"bob\", \"Hx82!q\")"), Some("Hx82!q"));
        assert_eq!(secret("new PDO('mysql:host=x', 'bob', 'Hx82!q', [])"), Some("Hx82!q"));
        assert_eq!(secret("requests.get(u, auth=('bob', 'Hx82!q'))"), Some("Hx82!q"));
        assert_eq!(secret("curl_setopt($ch, CURLOPT_USERPWD, 'bob:Hx82!q');"), Some("Hx82!q"));
        assert_eq!(secret("CREATE USER b IDENTIFIED BY 'Hx82!q';"), Some("Hx82!q"));
        assert_eq!(secret("CREATE USER b IDENTIFIED BY 'wqkzvdx';"), Some("wqkzvdx"));
        assert_eq!(secret("ALTER USER b IDENTIFIED WITH mysql_native_password BY 'Hx82!q'"), Some("Hx82!q"));
        assert_eq!(secret("rabbitmqctl add_user bob Hx82!q\n"), Some("Hx82!q"));
        assert_eq!(secret("vault login k3J9x2QmZ7vB4nT8\n"), Some("k3J9x2QmZ7vB4nT8"));
        assert_eq!(secret("requirepass Hx82!q\n"), Some("Hx82!q"));
        assert_eq!(secret("pymysql.connect('db1', 'app', 'Hx82!q', 'shop')"), Some("Hx82!q"));
        assert_eq!(secret("mysql_real_connect(c, \"h\", \"app\", \"Hx82!q\", \"db\", 0, NULL, 0)"), Some("Hx82!q"));
        assert_eq!(secret("DriverManager.getConnection(url, \"app\", \"Hx82!q\")"), Some("Hx82!q"));
        assert_eq!(secret("jwt.sign(payload, 'k3J9x2QmZ7vB4nT8', {})"), Some("k3J9x2QmZ7vB4nT8"));
        assert_eq!(secret("sessions.NewCookieStore([]byte(\"k3J9x2QmZ7vB4nT8\"))"), Some("k3J9x2QmZ7vB4nT8"));
        assert_eq!(secret("conn.simple_bind_s(\"cn=admin,dc=x\", \"Hx82!q\")"), Some("Hx82!q"));
        assert_eq!(secret("cx_Oracle.connect('app', 'Hx82!q', 'db1/orcl')"), Some("Hx82!q"));
        assert_eq!(secret("creds = ['admin', 'Hx82!q']"), Some("Hx82!q"));
        assert_eq!(secret("url.UserPassword(\"app\", \"Hx82!q\")"), Some("Hx82!q"));
        assert_eq!(secret("Credentials::new(\"bot\".to_string(), \"Hx82!q\".to_string())"), Some("Hx82!q"));
        assert_eq!(secret("stats auth admin:Hx82!q\n"), Some("Hx82!q"));
        assert_eq!(secret("bindpw Hx82!q\n"), Some("Hx82!q"));
        assert_eq!(secret("req.basic_auth \"ci\", \"Hx82!q\"\n"), Some("Hx82!q"));
    }

    #[test]
    fn variables_and_words_do_not() {
        for text in [
            "req.SetBasicAuth(user, pass)",
            "socket.connect('tcp', 'h1', 'x' + port2)",
            "signal.connect(button, 'clicked', on_click2)",
            "jwt.sign(payload, 'shhhhh')",
            "jwt.verify(token, publicKey, { issuer: 'k3J9x2QmZ7vB4nT8' })",
            "createHmac('sha256', secret).update('k3J9x2QmZ7vB4nT8')",
            "rootpw --iscrypted $6$abcdefgh$0123456789012345",
            "req.SetBasicAuth(\"user\", \"password\")",
            "client.login(\"a\", \"b\")",
            "page.login(user); f(\"x\", \"Hx82!q\")",
            "IDENTIFIED BY '${PASS}'",
            "vault login -method=userpass username=bob2",
            "rabbitmqctl add_user $U $P",
            "the scope that is identified by `self.0`",
            "the process identified by source_pid.",
        ] {
            assert_eq!(secret(text), None, "{text}");
        }
    }
}
