//! Keys and their dates. `stand_in` answers as the providers' documents say, `sources` asks it everything that can go wrong, `files` are
//! keys in the repository, `claims` dates kept by hand, `real` real servers.

mod claims;
mod files;
mod real;
mod settings;
mod sources;
mod stand_in;
