//! The words of the contract as plain values: requirement, gate, finding, evidence, verdict, report.
//! Pure: no reading, no printing, and no wire format (that is `render`'s).

mod evidence;
mod finding;
mod fingerprint;
mod merge;
mod outcome;
mod redact;
mod report;
mod requirement;
mod severity;
mod validation;
mod verdict;

pub use evidence::Evidence;
pub use finding::{Finding, Origin, Place, Snippet};
pub use fingerprint::Fingerprint;
pub use outcome::{Answer, GateId, GateReport, Outcome, Trouble};
pub use redact::{head, mask};
pub use report::{Report, RequirementReport};
pub use requirement::{Priority, Requirement, Stage};
pub use severity::Severity;
pub use validation::{Liveness, Validation};
pub use verdict::Verdict;
