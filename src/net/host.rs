//! One host's turn: how many requests are under way there, and how soon one may follow another.

use std::time::{Duration, Instant};
use tokio::sync::{Mutex, Semaphore};

pub(super) struct Host {
    pub(super) places: Semaphore,
    spacing: Duration,
    /// When the next request may begin.
    next: Mutex<Instant>,
}

impl Host {
    pub(super) fn new(places: usize, spacing: Duration) -> Self {
        Self { places: Semaphore::new(places), spacing, next: Mutex::new(Instant::now()) }
    }

    /// Waits until a request may begin, and no longer than `until`.
    pub(super) async fn turn(&self, until: Instant) {
        if self.spacing.is_zero() {
            return;
        }
        let at = {
            let mut next = self.next.lock().await;
            let at = (*next).max(Instant::now());
            *next = at + self.spacing;
            at
        };
        tokio::time::sleep_until(at.min(until).into()).await;
    }
}
