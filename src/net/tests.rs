//! The client against servers on loopback that misbehave.

use super::{Client, Error, ErrorKind, Method, Request, Response, Settings, next_page, retry, same_origin, url};
use jiff::Timestamp;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Stands for a credential; no error may hold it.
const CANARY: &str = "c4n4ry-v4lu3";

/// A server that answers the `n`-th request (from 0) with the bytes of `answer`; `None` holds the connection and says nothing.
fn server(answer: impl Fn(usize) -> Option<Vec<u8>> + Send + Sync + 'static) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let served = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&served);
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (answer, counter) = (Arc::clone(&answer), Arc::clone(&counter));
            std::thread::spawn(move || talk(stream.unwrap(), &counter, &*answer));
        }
    });
    (base, served)
}

fn talk(mut stream: TcpStream, counter: &AtomicUsize, answer: &dyn Fn(usize) -> Option<Vec<u8>>) {
    let mut head = Vec::new();
    let mut byte = [0_u8];
    // 22 begins a TLS handshake, which this server does not know.
    while !head.ends_with(b"\r\n\r\n") && head.first() != Some(&22) && stream.read(&mut byte).unwrap_or(0) == 1 {
        head.push(byte[0]);
    }
    match answer(counter.fetch_add(1, Ordering::SeqCst)) {
        Some(bytes) => drop(stream.write_all(&bytes)),
        None => std::thread::sleep(Duration::from_secs(30)),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "what a server is given")]
fn plain(status: u16, headers: &str, body: &str) -> Option<Vec<u8>> {
    Some(format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len()).into_bytes())
}

#[expect(clippy::needless_pass_by_value, reason = "settings are made where they are given")]
fn client(settings: Settings) -> Client {
    Client::new(&settings).unwrap()
}

fn quick() -> Settings {
    Settings { timeout: Duration::from_millis(400), deadline: Duration::from_secs(5), ..Settings::default() }
}

fn ask(settings: Settings, base: &str) -> Result<Response, Error> {
    let request = Request::get(format!("{}/a/b?key={CANARY}#{CANARY}", base.replace("//", &format!("//{CANARY}:{CANARY}@"))));
    client(settings).send(request.bearer(CANARY))
}

#[track_caller]
fn fails(result: Result<Response, Error>, kind: ErrorKind) -> String {
    let Err(error) = result else { panic!("there was an answer") };
    assert_eq!(error.kind, kind, "{error}");
    let text = format!("{error} {error:?} {}", error.help());
    assert!(!text.contains(CANARY), "{text}");
    error.to_string()
}

#[test]
fn every_kind_of_failure_is_told_apart_and_tells_no_secret() {
    let none = ask(Settings { retries: 0, ..quick() }, "http://127.0.0.1:1");
    assert_eq!(fails(none, ErrorKind::Refused), "GET http://127.0.0.1:1/a/b: nothing listens there");
    fails(ask(Settings { retries: 0, ..quick() }, "http://no-such-host.invalid"), ErrorKind::Dns);
    let (hangs, _) = server(|_| None);
    fails(ask(quick(), &hangs), ErrorKind::Timeout);
    let (garbage, _) = server(|_| Some(b"\x00\xff\x00 this is not HTTP\r\n\r\n".to_vec()));
    fails(ask(Settings { retries: 0, ..quick() }, &garbage), ErrorKind::Connection);
    fails(ask(Settings { retries: 0, ..quick() }, &garbage.replace("http:", "https:")), ErrorKind::Tls);
    let (large, _) = server(|_| plain(200, "", &"x".repeat(2000)));
    fails(ask(Settings { largest: 1999, ..quick() }, &large), ErrorKind::TooLarge);
    assert!(ask(Settings { largest: 2000, ..quick() }, &large).is_ok());
    let (cut, _) = server(|_| Some(b"HTTP/1.1 200 X\r\ncontent-length: 10\r\n\r\nabc".to_vec()));
    fails(ask(Settings { retries: 0, ..quick() }, &cut), ErrorKind::Connection);
    fails(client(quick()).send(Request::get("ftp://127.0.0.1/x")), ErrorKind::Invalid);
    fails(client(quick()).send(Request::get(large).header("x-a", format!("{CANARY}\r\nx-b: c"))), ErrorKind::Invalid);
}

