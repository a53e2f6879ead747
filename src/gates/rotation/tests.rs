//! Keys, dates and verdicts.
