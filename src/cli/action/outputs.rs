//! What the step hands on: report files, and the outputs that name them.

use crate::cli::failure::Failure;
use crate::env;
use crate::model::Report;
use crate::render;
use std::hash::{BuildHasher as _, RandomState};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The outputs by name, in order.
pub(super) struct Outputs(Vec<(&'static str, String)>);

impl Outputs {
    /// Writes the report files and names them.
    pub(super) fn of(report: &Report, code: u8) -> Result<Self, Failure> {
        let temporary = env::var_os(env::RUNNER_TEMP).map_or_else(std::env::temp_dir, PathBuf::from);
        // A folder of its own: a job may run the action more than once.
        let folder = temporary.join(format!("golive-{}", random()));
        std::fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        let file = |name: &str, text: String| -> Result<String, Failure> {
            let path = folder.join(name);
            std::fs::write(&path, text).map_err(|error| unwritable(&path, &error))?;
            Ok(path.display().to_string())
        };
        let outcome = match code {
            0 => "pass",
            1 => "findings",
            _ => "error",
        };
        Ok(Self(vec![
            ("exit-code", code.to_string()),
            ("outcome", outcome.to_owned()),
            ("findings", findings(report)),
            ("sarif-file", file("golive.sarif", render::sarif(report))?),
            ("json-file", file("golive.json", render::json(report))?),
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ]))
    }

    /// Where the report files could not be written.
    pub(super) fn without_files(report: &Report) -> Self {
        Self(vec![
            ("exit-code", "2".to_owned()),
            ("outcome", "error".to_owned()),
            ("findings", findings(report)),
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ])
    }

    /// Appends them to the file that the runner reads, where there is one.
    pub(super) fn write(&self) -> Result<(), Failure> {
        let Some(path) = env::var_os(env::GITHUB_OUTPUT) else { return Ok(()) };
        let path = PathBuf::from(path);
        let mut text = String::new();
        for (name, value) in &self.0 {
            text.push_str(&assignment(name, value, &random())?);
        }
        let mut file = std::fs::OpenOptions::new().append(true).create(true).open(&path).map_err(|error| unwritable(&path, &error))?;
        file.write_all(text.as_bytes()).map_err(|error| unwritable(&path, &error))
    }
}

fn findings(report: &Report) -> String {
    report.gates.iter().map(|gate| gate.outcome.findings.len()).sum::<usize>().to_string()
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        format!("{} could not be written: {error}", path.display()),
        "RUNNER_TEMP and GITHUB_OUTPUT must be where the job may write",
    )
}

/// `name<<DELIMITER`, the value, and the delimiter, which the value must not have: what follows it would be outputs of its own.
fn assignment(name: &str, value: &str, delimiter: &str) -> Result<String, Failure> {
    if value.contains(delimiter) {
        return Err(Failure::new(format!("the output {name} holds its own delimiter"), "run it again"));
    }
    Ok(format!("{name}<<{delimiter}\n{value}\n{delimiter}\n"))
}

/// 128 bits that nobody can foresee, in hexadecimal: keyed hashes, with keys that the system's generator made.
fn random() -> String {
    let keys = RandomState::new();
    format!("{:016x}{:016x}", keys.hash_one(0_u8), keys.hash_one(1_u8))
}

#[cfg(test)]
mod tests {
    use super::{assignment, random};

    #[test]
    fn a_value_cannot_end_its_own_assignment() {
        let text = assignment("outcome", "pass\nEOF\ninjected=1", "d3adb33f").ok().unwrap();
        assert_eq!(text, "outcome<<d3adb33f\npass\nEOF\ninjected=1\nd3adb33f\n");
        assert!(assignment("outcome", "x\nd3adb33f\ninjected=1", "d3adb33f").is_err());
    }

    #[test]
    fn delimiters_are_long_and_never_the_same() {
        let all: std::collections::BTreeSet<String> = (0..1000).map(|_| random()).collect();
        assert_eq!(all.len(), 1000);
        assert!(all.iter().all(|word| word.len() == 32));
    }
}
