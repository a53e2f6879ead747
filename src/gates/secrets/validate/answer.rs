//! What a provider's answer says. Nothing of its body is passed on.

use super::provider::Provider;
use crate::model::Liveness;
use crate::net::{Error, ErrorKind, Response};

const LATER: &str = "run again later";

/// What came of one question.
pub(super) struct Answer {
    pub(super) status: Liveness,
    pub(super) detail: String,
    /// Where the provider could not be asked, or was in trouble itself: what to do.
    pub(super) failed: Option<&'static str>,
}

impl Answer {
    pub(super) fn unknown(detail: String) -> Self {
        Self { status: Liveness::Unknown, detail, failed: None }
    }

    /// The credential cannot be put into the request.
    pub(super) fn unfit(provider: &Provider) -> Self {
        Self::unknown(format!("{} was not asked: the value does not fit in a request", provider.title))
    }

    /// What one server said; `title` is what it is called.
    pub(super) fn of(provider: &Provider, title: &str, result: Result<Response, Error>) -> Self {
        match result {
            Ok(response) => Self::of_response(provider, title, response.status, &response.body),
            Err(error) => Self { failed: help(&error), ..Self::unknown(format!("{title} could not be asked: {}", error.reason())) },
        }
    }

    pub(super) fn of_response(provider: &Provider, title: &str, status: u16, body: &[u8]) -> Self {
        let fits = |signs: &[super::provider::Sign]| signs.iter().any(|sign| sign.fits(status, body));
        if fits(&provider.active) {
            return Self { status: Liveness::Active, detail: format!("{title} accepts it"), failed: None };
        }
        if fits(&provider.inactive) {
            return Self { status: Liveness::Inactive, detail: format!("{title} does not accept it"), failed: None };
        }
        match status {
            429 => Self { failed: Some(LATER), ..Self::unknown(format!("{title} wants to be asked later (status 429)")) },
            500.. => Self { failed: Some(LATER), ..Self::unknown(format!("{title} is in trouble (status {status})")) },
            407 => Self {
                failed: Some("check the proxy variables (HTTPS_PROXY, ALL_PROXY)"),
                ..Self::unknown("the proxy wants to be authenticated to (status 407)".to_owned())
            },
            _ => Self::unknown(format!("{title} answered with status {status}, which says neither that it works nor that it does not")),
        }
    }

    /// What all servers of a provider said: one that accepts is enough, and all must refuse.
    pub(super) fn together(provider: &Provider, answers: Vec<Self>, is_own: bool) -> Self {
        let all_refuse = answers.iter().all(|answer| answer.status == Liveness::Inactive);
        let chosen = answers.into_iter().max_by_key(|answer| match answer.status {
            Liveness::Active => 2,
            Liveness::Unknown => 1,
            Liveness::Inactive => 0,
        });
        let Some(mut chosen) = chosen else { return Self::unfit(provider) };
        if all_refuse && provider.elsewhere && !is_own {
            chosen.detail = format!(
                "{} at its public servers; if you run one of your own, ask there: --validate-endpoint {}=URL",
                chosen.detail, provider.id
            );
        }
        chosen
    }
}

/// What helps where a provider could not be asked; `None` where it was, and said something that is no answer.
fn help(error: &Error) -> Option<&'static str> {
    match error.kind {
        ErrorKind::Redirect(_) | ErrorKind::TooLarge | ErrorKind::Invalid => None,
        _ => Some(error.help()),
    }
}
