//! `.gitleaks.toml` and `.betterleaks.toml`: rules and allow-lists, read as they are. Keys are read in any case, as those tools do.
//!
//! Format: README of gitleaks, "Configuration"; betterleaks' first version has the same.

use super::allowlist::{Allowlist, Target};
use super::go_regex::translate;
use super::{ForeignRule, Problem};
use crate::detect::{Rule, Search, SecretPart, bounded};
use crate::model::Severity;
use regex::bytes::Regex;
use toml::{Table, Value};

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct Config {
    pub(super) rules: Vec<ForeignRule>,
    pub(super) allowlists: Vec<Allowlist>,
    /// Rules of the other tool that are switched off.
    pub(super) disabled: Vec<String>,
    pub(super) problems: Vec<Problem>,
}

/// Keys that say nothing about what is found.
const HARMLESS: &[&str] = &[
    "title",
    "description",
    "tags",
    "version",
    "minversion",
    "keywords",
    "id",
    "validate",
    "analyze",
    "revoke",
    "specificity",
    "confidence",
    "severity",
    "name",
];

/// The file that `text` extends, as it names it.
pub(super) fn extended(text: &str) -> Option<String> {
    let table: Table = toml::from_str(text).ok()?;
    get(get(&table, "extend")?.as_table()?, "path")?.as_str().map(str::to_owned)
}

impl Config {
    pub(super) fn read(file: &str, text: &str) -> Self {
        let mut config = Self::default();
        let table: Table = match toml::from_str(text) {
            Ok(table) => table,
            Err(error) => {
                let line = error.span().map_or(0, |span| 1 + text.get(..span.start).unwrap_or_default().matches('\n').count());
                config.problems.push(Problem::new(file, line, format!("it is no TOML: {}", error.message())));
                return config;
            }
        };
        let mut reader = Reader { file, text, config: &mut config };
        for (key, value) in &table {
            match key.to_ascii_lowercase().as_str() {
                "extend" => reader.extend(value),
                "rules" => tables(value).for_each(|rule| reader.rule(rule)),
                "allowlist" | "allowlists" => tables(value).for_each(|list| reader.allowlist(list, None)),
                other => reader.unknown(other, key),
            }
        }
        config
    }
}

fn get<'table>(table: &'table Table, key: &str) -> Option<&'table Value> {
    table.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
}

/// One table, or a list of them.
fn tables(value: &Value) -> impl Iterator<Item = &Table> {
    let list = value.as_array().map_or(&[][..], Vec::as_slice);
    value.as_table().into_iter().chain(list.iter().filter_map(Value::as_table))
}

fn words(table: &Table, key: &str) -> Vec<String> {
    let list = get(table, key).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

struct Reader<'run> {
    file: &'run str,
    text: &'run str,
    config: &'run mut Config,
}

