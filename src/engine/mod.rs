//! From what is asked for to a report: plan, then run.

mod plan;
mod run;

pub use plan::{Plan, PlanError, Request, Step};
pub use run::{Target, run};
