//! What is printed for shells, editors and manuals.

use super::args::{Cli, CompletionsArgs, SchemaArgs};
use super::failure::Failure;
use super::session::Session;
use clap::CommandFactory as _;

/// Schemas are generated from the types by a test, and embedded: the shipped binary needs no generator.
const CONFIG_SCHEMA: &str = include_str!("../config/golive.schema.json");
const REPORT_SCHEMA: &str = include_str!("../render/report.schema.json");

pub(super) fn schema(args: &SchemaArgs, session: &Session<'_>) -> u8 {
    session.print_as_it_is(if args.report { REPORT_SCHEMA } else { CONFIG_SCHEMA });
    0
}

pub(super) fn completions(args: &CompletionsArgs, session: &Session<'_>) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "golive", &mut script);
    session.print_as_it_is(&String::from_utf8_lossy(&script));
    0
}

pub(super) fn man(session: &Session<'_>) -> Result<u8, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command())
        .render(&mut page)
        .map_err(|error| Failure::new(format!("the manual page could not be made: {error}"), "this is a bug: please report it"))?;
    session.print_as_it_is(&String::from_utf8_lossy(&page));
    Ok(0)
}

#[cfg(test)]
mod tests {
    /// `GOLIVE_UPDATE=1 cargo test` rewrites the schema files.
    fn check(file: &str, committed: &str, schema: &schemars::Schema) {
        let generated = serde_json::to_string_pretty(schema).unwrap() + "\n";
        if crate::env::is_set("GOLIVE_UPDATE") {
            std::fs::write(format!("{}/src/{file}", env!("CARGO_MANIFEST_DIR")), &generated).unwrap();
        } else {
            assert_eq!(generated, committed, "GOLIVE_UPDATE=1 cargo test rewrites {file}");
        }
    }

    #[test]
    fn schemas_are_those_of_the_types() {
        check("config/golive.schema.json", super::CONFIG_SCHEMA, &schemars::schema_for!(crate::gates::Sections));
        check("render/report.schema.json", super::REPORT_SCHEMA, &crate::render::report_schema());
    }
}
