//! Living with the secrets gate: rules of one's own, other scanners' settings, what is accepted and for how long, parts of the work.

mod allow;
mod foreign;
mod parts;
mod peers;
mod rules;
mod trial;
mod two_parts;
mod where_it_stands;
