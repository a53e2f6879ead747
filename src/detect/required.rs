//! Literals that every match of an expression holds.

use regex_syntax::hir::literal::Extractor;
use regex_syntax::hir::{Hir, HirKind};

/// Shorter literals stand everywhere, and are no help.
const SHORTEST: usize = 3;
/// More literals than this are as slow to look for as the expression.
const MOST: usize = 64;

/// Literals of which every match of `pattern` holds at least one; empty where there are none worth looking for.
pub fn required_literals(pattern: &str) -> Vec<String> {
    let Ok(hir) = regex_syntax::ParserBuilder::new().utf8(false).build().parse(pattern) else { return Vec::new() };
    best(&hir).unwrap_or_default()
}

/// The most telling set of literals in a part of the expression that every match goes through.
fn best(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Capture(capture) => best(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => best(&repetition.sub),
        HirKind::Concat(parts) => {
            let from_here = (0..parts.len()).filter_map(|start| prefixes(&Hir::concat(parts.get(start..)?.to_vec())));
            let inside = parts.iter().filter_map(best);
            from_here.chain(inside).max_by_key(|literals| (shortest(literals), std::cmp::Reverse(literals.len())))
        }
        HirKind::Alternation(parts) => {
            let all: Option<Vec<Vec<String>>> = parts.iter().map(best).collect();
            let joined: Vec<String> = all?.concat();
            prefixes(hir).or_else(|| Some(joined).filter(|literals| literals.len() <= MOST))
        }
        _ => prefixes(hir),
    }
}

fn prefixes(hir: &Hir) -> Option<Vec<String>> {
    let mut sequence = Extractor::new().limit_class(2).limit_repeat(4).limit_total(MOST).extract(hir);
    sequence.dedup();
    let literals: Vec<String> = sequence
        .literals()?
        .iter()
        .map(|literal| std::str::from_utf8(literal.as_bytes()).ok().map(str::to_owned))
        .collect::<Option<_>>()?;
    (!literals.is_empty() && shortest(&literals) >= SHORTEST).then_some(literals)
}

fn shortest(literals: &[String]) -> usize {
    literals.iter().map(String::len).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::required_literals;

    #[test]
    fn literals_are_found_wherever_they_stand() {
        assert_eq!(required_literals("acme_[a-z0-9]{20}"), ["acme_"]);
        assert_eq!(required_literals("[a-z]{8}_acme_key"), ["_acme_key"]);
        assert_eq!(required_literals("(?:acme|umbrella)-(?P<secret>[0-9a-f]{32})"), ["acme-", "umbrella-"]);
        assert_eq!(required_literals("x(?P<secret>tok_[0-9]{4})"), ["xtok_"]);
        assert!(required_literals("[0-9a-f]{32}").is_empty());
        assert!(required_literals("(?:acme_)?[0-9a-f]{32}").is_empty());
        assert!(required_literals("(").is_empty());
    }

    #[test]
    fn without_case_every_match_still_holds_one() {
        let literals = required_literals("(?i)acme[0-9]{8}");
        assert!(!literals.is_empty());
        for text in ["acme12345678", "ACME12345678", "aCmE12345678"] {
            assert!(literals.iter().any(|literal| text.contains(literal.as_str())), "{text} {literals:?}");
        }
    }
}
