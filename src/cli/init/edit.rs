//! Text put into YAML and JSON at places that a parser found; given back only if it then means what it meant, and the new part.

use super::tree::{Node, Value};

/// Lines tried, one after the other, as the place to put text: a value may be closed some lines after its last word.
const MOST_LINES: usize = 40;

/// The document with `block` at the end of the sequence or mapping below `path`. `block` is YAML of one item or entry, at no
/// indentation. `None` where there is no place for it that leaves everything else as it is.
pub(super) fn append(text: &str, path: &[&str], block: &str) -> Option<String> {
    let before = Node::parse(text)?;
    let node = before.below(path)?;
    let added = Node::parse(block)?;
    let candidates = match &node.value {
        Value::Sequence(items) if !items.is_empty() => lines_after(text, node, block)?,
        Value::Mapping(entries) if !entries.is_empty() => lines_after(text, node, block)?,
        _ => vec![in_place_of_nothing(text, &before, path, block)?],
    };
    candidates.into_iter().find(|after| is_added(&before, after, path, &added))
}

/// Ways to put `block` on lines of its own behind `node`, at its indentation.
fn lines_after(text: &str, node: &Node, block: &str) -> Option<Vec<String>> {
    let line_start = text.get(..node.at.start)?.rfind('\n').map_or(0, |at| at + 1);
    let before = text.get(line_start..node.at.start)?.trim_start_matches('\u{feff}');
    // A sequence as far to the left as its key begins, to the parser, behind its first dash.
    let dash = matches!(node.value, Value::Sequence(_)).then(|| before.trim_end().strip_suffix('-')).flatten();
    let indent = dash.unwrap_or(before);
    let flow = text.get(node.at.start..)?.starts_with(['[', '{']);
    if flow || !indent.bytes().all(|byte| byte == b' ') {
        return None;
    }
    let lines = indented(block, indent, line_end(text));
    let end = node.end();
    // A block scalar ends at the start of a line, and so may text be put there.
    let first = (end > 0 && text.get(..end)?.ends_with('\n')).then_some(end);
    let ends = text.get(end..)?.match_indices('\n').map(|(at, _)| end + at + 1);
    let places = first.into_iter().chain(ends).chain([text.len()]).take(MOST_LINES);
    Some(places.filter_map(|at| put(text, at, &lines)).collect())
}

/// `block` as the value of a key that has none so far, or an empty collection.
fn in_place_of_nothing(text: &str, tree: &Node, path: &[&str], block: &str) -> Option<String> {
    let (last, parents) = path.split_last()?;
    let (key, value) = tree.below(parents)?.entry(last)?;
    let line_start = text.get(..key.at.start)?.rfind('\n').map_or(0, |at| at + 1);
    let indent = text.get(line_start..key.at.start)?.trim_start_matches('\u{feff}');
    let colon = key.at.end + text.get(key.at.end..)?.find(':')? + 1;
    let rest = text.get(colon..)?;
    let line = rest.get(..rest.find('\n').unwrap_or(rest.len()))?;
    let (said, comment) = line.split_once('#').map_or((line, ""), |(said, comment)| (said, comment));
    let empty = matches!(said.trim(), "" | "[]" | "{}") && !matches!(&value.value, Value::Scalar(text) if !text.is_empty());
    if !empty || !indent.bytes().all(|byte| byte == b' ') {
        return None;
    }
    let comment = if comment.is_empty() { String::new() } else { format!(" #{}", comment.trim_end_matches('\r')) };
    let lines = indented(block, &format!("{indent}  "), line_end(text));
    let after = rest.get(line.len()..)?.trim_start_matches(['\r', '\n']);
    let skipped = rest.get(line.len()..)?.len() - after.len();
    let kept = rest.get(line.len()..line.len() + skipped)?.strip_prefix('\n').unwrap_or_default();
    Some(format!("{}{comment}{}{lines}{kept}{after}", text.get(..colon)?, line_end(text)))
}

