//! `golive secrets`.

use super::args::{AboutRules, SecretsArgs};
use super::failure::Failure;
use super::hook;
use super::rules;
use super::scan_cache::ScanCache;
use super::session::{AUTO, Session};
use super::trial;
use crate::ci::Change;
use crate::engine::Plan;
use crate::env;
use crate::gates::{Sections, Validate, ValidateEndpoint, baseline_of};
use crate::git::Repo;
use crate::model::{Report, Verdict};
use crate::source::{KnownClean, Part, Shard, Source};
use crate::text::count;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Hexadecimal digits of a SHA-1 object id.
const SHA1_DIGITS: usize = 40;

pub(super) fn run(args: &SecretsArgs, session: &Session<'_>) -> Result<u8, Failure> {
    match &args.about {
        Some(AboutRules::Rules) => return rules::list(&settings_here(session)?.secrets, session),
        Some(AboutRules::Explain { rule }) => return rules::explain(rule, &settings_here(session)?.secrets, session),
        Some(AboutRules::Test { text, path }) => return trial::run(text, path.as_deref(), &settings_here(session)?.secrets, session),
        None => {}
    }
    if args.what.stdin || args.what.no_git {
        return without_repository(args, session);
    }
    let place = session.place(&args.paths)?;
    let settings = settings(args, session, &place.start, &place.repo.root(), Some(&place.repo))?;
    let whole = match &args.hook {
        Some(arguments) => hook::source(arguments, session, &place.repo)?,
        None => source(args, place.within.clone(), session, &place.repo)?,
    };
    let cache = args.since_last_scan.then(|| ScanCache::new(&place.repo, &settings.secrets));
    let known = cache.as_ref().map(|cache| Arc::new(cache.read()));
    let source = part(whole, args.shard, known.clone());
    let plan = Plan::for_gate(&settings, "secrets")?;
    session.run_then(plan, &place.start, &source, &place.within, Some(&place.repo), |report| {
        let looked = report.gates.iter().all(|gate| !gate.outcome.findings.is_empty() || gate.outcome.verdict != Verdict::Unknown);
        if let (Some(cache), Some(known), true) = (&cache, &known, looked) {
            cache.write(known);
        }
        write_baseline(args, report)
    })
}

/// The gate on text that somebody else chose.
pub(super) fn of_source(source: &Source, session: &Session<'_>) -> Result<u8, Failure> {
    let place = session.place(&[])?;
    let settings = session.settings(&place.start, &place.repo.root(), Some(&place.repo))?;
    let plan = Plan::for_gate(&settings, "secrets")?;
    session.run(plan, &place.start, source, &[], Some(&place.repo))
}

/// The settings, with the baseline that the command line names.
fn settings(args: &SecretsArgs, session: &Session<'_>, start: &Path, root: &Path, repo: Option<&Repo>) -> Result<Sections, Failure> {
    let mut settings = session.settings(start, root, repo)?;
    settings.secrets.validate = validate(args)?;
    if args.write_baseline.is_some() {
        settings.secrets.baseline = None;
    } else if let Some(path) = &args.baseline {
        settings.secrets.baseline_text = Some(session.policy_text(path, Path::new("."), repo)?);
        settings.secrets.baseline = Some(path.clone());
    }
    Ok(settings)
}

/// How providers are asked, if that is wanted: as the command line says, and the environment where it says nothing of a provider.
fn validate(args: &SecretsArgs) -> Result<Option<Validate>, Failure> {
    if !args.validate {
        return Ok(None);
    }
    let help = "write it as PROVIDER=URL; the providers are listed in the documents of the secrets gate";
    let read = |text: &str, of: &str| ValidateEndpoint::parse(text).map_err(|why| Failure::new(format!("{of}: {why}"), help));
    let named = env::var(env::GOLIVE_VALIDATE_ENDPOINTS).unwrap_or_default();
    let named = named.split([',', ' ', '\n']).filter(|text| !text.is_empty()).map(|text| read(text, env::GOLIVE_VALIDATE_ENDPOINTS));
    let endpoints = args.validate_endpoint.iter().map(|text| read(text, "--validate-endpoint")).chain(named).collect::<Result<_, _>>()?;
    Ok(Some(Validate { endpoints, timeout: Duration::from_secs(args.validate_timeout.into()) }))
}

