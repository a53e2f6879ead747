//! XML reports, one event at a time. Document type definitions are read over, entities of their own stay text.

pub(super) mod clover;
pub(super) mod cobertura;
pub(super) mod jacoco;
pub(super) mod opencover;
mod short;
pub(super) mod sonar;

use super::input::Input;
use super::model::{Error, ErrorKind};
use super::number;
use super::trouble::quote;
use memchr::memchr_iter;
use quick_xml::XmlVersion;
use quick_xml::errors::SyntaxError;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufRead, Read};

/// Longest element, comment or text between two tags, in bytes.
const EVENT_MOST: usize = 4 * 1024 * 1024;
/// How much is handed out at once, in bytes.
const PART: usize = 64 * 1024;
/// Deepest nesting of elements: reports have about ten, and groups of groups.
const DEPTH_MOST: usize = 200;

/// What reads one format.
pub(super) trait Handler {
    /// An element begins.
    fn open(&mut self, element: &Element<'_>) -> Result<(), Error>;
    /// It ends.
    fn close(&mut self, _name: &str) -> Result<(), Error> {
        Ok(())
    }
    /// Text in it, perhaps in several parts.
    fn text(&mut self, _text: &str) {}
    /// A comment.
    fn comment(&mut self, _text: &str) {}
    /// A `line` without content.
    fn line(&mut self, element: &Element<'_>) -> Result<(), Error> {
        self.open(element)?;
        self.close(LINE)
    }
}

/// The element that most of a report is.
const LINE: &str = "line";

/// An element that begins, with its attributes.
pub(super) enum Element<'a> {
    /// As the parser gives it.
    Parsed(&'a BytesStart<'a>),
    /// A `line`, with its attributes as they are written.
    Line(&'a [(&'a [u8], &'a [u8])]),
}

impl<'a> Element<'a> {
    /// Its name without a prefix.
    pub(super) fn name(&self) -> &'a str {
        match self {
            Self::Parsed(start) => start.local_name().into_inner(),
            Self::Line(_) => LINE,
        }
    }

    /// Hands over each attribute.
    #[inline]
    pub(super) fn each(&self, mut take: impl FnMut(&[u8], &Value<'_>) -> Result<(), Error>) -> Result<(), Error> {
        let start = match self {
            Self::Parsed(start) => start,
            Self::Line(attributes) => return attributes.iter().try_for_each(|(key, value)| take(key, &Value(value))),
        };
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute
                .map_err(|error| Error::malformed(format!("an attribute cannot be read: {}", quote(error.to_string().as_bytes()))))?;
            take(attribute.key.local_name().into_inner().as_bytes(), &Value(attribute.value.as_bytes()))?;
        }
        Ok(())
    }

    /// The text of one attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut found = None;
        let _ = self.each(|key, value| {
            if key == name.as_bytes() {
                found = Some(value.text().into_owned());
            }
            Ok(())
        });
        found
    }

    /// One attribute as a count.
    pub(super) fn count(&self, name: &str) -> Option<u64> {
        self.attribute(name).and_then(|text| number::hits(text.as_bytes()))
    }
}

/// The value of an attribute.
pub(super) struct Value<'a>(&'a [u8]);

impl Value<'_> {
    /// As it is written.
    pub(super) fn raw(&self) -> &[u8] {
        self.0
    }

    /// With the five entities and character references of XML resolved. Where there are others, as it is written.
    pub(super) fn text(&self) -> Cow<'_, str> {
        let written = match String::from_utf8_lossy(self.0) {
            Cow::Borrowed(written) if written.contains('&') => written,
            plain => return plain,
        };
        let attribute = quick_xml::events::attributes::Attribute { key: quick_xml::name::QName(""), value: Cow::Borrowed(written) };
        attribute.normalized_value(XmlVersion::Implicit1_0).unwrap_or(Cow::Borrowed(written))
    }

    /// As the number of a line.
    #[inline]
    pub(super) fn line(&self) -> Result<u32, Error> {
        number::line(self.raw()).ok_or_else(|| Error::malformed(format!("`{}` is no line number", quote(self.raw()))))
    }

    /// As how often something ran.
    #[inline]
    pub(super) fn hits(&self) -> Result<u64, Error> {
        number::hits(self.raw()).ok_or_else(|| Error::malformed(format!("`{}` is no count", quote(self.raw()))))
    }
}

/// Knows where it is, and stops where one event grows too long.
struct Counted<'a> {
    reader: Box<dyn BufRead + 'a>,
    buffer: Vec<u8>,
    /// How much of the buffer was consumed.
    at: usize,
    /// Lines before the buffer.
    lines_before: u64,
    /// Bytes that were consumed since the last event.
    since_event: &'a Cell<usize>,
}

impl Counted<'_> {
    /// The line of what comes next, from 1.
    fn line(&self) -> u64 {
        let consumed = self.buffer.get(..self.at).unwrap_or_default();
        self.lines_before + memchr_iter(b'\n', consumed).count() as u64 + 1
    }

    /// What of the buffer is not consumed.
    fn ahead(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    fn refill(&mut self) -> io::Result<()> {
        self.lines_before += memchr_iter(b'\n', &self.buffer).count() as u64;
        self.at = 0;
        self.buffer.clear();
        if self.since_event.get() > EVENT_MOST {
            return Err(io::Error::other("too long"));
        }
        (&mut self.reader).take(PART as u64).read_to_end(&mut self.buffer)?;
        Ok(())
    }
}

