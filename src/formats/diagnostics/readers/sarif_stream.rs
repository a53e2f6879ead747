//! SARIF that is too large to be held: read twice, once for what its results refer to, once for the results, one at a time.

use super::sarif::{invoked, result_of, without_results};
use super::sarif_run::Run;
use crate::formats::diagnostics::MOST;
use crate::formats::diagnostics::bounded::Bounded;
use crate::formats::diagnostics::build::error;
use crate::formats::diagnostics::model::{Error, Reading};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::Cell;
use std::io::{self, BufReader, Read};

/// Bytes read at once.
const BUFFER: usize = 256 << 10;
/// The most that what results refer to may take, in bytes, roughly counted: rules, artifacts, invocations.
const FRAME: usize = 48 << 20;
/// The most that one result may take, in bytes, roughly counted.
const RESULT: usize = 8 << 20;
/// Keys of a run that results refer to, or that tell how it went.
const KEPT: &[&str] = &["tool", "invocations", "artifacts", "originalUriBaseIds", "rules", "resources", "externalPropertyFileReferences"];

/// Reads a log, which `open` gives from its beginning each time.
///
/// # Errors
/// A log that is no JSON, has no runs, or whose rules and artifacts are too large.
pub(in super::super) fn read(open: &mut dyn FnMut() -> io::Result<Box<dyn Read>>) -> Result<Reading, Error> {
    let mut frames = Vec::new();
    let budget = Cell::new(FRAME);
    pass(open, &mut |runs| Frames { frames: &mut frames, budget: &budget }.deserialize(runs))?;
    let mut reading = Reading::default();
    let runs: Vec<Run<'_>> = frames.iter().map(Run::new).collect();
    for run in &runs {
        let tool = run.tool();
        reading.tool = reading.tool.take().or_else(|| tool.clone());
        invoked(&mut reading, run, tool.as_deref());
        reading.incomplete.extend(without_results(run));
    }
    if runs.is_empty() {
        reading.incomplete.push("the log holds no run of a tool".to_owned());
    }
    pass(open, &mut |all| Results { runs: &runs, reading: &mut reading }.deserialize(all))?;
    Ok(reading)
}

type Source = serde_json::de::IoRead<BufReader<Box<dyn Read>>>;
type Runs<'d> = &'d mut serde_json::Deserializer<Source>;

/// Goes once through a log.
fn pass(
    open: &mut dyn FnMut() -> io::Result<Box<dyn Read>>,
    take: &mut dyn FnMut(Runs<'_>) -> Result<bool, serde_json::Error>,
) -> Result<(), Error> {
    let source = open().map_err(|why| error(format!("the report could not be read: {why}"), "name a file that can be read"))?;
    let mut deserializer = serde_json::Deserializer::from_reader(BufReader::with_capacity(BUFFER, source));
    match take(&mut deserializer).and_then(|has_runs| deserializer.end().map(|()| has_runs)) {
        Ok(true) => Ok(()),
        Ok(false) => Err(error("this is no sarif report: it has no `runs`", "give the format that the tool wrote (or `auto`)")),
        Err(problem) if problem.is_eof() => {
            Err(error("the sarif report is cut off: its JSON does not end", "see whether the tool was stopped, or ran out of space"))
        }
        Err(problem) => Err(Error {
            line: u64::try_from(problem.line()).ok(),
            ..error("the sarif report is broken JSON, or holds more than fits into memory", "have the tool report on fewer files")
        }),
    }
}

/// Takes each run of a log; whether there is a list of them.
trait TakeRuns {
    fn run<'de, D: Deserializer<'de>>(&mut self, at: usize, run: D) -> Result<(), D::Error>;
}

/// A log, whose runs are handed on.
struct Log<'t, T>(&'t mut T);
/// Its list of runs.
struct List<'t, T>(&'t mut T);
/// One of them.
struct One<'t, T>(&'t mut T, usize);

impl<'de, T: TakeRuns> DeserializeSeed<'de> for Log<'_, T> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: TakeRuns> Visitor<'de> for Log<'_, T> {
    type Value = bool;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a log")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<bool, A::Error> {
        let mut has_runs = false;
        while let Some(key) = members.next_key::<String>()? {
            if key == "runs" {
                has_runs = true;
                members.next_value_seed(List(&mut *self.0))?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(has_runs)
    }
}

impl<'de, T: TakeRuns> DeserializeSeed<'de> for List<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: TakeRuns> Visitor<'de> for List<'_, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a list of runs")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut runs: A) -> Result<(), A::Error> {
        let mut at = 0;
        while runs.next_element_seed(One(&mut *self.0, at))?.is_some() {
            at += 1;
        }
        Ok(())
    }
}

impl<'de, T: TakeRuns> DeserializeSeed<'de> for One<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.run(self.1, deserializer)
    }
}

/// What results refer to, run by run, with an empty list where there is one of results.
struct Frames<'f> {
    frames: &'f mut Vec<Value>,
    budget: &'f Cell<usize>,
}