/// Writes what was found to the baseline that was asked for; what is written there is accepted. What could not be looked at is not.
fn write_baseline(args: &SecretsArgs, report: &mut Report) -> Result<(), Failure> {
    let Some(path) = &args.write_baseline else { return Ok(()) };
    for gate in &mut report.gates {
        let outcome = &mut gate.outcome;
        let known = std::mem::take(&mut outcome.findings);
        std::fs::write(path, baseline_of(&known)).map_err(|error| {
            Failure::new(format!("{} could not be written: {error}", path.display()), "name a file in an existing folder")
        })?;
        outcome.summary = format!("{} written to {}", count(known.len(), "finding", "findings"), path.display());
        outcome.verdict = if outcome.troubles.is_empty() { Verdict::Pass } else { Verdict::Unknown };
    }
    Ok(())
}

/// The settings where the command is run; those of the repository, if it is in one.
fn settings_here(session: &Session<'_>) -> Result<Sections, Failure> {
    match session.place(&[]) {
        Ok(place) => session.settings(&place.start, &place.repo.root(), Some(&place.repo)),
        Err(_failure) => {
            let here = Path::new(".").canonicalize().unwrap_or_else(|_error| PathBuf::from("."));
            session.settings(&here, &here, None)
        }
    }
}

/// The part of a source that is asked for.
fn part(whole: Source, shard: Option<Shard>, known: Option<Arc<KnownClean>>) -> Source {
    if shard.is_none() && known.is_none() {
        return whole;
    }
    Source::Part { whole: Box::new(whole), part: Part { shard, known } }
}

fn source(args: &SecretsArgs, within: Vec<crate::text::RepoPath>, session: &Session<'_>, repo: &Repo) -> Result<Source, Failure> {
    if args.what.staged {
        return Ok(Source::Staged);
    }
    if args.what.history {
        return Ok(Source::History);
    }
    if let Some(since) = &args.what.since {
        if since != AUTO {
            return Ok(Source::Range { from: Some(since.clone()), to: "HEAD".to_owned() });
        }
        return Ok(session.brought(repo)?.map_or(Source::Tracked, of_change));
    }
    match &args.what.range {
        None => Ok(Source::Published { within }),
        Some(range) => parse_range(range),
    }
}

/// What a change brought: its commits, or its two trees where those are enough.
pub(super) fn of_change(change: Change) -> Source {
    match change.from {
        Some(from) if change.is_whole => Source::Change { from, to: change.to },
        from => Source::Range { from, to: change.to },
    }
}

/// `A..B`; either end may be left out, as git has it: `A..` ends at HEAD, `..B` starts at HEAD. An A of zeros, which git's hooks give
/// for what is not there yet, leaves nothing out.
fn parse_range(range: &str) -> Result<Source, Failure> {
    let wrong = || Failure::new(format!("{range} is no range"), "write it as A..B: the commits that B has and A has not");
    let (from, to) = range.split_once("..").ok_or_else(wrong)?;
    if to.starts_with('.') || (from.is_empty() && to.is_empty()) {
        return Err(wrong());
    }
    let or_head = |end: &str| if end.is_empty() { "HEAD".to_owned() } else { end.to_owned() };
    let is_none = from.len() >= SHA1_DIGITS && from.bytes().all(|byte| byte == b'0');
    Ok(Source::Range { from: (!is_none).then(|| or_head(from)), to: or_head(to) })
}

fn without_repository(args: &SecretsArgs, session: &Session<'_>) -> Result<u8, Failure> {
    let here = Path::new(".").canonicalize().unwrap_or_else(|_error| PathBuf::from("."));
    let settings = settings(args, session, &here, &here, None)?;
    let plan = Plan::for_gate(&settings, "secrets")?;
    let source = if args.what.stdin {
        Source::Stdin
    } else {
        let roots = if args.paths.is_empty() { vec![PathBuf::from(".")] } else { args.paths.clone() };
        part(Source::Folder { roots }, args.shard, None)
    };
    session.run_then(plan, &here, &source, &[], None, |report| write_baseline(args, report))
}
