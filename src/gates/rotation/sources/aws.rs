//! What the AWS sources have in common: credentials, regions, signed requests, throttling.

use super::super::ask::Asker;
use super::Request;
use crate::env;
use crate::model::Trouble;
use crate::net::{self, Method, Response};
use std::time::Duration;

/// The variables that hold the credential; the second and third go with the first.
pub(super) const VARIABLES: &[&str] = &["AWS_ACCESS_KEY_ID"];
/// Requests that are signed and sent together: a signature is good for five minutes only.
const TOGETHER: usize = 256;
/// Waits before asking those again that were told to slow down, in milliseconds.
const SLOWER: [u64; 4] = [200, 500, 1_000, 2_000];

/// What helps where AWS does not take the credential.
const UNKNOWN_KEY: &str = "AWS does not know the key, or its secret or session token does not fit: check AWS_ACCESS_KEY_ID, \
                           AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, and the clock";

/// A service of AWS in a region, and who asks it.
pub(super) struct Service<'run> {
    asker: &'run Asker,
    key: net::AwsKey,
    name: &'static str,
    region: String,
    url: String,
}

/// What one call sends.
pub(super) struct Call {
    /// The target of the JSON protocol; `None` for the query protocol.
    pub(super) target: Option<&'static str>,
    pub(super) body: String,
}

impl<'run> Service<'run> {
    /// `name` is that of signatures, `region` that of the configuration, `suffix` the service's endpoint variable.
    pub(super) fn new(
        asker: &'run Asker,
        request: &Request,
        name: &'static str,
        region: Option<&str>,
        suffix: &str,
    ) -> Result<Self, Trouble> {
        let id = asker.credential()?;
        let secret = env::var("AWS_SECRET_ACCESS_KEY").map(|secret| secret.trim().to_owned()).ok_or_else(|| {
            Trouble::new("AWS was not asked: AWS_SECRET_ACCESS_KEY is not set", "set it beside AWS_ACCESS_KEY_ID; both are of one key")
        })?;
        let token = env::var("AWS_SESSION_TOKEN").map(|token| token.trim().to_owned());
        let global = name == "iam";
        let region = match region.map(str::to_owned).or_else(|| env::var("AWS_REGION")).or_else(|| env::var("AWS_DEFAULT_REGION")) {
            _ if global => "us-east-1".to_owned(),
            Some(region) => region,
            None => {
                return Err(Trouble::new(
                    "AWS was not asked: no region is named",
                    "name it in the source (aws-secretsmanager:eu-central-1), or set AWS_REGION",
                ));
            }
        };
        let usual = if global { "https://iam.amazonaws.com".to_owned() } else { format!("https://{name}.{region}.amazonaws.com") };
        let own = format!("AWS_ENDPOINT_URL_{suffix}");
        let url = asker.url(&request.base(&[&own, "AWS_ENDPOINT_URL"], &usual), &[], &[])?;
        let key = net::AwsKey::new(id, secret, token);
        Ok(Self { asker, key, name, region, url })
    }

    /// One call.
    pub(super) fn call(&self, call: Call) -> Result<Response, Trouble> {
        self.calls(&[call]).pop().unwrap_or_else(|| Err(self.asker.garbage(&self.url)))
    }

    /// Several calls at once. Those that AWS wants slower are sent again.
    pub(super) fn calls(&self, calls: &[Call]) -> Vec<Result<Response, Trouble>> {
        let mut results = Vec::new();
        for part in calls.chunks(TOGETHER) {
            let mut answers: Vec<_> = self.send(part.iter());
            for wait in SLOWER {
                let slower: Vec<usize> = answers.iter().enumerate().filter(|(_, answer)| is_throttled(answer)).map(|(at, _)| at).collect();
                if slower.is_empty() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(wait));
                let again = self.send(slower.iter().filter_map(|at| part.get(*at)));
                for (at, answer) in slower.into_iter().zip(again) {
                    if let Some(slot) = answers.get_mut(at) {
                        *slot = answer;
                    }
                }
            }
            results.extend(answers.into_iter().map(|answer| self.settled(answer)));
        }
        results
    }

    fn send<'call>(&self, calls: impl Iterator<Item = &'call Call>) -> Vec<Result<Response, net::Error>> {
        self.asker.raw(calls.map(|call| self.signed(call)).collect())
    }

    fn signed(&self, call: &Call) -> net::Request {
        let content = if call.target.is_some() { "application/x-amz-json-1.1" } else { "application/x-www-form-urlencoded; charset=utf-8" };
        // Asking is all that is done here, and asking twice does no harm.
        let mut request = net::Request::new(Method::Post, self.url.clone())
            .header("content-type", content)
            .header("accept", "application/json, text/xml;q=0.9")
            .body(call.body.clone())
            .repeatable();
        if let Some(target) = call.target {
            request = request.header("x-amz-target", target);
        }
        // Without a signature AWS refuses, and says so.
        for (name, value) in self.key.signature(&request, self.name, &self.region).unwrap_or_default() {
            request = request.header(&name, value);
        }
        request
    }

    fn settled(&self, answer: Result<Response, net::Error>) -> Result<Response, Trouble> {
        let response = answer.map_err(|error| self.asker.trouble(&error))?;
        let code = error_code(&response);
        response.success().map_err(|error| {
            let mut trouble = self.asker.trouble(&error);
            if let Some(code) = code {
                trouble.message = format!("{} ({code})", trouble.message);
                if matches!(
                    code.as_str(),
                    "InvalidClientTokenId" | "UnrecognizedClientException" | "SignatureDoesNotMatch" | "ExpiredToken"
                ) {
                    trouble.help = UNKNOWN_KEY.into();
                }
            }
            trouble
        })
    }
}

fn is_throttled(answer: &Result<Response, net::Error>) -> bool {
    let Ok(response) = answer else { return false };
    response.status == 400
        && error_code(response)
            .is_some_and(|code| code.contains("Throttl") || code.contains("TooManyRequests") || code.contains("RequestLimit"))
}

/// The name of the error that an answer tells of: a word, or it is not told.
fn error_code(response: &Response) -> Option<String> {
    if response.status < 400 {
        return None;
    }
    let code = match serde_json::from_slice::<serde_json::Value>(&response.body) {
        Ok(value) => {
            let kind = value.get("__type").or_else(|| value.get("code")).and_then(serde_json::Value::as_str)?;
            kind.rsplit('#').next()?.to_owned()
        }
        Err(_) => super::aws_iam::first_text(&response.body, "Code")?,
    };
    let is_word = code.len() <= 60 && code.chars().all(|character| character.is_ascii_alphanumeric());
    is_word.then_some(code)
}
