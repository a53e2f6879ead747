//! Searches a text for many literals at once.

use aho_corasick::{AhoCorasick, MatchKind, packed};
use memchr::memmem;
use std::ops::Range;

/// Literals, in whichever searcher this processor has: vector instructions where it has them, an automaton elsewhere. Hits do not overlap;
/// of literals that start at one place the one given first counts.
#[derive(Debug)]
pub(super) enum LiteralSearch {
    /// One literal alone.
    Single(memmem::Finder<'static>),
    /// Vector instructions; there are none for some processors, and none for many literals.
    Packed(packed::Searcher),
    /// Slower, and always there.
    Automaton(AhoCorasick),
}

impl LiteralSearch {
    /// A searcher for `literals`; `None` where there are none, or more than an automaton can hold.
    pub(super) fn new(literals: &[&[u8]]) -> Option<Self> {
        if let [literal] = literals
            && !literal.is_empty()
        {
            return Some(Self::Single(memmem::Finder::new(literal).into_owned()));
        }
        let packed = packed::Config::new().match_kind(packed::MatchKind::LeftmostFirst).builder().extend(literals).build();
        packed.map(Self::Packed).or_else(|| Self::automaton(literals))
    }

    fn automaton(literals: &[&[u8]]) -> Option<Self> {
        (!literals.is_empty()).then_some(())?;
        AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(literals).ok().map(Self::Automaton)
    }

    /// Calls `each` with the number of each literal found, and where it stands, in order.
    pub(super) fn for_each(&self, text: &[u8], mut each: impl FnMut(usize, Range<usize>)) {
        match self {
            Self::Single(finder) => {
                finder.find_iter(text).for_each(|start| each(0, start..start + finder.needle().len()));
            }
            Self::Packed(searcher) => searcher.find_iter(text).for_each(|hit| each(hit.pattern().as_usize(), hit.start()..hit.end())),
            Self::Automaton(searcher) => searcher.find_iter(text).for_each(|hit| each(hit.pattern().as_usize(), hit.range())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LiteralSearch;

    #[test]
    fn both_searchers_find_the_same() {
        let literals: &[&[u8]] = &[b"pass", b"secret", b"token", b"key"];
        let text = b"a password, a token and the key to the secretkey of tokens, padded to be long enough for vectors";
        let hits = |search: LiteralSearch| {
            let mut hits = Vec::new();
            search.for_each(text, |number, range| hits.push((number, range)));
            hits
        };
        let found = hits(LiteralSearch::automaton(literals).unwrap());
        assert_eq!(found.len(), 6);
        assert_eq!(hits(LiteralSearch::new(literals).unwrap()), found);
        let single = |literal| (hits(LiteralSearch::new(&[literal]).unwrap()), hits(LiteralSearch::automaton(&[literal]).unwrap()));
        for literal in [&b"key"[..], b"p", b"no such word"] {
            let (alone, expected) = single(literal);
            assert_eq!(alone, expected);
        }
        assert!(LiteralSearch::new(&[]).is_none());
        assert!(LiteralSearch::new(&[b""]).is_none_or(|search| hits(search).len() > text.len()));
    }
}
