//! Runs a plan: one walk over the text for all gates that want it, the others beside it.

use super::{Plan, Step};
use crate::gate::{Check, Context};
use crate::git::Repo;
use crate::model::{Evidence, GateId, GateReport, Outcome, Report, Requirement, RequirementReport, Trouble, Verdict};
use crate::source::{Examined, Progress, Source};
use crate::text::RepoPath;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

/// What a run is about.
#[derive(Debug, Clone, Copy)]
pub struct Target<'run> {
    /// Where the command was pointed at.
    pub start: &'run Path,
    /// The text to look at.
    pub source: &'run Source,
    /// Paths below which gates that look at the repository look.
    pub within: &'run [RepoPath],
    /// Threads.
    pub jobs: usize,
    /// The commit that policy is read from; the work tree where it is `None`.
    pub policy_ref: Option<&'run str>,
    /// Whether what a project's own commands say is passed on while they run.
    pub echo: bool,
    /// Whether anybody reads numbers by file: people at a terminal are shown the worst alone.
    pub by_file: bool,
}

/// Runs `plan`. `repo` is the repository for the walk, if there is one.
pub fn run(plan: Plan, target: Target<'_>, repo: Option<&Repo>, progress: &Progress) -> Report {
    let started = jiff::Timestamp::now();
    let clock = Instant::now();
    let context = Context {
        start: target.start,
        source: target.source,
        within: target.within,
        jobs: target.jobs,
        policy_ref: target.policy_ref,
        echo: target.echo,
        by_file: target.by_file,
    };
    let mut gates: Vec<Option<GateReport>> = plan.steps.iter().map(skipped).collect();
    let checks: Vec<(usize, GateId, &dyn Check)> =
        plan.steps.iter().enumerate().filter_map(|(at, step)| Some((at, step.gate, step.check.as_ref().ok()?.as_ref()))).collect();
    let (readers, others): (Vec<_>, Vec<_>) = checks.into_iter().partition(|(_, _, check)| check.wants_text());
    let walk = || walk(&readers, target, repo, progress, &context);
    let mut reports = if others.is_empty() {
        walk()
    } else if let ([(at, gate, check)], true) = (others.as_slice(), readers.is_empty()) {
        // A thread of its own would be waited for, and takes memory in smaller pieces.
        vec![(*at, conclude(gate, *check, &context, None))]
    } else {
        std::thread::scope(|scope| {
            let running: Vec<_> =
                others.iter().map(|(at, gate, check)| (*at, *gate, scope.spawn(|| conclude(gate, *check, &context, None)))).collect();
            let mut reports = walk();
            // A gate whose thread was lost still stands in the report: what gave no answer must not drop out of the verdict.
            let lost = |gate| GateReport { gate, outcome: Outcome::unknown(panicked()), took: Duration::ZERO };
            reports.extend(running.into_iter().map(|(at, gate, thread)| (at, thread.join().unwrap_or_else(|_panic| lost(gate)))));
            reports
        })
    };
    for (at, report) in reports.drain(..) {
        if let Some(slot) = gates.get_mut(at) {
            *slot = Some(report);
        }
    }
    let gates: Vec<GateReport> = gates.into_iter().flatten().collect();
    let requirements = plan.requirements.into_iter().map(|line| answer(line, &gates)).collect();
    Report { started, took: clock.elapsed(), gates, requirements, troubles: Vec::new() }
}

fn skipped(step: &Step) -> Option<GateReport> {
    let reason = step.check.as_ref().err()?;
    Some(GateReport { gate: step.gate, outcome: Outcome::skipped(reason), took: Duration::ZERO })
}

fn walk(
    readers: &[(usize, GateId, &dyn Check)],
    target: Target<'_>,
    repo: Option<&Repo>,
    progress: &Progress,
    context: &Context<'_>,
) -> Vec<(usize, GateReport)> {
    if readers.is_empty() {
        return Vec::new();
    }
    let clock = Instant::now();
    let visited = catch_unwind(AssertUnwindSafe(|| {
        target.source.for_each(repo, target.jobs, progress, &|blob| {
            for (_, _, check) in readers {
                check.visit(blob);
            }
        })
    }));
    let walked = clock.elapsed();
    let examined: Result<Examined, Trouble> = match visited {
        Ok(Ok(examined)) => Ok(examined),
        Ok(Err(error)) => Err(error.trouble()),
        Err(_panic) => Err(panicked()),
    };
    readers
        .iter()
        .map(|(at, gate, check)| {
            let mut report = match &examined {
                Ok(examined) => conclude(gate, *check, context, Some(examined)),
                Err(trouble) => GateReport { gate, outcome: Outcome::unknown(trouble.clone()), took: Duration::ZERO },
            };
            report.took += walked;
            (*at, report)
        })
        .collect()
}

fn conclude(gate: GateId, check: &dyn Check, context: &Context<'_>, examined: Option<&Examined>) -> GateReport {
    let clock = Instant::now();
    let outcome =
        catch_unwind(AssertUnwindSafe(|| check.conclude(context, examined))).unwrap_or_else(|_panic| Outcome::unknown(panicked()));
    GateReport { gate, outcome, took: clock.elapsed() }
}

fn panicked() -> Trouble {
    Trouble::new("golive itself failed while looking", "this is a bug: please report it with what standard error says")
}

/// What the gates say about one requirement.
fn answer(requirement: Requirement, gates: &[GateReport]) -> RequirementReport {
    let mut verdict = Verdict::Skipped;
    let mut evidence = Vec::new();
    let mut not_run = Vec::new();
    let mut left_out = !requirement.answered_by.is_empty();
    for gate in gates.iter().filter(|gate| requirement.answered_by.iter().any(|name| name == gate.gate)) {
        let outcome = &gate.outcome;
        if let Some(answer) = outcome.answers.iter().find(|answer| answer.requirement == requirement.id) {
            verdict = verdict.or_known(answer.verdict);
            evidence.extend(answer.evidence.iter().cloned());
        } else {
            not_run.push(Evidence::new(format!("{}: {}", gate.gate, outcome.summary)));
        }
        left_out &= outcome.verdict == Verdict::Skipped && outcome.summary != Outcome::NOT_BUILT;
    }
    if verdict == Verdict::Skipped {
        // Somebody chose not to look is a skip; nobody could look is not knowing.
        verdict = if left_out { Verdict::Skipped } else { Verdict::Unknown };
        evidence = not_run;
        if evidence.is_empty() {
            evidence.push(Evidence::new("no machine can see this: it takes an attestation"));
        }
    }
    RequirementReport { requirement, verdict, evidence }
}
