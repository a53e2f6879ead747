//! Gates that the contract names and this version does not have yet. They are skipped, and never a pass.

use super::Sections;
use crate::gate::{Gate, Meta, PrepareError, Prepared};
use crate::model::{GateId, Outcome, Stage};

/// A gate's name, its question and its stage.
pub(super) struct Unbuilt(pub(super) GateId, pub(super) &'static str, pub(super) Stage);

impl Gate for Unbuilt {
    fn meta(&self) -> Meta {
        Meta { id: self.0, about: self.1, stage: self.2 }
    }

    fn prepare(&self, _settings: &Sections) -> Result<Prepared, PrepareError> {
        Ok(Prepared::Skip(Outcome::NOT_BUILT.to_owned()))
    }
}
