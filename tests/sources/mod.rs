//! Every kind of repository, and every place text can come from.

mod apart;
mod archives;
mod index_file;
mod paths;
mod ranges;
mod repositories;
mod versions;
mod without_git;
