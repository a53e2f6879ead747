//! Text as the `annotate-snippets` family of renderers writes it: a head, then ` --> file:line:column` and a frame of source.

use crate::formats::diagnostics::prelude::*;

/// `  --> src/a.rs:3:5`, and `:::` and box drawings in its place.
pub(super) fn arrow() -> &'static Pattern {
    regex!(r"^\s*(?:-->|:::|╭▸|╭─+▸|⸬|::>)\s+(?P<file>.+?):(?:cell \d+:)?(?P<line>\d+)(?::(?P<column>\d+))?(?:-(?P<end_column>\d+))?\s*$")
}

/// What stands below a head until the next.
#[derive(Default)]
pub(super) struct Frames {
    open: Option<Diagnostic>,
    placed: bool,
}

impl Frames {
    /// A head: the diagnostic before it is whole.
    pub(super) fn open(&mut self, gather: &mut Gather, one: Diagnostic) {
        self.close(gather);
        self.open = Some(one);
        self.placed = false;
    }

    /// Takes a line with a place, or a line of a frame; whether it is one. A head without a place below it is none.
    pub(super) fn at(&mut self, gather: &mut Gather, line: &str) -> bool {
        let Some(found) = arrow().captures(line) else {
            return (self.open.is_some() || gather.last().is_some()) && is_frame(line);
        };
        let place = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), number_in(&found, "column"));
        if let Some(mut one) = self.open.take() {
            one.place = place;
            gather.push(one);
            self.placed = true;
        } else if let Some(last) = gather.last() {
            last.related.push(related(place, ""));
        }
        true
    }

    /// The end: a head that has no place is left out, unless `keep_bare` took it.
    pub(super) fn close(&mut self, gather: &mut Gather) {
        if let Some(one) = self.open.take() {
            gather.other(&one.message);
        }
    }

    /// The head that has no place yet.
    pub(super) fn bare(&mut self) -> Option<Diagnostic> {
        self.open.take()
    }
}

/// Whether it is a line of source, or of the marks around it.
fn is_frame(line: &str) -> bool {
    regex!(r"^\s*(?:\d+\s*)?(?:\||│|=|╰|╭|┃|\.\.\.|…)").is_match(line)
}
