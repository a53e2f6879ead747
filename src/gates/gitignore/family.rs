//! Families of file names that must not be committed.

use super::name::{NamePattern, literal};
use super::options::Options;
use crate::gate::PrepareError;
use crate::model::Severity;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How a file's first bytes are judged before it is called secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ContentTest {
    /// The name is enough, unless the file is empty or encrypted.
    Any,
    /// `NAME=value` lines: secret where a value is neither empty, nor a placeholder, nor encrypted.
    Assignments,
    /// Anything but public halves, certificates and documents that only share the extension.
    Key,
    /// Only with a private key in it.
    PrivateKey,
    /// JSON with a private key, a client secret or a refresh token.
    CloudJson,
    /// A kubeconfig with a key, a token or a password in it.
    Kubeconfig,
    /// Only with a token or password that is not read from the environment.
    Token,
}

/// One family, as `required.toml` has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Family {
    /// Kebab-case name, for `allow` and for fingerprints.
    pub(super) id: String,
    /// What a person calls them.
    pub(super) title: String,
    /// File names: `*` stands for any text; a name with a slash also names the folder it must stand in. Case does not count.
    pub(super) names: Vec<String>,
    /// Names among them that are harmless.
    #[serde(default)]
    pub(super) except: Vec<String>,
    /// Names to ask git about, whether or not they exist.
    pub(super) probes: Vec<String>,
    /// Lines for an ignore file that cover the family.
    pub(super) rules: Vec<String>,
    /// How bad it is that the probes are not ignored while no such file exists.
    pub(super) missing: Severity,
    /// How bad it is that such a file is tracked or would be.
    pub(super) present: Severity,
    /// How content decides.
    pub(super) content: ContentTest,
    /// Files whose presence makes the family one to expect: a missing note becomes a warning.
    #[serde(default)]
    pub(super) ecosystem: Vec<String>,
    /// Not secret: only clutter.
    #[serde(default)]
    pub(super) harmless: bool,
    /// Where the only place that counts is the path itself, from the root: an entry of `require` with a slash.
    #[serde(skip)]
    pub(super) anchored: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Required {
    family: Vec<Family>,
}

/// All families that count in one run.
pub(super) struct Families {
    all: Vec<Family>,
    names: Vec<(NamePattern, usize)>,
    /// Indexes into `names`, by the last bytes that a name must have; under `None` those that may end in anything.
    by_ending: BTreeMap<Option<[u8; 3]>, Vec<usize>>,
    excepted: Vec<(NamePattern, usize)>,
}

impl Families {
    /// The built-in families and those of `require`.
    pub(super) fn new(options: &Options) -> Result<Self, PrepareError> {
        let broken = |error: toml::de::Error| PrepareError {
            message: format!("the built-in list of secret names: {}", error.message()),
            help: "this is a bug in golive: please report it".to_owned(),
        };
        let Required { family: mut all } = toml::from_str(include_str!("required.toml")).map_err(broken)?;
        for name in &options.require {
            all.push(Family::required(name)?);
        }
        let patterns = |names: fn(&Family) -> &[String]| {
            all.iter().enumerate().flat_map(|(at, family)| names(family).iter().map(move |name| (NamePattern::new(name), at))).collect()
        };
        let names: Vec<(NamePattern, usize)> = patterns(|family| &family.names);
        let mut by_ending: BTreeMap<Option<[u8; 3]>, Vec<usize>> = BTreeMap::new();
        for (at, (pattern, _)) in names.iter().enumerate() {
            by_ending.entry(pattern.ending()).or_default().push(at);
        }
        let excepted = patterns(|family| &family.except);
        Ok(Self { all, names, by_ending, excepted })
    }

    pub(super) fn all(&self) -> &[Family] {
        &self.all
    }

    pub(super) fn get(&self, at: usize) -> Option<&Family> {
        self.all.get(at)
    }

