//! Hooks as people use them: git's own from `hooks/`, and those of `.pre-commit-hooks.yaml` through pre-commit and prek.

mod frameworks;
mod install;
mod matrix;
mod plain;
mod push;
