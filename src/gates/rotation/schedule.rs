//! Rotation that is set up in the repository: settings of Terraform and `CloudFormation`, workflows and jobs that run by the clock.

use super::cron::longest_gap;
use super::unlisted::{Text, is_workflow};
use crate::model::Evidence;

/// Seconds in a day.
const DAY: u64 = 86_400;

/// A schedule that somebody set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Schedule {
    /// What it is, and where.
    pub(super) evidence: Evidence,
    /// The longest time between two rotations, in days, where it can be told.
    pub(super) days: Option<u64>,
}

/// Reads a setting's value: the days between two rotations.
type Days = fn(&str) -> Option<u64>;

/// Settings of Terraform: the resource type begins so, and the setting has this name.
const TERRAFORM: &[(&str, &str, Days)] = &[
    ("aws_secretsmanager_secret_rotation", "automatically_after_days", whole_days),
    ("aws_secretsmanager_secret_rotation", "schedule_expression", rate),
    ("aws_kms_key", "rotation_period_in_days", whole_days),
    ("google_secret_manager_secret", "rotation_period", seconds),
    ("google_secret_manager_regional_secret", "rotation_period", seconds),
    ("google_kms_crypto_key", "rotation_period", seconds),
    ("azurerm_key_vault_key", "expire_after", iso_days),
    ("azurerm_key_vault_key", "time_after_creation", iso_days),
    ("vault_", "rotation_period", seconds),
    ("vault_", "auto_rotate_period", seconds),
    ("vault_", "rotation_schedule", longest_gap),
    ("time_rotating", "rotation_days", whole_days),
    ("time_rotating", "rotation_months", months),
    ("time_rotating", "rotation_hours", hours),
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
            "yml" | "yaml" | "json" => {
                cloudformation(text, &mut found);
                found.extend(job(text));
            }
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
        let (name, value) = (name.trim(), first_word(value));
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
    for (at, line) in text.content.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with('#')) {
        let value = |name: &str| {
            let rest = line.get(line.find(name)? + name.len()..)?.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?;
            Some(first_word(rest))
        };
        let days = value("AutomaticallyAfterDays").and_then(whole_days).or_else(|| value("ScheduleExpression").and_then(rate));
        if let Some(days) = days {
            add(found, text, at + 1, "AWS::SecretsManager::RotationSchedule", days);
        }
    }
}

/// What stands in quotes, else up to a blank, a comma or a bracket: what follows may be a comment.
fn first_word(text: &str) -> &str {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''));
    match quote {
        Some(quote) => text.get(1..).and_then(|rest| rest.split(quote).next()).unwrap_or_default(),
        None => text.split([' ', '\t', ',', '}', ']']).next().unwrap_or_default(),
    }
}

/// A workflow that runs by the clock and says that it rotates. What it does cannot be seen from outside.
fn workflow(text: &Text) -> Option<Schedule> {
    let line_of = |wanted: &dyn Fn(&str) -> bool| text.content.lines().position(|line| wanted(line.trim())).map(|at| at + 1);
    let cron = line_of(&|line| line.trim_start_matches("- ").starts_with("cron:"))?;
    let file = text.path.file_name();
    let named = line_of(&|line| {
        let is_name = line.trim_start_matches("- ").starts_with("name:");
        let is_job = line.ends_with(':') && !line.contains(' ');
        (is_name || is_job) && says(line)
    });
    let named = named.is_some() || says(&String::from_utf8_lossy(file));
    // Of several times, the one that comes round most often counts.
    let expressions = text.content.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("cron:"));
    let days = expressions.filter_map(|value| longest_gap(first_word(value))).min();
    named.then(|| by_the_clock(text, "a workflow", cron, days))
}

/// A `CronJob` of Kubernetes, likewise.
fn job(text: &Text) -> Option<Schedule> {
    let lines = || text.content.lines().map(str::trim);
    let job = lines().any(|line| line == "kind: CronJob") && lines().any(|line| line.starts_with("name:") && says(line));
    let at = lines().position(|line| line.starts_with("schedule:")).filter(|_| job)?;
    let days = lines().nth(at).and_then(|line| line.strip_prefix("schedule:")).and_then(|value| longest_gap(first_word(value)));
    Some(by_the_clock(text, "a CronJob", at + 1, days))
}

fn says(line: &str) -> bool {
    line.to_ascii_lowercase().contains("rotat")
}

