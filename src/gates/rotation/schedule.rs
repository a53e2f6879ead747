//! Rotation that is set up in the repository: settings of Terraform and `CloudFormation`, workflows that run by the clock.

use super::coverage::{Text, is_workflow};
use crate::model::Evidence;

/// Seconds in a day.
const DAY: u64 = 86_400;

/// A schedule that somebody set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Schedule {
    /// What it is, and where.
    pub(super) evidence: Evidence,
    /// The longest time between two rotations, in days, where it is a setting of what rotates; a workflow only says that it runs.
    pub(super) days: Option<u64>,
}

/// Reads a setting's value: the days between two rotations.
type Days = fn(&str) -> Option<u64>;

/// Settings of Terraform: the resource type begins so, and the setting has this name.
const TERRAFORM: &[(&str, &str, Days)] = &[
    ("aws_secretsmanager_secret_rotation", "automatically_after_days", whole_days),
    ("aws_secretsmanager_secret_rotation", "schedule_expression", rate),
    ("google_secret_manager_secret", "rotation_period", seconds),
    ("google_kms_crypto_key", "rotation_period", seconds),
    ("azurerm_key_vault_key", "expire_after", iso_days),
    ("azurerm_key_vault_key", "time_after_creation", iso_days),
    ("vault_", "rotation_period", seconds),
    ("vault_", "auto_rotate_period", seconds),
    ("time_rotating", "rotation_days", whole_days),
];

/// Every schedule in these texts.
pub(super) fn schedules(texts: &[Text]) -> Vec<Schedule> {
    let mut found = Vec::new();
    for text in texts {
        let path = text.path.to_string();
        let extension = path.rsplit('.').next().unwrap_or_default();
        match extension {
            "tf" | "hcl" => terraform(text, &mut found),
            _ if is_workflow(&path) => found.extend(workflow(text)),
            "yml" | "yaml" | "json" => cloudformation(text, &mut found),
            _ => {}
        }
    }
    found
}

fn add(found: &mut Vec<Schedule>, text: &Text, line: usize, what: &str, days: u64) {
    let each = crate::text::count(usize::try_from(days).unwrap_or(usize::MAX), "day", "days");
    let evidence = Evidence::at(format!("{what} rotates every {each}"), text.path.clone(), u32::try_from(line).ok());
    found.push(Schedule { evidence, days: Some(days) });
}

fn terraform(text: &Text, found: &mut Vec<Schedule>) {
    let mut resource = "";
    for (at, line) in text.content.lines().enumerate() {
        let bare = line.trim();
        if let Some(rest) = bare.strip_prefix("resource \"") {
            resource = rest.split('"').next().unwrap_or_default();
        }
        let Some((name, value)) = bare.split_once('=') else { continue };
        let (name, value) = (name.trim(), value.trim().trim_matches('"'));
        let known = TERRAFORM.iter().find(|(kind, setting, _)| resource.starts_with(kind) && name == *setting);
        if let Some(days) = known.and_then(|(_, _, days)| days(value)) {
            add(found, text, at + 1, resource, days);
        }
    }
}

fn cloudformation(text: &Text, found: &mut Vec<Schedule>) {
    if !text.content.contains("AWS::SecretsManager::RotationSchedule") {
        return;
    }
    for (at, line) in text.content.lines().enumerate() {
        let bare = line.trim().trim_start_matches('"');
        let value = |name: &str| {
            let rest = bare.strip_prefix(name)?.trim_start_matches('"').trim_start().strip_prefix(':')?;
            Some(rest.trim().trim_end_matches([',', '}', ' ']).trim_matches(['"', '\'']))
        };
        let days = value("AutomaticallyAfterDays").and_then(whole_days).or_else(|| value("ScheduleExpression").and_then(rate));
        if let Some(days) = days {
            add(found, text, at + 1, "AWS::SecretsManager::RotationSchedule", days);
        }
    }
}