/// Whether `after` is `before` with `added` at the end of what is below `path`, and nothing else.
fn is_added(before: &Node, after: &str, path: &[&str], added: &Node) -> bool {
    let Some(mut after) = Node::parse(after) else { return false };
    let Some(node) = path.iter().try_fold(&mut after, |node, key| child(node, key)) else { return false };
    let same = match (&mut node.value, &added.value) {
        (Value::Sequence(items), Value::Sequence(new)) => items.pop().as_ref() == new.first(),
        (Value::Mapping(entries), Value::Mapping(new)) => entries.pop().as_ref() == new.first(),
        _ => false,
    };
    let emptied = match &node.value {
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(entries) => entries.is_empty(),
        Value::Scalar(_) => false,
    };
    if emptied && let Some(was) = before.below(path) {
        node.value = was.value.clone();
    }
    same && *before == after
}

fn child<'tree>(node: &'tree mut Node, key: &str) -> Option<&'tree mut Node> {
    let Value::Mapping(entries) = &mut node.value else { return None };
    entries.iter_mut().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
}

/// The JSON document with an entry at the beginning of the object below `path`; `None` where that cannot be done.
pub(super) fn json_entry(text: &str, path: &[&str], key: &str, value: &serde_json::Value) -> Option<String> {
    let tree = Node::parse(text)?;
    let node = tree.below(path)?;
    let Value::Mapping(entries) = &node.value else { return None };
    let open = node.at.start + 1;
    if !text.get(node.at.start..)?.starts_with('{') || entries.iter().any(|(name, _)| name.text() == Some(key)) {
        return None;
    }
    let rest = text.get(open..)?;
    let gap = rest.get(..rest.len() - rest.trim_start().len())?;
    let entry = format!("{}: {value}", serde_json::to_string(key).ok()?);
    let (head, tail) = (text.get(..open)?, rest);
    let after = if entries.is_empty() {
        format!("{head} {entry} {}", tail.trim_start())
    } else {
        format!("{head}{gap}{entry},{}{tail}", if gap.is_empty() { " " } else { "" })
    };
    let mut read = Node::parse(&after)?;
    serde_json::from_str::<serde_json::Value>(&after).ok()?;
    let new = path.iter().try_fold(&mut read, |node, key| child(node, key))?;
    let Value::Mapping(entries) = &mut new.value else { return None };
    let (name, put) = entries.drain(..1).next()?;
    (name.text() == Some(key) && put == Node::parse(&value.to_string())? && read == tree).then_some(after)
}

/// The JSON document with `suffix` at the end of the string below `path`.
pub(super) fn json_extend(text: &str, path: &[&str], suffix: &str) -> Option<String> {
    let mut tree = Node::parse(text)?;
    let node = path.iter().try_fold(&mut tree, |node, key| child(node, key))?;
    let Value::Scalar(value) = &mut node.value else { return None };
    value.push_str(suffix);
    let close = node.at.end.checked_sub(1)?;
    if !text.get(close..)?.starts_with('"') {
        return None;
    }
    let quoted = serde_json::to_string(suffix).ok()?;
    let inside = quoted.strip_prefix('"')?.strip_suffix('"')?;
    let after = format!("{}{inside}{}", text.get(..close)?, text.get(close..)?);
    serde_json::from_str::<serde_json::Value>(&after).ok()?;
    (Node::parse(&after)? == tree).then_some(after)
}

/// The text with `lines` put in at the start of a line, or at its end.
fn put(text: &str, at: usize, lines: &str) -> Option<String> {
    let (head, tail) = (text.get(..at)?, text.get(at..)?);
    let gap = if head.is_empty() || head.ends_with('\n') { "" } else { line_end(text) };
    Some(format!("{head}{gap}{lines}{tail}"))
}

/// `block` with every line that is not empty moved to the right.
pub(super) fn indented(block: &str, indent: &str, line_end: &str) -> String {
    block.lines().map(|line| if line.is_empty() { line_end.to_owned() } else { format!("{indent}{line}{line_end}") }).collect()
}

