//! A golive.toml to begin with.

use super::step::{Found, Step, look};
use crate::cli::failure::Failure;
use crate::config;
use crate::gates::Sections;
use crate::profile::Profile;
use crate::text::nearest;
use std::path::Path;

/// Where the schema of this version's configuration is, for editors.
const SCHEMA: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/raw/v", env!("CARGO_PKG_VERSION"), "/src/config/golive.schema.json");

/// The step that makes a golive.toml where the root has no configuration yet.
///
/// # Errors
/// Where `profile` names none, or there is a configuration with another.
pub(super) fn step(root: &Path, profile: Option<&str>) -> Result<Step, Failure> {
    let wanted = profile.unwrap_or(Profile::DEFAULT);
    if let Err(error) = Profile::built_in(wanted) {
        let known: Vec<&str> = Profile::names().collect();
        let near = nearest(wanted, known.iter().copied()).map(|name| format!("did you mean {name}? ")).unwrap_or_default();
        return Err(Failure::new(error.to_string(), format!("{near}the profiles are {}", known.join(", "))));
    }
    if let Some(file) = config::discover(root, root)? {
        let settings: Sections = config::parse(&file)?;
        let has = settings.profile.as_deref().unwrap_or(Profile::DEFAULT);
        if profile.is_some_and(|wanted| wanted != has) {
            return Ok(Step::Refused {
                path: file.path,
                why: format!("it holds a configuration already, with the profile {has}"),
                snippet: format!("profile = \"{wanted}\""),
            });
        }
        return Ok(Step::Kept { path: file.path, why: "it holds the configuration".to_owned() });
    }
    let path = root.join("golive.toml");
    match look(&path, root) {
        Found::Odd(why) => Ok(Step::Refused { path, why, snippet: text(wanted) }),
        Found::Nothing | Found::Text(_) => Ok(Step::create(path, text(wanted))),
    }
}

/// The few keys that people change; those that are commented out show their defaults or an example.
fn text(profile: &str) -> String {
    let gates: Vec<&str> = crate::gates::GATES.iter().map(|gate| gate.meta().id).collect();
    format!(
        "\
#:schema {SCHEMA}
# Settings of golive. Every key has a default; `golive schema` prints them all.

# The checklist: {profiles}.
profile = \"{profile}\"

[check]
# Gates that `golive check` leaves out; each is then reported as skipped. The gates are
# {gates}.
# skip = [\"rehearse\"]

# A finding that is accepted, with its reason; one section each.
# [[secrets.allow]]
# rule = \"jwt\"
# path = \"/docs/\"
# reason = \"tokens of the public sandbox, which expire within the hour\"
# until = \"2099-12-31\"

# [gitignore]
# Names that may be committed, and more names that must be ignored.
# allow = [\"/tests/fixtures/example.pem\"]
# require = [\"*.sqlite\"]
",
        profiles = Profile::names().collect::<Vec<_>>().join(" or "),
        gates = gates.join(", "),
    )
}
