//! What can go wrong with a child process.

/// A child process that gave no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such program on `PATH`.
    #[error("{program} was not found")]
    NotFound {
        /// The program.
        program: String,
    },
    /// The operating system would not start it, or broke the conversation off.
    #[error("{program} could not be run")]
    Io {
        /// The program.
        program: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It ran, and reported failure.
    #[error("{program} failed ({status}): {stderr}")]
    Failed {
        /// The program.
        program: String,
        /// How it ended.
        status: std::process::ExitStatus,
        /// The end of what it said, one line, made safe to print.
        stderr: String,
    },
}
