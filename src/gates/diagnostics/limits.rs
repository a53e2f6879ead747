//! From findings to a verdict. Pure.

use super::items::Item;
use super::options::Options;
use crate::model::{Severity, Verdict};
use crate::text::count;

/// What counts, and what that comes to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Judgement {
    /// Why it fails; empty where it does not.
    pub reasons: Vec<String>,
}

impl Judgement {
    /// Judges the findings that are not known and not outside of the change.
    pub(super) fn of(items: &[Item], options: &Options) -> Self {
        let counted: Vec<&Item> = items.iter().filter(|item| item.finding.new != Some(false)).collect();
        let least = options.fail_on.map_or(Severity::Error, super::options::Level::severity);
        let of = |severity: Severity| counted.iter().filter(|item| item.finding.severity == severity).count();
        let mut reasons = Vec::new();
        for (severity, one, many) in
            [(Severity::Error, "error", "errors"), (Severity::Warning, "warning", "warnings"), (Severity::Note, "note", "notes")]
        {
            if severity >= least && of(severity) > 0 {
                reasons.push(count(of(severity), one, many));
            }
        }
        if let Some(most) = options.max_warnings
            && u64::try_from(of(Severity::Warning)).unwrap_or(u64::MAX) > most
        {
            reasons.push(format!("{}, more than the {most} allowed", count(of(Severity::Warning), "warning", "warnings")));
        }
        // Where nobody set a limit here, the tool's own stands: `--max-warnings 0` of a linter is one.
        let has_limits = options.max_warnings.is_some() || options.fail_on.is_some();
        if reasons.is_empty() && !has_limits {
            let failed = counted.iter().filter(|item| item.tool_failed && !item.overridden).count();
            if failed > 0 {
                reasons.push(format!("the tool itself fails on {}", count(failed, "finding", "findings")));
            }
        }
        Self { reasons }
    }

    /// The verdict, where `troubles` says whether something was not looked at.
    pub(super) fn verdict(&self, troubles: bool) -> Verdict {
        match (self.reasons.is_empty(), troubles) {
            (false, _) => Verdict::Fail,
            (true, true) => Verdict::Unknown,
            (true, false) => Verdict::Pass,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Judgement;
    use crate::gates::diagnostics::options::{Level, Options};
    use crate::gates::diagnostics::tests::item;
    use crate::model::Severity;

    fn reasons(severities: &[Severity], new: Option<bool>, failed: bool, options: &Options) -> Vec<String> {
        let make = |(at, severity): (usize, &Severity)| {
            let mut item = item("tool", "rule", "a", u32::try_from(at).unwrap(), 1, "message");
            item.finding.severity = *severity;
            item.finding.new = new;
            item.tool_failed = failed;
            item
        };
        let items: Vec<_> = severities.iter().enumerate().map(make).collect();
        Judgement::of(&items, options).reasons
    }

    #[test]
    fn errors_fail_and_warnings_are_limited() {
        use Severity::{Error, Note, Warning};
        let defaults = Options::default();
        let most = |most| Options { max_warnings: Some(most), ..Options::default() };
        let least = |level| Options { fail_on: Some(level), ..Options::default() };
        assert_eq!(reasons(&[Error, Warning], None, false, &defaults), ["1 error"]);
        assert_eq!(reasons(&[Warning, Note], None, false, &defaults), Vec::<String>::new());
        assert_eq!(reasons(&[Warning, Warning], None, false, &most(1)), ["2 warnings, more than the 1 allowed"]);
        assert_eq!(reasons(&[Warning], None, true, &most(1)), Vec::<String>::new());
        assert_eq!(reasons(&[Warning], None, true, &defaults), ["the tool itself fails on 1 finding"]);
        assert_eq!(reasons(&[Warning], None, false, &least(Level::Warning)), ["1 warning"]);
        assert_eq!(reasons(&[Note], None, false, &least(Level::Note)), ["1 note"]);
        assert_eq!(reasons(&[Error], Some(false), true, &defaults), Vec::<String>::new());
    }
}
