//! Prints a template of a rule's example, expanded: `cargo run --example expand -- 'TEMPLATE' [SEED]`.

#![expect(clippy::print_stdout, reason = "a tool for people who work on the rules")]

use golive::detect::example;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let template = arguments.next().unwrap_or_default();
    let seed = arguments.next().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    println!("{}", example::expand(&template, seed));
}