#[test]
fn a_redirect_is_reported_and_not_followed() {
    let (other, asked) = server(|_| plain(200, "", "{}"));
    let location = format!("location: {other}/x?{CANARY}\r\n");
    let (base, _) = server(move |_| plain(302, &location, ""));
    let text = fails(ask(quick(), &base), ErrorKind::Redirect(302));
    assert!(text.contains("302"), "{text}");
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[test]
fn a_path_that_is_a_secret_is_not_named() {
    let request = Request::get(format!("http://127.0.0.1:1/{CANARY}")).sensitive();
    let text = fails(client(Settings { retries: 0, ..quick() }).send(request), ErrorKind::Refused);
    assert_eq!(text, "GET http://127.0.0.1:1: nothing listens there");
}

#[test]
fn a_server_in_trouble_is_asked_again_and_no_more_often_than_said() {
    let (base, asked) = server(|at| if at < 2 { plain(429, "retry-after: 0\r\n", "") } else { plain(200, "", "ok") });
    assert_eq!(ask(quick(), &base).ok().unwrap().body, b"ok");
    assert_eq!(asked.load(Ordering::SeqCst), 3);
    let (base, asked) = server(|_| plain(503, "retry-after: 0\r\n", ""));
    let response = ask(Settings { retries: 2, ..quick() }, &base).ok().unwrap();
    assert_eq!((response.status, asked.load(Ordering::SeqCst)), (503, 3));
    let text = fails(response.success(), ErrorKind::Status(503));
    assert_eq!(text, format!("GET {base}/a/b: status 503 (unavailable)"));
    let (base, asked) = server(|_| plain(500, "", ""));
    assert_eq!(client(quick()).send(Request::new(Method::Post, base)).ok().unwrap().status, 500);
    assert_eq!(asked.load(Ordering::SeqCst), 1, "what may not be repeated was repeated");
}

#[test]
fn a_wait_longer_than_there_is_time_is_not_begun() {
    let (base, asked) = server(|_| plain(429, "retry-after: 3600\r\n", ""));
    let begun = Instant::now();
    assert_eq!(ask(quick(), &base).ok().unwrap().status, 429);
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn the_deadline_holds_for_all_requests_together() {
    let (base, _) = server(|_| None);
    let settings = Settings { timeout: Duration::from_secs(20), deadline: Duration::from_millis(300), per_host: 2, ..quick() };
    let begun = Instant::now();
    for result in client(settings).send_all((0..20).map(|_| Request::get(&base)).collect()) {
        fails(result, ErrorKind::Timeout);
    }
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn answers_come_in_the_order_of_the_requests_and_the_host_is_not_flooded() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&most);
    let (base, _) = server(move |_| {
        seen.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(10));
        now.fetch_sub(1, Ordering::SeqCst);
        plain(200, "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n", "")
    });
    let requests = (0..40).map(|at| Request::get(format!("{base}/{at}"))).collect();
    let results = client(Settings { per_host: 3, ..Settings::default() }).send_all(requests);
    for (at, result) in results.into_iter().enumerate() {
        let response = result.ok().unwrap();
        assert_eq!(response.asked(), format!("GET {base}/{at}"));
        assert_eq!(response.date, Some("1994-11-06T08:49:37Z".parse().unwrap()));
    }
    assert_eq!(most.load(Ordering::SeqCst), 3);
}

#[test]
fn waits_are_seconds_or_dates_of_the_server_s_clock() {
    let server: Timestamp = "1994-11-06T08:49:07Z".parse().unwrap();
    let wait = |value| retry::retry_after(value, Some(server), Timestamp::now());
    assert_eq!(wait(" 12 "), Some(Duration::from_secs(12)));
    assert_eq!(wait("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::from_secs(30)));
    assert_eq!(wait("Sun, 06 Nov 1994 08:00:00 GMT"), Some(Duration::ZERO));
    assert_eq!(wait("soon"), None);
    assert!(retry::backoff(0) < retry::backoff(1) && retry::backoff(40) == retry::backoff(90));
}

#[test]
fn the_next_page_is_of_the_same_server_or_of_none() {
    let base = "https://api.example.org/v1/keys?page=1";
    assert_eq!(next_page(base, "/v1/keys?page=2").unwrap(), "https://api.example.org/v1/keys?page=2");
    assert_eq!(next_page(base, "https://api.example.org:443/x").unwrap(), "https://api.example.org/x");
    for other in [
        "https://evil.example/x",
        "//evil.example/x",
        "http://api.example.org/x",
        "https://api.example.org:8443/x",
        "https://a@api.example.org/",
    ] {
        assert_eq!(next_page(base, other).unwrap_err().kind, ErrorKind::OtherOrigin, "{other}");
    }
    assert!(!same_origin("file:///a", "file:///a"));
}

#[test]
fn parts_of_an_address_cannot_leave_their_place() {
    let built = url("https://h/api/", &["a/b", "c?d#e", "ü %"], &[("q", "a&b=c")]).unwrap();
    assert_eq!(built, "https://h/api/a%2Fb/c%3Fd%23e/%C3%BC%20%25?q=a%26b%3Dc");
    for segment in ["..", ".", ""] {
        assert!(url("https://h/api", &["a", segment], &[]).is_err());
    }
    for base in ["ftp://h", "https://user:secret@h", "h/api", ""] {
        assert!(url(base, &["a"], &[]).is_err());
    }
}