/// How the text ends its lines.
pub(super) fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::{append, json_entry, json_extend};

    const ITEM: &str = "- repo: local\n  hooks:\n    - id: x\n";

    #[test]
    fn an_item_comes_last_and_comments_stay() {
        let before = "# top\nrepos:\n# first\n- repo: a\n  hooks: [{id: b}] # tail\n  # about nothing\n\n# about ci\nci: {}\n";
        let after = append(before, &["repos"], ITEM).unwrap();
        let expected = "# top\nrepos:\n# first\n- repo: a\n  hooks: [{id: b}] # tail\n- repo: local\n  hooks:\n    - id: x\n  # about nothing\n\n# about ci\nci: {}\n";
        assert_eq!(after, expected);
    }

    #[test]
    fn indentation_line_ends_and_a_missing_last_line_end_are_kept() {
        let after = append("repos:\r\n    - repo: a\r\n      args: |\r\n        x\r\n", &["repos"], ITEM).unwrap();
        assert!(after.ends_with("    - repo: local\r\n      hooks:\r\n        - id: x\r\n"), "{after:?}");
        assert_eq!(append("repos:\n- repo: a", &["repos"], ITEM).unwrap(), format!("repos:\n- repo: a\n{ITEM}"));
    }

    #[test]
    fn a_value_that_is_closed_later_is_left_whole() {
        let before = "repos:\n  - repo: a\n    hooks: [\n      {id: b},\n    ]\n\n  # end\nother: 1\n";
        let after = append(before, &["repos"], ITEM).unwrap();
        assert!(after.contains("    ]\n  - repo: local\n    hooks:\n      - id: x\n\n  # end\nother: 1\n"), "{after}");
    }

    #[test]
    fn nothing_becomes_something() {
        assert_eq!(append("repos: []\nci: 1\n", &["repos"], "- a\n").unwrap(), "repos:\n  - a\nci: 1\n");
        assert_eq!(append("repos: # none yet\n", &["repos"], "- a\n").unwrap(), "repos: # none yet\n  - a\n");
        assert_eq!(append("a:\n  b: {}\n\nc: 1\n", &["a", "b"], "d: e\n").unwrap(), "a:\n  b:\n    d: e\n\nc: 1\n");
    }

    #[test]
    fn what_cannot_be_done_safely_is_not_done() {
        for text in ["repos: [{repo: a}]\n", "repos: text\n", "a: b\n", "repos:\n- a\n---\nb: c\n", "repos: [\n", "{\"repos\": [1]}\n"] {
            assert_eq!(append(text, &["repos"], ITEM), None, "{text}");
        }
        // An entry that is there already would be a key twice.
        assert_eq!(append("a:\n  b: 1\n", &["a"], "b: 2\n"), None);
    }

    #[test]
    fn json_keeps_its_layout() {
        let text = "{\n  \"name\": \"x\",\n  \"hooks\": {\n    \"a\": \"b\"\n  }\n}\n";
        let expected = "{\n  \"name\": \"x\",\n  \"hooks\": {\n    \"c\": \"d\",\n    \"a\": \"b\"\n  }\n}\n";
        assert_eq!(json_entry(text, &["hooks"], "c", &"d".into()).unwrap(), expected);
        assert_eq!(json_entry("{\"hooks\":{}}", &["hooks"], "c", &"d".into()).unwrap(), "{\"hooks\":{ \"c\": \"d\" }}");
        assert_eq!(json_entry("{\"hooks\":{\"a\":1}}", &["hooks"], "c", &"d".into()).unwrap(), "{\"hooks\":{\"c\": \"d\", \"a\":1}}");
        assert_eq!(json_entry(text, &["hooks"], "a", &"d".into()), None);
        assert_eq!(json_extend(text, &["hooks", "a"], " && \"d\"").unwrap(), text.replace("\"b\"", "\"b && \\\"d\\\"\""));
        assert_eq!(json_extend(text, &["hooks"], "x"), None);
    }
}
