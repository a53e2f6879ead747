//! Reads coverage reports and prints, for each, what was read: for comparing with a tool's own summary, and for measuring.
//!
//! `cargo run --release --example read_coverage -- FILE…`

#![expect(clippy::print_stdout, clippy::use_debug, reason = "a program for people who work on the readers")]

use golive::formats::coverage::{Branch, Figure, Figures, FileCoverage, Function, LineSum, Region, read};
use std::collections::BTreeMap;
use std::io::BufReader;
use std::time::Instant;

fn main() -> std::io::Result<()> {
    for name in std::env::args().skip(1) {
        let clock = Instant::now();
        let mut reader = BufReader::with_capacity(256 * 1024, std::fs::File::open(&name)?);
        let mut files: BTreeMap<(Option<String>, String), FileCoverage> = BTreeMap::new();
        let mut parts = 0;
        let result = read(&mut reader, &mut |file| {
            parts += 1;
            let known = files.entry((file.group.clone(), file.path.clone())).or_default();
            if known.stated == Figures::default() {
                known.stated = file.stated;
            }
            known.lines.extend(file.lines);
            known.branches.extend(file.branches);
            known.branch_sums.extend(file.branch_sums);
            known.functions.extend(file.functions);
            known.regions.extend(file.regions);
            known.region_sums.extend(file.region_sums);
            known.partial_lines.extend(file.partial_lines);
            known.lines_are_spans |= file.lines_are_spans;
        });
        let spent = clock.elapsed();
        match result {
            Err(error) => println!("{name}: {:?}: {error} (line {:?})", error.kind, error.line),
            Ok(head) => {
                let total = files.values().map(recount).fold(Figures::default(), plus);
                let stated = files.values().map(|file| file.stated).fold(Figures::default(), plus);
                let spans = files.values().filter(|file| file.lines_are_spans).count();
                println!(
                    "{name}: {:?} by {:?} made {:?}, {} files in {parts} parts ({spans} of spans), {:.1} ms",
                    head.format,
                    head.tool,
                    head.made,
                    files.len(),
                    spent.as_secs_f64() * 1000.0
                );
                println!("  recounted {}\n  by file   {}\n  stated    {}", show(total), show(stated), show(head.stated));
                for (what, list) in [("root", &head.roots), ("note", &head.notes)] {
                    for item in list.iter().take(5) {
                        println!("  {what}: {item}");
                    }
                }
            }
        }
    }
    Ok(())
}

fn recount(file: &FileCoverage) -> Figures {
    let mut lines = BTreeMap::new();
    for (line, hits) in &file.lines {
        *lines.entry(*line).or_insert(0_u64) |= hits;
    }
    let mut branches = BTreeMap::new();
    for Branch { line, key, hits } in &file.branches {
        *branches.entry((*line, *key)).or_insert(0_u64) |= hits;
    }
    let mut functions = BTreeMap::new();
    for Function { name, line, hits } in &file.functions {
        *functions.entry((name, line)).or_insert(0_u64) |= hits;
    }
    let mut regions = BTreeMap::new();
    for Region { start, end, weight, hits } in &file.regions {
        let region = regions.entry((*start, *end)).or_insert((*weight, 0_u64));
        region.1 |= hits;
    }
    Figures {
        lines: counted(lines.values().map(|hits| (1, *hits))),
        branches: counted(branches.values().map(|hits| (1, *hits))).or_else(|| summed(&file.branch_sums)),
        functions: counted(functions.values().map(|hits| (1, *hits))),
        regions: counted(regions.values().map(|(weight, hits)| (*weight, *hits))).or_else(|| summed(&file.region_sums)),
    }
}

fn counted(items: impl Iterator<Item = (u32, u64)>) -> Option<Figure> {
    items.map(|(weight, hits)| Figure { covered: if hits > 0 { u64::from(weight) } else { 0 }, total: u64::from(weight) }).reduce(add)
}

fn summed(sums: &[LineSum]) -> Option<Figure> {
    let by_line: BTreeMap<u32, &LineSum> = sums.iter().map(|sum| (sum.line, sum)).collect();
    by_line.values().map(|sum| Figure { covered: u64::from(sum.covered), total: u64::from(sum.total) }).reduce(add)
}

fn add(left: Figure, right: Figure) -> Figure {
    Figure { covered: left.covered + right.covered, total: left.total + right.total }
}

fn plus(left: Figures, right: Figures) -> Figures {
    let both = |left: Option<Figure>, right: Option<Figure>| match (left, right) {
        (Some(left), Some(right)) => Some(add(left, right)),
        (left, right) => left.or(right),
    };
    Figures {
        lines: both(left.lines, right.lines),
        branches: both(left.branches, right.branches),
        functions: both(left.functions, right.functions),
        regions: both(left.regions, right.regions),
    }
}

fn show(figures: Figures) -> String {
    let one = |figure: Option<Figure>| figure.map_or_else(|| "-".to_owned(), |figure| format!("{}/{}", figure.covered, figure.total));
    format!(
        "lines {}  branches {}  functions {}  regions {}",
        one(figures.lines),
        one(figures.branches),
        one(figures.functions),
        one(figures.regions)
    )
}
