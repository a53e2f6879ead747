//! A failure quotes what it is about: a line of the configuration, a word of the command line. What in it is a secret is masked.

use super::failure::Failure;
use crate::config;
use crate::detect::{RuleSet, Scanner, Surroundings};
use crate::model::head;

/// The failure without secrets. Masks are as long as what they hide, so that places stay where they are.
pub(super) fn redacted(failure: Failure) -> Failure {
    let Ok(rules) = RuleSet::embedded() else { return failure };
    let scanner = Scanner::new(rules);
    match failure {
        Failure::Trouble(mut trouble) => {
            trouble.message = masked(&trouble.message, &values(&trouble.message, &scanner));
            Failure::Trouble(trouble)
        }
        Failure::Config(mut error) => {
            if let config::Error::Mistake { mistake } = error.as_mut() {
                let mut secrets = values(&mistake.text, &scanner);
                secrets.extend(values(&mistake.message, &scanner));
                mistake.text = masked(&mistake.text, &secrets);
                mistake.message = masked(&mistake.message, &secrets);
            }
            Failure::Config(error)
        }
    }
}

/// The secrets in `text`.
fn values(text: &str, scanner: &Scanner) -> Vec<String> {
    let around = Surroundings::of(Some(b"golive.toml"), jiff::Timestamp::now().as_second());
    let candidates = scanner.scan(text.as_bytes(), around);
    candidates.into_iter().filter_map(|candidate| text.get(candidate.secret)).map(str::to_owned).collect()
}

fn masked(text: &str, secrets: &[String]) -> String {
    secrets.iter().filter(|secret| !secret.is_empty()).fold(text.to_owned(), |text, secret| {
        let shown = head(secret.as_bytes());
        let hidden = "*".repeat(secret.len().saturating_sub(shown.len()));
        text.replace(secret.as_str(), &(shown + &hidden))
    })
}