impl Reader<'_> {
    fn problem(&mut self, about: &str, message: String) {
        let line = self.text.lines().position(|line| !about.is_empty() && line.contains(about)).map_or(0, |at| at + 1);
        self.config.problems.push(Problem::new(self.file, line, message));
    }

    fn unknown(&mut self, lower: &str, key: &str) {
        if lower == "filter" || lower == "prefilter" {
            self.problem(key, format!("{key} is an expression that golive does not read: what it leaves out is reported"));
        } else if !HARMLESS.contains(&lower) {
            self.problem(key, format!("the key {key} is not understood and has no effect"));
        }
    }

    fn extend(&mut self, value: &Value) {
        let Some(table) = value.as_table() else { return };
        self.config.disabled.extend(words(table, "disabledRules"));
        for key in table.keys() {
            // `path` is read by whoever reads files; golive's own rules always hold, as `useDefault` asks for.
            if !["path", "usedefault", "disabledrules"].contains(&key.to_ascii_lowercase().as_str()) {
                self.problem(key, format!("extend.{key} is not understood and has no effect"));
            }
        }
    }

    fn rule(&mut self, table: &Table) {
        let Some(id) = get(table, "id").and_then(Value::as_str).map(str::to_owned) else {
            return self.problem("[[rules]]", "a rule has no id and has no effect".to_owned());
        };
        let mut silent = false;
        for (key, value) in table {
            match key.to_ascii_lowercase().as_str() {
                "regex" | "secretgroup" | "entropy" | "path" => {}
                "skipreport" => silent = value.as_bool() == Some(true),
                "allowlist" | "allowlists" => {
                    tables(value).for_each(|list| self.allowlist(list, Some(&id)));
                }
                "required" | "components" => {
                    self.problem(&id, format!("rule {id}: {key} is not read; the rule is reported wherever it matches alone"));
                }
                other => self.unknown(other, key),
            }
        }
        if silent {
            return;
        }
        match self.searched(table, &id) {
            Ok(Some(rule)) => self.config.rules.push(rule),
            // A rule without expression and path only adds an allow-list to one of the tool's own.
            Ok(None) => {}
            Err(message) => self.problem(&id, format!("rule {id} cannot be read and has no effect: {message}")),
        }
    }

    #[expect(clippy::unused_self, reason = "beside its neighbours")]
    fn searched(&self, table: &Table, id: &str) -> Result<Option<ForeignRule>, String> {
        let text = |key: &str| get(table, key).and_then(Value::as_str);
        let path = text("path").map(|path| bounded(&translate(path))).transpose()?;
        let part = match get(table, "secretGroup").and_then(Value::as_integer) {
            None | Some(0) => SecretPart::FirstGroup,
            Some(number) => SecretPart::Group(usize::try_from(number).map_err(|_error| "secretGroup is negative".to_owned())?),
        };
        let search = text("regex").map(|regex| Search::foreign(&translate(regex), part, &words(table, "keywords"))).transpose()?;
        if search.is_none() && path.is_none() {
            return Ok(None);
        }
        let number = |value: &Value| value.as_float().or_else(|| value.as_integer().map(|number| number as f64));
        let title = text("description").filter(|text| !text.is_empty()).unwrap_or(id).to_owned();
        let rule = Rule { min_entropy: get(table, "entropy").and_then(number).unwrap_or(0.0), ..Rule::named(id, &title, Severity::Error) };
        Ok(Some(ForeignRule { rule, search, path }))
    }

    fn allowlist(&mut self, table: &Table, rule: Option<&str>) {
        let mut list = Allowlist::new(self.file);
        list.rules = match rule {
            Some(rule) => vec![rule.to_owned()],
            None => words(table, "targetRules"),
        };
        for key in table.keys() {
            let lower = key.to_ascii_lowercase();
            if !["description", "id", "condition", "commits", "paths", "regextarget", "regexes", "stopwords", "targetrules"]
                .contains(&lower.as_str())
            {
                self.unknown(&lower, key);
            }
        }
        list.all = match get(table, "condition").and_then(Value::as_str).unwrap_or("OR").to_ascii_uppercase().as_str() {
            "AND" | "&&" => true,
            "OR" | "||" | "" => false,
            other => {
                return self.problem(other, format!("an allow-list's condition {other} is neither AND nor OR: the list has no effect"));
            }
        };
        list.target = match get(table, "regexTarget").and_then(Value::as_str).unwrap_or("secret") {
            "match" => Target::Match,
            "line" => Target::Line,
            "secret" | "" => Target::Secret,
            other => return self.problem(other, format!("an allow-list's regexTarget {other} is not known: the list has no effect")),
        };
        list.commits = words(table, "commits");
        list.stopwords = words(table, "stopwords").iter().map(|word| word.to_lowercase()).collect();
        let (paths, regexes) = (words(table, "paths"), words(table, "regexes"));
        let (known_paths, known_regexes) = (self.compiled(&paths), self.compiled(&regexes));
        if list.all && (known_paths.len() < paths.len() || known_regexes.len() < regexes.len()) {
            // With a condition missing, AND would let more through than was meant.
            return;
        }
        list.paths = known_paths;
        list.regexes = known_regexes;
        if list.is_empty() {
            return self.problem("allowlist", "an allow-list names nothing and has no effect".to_owned());
        }
        self.config.allowlists.push(list);
    }

    fn compiled(&mut self, expressions: &[String]) -> Vec<Regex> {
        let mut compiled = Vec::new();
        for expression in expressions {
            match bounded(&translate(expression)) {
                Ok(regex) => compiled.push(regex),
                Err(message) => {
                    self.problem(expression, format!("an allow-list's expression cannot be read and has no effect: {message}"));
                }
            }
        }
        compiled
    }
}
