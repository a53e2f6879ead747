//! XML as linters write it: elements, attributes, text. No DTD is read, no entity but the five of XML is known, and depth is bounded.

use super::build::{error, quote, unlike};
use super::model::Error;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::borrow::Cow;

/// How deep elements may nest.
const DEPTH: usize = 64;

/// Roots that a reader knows.
const ROOTS: &[&str] = &["checkstyle", "testsuites", "testsuite", "results", "phpcs"];

/// An element's start.
#[derive(Debug, Clone, Default)]
pub(super) struct Element {
    /// Its name, without a prefix.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// An attribute that is there and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// An attribute's text, as its own.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// An attribute's number.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.trim().parse().ok()
    }
}

/// What a walk meets.
#[derive(Debug)]
pub(super) enum Step<'s> {
    /// An element begins.
    Open(&'s Element),
    /// An element ends; with the text that stood directly in it.
    Close(&'s Element, &'s str),
}

/// The name of the root element, where it is one that a reader knows.
pub(super) fn root(text: &str) -> Option<String> {
    let mut at = begin(text)?;
    // Declaration, comments, DOCTYPE.
    loop {
        let rest = text.get(at..)?.trim_start();
        let skipped = match rest {
            _ if rest.starts_with("<?") => rest.find("?>")? + 2,
            _ if rest.starts_with("<!--") => rest.find("-->")? + 3,
            _ if rest.starts_with("<!") => rest.find('>')? + 1,
            _ => {
                let name: String = rest.strip_prefix('<')?.chars().take_while(char::is_ascii_alphanumeric).collect();
                return ROOTS.contains(&name.as_str()).then_some(name);
            }
        };
        at = text.len() - rest.len() + skipped;
    }
}

/// Where the document begins: the first line that begins with `<?xml` or a known root.
fn begin(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let inner = line.trim_start();
        let named = inner.strip_prefix('<').is_some_and(|rest| {
            ROOTS.iter().any(|root| rest.strip_prefix(root).is_some_and(|after| after.starts_with([' ', '>', '/', '\n', '\t'])))
        });
        if inner.starts_with("<?xml") || named || (inner.starts_with("<!DOCTYPE") || inner.starts_with("<!--")) && at == 0 {
            return Some(at + (line.len() - inner.len()));
        }
        at += line.len();
    }
    None
}

/// Walks over the elements of the document in `text`, whatever stands before and after it.
pub(super) fn walk(format: &str, text: &str, mut meet: impl FnMut(Step<'_>)) -> Result<(), Error> {
    let Some(at) = begin(text) else {
        return Err(unlike(format, "XML", text));
    };
    let body = text.get(at..).unwrap_or_default();
    let mut reader = Reader::from_str(body);
    let mut open: Vec<(Element, String)> = Vec::new();
    let mut rooted = false;
    loop {
        let event = reader.read_event().map_err(|problem| broken(format, text, at, position(&reader), &problem.to_string()))?;
        match event {
            Event::Start(start) | Event::Empty(start) if open.len() >= DEPTH => {
                drop(start);
                return Err(broken(format, text, at, position(&reader), "elements nest too deeply"));
            }
            Event::Start(start) => {
                rooted = true;
                let element = element(&start);
                meet(Step::Open(&element));
                open.push((element, String::new()));
            }
            Event::Empty(start) => {
                rooted = true;
                let element = element(&start);
                meet(Step::Open(&element));
                meet(Step::Close(&element, ""));
            }
            Event::End(_) => {
                if let Some((element, inside)) = open.pop() {
                    meet(Step::Close(&element, &inside));
                }
            }
            Event::Text(piece) => push(&mut open, &piece.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(piece) => push(&mut open, &piece.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(reference) => {
                if let Some((_, inside)) = open.last_mut() {
                    match reference.resolve_char_ref() {
                        Ok(Some(character)) => inside.push(character),
                        _ => inside.push_str(named(reference.xml_content(XmlVersion::Implicit1_0).as_ref())),
                    }
                }
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
        if rooted && open.is_empty() {
            return Ok(());
        }
    }
    let line = u64::try_from(text.lines().count()).ok();
    let what = format!("the {format} report is cut off: its XML does not end");
    Err(Error { line, ..error(what, "see whether the tool was stopped or ran out of space") })
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn element(start: &BytesStart<'_>) -> Element {
    let attributes = start
        .attributes()
        .with_checks(false)
        .flatten()
        .map(|attribute| {
            // What holds an entity that is not XML's own stays as it is written.
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_or_else(|_| attribute.value.to_string(), Cow::into_owned);
            (attribute.key.local_name().as_ref().to_owned(), value)
        })
        .collect();
    Element { name: start.local_name().as_ref().to_owned(), attributes }
}

fn push(open: &mut [(Element, String)], piece: &str) {
    if let Some((_, inside)) = open.last_mut() {
        inside.push_str(piece);
    }
}

fn named(entity: &str) -> &'static str {
    match entity {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

fn broken(format: &str, text: &str, begin: usize, at: usize, why: &str) -> Error {
    let line = text.get(..begin.saturating_add(at)).map_or_else(|| text.lines().count(), |before| before.matches('\n').count() + 1);
    let what = format!("the {format} report is broken XML ({})", quote(why).trim_matches('`'));
    Error { line: u64::try_from(line).ok(), ..error(what, "see whether the tool was stopped, or wrote something else between") }
}
