//! `golive action`: what `action.yml` runs. Its inputs come from the environment; base, annotations, summary, report files and outputs
//! are made here and not in a shell.

mod inputs;
mod outputs;

use super::announce;
use super::args::{Cli, Command, StageName};
use super::failure::Failure;
use super::session::Session;
use crate::ci::{self, Change, Situation};
use crate::env;
use crate::git::{self, Repo};
use crate::model::{Report, Severity, Trouble};
use crate::render;
use crate::text::one_line;
use clap::Parser as _;
use clap::error::ErrorKind;
use inputs::{FailOn, Inputs};
use outputs::Outputs;
use std::path::Path;

/// Runs the command that the inputs name, and tells the runner of it whatever comes of it.
pub(super) fn run(session: &Session<'_>) -> Result<u8, Failure> {
    let inputs = Inputs::read(&env::var);
    let (report, inputs) = match inputs {
        Ok(inputs) => (attempt(&inputs, session).unwrap_or_else(|failure| said(failure, session)), inputs),
        Err(failure) => (said(failure, session), Inputs::default()),
    };
    let is_warned = report.gates.iter().any(|gate| gate.outcome.findings.iter().any(|finding| finding.severity == Severity::Warning));
    let code = match report.exit_code() {
        0 if inputs.fail_on == FailOn::Warning && is_warned => 1,
        code => code,
    };
    if inputs.annotations {
        session.print_as_it_is(&render::github(&report, &ci::folder_in_workspace()));
    }
    if inputs.summary
        && let Err(error) = announce::summary(&report)
    {
        session.warn(&format!("golive: the job summary could not be written: {error}\n"));
    }
    match Outputs::of(&report, code) {
        Ok(outputs) => outputs.write()?,
        Err(failure) => {
            // Later steps ask for the outcome, whatever became of the files.
            Outputs::without_files(&report).write()?;
            return Err(failure);
        }
    }
    // Not to have looked is never passed over.
    Ok(if code == 1 && inputs.fail_on == FailOn::Never { 0 } else { code })
}

/// A failure, said on standard error, as a report.
fn said(failure: Failure, session: &Session<'_>) -> Report {
    let inner = Session::within_action(session.shared);
    failure.report(&inner);
    inner.kept().unwrap_or_else(|| Report {
        started: jiff::Timestamp::now(),
        took: std::time::Duration::ZERO,
        gates: Vec::new(),
        requirements: Vec::new(),
        troubles: vec![Trouble::new("golive could not be run", "standard error says why")],
    })
}

fn attempt(inputs: &Inputs, session: &Session<'_>) -> Result<Report, Failure> {
    if let Some(folder) = &inputs.working_directory {
        std::env::set_current_dir(folder).map_err(|error| {
            Failure::new(format!("the input working-directory: {}: {error}", folder.display()), "name a folder of the checkout")
        })?;
    }
    let event = match env::var_os(env::GITHUB_EVENT_PATH) {
        Some(path) => Some(ci::read_event(Path::new(&path))?),
        None => None,
    };
    let repo = Repo::discover(Path::new(".")).map_err(no_repository)?;
    let variables = |name: &str| if name == env::GOLIVE_BASE { inputs.base.clone() } else { env::var(name) };
    let situation = ci::situation(&variables, event.as_ref(), &repo);
    let policy = situation.base.clone()?;
    if let Some(base) = &policy {
        session.warn(&format!("golive: policy is read from {} ({})\n", base.commit, one_line(&base.why)));
    }
    let words = inputs.words(policy.as_ref().map(|base| base.commit.as_str()), &repo.root());
    let cli = Cli::try_parse_from(&words).map_err(|error| usage(&error))?;
    refuse(&cli.command, &situation)?;
    if inputs.command.is_some() {
        return Ok(one(&cli, session));
    }
    // The tree as it is, and every commit that the event brought: what a later commit took out again is published all the same.
    let change = situation.change?;
    let tree = one(&cli, session);
    let Some(change) = change else { return Ok(tree) };
    let said = match &change.from {
        Some(from) => format!("golive: commits since {from} ({})\n", one_line(&change.why)),
        None => format!("golive: commits of {}\n", one_line(&change.why)),
    };
    session.warn(&said);
    Ok(Report::merged(vec![tree, commits(&cli, change, session)]))
}

/// In a workflow there is one usual reason.
fn no_repository(error: git::Error) -> Failure {
    match error {
        git::Error::NotARepository { .. } => {
            let here = std::env::current_dir().map(|here| here.display().to_string()).unwrap_or_default();
            Failure::new(
                format!("{} is not in a git repository", one_line(&here)),
                "run actions/checkout before; where that was given a path, name the same in the input working-directory",
            )
        }
        other => other.into(),
    }
}

fn usage(error: &clap::Error) -> Failure {
    let help = "give one argument a line, as golive COMMAND --help lists them";
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand) {
        return Failure::new("the inputs command and args: they ask for help, and look at nothing", help);
    }
    let text = error.render().to_string();
    let first: Vec<&str> = text.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    Failure::new(format!("the inputs command and args: {}", first.join(" ").trim_start_matches("error: ")), help)
}

/// Runs one command, and keeps its report.
fn one(cli: &Cli, session: &Session<'_>) -> Report {
    let inner = Session::within_action(&cli.shared);
    if let Err(failure) = super::dispatch(&cli.command, &inner) {
        failure.report(&inner);
    }
    inner.kept().unwrap_or_else(|| said(Failure::new("the command made no report", "give a command that looks at something"), session))
}

/// The secrets gate on the commits of a change.
fn commits(cli: &Cli, change: Change, session: &Session<'_>) -> Report {
    let inner = Session::within_action(&cli.shared);
    if let Err(failure) = super::secrets::of_source(&super::secrets::of_change(change), &inner) {
        failure.report(&inner);
    }
    inner.kept().unwrap_or_else(|| said(Failure::new("the commits made no report", "this is a bug: please report it"), session))
}

/// Commands that run what a project says must not run what a stranger says, with the rights and secrets of the repository.
fn refuse(command: &Command, situation: &Situation) -> Result<(), Failure> {
    let runs = match command {
        Command::Check(args) => !matches!(args.stage, Some(StageName::Commit)),
        Command::Coverage(_) | Command::Lint(_) | Command::Typecheck(_) | Command::Rehearse(_) => true,
        _ => false,
    };
    let is_allowed = env::var(env::GOLIVE_RUN_UNTRUSTED).is_some_and(|value| value == "true");
    if runs && situation.is_untrusted && !is_allowed {
        return Err(Failure::new(
            format!(
                "this command can run the project's own code, and under {} that may be a stranger's, with this repository's rights",
                situation.event
            ),
            "run it on pull_request instead; GOLIVE_RUN_UNTRUSTED: true in the step's env takes the risk",
        ));
    }
    Ok(())
}
