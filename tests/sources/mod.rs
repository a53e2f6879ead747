//! Every kind of repository, and every place text can come from.

mod index_file;
mod paths;
mod ranges;
mod repositories;