    /// The family that a path's name belongs to; the first in the list, if to several.
    pub(super) fn of(&self, path: &[u8]) -> Option<usize> {
        let ending = path.last_chunk::<3>().map(|last| last.map(|byte| byte.to_ascii_lowercase()));
        let of_ending = ending.and_then(|ending| self.by_ending.get(&Some(ending))).into_iter().flatten();
        let candidates = of_ending.chain(self.by_ending.get(&None).into_iter().flatten());
        let matching = candidates.copied().filter(|at| {
            self.names.get(*at).is_some_and(|(pattern, family)| {
                pattern.matches(path) && !self.excepted.iter().any(|(except, of)| of == family && except.matches(path))
            })
        });
        matching.min().and_then(|at| self.names.get(at)).map(|(_, family)| *family)
    }
}

impl Family {
    /// A family from one entry of `require`.
    fn required(entry: &str) -> Result<Self, PrepareError> {
        let name = entry.trim().trim_start_matches("**/");
        if name.is_empty() || name.starts_with(['!', '#']) || name.trim_matches(['/', '*', '.']).is_empty() {
            return Err(PrepareError {
                message: format!("gitignore.require: {entry:?} names no file"),
                help: "write a name or a path that must be ignored, such as \"*.sqlite\" or \"config/prod.json\"".to_owned(),
            });
        }
        let anchored = name.trim_end_matches('/').contains('/') && !entry.trim().starts_with("**/");
        let bare = name.trim_matches('/').to_owned();
        let probe = if name.ends_with('/') { format!("{}/file", literal(&bare)) } else { literal(&bare) };
        Ok(Self {
            id: format!("require:{entry}"),
            title: format!("`{entry}` (asked for in the configuration)"),
            names: if name.ends_with('/') { Vec::new() } else { vec![bare] },
            except: Vec::new(),
            probes: vec![probe],
            rules: vec![entry.trim().to_owned()],
            missing: Severity::Error,
            present: Severity::Error,
            content: ContentTest::Any,
            ecosystem: Vec::new(),
            harmless: false,
            anchored,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Families, Options};
    use crate::model::Severity;
    use std::collections::BTreeSet;

    #[test]
    fn the_built_in_list_is_sound() {
        let families = Families::new(&Options::default()).unwrap();
        let ids: BTreeSet<&str> = families.all().iter().map(|family| family.id.as_str()).collect();
        assert_eq!(ids.len(), families.all().len());
        for family in families.all() {
            for probe in &family.probes {
                assert_eq!(
                    families.of(probe.as_bytes()).and_then(|at| families.get(at)).map(|of| &of.id),
                    Some(&family.id),
                    "{probe} is not of its own family"
                );
            }
            assert!(family.missing < Severity::Error || !family.rules.is_empty(), "{} cannot be fixed", family.id);
            assert!(family.names.iter().all(|name| !name.is_empty()));
        }
        let errors: Vec<&str> =
            families.all().iter().filter(|family| family.missing == Severity::Error).map(|family| family.id.as_str()).collect();
        assert_eq!(errors, ["env", "key"], "the checklist asks for these two");
    }

    #[test]
    fn templates_and_public_halves_are_of_no_family() {
        let families = Families::new(&Options::default()).unwrap();
        for name in [".env.example", "a/.env.production.example", "id_rsa.pub", "README.md", "keys.rs", "src/env.rs", "debug.keystore"] {
            assert!(families.of(name.as_bytes()).is_none(), "{name}");
        }
        for name in [".env", "a/.ENV", "b/SERVER.KEY", ".kube/config", "x/.aws/credentials", "client_secret_1.json"] {
            assert!(families.of(name.as_bytes()).is_some(), "{name}");
        }
    }

    #[test]
    fn what_is_required_beside_must_name_a_file() {
        let with = |entry: &str| Families::new(&Options { require: vec![entry.to_owned()], ..Options::default() });
        for wrong in ["", "  ", "!x", "/", "**", "*"] {
            assert!(with(wrong).is_err(), "{wrong}");
        }
        let families = with("*.sqlite").unwrap();
        assert_eq!(families.get(families.of(b"x/y.sqlite").unwrap()).unwrap().probes, ["golive.sqlite"]);
    }
}
