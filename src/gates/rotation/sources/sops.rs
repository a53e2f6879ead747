//! Files encrypted with SOPS. `lastmodified` moves with any change of the file, so that a failure by it is certain and a pass is not;
//! for one value, the commit that last changed its line says more.

use super::super::ask::text;
use super::super::credential::{Credential, Grade};
use super::super::in_tree::{InTree, line_of};
use super::super::when::When;
use super::{Request, sealed};
use crate::gate::Context;
use crate::model::Trouble;
use crate::text::one_line;
use serde_json::Value;

pub(super) fn look(path: &str, request: &Request, context: &Context<'_>) -> Result<Vec<Credential>, Trouble> {
    let file = InTree::read(path, context)?;
    let document = file.text()?;
    let modified = last_modified(document).ok_or_else(|| {
        Trouble::new(
            format!("{} has no date of SOPS: it has no sops.lastmodified", one_line(path)),
            "encrypt it with SOPS, or use another source for it",
        )
    })?;
    if let Some(names) = &request.names {
        return names.iter().map(|name| sealed::value(name, &file)).collect();
    }
    let mut credential = Credential::provided(path, "sops.lastmodified", Some(modified));
    credential.grade = Grade::Inferred;
    credential.notes.push("any change of the file moves this date: name one value with # to have its own".to_owned());
    let line = ["sops.lastmodified", "sops_lastmodified"].iter().find_map(|name| line_of(document, name));
    credential.place = Some(file.place(line.unwrap_or(0)));
    Ok(vec![credential])
}

/// The date in a file of any of the forms that SOPS writes: YAML and JSON, ENV, INI.
fn last_modified(content: &str) -> Option<When> {
    let of_document = |value: &Value| value.get("sops").and_then(|sops| text(sops, "lastmodified")).and_then(When::parse);
    if let Some(value) = serde_saphyr::from_str::<Value>(content).ok().filter(Value::is_object) {
        return of_document(&value);
    }
    let mut section = "";
    for line in content.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = name.trim();
        }
        let Some((name, value)) = line.split_once('=') else { continue };
        let wanted = if section == "sops" { "lastmodified" } else { "sops_lastmodified" };
        if name.trim() == wanted {
            return When::parse(value.trim().trim_matches('"'));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::last_modified;

    #[test]
    fn every_form_that_sops_writes_is_read() {
        for content in [
            "a: ENC[AES256_GCM,data:x]\nsops:\n    lastmodified: \"2026-09-01T10:00:00Z\"\n    version: 3.9.0\n",
            "{\"a\": \"ENC[x]\", \"sops\": {\"lastmodified\": \"2026-09-01T10:00:00Z\"}}",
            "A=ENC[x]\nsops_lastmodified=2026-09-01T10:00:00Z\nsops_version=3.9.0\n",
            "[a]\nb = ENC[x]\n\n[sops]\nlastmodified = 2026-09-01T10:00:00Z\n",
        ] {
            assert_eq!(last_modified(content).unwrap().to_string(), "2026-09-01T10:00:00Z", "{content}");
        }
        for content in ["", "a: b\n", "A=1\n", "sops:\n  lastmodified: soon\n", "[a]\nlastmodified = 2026-09-01T10:00:00Z\n", "\t: ["] {
            assert_eq!(last_modified(content), None, "{content}");
        }
    }
}
