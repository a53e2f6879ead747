//! Progress on standard error, for runs that take long enough to wonder.

use crate::source::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::mpsc;
use std::time::Duration;

/// A run shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);
/// Time between two looks at how far the run is.
const TICK: Duration = Duration::from_millis(100);

/// Runs `work` and shows how far it is, if `show` says so.
pub(super) fn shown<T>(show: bool, progress: &Progress, work: impl FnOnce() -> T) -> T {
    if !show {
        return work();
    }
    let (done, waiting) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || watch(progress, &waiting));
        let result = work();
        drop(done);
        result
    })
}

/// Draws until the sender is gone.
fn watch(progress: &Progress, waiting: &mpsc::Receiver<()>) {
    if waiting.recv_timeout(PATIENCE) != Err(mpsc::RecvTimeoutError::Timeout) {
        return;
    }
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos}/{len} texts looked at {elapsed}") {
        bar.set_style(style);
    }
    while waiting.recv_timeout(TICK) == Err(mpsc::RecvTimeoutError::Timeout) {
        let (position, length) = progress.state();
        bar.set_length(u64::try_from(length).unwrap_or(u64::MAX));
        bar.set_position(u64::try_from(position).unwrap_or(u64::MAX));
        bar.tick();
    }
    bar.finish_and_clear();
}
