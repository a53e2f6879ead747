//! `golive coverage`.

use super::coverage_args::CoverageArgs;
use super::failure::Failure;
use super::session::{AUTO, Session};
use crate::engine::Plan;
use crate::env;
use crate::gates::CoverageOptions;
use crate::git::Repo;
use crate::source::Source;
use std::path::{Path, PathBuf};

pub(super) fn run(args: &CoverageArgs, session: &Session<'_>) -> Result<u8, Failure> {
    let place = session.place(&[])?;
    let root = place.repo.root();
    let mut settings = session.settings(&place.start, &root, Some(&place.repo))?;
    let options = &mut settings.coverage;
    if options.diff.is_none() && args.change.diff.is_none() && has_limit_of_added(args) {
        return Err(Failure::new("a limit on added lines needs a base to add to", "name it with --diff BASE, such as --diff origin/main"));
    }
    override_with(args, options);
    find_base(options, session, &place.repo)?;
    if let Some(file) = &args.ratchet.ratchet {
        options.ratchet = Some(from_root(file, &place.start, &root));
    }
    if args.ratchet.update {
        if options.ratchet.is_none() {
            return Err(Failure::new("--update needs a ratchet", "name it with --ratchet FILE, or in [coverage] ratchet"));
        }
        if env::is_set(env::CI) {
            return Err(Failure::new("CI does not write the ratchet", "run --update where you work, and commit what it writes"));
        }
        options.update_ratchet();
    }
    if !args.reports.is_empty() {
        let reports = args.reports.iter().map(|report| place.start.join(report)).collect();
        if args.run.is_some() { options.reports = reports } else { options.read_only(reports) }
    }
    let plan = Plan::for_gate(&settings, "coverage")?;
    let source = Source::Published { within: Vec::new() };
    session.run(plan, &place.start, &source, &[], Some(&place.repo))
}

/// Finds the base of the change out, where that is asked for.
pub(super) fn find_base(options: &mut CoverageOptions, session: &Session<'_>, repo: &Repo) -> Result<(), Failure> {
    if options.diff.as_deref() == Some(AUTO) {
        options.diff = Some(session.base(repo)?);
    }
    Ok(())
}

fn has_limit_of_added(args: &CoverageArgs) -> bool {
    args.change.min_diff.is_some() || args.change.max_missed.is_some() || args.change.max_unmeasured.is_some()
}

/// What stands on the command line wins; limits there replace those of the settings one by one.
fn override_with(args: &CoverageArgs, options: &mut CoverageOptions) {
    fn set<T: Clone>(known: &mut Option<T>, given: Option<&T>) {
        if let Some(given) = given {
            *known = Some(given.clone());
        }
    }
    set(&mut options.min_lines, args.least.min_lines.as_ref());
    set(&mut options.min_branches, args.least.min_branches.as_ref());
    set(&mut options.min_functions, args.least.min_functions.as_ref());
    set(&mut options.min_regions, args.least.min_regions.as_ref());
    set(&mut options.max_uncovered_lines, args.most.max_uncovered_lines.as_ref());
    set(&mut options.max_uncovered_branches, args.most.max_uncovered_branches.as_ref());
    set(&mut options.max_uncovered_functions, args.most.max_uncovered_functions.as_ref());
    set(&mut options.max_uncovered_regions, args.most.max_uncovered_regions.as_ref());
    set(&mut options.diff, args.change.diff.as_ref());
    set(&mut options.min_diff, args.change.min_diff.as_ref());
    set(&mut options.max_missed, args.change.max_missed.as_ref());
    set(&mut options.max_unmeasured, args.change.max_unmeasured.as_ref());
    options.per_file |= args.per_file;
    options.strip_prefix.extend(args.strip_prefix.iter().cloned());
    if let Some(absent) = args.absent {
        options.absent = absent.into();
    }
    if let Some(line) = &args.run {
        options.run_here(line.clone());
    }
}

/// A path of the command line relative to the root, where it lies below it.
fn from_root(path: &Path, start: &Path, root: &Path) -> PathBuf {
    let full = start.join(path);
    let root = root.canonicalize().unwrap_or_else(|_error| root.to_path_buf());
    full.strip_prefix(&root).map(Path::to_path_buf).unwrap_or(full)
}