impl Read for Counted<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(into.len());
        for (slot, byte) in into.iter_mut().zip(available) {
            *slot = *byte;
        }
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Counted<'_> {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.buffer.len() {
            self.refill()?;
        }
        Ok(self.ahead())
    }

    #[inline]
    fn consume(&mut self, amount: usize) {
        self.at += amount;
        self.since_event.set(self.since_event.get() + amount);
    }
}

/// Reads a document to its end.
pub(super) fn walk<H: Handler>(input: Input<'_>, handler: &mut H) -> Result<(), Error> {
    let since_event = Cell::new(0);
    let counted = Counted {
        reader: input.reader,
        buffer: Vec::with_capacity(PART),
        at: 0,
        lines_before: input.lines_before,
        since_event: &since_event,
    };
    let mut reader = quick_xml::Reader::from_reader(counted);
    let config = reader.config_mut();
    config.check_end_names = true;
    config.allow_dangling_amp = true;
    events(&mut reader, &since_event, handler).map_err(|error| error.at(reader.get_ref().line()))
}

fn events<H: Handler>(reader: &mut quick_xml::Reader<Counted<'_>>, since_event: &Cell<usize>, handler: &mut H) -> Result<(), Error> {
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    let mut seen = false;
    // Whether the parser expects text next, and has not looked at what follows.
    let mut at_text = false;
    loop {
        buffer.clear();
        since_event.set(0);
        if depth > 0 && at_text {
            let input = reader.get_mut();
            while let Some(length) = short_line(input.ahead(), handler)? {
                input.at += length;
            }
        }
        let event = reader.read_event_into(&mut buffer).map_err(|error| translate(&error, since_event.get() > EVENT_MOST))?;
        at_text = matches!(event, Event::Start(_) | Event::Empty(_) | Event::End(_));
        match event {
            Event::Start(start) => {
                if depth == 0 && seen {
                    return Err(Error::malformed("a second document follows the first"));
                }
                (depth, seen) = (depth + 1, true);
                if depth > DEPTH_MOST {
                    return Err(Error::malformed(format!("elements are nested deeper than {DEPTH_MOST}")));
                }
                handler.open(&Element::Parsed(&start))?;
            }
            Event::Empty(start) => {
                if depth == 0 && seen {
                    return Err(Error::malformed("a second document follows the first"));
                }
                seen = true;
                let element = Element::Parsed(&start);
                handler.open(&element)?;
                handler.close(element.name())?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                handler.close(end.local_name().into_inner())?;
            }
            Event::Text(text) => handler.text(&text.into_inner()),
            Event::CData(text) => handler.text(&text.into_inner()),
            Event::Comment(text) => handler.comment(&text.into_inner()),
            Event::GeneralRef(reference) => {
                let written = format!("&{};", &*reference.into_inner());
                handler.text(&Value(written.as_bytes()).text());
            }
            Event::Eof if depth > 0 || !seen => return Err(Error::truncated("the XML ends before its last element is closed")),
            Event::Eof => return Ok(()),
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// Hands over the line element that comes next, where it is plain; its length.
#[inline]
fn short_line<H: Handler>(ahead: &[u8], handler: &mut H) -> Result<Option<usize>, Error> {
    let mut attributes = short::Attributes::new();
    let Some(length) = short::next(ahead, &mut attributes) else { return Ok(None) };
    handler.line(&Element::Line(attributes.all()))?;
    Ok(Some(length))
}

fn translate(error: &quick_xml::Error, too_long: bool) -> Error {
    if too_long {
        return Error::malformed("an element or a text is longer than 4 MiB");
    }
    match error {
        quick_xml::Error::Io(error) => io::Error::new(error.kind(), error.to_string()).into(),
        quick_xml::Error::Syntax(SyntaxError::InvalidBangMarkup) => Error::malformed("markup after `<!` cannot be read"),
        quick_xml::Error::Syntax(_) => Error::truncated("the XML ends in the middle of a tag or comment"),
        quick_xml::Error::Encoding(_) => Error::malformed("the XML is not UTF-8"),
        error => Error::malformed(format!("the XML is not well formed: {}", quote(error.to_string().as_bytes()))),
    }
}

/// Name and attributes of the root, and the names of the elements that follow it in `start`.
pub(super) struct Outline {
    pub(super) root: Option<String>,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) followers: Vec<String>,
}

/// Looks at the beginning of a document.
pub(super) fn outline(start: &[u8]) -> Outline {
    let mut outline = Outline { root: None, attributes: Vec::new(), followers: Vec::new() };
    // The beginning may be cut anywhere, so that an error is to be expected.
    let _ = walk(Input { reader: Box::new(start), lines_before: 0 }, &mut outline);
    outline
}

impl Handler for Outline {
    fn open(&mut self, element: &Element<'_>) -> Result<(), Error> {
        if self.root.is_some() {
            if self.followers.len() >= 50 {
                return Err(Error::new(ErrorKind::Unknown, "enough seen"));
            }
            self.followers.push(element.name().to_owned());
            return Ok(());
        }
        self.root = Some(element.name().to_owned());
        element.each(|key, value| {
            self.attributes.push((String::from_utf8_lossy(key).into_owned(), value.text().into_owned()));
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests;

/// A point in time from seconds or milliseconds since 1970: no report is older than 1973 in milliseconds.
pub(super) fn made(stamp: u64) -> Option<jiff::Timestamp> {
    let stamp = i64::try_from(stamp).ok().filter(|stamp| *stamp > 0)?;
    if stamp > 100_000_000_000 { jiff::Timestamp::from_millisecond(stamp).ok() } else { jiff::Timestamp::from_second(stamp).ok() }
}