fn by_the_clock(text: &Text, what: &str, line: usize, days: Option<u64>) -> Schedule {
    let each = days.map_or_else(
        || "by the clock".to_owned(),
        |days| format!("at least every {}", crate::text::count(usize::try_from(days).unwrap_or(usize::MAX), "day", "days")),
    );
    let said = format!("{what} that says it rotates runs {each}; what it does cannot be seen from here");
    Schedule { evidence: Evidence::at(said, text.path.clone(), u32::try_from(line).ok()), days }
}

fn whole_days(text: &str) -> Option<u64> {
    text.parse().ok().filter(|days| *days > 0)
}

/// Months at their longest.
fn months(text: &str) -> Option<u64> {
    whole_days(text)?.checked_mul(31)
}

fn hours(text: &str) -> Option<u64> {
    Some(whole_days(text)?.div_ceil(24))
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

/// `rate(30 days)`, `cron(0 0 1 * ? *)`.
fn rate(text: &str) -> Option<u64> {
    if let Some(expression) = text.strip_prefix("cron(").and_then(|rest| rest.strip_suffix(')')) {
        return longest_gap(expression);
    }
    let (number, unit) = text.strip_prefix("rate(")?.strip_suffix(')')?.split_once(' ')?;
    let number = whole_days(number)?;
    match unit.trim_end_matches('s') {
        "day" => Some(number),
        "hour" => Some(number.div_ceil(24)),
        _ => None,
    }
}

/// `P90D`, `P12W`, `P3M` with months at their longest.
fn iso_days(text: &str) -> Option<u64> {
    let period = text.strip_prefix('P')?;
    let each = |unit: char, days: u64| whole_days(period.strip_suffix(unit)?)?.checked_mul(days);
    each('D', 1).or_else(|| each('W', 7)).or_else(|| each('M', 31)).or_else(|| each('Y', 366))
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
        let inline = "Resources:\n  R: { Type: 'AWS::SecretsManager::RotationSchedule', Properties: { RotationRules: { AutomaticallyAfterDays: 45 } } }\n";
        assert_eq!(days("stack.yml", inline), [Some(45)]);
        let one_line = "{\"R\":{\"Type\":\"AWS::SecretsManager::RotationSchedule\",\"Properties\":{\"RotationRules\":{\"ScheduleExpression\":\"cron(0 0 1 * ? *)\"}}}}";
        assert_eq!(days("stack.json", one_line), [Some(31)]);
        for (resource, setting, expected) in [
            ("aws_secretsmanager_secret_rotation", "automatically_after_days = 30 # monthly", Some(30)),
            ("aws_secretsmanager_secret_rotation", "schedule_expression = \"rate(30 days)\" // monthly", Some(30)),
            ("aws_secretsmanager_secret_rotation", "schedule_expression = \"cron(0 4 ? * MON *)\"", Some(7)),
            ("aws_secretsmanager_secret_rotation", "automatically_after_days = var.days", None),
            ("azurerm_key_vault_key", "expire_after = \"P90D\"", Some(90)),
            ("azurerm_key_vault_key", "expire_after = \"P1Y\"", Some(366)),
            ("google_secret_manager_regional_secret", "rotation_period = \"2592000s\"", Some(30)),
            ("vault_database_secret_backend_static_role", "rotation_period = 86400", Some(1)),
            ("vault_database_secret_backend_static_role", "rotation_schedule = \"0 0 * * SAT\"", Some(7)),
            ("time_rotating", "rotation_months = 2", Some(62)),
        ] {
            let text = format!("resource \"{resource}\" \"a\" {{\n  {setting}\n}}\n");
            assert_eq!(days("a.tf", &text), expected.map(Some).into_iter().collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn a_workflow_and_a_job_say_how_often_they_run() {
        let workflow = "name: Rotate keys\non:\n  schedule:\n    - cron: '0 0 1 * *' # monthly\n";
        assert_eq!(days(".github/workflows/a.yml", workflow), [Some(31)]);
        assert_eq!(days(".github/workflows/a.yml", "name: Rotate keys\non:\n  schedule:\n    - cron: ${{ x }}\n"), [None]);
        assert_eq!(days(".github/workflows/a.yml", "name: Build\non:\n  schedule:\n    - cron: '0 0 1 * *'\n"), []);
        assert_eq!(days(".github/workflows/a.yml", "name: Rotate keys\non: push\n"), []);
        let job = "kind: CronJob\nmetadata:\n  name: rotate-keys\nspec:\n  schedule: \"0 3 * * 0\"\n";
        assert_eq!(days("k8s/rotate.yaml", job), [Some(7)]);
        assert_eq!(days("k8s/rotate.yaml", &job.replace("rotate", "sweep")), []);
    }
}
