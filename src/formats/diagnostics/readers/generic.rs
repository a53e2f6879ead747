//! `file:line:column: message`, as most tools print it in one form or another. The last resort: it is read only where it is named.

use crate::formats::diagnostics::prelude::*;

/// `a.x:3:5: warning: message [rule]`; column, severity and rule may be missing.
fn line_of() -> &'static Pattern {
    regex!(
        r"^\s*(?P<file>[^:\s](?:[^:]|:[^\s:\d])*):(?P<line>\d+)(?:[:.,](?P<column>\d+))?(?:-\d+)?:? +(?:[-–] +)?(?:\[?(?P<severity>(?i:fatal error|error|warning|warn|info|note|hint|style|convention|refactor))\]?:? +)?(?P<message>.*?)(?: +[\[(](?P<rule>[\w@./-]+)[\])])?$"
    )
}

pub(in super::super) fn detect(_: &Sample<'_>) -> bool {
    false
}

pub(in super::super) fn read(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    for line in text.lines() {
        let Some(found) = line_of().captures(line) else {
            gather.other(line);
            continue;
        };
        let place = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), number_in(&found, "column"));
        let message = group(&found, "message").unwrap_or_default().to_owned();
        gather.push(diagnostic(
            severity(group(&found, "severity").unwrap_or_default()),
            group(&found, "rule").map(str::to_owned),
            message,
            place,
        ));
    }
    gather.finish("lines", "line `file:line:column: message`", text)
}
