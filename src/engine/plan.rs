//! Which gates run, which do not, and why. Pure.

use crate::gate::{Check, Gate, PrepareError, Prepared};
use crate::gates::{GATES, Sections};
use crate::model::{GateId, Requirement, Stage};
use crate::profile::{self, Profile};
use crate::text::nearest;

/// What a command asks for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Gates to run; empty for all of the stage.
    pub only: Vec<String>,
    /// Gates to leave out.
    pub skip: Vec<String>,
    /// Stage to judge; `None` where the command is about one gate and not about readiness.
    pub stage: Option<Stage>,
}

/// One gate of a plan.
pub struct Step {
    /// The gate.
    pub gate: GateId,
    /// The check to run, or why none is.
    pub check: Result<Box<dyn Check>, String>,
}

/// What a run will do.
pub struct Plan {
    /// Every gate that the command is about, in the order of the registry.
    pub steps: Vec<Step>,
    /// Requirements to answer; empty where readiness is not judged.
    pub requirements: Vec<Requirement>,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// A gate was named that there is none of.
    #[error("there is no gate named {name}")]
    UnknownGate {
        /// As it was given.
        name: String,
        /// The name that was likely meant.
        nearest: Option<&'static str>,
    },
    /// A gate is asked for and left out at once.
    #[error("{name} is both in --only and in --skip")]
    Contradiction {
        /// The gate.
        name: String,
    },
    /// The profile cannot be used.
    #[error(transparent)]
    Profile(#[from] profile::Error),
    /// A gate cannot work with its settings.
    #[error(transparent)]
    Settings(#[from] PrepareError),
}

impl PlanError {
    /// The next step for whoever reads the error.
    pub fn help(&self) -> String {
        let all = || GATES.iter().map(|gate| gate.meta().id).collect::<Vec<_>>().join(", ");
        match self {
            Self::UnknownGate { nearest: Some(nearest), .. } => format!("did you mean {nearest}? The gates are {}", all()),
            Self::UnknownGate { nearest: None, .. } => format!("the gates are {}", all()),
            Self::Contradiction { .. } => "name it in one of them".to_owned(),
            Self::Profile(_) => format!("the built-in profiles are {}", Profile::names().collect::<Vec<_>>().join(", ")),
            Self::Settings(error) => error.help.clone(),
        }
    }
}

impl Plan {
    /// Decides for every gate whether it runs.
    ///
    /// # Errors
    /// [`PlanError`].
    pub fn new(settings: &Sections, request: &Request) -> Result<Self, PlanError> {
        let only = chosen(&request.only, &settings.check.only);
        let skip = chosen(&request.skip, &settings.check.skip);
        // Names in the file count even where an option stands in for them: a mistake there would come to light some other day.
        let in_file = settings.check.only.iter().chain(&settings.check.skip);
        for name in only.iter().chain(skip).chain(in_file) {
            known(name)?;
        }
        if let Some(name) = only.iter().find(|name| skip.contains(name)) {
            return Err(PlanError::Contradiction { name: name.clone() });
        }
        let mut steps = Vec::new();
        for gate in GATES {
            let check = match reason_to_skip(*gate, request.stage, only, skip) {
                Some(reason) => Err(reason),
                None => match gate.prepare(settings)? {
                    Prepared::Run(check) => Ok(check),
                    Prepared::Skip(reason) => Err(reason),
                },
            };
            steps.push(Step { gate: gate.meta().id, check });
        }
        let requirements = match request.stage {
            None => Vec::new(),
            Some(stage) => {
                let profile = Profile::built_in(settings.profile.as_deref().unwrap_or(Profile::DEFAULT))?;
                profile.requirements.into_iter().filter(|line| in_stage(line.stage, stage)).collect()
            }
        };
        Ok(Self { steps, requirements })
    }

    /// A plan for one gate alone, without readiness.
    ///
    /// # Errors
    /// [`PlanError`].
    pub fn for_gate(settings: &Sections, gate: GateId) -> Result<Self, PlanError> {
        let only = Request { only: vec![gate.to_owned()], ..Request::default() };
        let mut alone = settings.clone();
        alone.check = crate::gates::CheckOptions::default();
        let mut plan = Self::new(&alone, &only)?;
        plan.steps.retain(|step| step.gate == gate);
        Ok(plan)
    }
}

fn chosen<'run>(flags: &'run [String], file: &'run [String]) -> &'run [String] {
    if flags.is_empty() { file } else { flags }
}

fn known(name: &str) -> Result<(), PlanError> {
    let ids = || GATES.iter().map(|gate| gate.meta().id);
    if ids().any(|id| id == name) {
        return Ok(());
    }
    Err(PlanError::UnknownGate { name: name.to_owned(), nearest: nearest(name, ids()) })
}

fn reason_to_skip(gate: &dyn Gate, stage: Option<Stage>, only: &[String], skip: &[String]) -> Option<String> {
    let meta = gate.meta();
    if skip.iter().any(|name| name == meta.id) {
        return Some("left out with --skip".to_owned());
    }
    if !only.is_empty() && !only.iter().any(|name| name == meta.id) {
        return Some("not among --only".to_owned());
    }
    match stage {
        Some(stage) if !in_stage(meta.stage, stage) => Some(format!("not part of the {} stage", stage.word())),
        _ => None,
    }
}

/// Whether something of stage `of` is judged at `stage`: everything up to it, except that the running service is only looked at when
/// that is what is asked for.
fn in_stage(of: Stage, stage: Stage) -> bool {
    of <= stage
}

#[cfg(test)]
mod tests {
    use super::{Plan, PlanError, Request};
    use crate::gates::Sections;
    use crate::model::Stage;

    fn request(only: &[&str], skip: &[&str], stage: Stage) -> Request {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Request { only: owned(only), skip: owned(skip), stage: Some(stage) }
    }

    #[test]
    fn every_gate_is_in_every_plan() {
        let plan = Plan::new(&Sections::default(), &request(&["secrets"], &[], Stage::Deploy)).unwrap();
        assert_eq!(plan.steps.len(), crate::gates::GATES.len());
        assert_eq!(plan.steps.iter().filter(|step| step.check.is_ok()).count(), 1);
    }

    #[test]
    fn unbuilt_gates_say_so() {
        let plan = Plan::new(&Sections::default(), &request(&[], &[], Stage::Deploy)).unwrap();
        let rehearse = plan.steps.iter().find(|step| step.gate == "rehearse").unwrap();
        assert_eq!(rehearse.check.as_ref().err().map(String::as_str), Some("not built yet"));
    }

    #[test]
    fn names_are_checked() {
        let error = Plan::new(&Sections::default(), &request(&["secerts"], &[], Stage::Deploy)).err().unwrap();
        assert!(matches!(error, PlanError::UnknownGate { nearest: Some("secrets"), .. }));
        let error = Plan::new(&Sections::default(), &request(&["lint"], &["lint"], Stage::Deploy)).err().unwrap();
        assert!(matches!(error, PlanError::Contradiction { .. }));
    }

    #[test]
    fn the_commit_stage_asks_for_what_a_commit_shows() {
        let plan = Plan::new(&Sections::default(), &request(&[], &[], Stage::Commit)).unwrap();
        let ids: Vec<&str> = plan.requirements.iter().map(|line| line.id.as_str()).collect();
        assert_eq!(ids, ["auth.no-secrets", "auth.gitignore"]);
    }
}
