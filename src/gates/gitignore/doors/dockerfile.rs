//! The instructions of a Dockerfile that take files from the context.

/// One `COPY` or `ADD` that reads the context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Copy {
    /// From 1.
    pub(super) line: u32,
    /// As written, on one line.
    pub(super) text: String,
    /// What it takes, relative to the context.
    pub(super) sources: Vec<String>,
    /// Whether what it takes stays in the last stage, the one that becomes the image.
    pub(super) last_stage: bool,
}

/// All such instructions.
pub(super) fn copies(text: &str) -> Vec<Copy> {
    let mut copies: Vec<(usize, Copy)> = Vec::new();
    let mut stages: Vec<(String, String)> = Vec::new();
    for (line, instruction) in instructions(text) {
        let mut words = instruction.split_whitespace();
        let Some(keyword) = words.next() else { continue };
        if keyword.eq_ignore_ascii_case("FROM") {
            let rest: Vec<&str> = words.filter(|word| !word.starts_with("--")).collect();
            let name = rest.get(2).filter(|_| rest.get(1).is_some_and(|word| word.eq_ignore_ascii_case("as"))).copied().unwrap_or("");
            stages.push((rest.first().copied().unwrap_or("").to_owned(), name.to_owned()));
        } else if keyword.eq_ignore_ascii_case("COPY") || keyword.eq_ignore_ascii_case("ADD") {
            let rest = instruction.get(keyword.len()..).unwrap_or("");
            if let Some(sources) = sources(rest) {
                copies.push((stages.len(), Copy { line, text: instruction.clone(), sources, last_stage: false }));
            }
        }
    }
    let kept = kept_stages(&stages);
    copies.into_iter().map(|(stage, copy)| Copy { last_stage: stages.is_empty() || kept.contains(&stage), ..copy }).collect()
}

/// The last stage and those it is built on, counted from 1.
fn kept_stages(stages: &[(String, String)]) -> Vec<usize> {
    let mut kept = Vec::new();
    let mut at = stages.len();
    while at > 0 && !kept.contains(&at) {
        kept.push(at);
        let base = stages.get(at - 1).map_or("", |(base, _)| base.as_str());
        let earlier = stages.iter().take(at - 1).position(|(_, name)| !name.is_empty() && name.eq_ignore_ascii_case(base));
        at = earlier.map_or(0, |found| found + 1);
    }
    kept
}

/// Logical lines with the number of their first line. Heredoc bodies are left out.
fn instructions(text: &str) -> Vec<(u32, String)> {
    let mut out: Vec<(u32, String)> = Vec::new();
    let mut open: Option<(u32, String)> = None;
    let mut heredoc: Option<String> = None;
    for (line, number) in text.lines().zip(1..) {
        if let Some(end) = &heredoc {
            if line.trim() == end {
                heredoc = None;
            }
            continue;
        }
        let trimmed = line.trim();
        if trimmed.starts_with('#') || (trimmed.is_empty() && open.is_some()) {
            continue;
        }
        let (start, mut so_far) = open.take().unwrap_or((number, String::new()));
        if let Some(part) = trimmed.strip_suffix('\\') {
            so_far.push_str(part);
            so_far.push(' ');
            open = Some((start, so_far));
            continue;
        }
        so_far.push_str(trimmed);
        heredoc = heredoc_end(&so_far);
        if !so_far.is_empty() {
            out.push((start, so_far));
        }
    }
    out.extend(open);
    out
}

fn heredoc_end(instruction: &str) -> Option<String> {
    let (_, after) = instruction.split_once("<<")?;
    let word = after.trim_start_matches('-').split_whitespace().next()?;
    let word = word.trim_matches(['"', '\'']);
    word.chars()
        .all(|character| character.is_ascii_alphanumeric() || character == '_')
        .then(|| word.to_owned())
        .filter(|word| !word.is_empty())
}

/// What an instruction's arguments take from the context; `None` where they take nothing from it.
fn sources(arguments: &str) -> Option<Vec<String>> {
    let mut rest = arguments.trim();
    while let Some(option) = rest.strip_prefix("--") {
        if option.starts_with("from=") {
            return None;
        }
        rest = option.split_once(char::is_whitespace).map_or("", |(_, after)| after.trim_start());
    }
    let mut words: Vec<String> =
        if rest.starts_with('[') { serde_json::from_str(rest).ok()? } else { rest.split_whitespace().map(str::to_owned).collect() };
    words.pop()?;
    words.retain(|word| !word.starts_with("<<") && !word.contains("://") && !word.contains('$'));
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::copies;

    #[test]
    fn only_what_comes_from_the_context_counts() {
        let text = "FROM a AS build\nCOPY . .\nFROM b AS base\nADD --chown=x [\"src\", \"/app\"]\nFROM base\nCOPY --from=build /x /x\n# COPY no .\nCOPY a \\\n  # inside\n  b c/\nCOPY <<EOF /x\nCOPY . .\nEOF\nRUN x\n";
        let found: Vec<_> = copies(text).into_iter().map(|copy| (copy.line, copy.sources.join(","), copy.last_stage)).collect();
        let expected = [(2, ".", false), (4, "src", true), (8, "a,b", true)].map(|(line, sources, last)| (line, sources.to_owned(), last));
        assert_eq!(found, expected);
    }
}
