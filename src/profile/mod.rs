//! Checklists as data.

use crate::model::Requirement;
use serde::Deserialize;

/// The built-in profiles, by name.
static BUILT_IN: &[(&str, &str)] = &[("maintainx", include_str!("maintainx.toml")), ("generic", include_str!("generic.toml"))];

/// A checklist: its requirements, and later the facts of the API it is about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    /// Its name.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// Its lines, in the order of reports.
    #[serde(rename = "requirement")]
    pub requirements: Vec<Requirement>,
}

/// A profile that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is none of that name.
    #[error("there is no profile named {name}")]
    Unknown {
        /// As it was given.
        name: String,
    },
    /// A built-in one does not parse; a test sees to it that this does not happen.
    #[error("profile {name}: {message}")]
    Broken {
        /// Its name.
        name: String,
        /// What is wrong.
        message: String,
    },
}

impl Profile {
    /// The name of the profile used where none is asked for.
    pub const DEFAULT: &'static str = "maintainx";

    /// The built-in profile of that name.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn built_in(name: &str) -> Result<Self, Error> {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name).ok_or_else(|| Error::Unknown { name: name.to_owned() })?;
        toml::from_str(text).map_err(|error| Error::Broken { name: name.to_owned(), message: error.message().to_owned() })
    }

    /// The names of the built-in profiles.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }
}

#[cfg(test)]
mod tests {
    use super::Profile;
    use crate::gates::GATES;
    use std::collections::BTreeSet;

    #[test]
    fn built_in_profiles_are_whole() {
        let gates: BTreeSet<&str> = GATES.iter().map(|gate| gate.meta().id).collect();
        for name in Profile::names() {
            let profile = Profile::built_in(name).unwrap();
            assert_eq!(profile.id, name);
            let ids: BTreeSet<&String> = profile.requirements.iter().map(|line| &line.id).collect();
            assert_eq!(ids.len(), profile.requirements.len(), "{name} names a requirement twice");
            for line in &profile.requirements {
                assert!(line.answered_by.iter().all(|gate| gates.contains(gate.as_str())), "{}", line.id);
            }
        }
    }
}
