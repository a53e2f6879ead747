//! `gitignore`: would git keep secret files out of a commit?

mod options;

pub(super) use options::Options;

use super::Sections;
use crate::gate::{Gate, Meta, PrepareError, Prepared};
use crate::model::Stage;

/// The gate.
pub(super) struct Gitignore;

impl Gate for Gitignore {
    fn meta(&self) -> Meta {
        Meta { id: "gitignore", about: "would git keep secret files out of a commit?", stage: Stage::Commit }
    }

    fn prepare(&self, _settings: &Sections) -> Result<Prepared, PrepareError> {
        Ok(Prepared::Skip("not built yet".to_owned()))
    }
}
