//! Keys and their dates. `stand_in` answers as the providers' documents say, `sources` asks it everything that can go wrong, `files` are
//! keys in the repository, `kubernetes` its ways to sign in, `claims` dates kept by hand, `real` real servers.

mod claims;
mod files;
mod kubernetes;
mod real;
mod settings;
mod sources;
mod stand_in;
