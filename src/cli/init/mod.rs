//! `golive init`: a configuration, hooks and a CI file to begin with. Nothing that is there is lost: files are made, or text is put into
//! them at a place where it changes nothing else, or they are left alone and the text to put in is said.

mod diff;
mod edit;
mod hooks;
mod say;
mod settings;
mod step;
mod tree;
mod workflow;

use super::failure::Failure;
use super::session::Session;
use crate::render::Format;
use clap::Args;
use std::path::Path;
use step::{Change, Step};
use workflow::{System, Values};

/// Exit code where something was left to a person.
const LEFT: u8 = 2;

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Checklist to put into golive.toml
    #[arg(long, value_name = "P")]
    profile: Option<String>,
    /// Also put golive into the git hooks, or into the hook manager that is set up here
    #[arg(long)]
    hooks: bool,
    /// Also write a file for the CI that is set up here, or for the named one
    #[arg(long, value_name = "SYSTEM", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "found")]
    workflow: Option<System>,
    /// With --workflow: where releases of golive are fetched from
    #[arg(long, value_name = "URL", requires = "workflow")]
    releases: Option<String>,
    /// With --workflow: checksum of the release's archive for x86-64 Linux (musl), from its SHA256SUMS
    #[arg(long, value_name = "HEX", requires = "workflow")]
    sha256: Option<String>,
    /// Show what would be written as a diff, and write nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &InitArgs, session: &Session<'_>) -> Result<u8, Failure> {
    let place = session.place(&[])?;
    let Some(root) = place.repo.work_tree() else {
        return Err(Failure::new("a bare repository has no files to set up", "run golive in a clone with a work tree"));
    };
    let root = root.canonicalize().unwrap_or_else(|_error| root.to_path_buf());
    let mut steps = vec![settings::step(&root, args.profile.as_deref())?];
    if args.hooks {
        steps.extend(hooks::steps(&place.repo, &root)?);
    }
    if let Some(system) = args.workflow {
        let values = Values { releases: args.releases.clone(), sha256: args.sha256.clone() }.check()?;
        steps.extend(workflow::steps(system, &values, &place.repo, &root));
    }
    if !args.dry_run {
        write(&steps, &root, session)?;
    }
    match session.format() {
        Format::Human => session.print(&say::people(&steps, &root, args.dry_run)),
        _ => session.print(&say::program(&steps, &root, args.dry_run)),
    }
    let left = steps.iter().any(|step| matches!(step, Step::Refused { .. }));
    Ok(if left { LEFT } else { 0 })
}

fn write(steps: &[Step], root: &Path, session: &Session<'_>) -> Result<(), Failure> {
    let mut done: Vec<&Change> = Vec::new();
    for step in steps {
        let Step::Write(change) = step else { continue };
        if let Err(error) = change.write() {
            for change in done {
                session.print(&format!("wrote {}\n", say::name(&change.path, root)));
            }
            let message = format!("{} could not be written: {error}", say::name(&change.path, root));
            return Err(Failure::new(message, "see to its folder, and run `golive init` again: it goes on where it stopped"));
        }
        done.push(change);
    }
    Ok(())
}