/// A workflow that runs by the clock and says that it rotates. What it does cannot be seen from outside.
fn workflow(text: &Text) -> Option<Schedule> {
    let line_of = |wanted: &dyn Fn(&str) -> bool| text.content.lines().position(|line| wanted(line.trim())).map(|at| at + 1);
    let cron = line_of(&|line| line.trim_start_matches("- ").starts_with("cron:"))?;
    let says = |line: &str| line.to_ascii_lowercase().contains("rotat");
    let file = text.path.file_name();
    let named = line_of(&|line| {
        let is_name = line.trim_start_matches("- ").starts_with("name:");
        let is_job = line.ends_with(':') && !line.contains(' ');
        (is_name || is_job) && says(line)
    });
    let named = named.is_some() || says(&String::from_utf8_lossy(file));
    named.then(|| Schedule {
        evidence: Evidence::at(
            "a workflow that says it rotates runs by the clock; what it does cannot be seen from here",
            text.path.clone(),
            u32::try_from(cron).ok(),
        ),
        days: None,
    })
}

fn whole_days(text: &str) -> Option<u64> {
    text.parse().ok().filter(|days| *days > 0)
}

/// `7776000s`, `7776000`, `24h`, `90d`.
fn seconds(text: &str) -> Option<u64> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let number: u64 = digits.parse().ok().filter(|number| *number > 0)?;
    let seconds = match text.get(digits.len()..)? {
        "" | "s" => number,
        "h" => number.checked_mul(3600)?,
        "d" => number.checked_mul(DAY)?,
        _ => return None,
    };
    Some(seconds.div_ceil(DAY))
}

/// `rate(30 days)`; other expressions are not read.
fn rate(text: &str) -> Option<u64> {
    let (number, unit) = text.strip_prefix("rate(")?.strip_suffix(')')?.split_once(' ')?;
    let number = whole_days(number)?;
    match unit.trim_end_matches('s') {
        "day" => Some(number),
        "hour" => Some(number.div_ceil(24)),
        _ => None,
    }
}

/// `P90D`.
fn iso_days(text: &str) -> Option<u64> {
    whole_days(text.strip_prefix('P')?.strip_suffix('D')?)
}

#[cfg(test)]
mod tests {
    use super::{Text, schedules};
    use crate::text::RepoPath;

    fn days(path: &str, content: &str) -> Vec<Option<u64>> {
        schedules(&[Text { path: RepoPath::new(path), content: content.to_owned() }]).into_iter().map(|schedule| schedule.days).collect()
    }

    #[test]
    fn settings_of_what_rotates_are_read() {
        let rotation =
            "resource \"aws_secretsmanager_secret_rotation\" \"a\" {\n  rotation_rules {\n    automatically_after_days = 30\n  }\n}\n";
        assert_eq!(days("a.tf", rotation), [Some(30)]);
        assert_eq!(days("a.tf", "resource \"google_secret_manager_secret\" \"a\" {\n rotation_period = \"7776000s\"\n}\n"), [Some(90)]);
        assert_eq!(days("a.tf", "resource \"aws_s3_bucket\" \"a\" {\n rotation_period = \"7776000s\"\n}\n"), []);
        let stack = "Resources:\n  R:\n    Type: AWS::SecretsManager::RotationSchedule\n    Properties:\n      RotationRules:\n        AutomaticallyAfterDays: 45\n";
        assert_eq!(days("stack.yaml", stack), [Some(45)]);
        assert_eq!(
            days("stack.json", "{\"Type\": \"AWS::SecretsManager::RotationSchedule\",\n\"ScheduleExpression\": \"rate(10 days)\"}"),
            [Some(10)]
        );
        assert_eq!(days("stack.yaml", "AutomaticallyAfterDays: 45\n"), []);
    }

    #[test]
    fn a_workflow_says_that_it_runs_and_no_more() {
        let workflow = "name: Rotate keys\non:\n  schedule:\n    - cron: '0 0 1 * *'\n";
        assert_eq!(days(".github/workflows/a.yml", workflow), [None]);
        assert_eq!(days(".github/workflows/a.yml", "name: Build\non:\n  schedule:\n    - cron: '0 0 1 * *'\n"), []);
        assert_eq!(days(".github/workflows/a.yml", "name: Rotate keys\non: push\n"), []);
    }
}
