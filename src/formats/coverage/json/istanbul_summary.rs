//! Istanbul's `coverage-summary.json`: figures, no lines.

use super::super::model::{Error, Figure, Figures, FileCoverage, Format, Head};
use super::super::{Input, Sink};
use super::values::Count;
use super::{Fields, path_of, walk};
use serde::Deserialize;
use serde::de::MapAccess;

/// Reads a report.
pub(in super::super) fn read(input: Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut reader = Reader { head: Head::of(Format::IstanbulSummary), sink };
    reader.head.tool = Some("istanbul".to_owned());
    walk(input, &mut reader, false, |reader| &mut reader.head)?;
    Ok(reader.head)
}

struct Reader<'s, 'k> {
    head: Head,
    sink: &'s mut Sink<'k>,
}

impl Fields for Reader<'_, '_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let summary: Summary = map.next_value()?;
        let stated = Figures {
            lines: summary.lines.and_then(Metric::figure),
            branches: summary.branches.and_then(Metric::figure),
            functions: summary.functions.and_then(Metric::figure),
            regions: summary.statements.and_then(Metric::figure),
        };
        if key == "total" {
            self.head.stated = stated;
        } else {
            let path = path_of(key).map_err(serde::de::Error::custom)?;
            (self.sink)(FileCoverage { path, stated, ..FileCoverage::default() });
        }
        Ok(())
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Summary {
    lines: Option<Metric>,
    branches: Option<Metric>,
    functions: Option<Metric>,
    statements: Option<Metric>,
}

#[derive(Deserialize)]
struct Metric {
    total: Option<Count>,
    covered: Option<Count>,
}

impl Metric {
    fn figure(self) -> Option<Figure> {
        Some(Figure { covered: self.covered?.0, total: self.total?.0 })
    }
}
