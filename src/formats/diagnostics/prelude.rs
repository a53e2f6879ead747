//! What nearly every reader uses.

pub(super) use super::build::{diagnostic, once, place, related, unlike, until};
pub(super) use super::json::{demand, is_true, list, long, number, text, words};
pub(super) use super::lines::{Gather, count, group, is_of_the_runner, number as number_in, regex};
pub(super) use super::model::{Diagnostic, Error, Place, Reading};
pub(super) use super::required::Pattern;
pub(super) use super::sample::Sample;
pub(super) use super::trouble;
pub(super) use super::words::{known, severity};
pub(super) use super::{json, xml, yaml};
pub(super) use crate::model::Severity;
pub(super) use regex::Captures;
pub(super) use serde_json::Value;
