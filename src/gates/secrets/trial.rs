//! One text, tried: what is found in it, what is let through, and what came near.

use super::{Options, Scan, decoded};
use crate::detect::{NearMiss, Surroundings, near_misses};
use crate::gate::PrepareError;
use crate::model::{Finding, Origin};
use crate::source::Blob;
use crate::text::{LineColumn, LineIndex, RepoPath};
use std::collections::BTreeMap;

/// What came of it.
#[derive(Debug)]
pub struct Trial {
    /// What is found.
    pub findings: Vec<Finding>,
    /// How many were let through, by what.
    pub allowed: BTreeMap<String, usize>,
    /// What came near, and where.
    pub near: Vec<(NearMiss, LineColumn)>,
}

impl Trial {
    /// Tries `text` as if it were the file at `path`.
    ///
    /// # Errors
    /// [`PrepareError`] where the settings cannot be used.
    pub fn of(text: &[u8], path: Option<&RepoPath>, options: &Options) -> Result<Self, PrepareError> {
        let scan = Scan::new(&Options { policy_ref: None, ..options.clone() })?;
        let wrong = |message: String| PrepareError { message, help: "this is a bug in golive's own rules: please report it".to_owned() };
        let engine = scan.engine().map_err(|message| wrong(message.clone()))?;
        let looked = scan.look(engine, &Blob::whole(path, text, &Origin::Stdin)).map_err(|trouble| wrong(trouble.message))?;
        let text = decoded::text(text);
        let name = path.map(|path| path.as_bytes().as_ref());
        let around = Surroundings::of(name, scan.now.as_second());
        let found = engine.scan(&text, text.len(), around, name);
        let lines = LineIndex::new(&text);
        let near = near_misses(&engine.rules.set, &text, around, &found);
        Ok(Self {
            findings: looked.seen.into_iter().map(|seen| seen.finding).collect(),
            allowed: looked.allowed,
            near: near.into_iter().map(|near| (near.clone(), lines.place(near.at.start))).collect(),
        })
    }
}
