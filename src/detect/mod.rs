//! Bytes in, candidate secrets out. Pure: no files, no repository, no clock.
//!
//! Two passes over the text, each near the speed of memory. The first finds runs of token characters and looks for rules' anchors in
//! those few per cent of the text; the second looks for the words that names of credentials are made of, and reads what is assigned
//! to them. Regular expressions run only round a hit.

mod anchors;
mod any_command;
mod assignment;
mod basic;
mod call_names;
mod calls;
mod candidate;
mod checksum;
mod chosen;
mod command_line;
mod command_search;
mod cursor;
mod decode;
mod entropy;
mod escapes;
pub mod example;
mod explained;
mod forms;
mod generic;
mod grams;
mod joined;
mod jwt;
mod key_map;
mod kind;
mod known_files;
mod likeness;
mod lines;
mod literal_search;
mod marks;
mod markup;
mod mention;
mod named;
mod names;
mod odd;
mod operator;
mod other_values;
mod pairs;
mod passphrase;
mod pattern;
mod pem;
mod placeholder;
mod places;
mod positional;
mod prefixes;
mod prose;
mod required;
mod rule;
mod ruleset;
mod runs;
mod scanner;
mod search;
mod structure;
mod surroundings;
mod syntax;
mod table;
mod uri;
mod values;
mod vendors;
mod why;
mod within;

pub use candidate::{Candidate, Spelled};
pub use kind::FileKind;
pub use known_files::KnownFile;
pub use placeholder::is_stand_in;
pub use required::required_literals;
pub use rule::{Boundary, Charset, Check, Detector, Rule};
pub use ruleset::{RuleSet, RuleSetError};
pub use scanner::Scanner;
pub use search::{Part as SecretPart, Search, bounded};
pub use surroundings::Surroundings;
pub use why::{NearMiss, near_misses};