impl Frames<'_> {
    fn deserialize(mut self, log: Runs<'_>) -> Result<bool, serde_json::Error> {
        Log(&mut self).deserialize(log)
    }
}

impl TakeRuns for Frames<'_> {
    fn run<'de, D: Deserializer<'de>>(&mut self, _at: usize, run: D) -> Result<(), D::Error> {
        self.frames.push(run.deserialize_map(Frame(self.budget))?);
        Ok(())
    }
}

struct Frame<'b>(&'b Cell<usize>);

impl<'de> Visitor<'de> for Frame<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a run")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut frame = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            if key == "results" {
                members.next_value::<Option<Vec<IgnoredAny>>>()?.map(|_| frame.insert(key, Value::Array(Vec::new())));
            } else if KEPT.contains(&key.as_str()) {
                let value = members.next_value_seed(Bounded(self.0))?;
                frame.insert(key, value);
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(frame.into())
    }
}

/// The results, run by run.
struct Results<'r, 'v> {
    runs: &'r [Run<'v>],
    reading: &'r mut Reading,
}

impl Results<'_, '_> {
    fn deserialize(mut self, log: Runs<'_>) -> Result<bool, serde_json::Error> {
        Log(&mut self).deserialize(log)
    }
}

impl TakeRuns for Results<'_, '_> {
    fn run<'de, D: Deserializer<'de>>(&mut self, at: usize, run: D) -> Result<(), D::Error> {
        match self.runs.get(at) {
            Some(of) => run.deserialize_map(ResultsOf { tool: of.tool(), run: of, reading: self.reading }),
            None => Err(serde::de::Error::custom("it changed while it was read")),
        }
    }
}

struct ResultsOf<'r, 'v> {
    tool: Option<String>,
    run: &'r Run<'v>,
    reading: &'r mut Reading,
}

impl<'de> Visitor<'de> for ResultsOf<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a run")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        while let Some(key) = members.next_key::<String>()? {
            if key == "results" && self.run.value.get("results").is_some() {
                members.next_value_seed(Each(&mut self))?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct Each<'e, 'r, 'v>(&'e mut ResultsOf<'r, 'v>);

impl<'de> DeserializeSeed<'de> for Each<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Each<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a list of results")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut results: A) -> Result<(), A::Error> {
        let ResultsOf { tool, run, reading } = self.0;
        while let Some(result) = results.next_element_seed(Bounded(&Cell::new(RESULT)))? {
            if reading.diagnostics.len() >= MOST {
                reading.incomplete = vec![format!("the report has more than {MOST} findings, and the rest is not read")];
            } else if let Some(mut one) = result_of(run, &result) {
                one.tool.clone_from(tool);
                reading.diagnostics.push(one);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::diagnostics::{read, read_stream};
    use std::io::{Cursor, Read};

    const LOG: &str = r#"{"$schema":"x","runs":[
        {"results":[{"ruleId":"a","message":{"id":"m","arguments":["1"]},"locations":[{"physicalLocation":{"artifactLocation":{"index":0},"region":{"startLine":3}}}]},
                    {"ruleId":"b","level":"error","message":{"text":"two"}},{"kind":"pass","message":{"text":"no"}}],
         "artifacts":[{"location":{"uri":"src/a.c"}}],"graphs":[{"nodes":[1,2,3]}],
         "tool":{"driver":{"name":"Tool","rules":[{"id":"a","defaultConfiguration":{"level":"note"},"messageStrings":{"m":{"text":"said {0}"}}}]}}},
        {"tool":{"driver":{"name":"Other"}},"invocations":[{"executionSuccessful":false}],"results":[]},
        {"tool":{"driver":{"name":"Third"}}}],"version":"2.1.0"}"#;

    fn streamed(text: &str) -> Option<Result<super::Reading, super::Error>> {
        let bytes = text.as_bytes().to_vec();
        read_stream("auto", &mut || Ok(Box::new(Cursor::new(bytes.clone())) as Box<dyn Read>))
    }

    #[test]
    fn a_stream_is_read_as_a_whole_log_is() {
        let whole = read("auto", LOG.as_bytes()).unwrap();
        assert_eq!((whole.diagnostics.len(), whole.incomplete.len()), (2, 2));
        assert_eq!(streamed(LOG).unwrap().unwrap(), whole);
    }

    #[test]
    fn what_is_cut_off_or_broken_is_told() {
        for (text, part) in [
            (&LOG[..LOG.len() - 40], "cut off"),
            (&LOG.replace("\"graphs\":[", "\"graphs\":[}"), "broken JSON"),
            (&format!("{LOG} more"), "broken JSON"),
        ] {
            assert!(streamed(text).unwrap().unwrap_err().message.contains(part), "{part}");
        }
        assert!(streamed("[]").is_none());
        assert!(streamed("{\"version\":1}").is_none());
    }
}
