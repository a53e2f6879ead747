//! Spreads a list of work over threads.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Items a thread takes at a time: large enough that the counter is no bottleneck, small enough that no thread is left with the rest.
const BATCH: usize = 8;

/// How far a run is, for whoever wants to show it.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    total: AtomicUsize,
}

impl Progress {
    /// Items done, and items known of.
    pub fn state(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    fn expect(&self, items: usize) {
        self.total.fetch_add(items, Ordering::Relaxed);
    }

    fn finished(&self, items: usize) {
        self.done.fetch_add(items, Ordering::Relaxed);
    }
}

/// Calls `each` for every item from up to `jobs` threads and returns every thread's state. Short lists stay on the calling thread.
pub(super) fn spread<Item: Sync, State: Send>(
    items: &[Item],
    jobs: usize,
    progress: &Progress,
    start: &(dyn Fn() -> State + Sync),
    each: &(dyn Fn(&mut State, &Item) + Sync),
) -> Vec<State> {
    spread_in_batches(items, BATCH, jobs, progress, start, each)
}

/// As [`spread`], for items each of which is much work.
pub(super) fn spread_singly<Item: Sync, State: Send>(
    items: &[Item],
    jobs: usize,
    progress: &Progress,
    start: &(dyn Fn() -> State + Sync),
    each: &(dyn Fn(&mut State, &Item) + Sync),
) -> Vec<State> {
    spread_in_batches(items, 1, jobs, progress, start, each)
}

fn spread_in_batches<Item: Sync, State: Send>(
    items: &[Item],
    batch_size: usize,
    jobs: usize,
    progress: &Progress,
    start: &(dyn Fn() -> State + Sync),
    each: &(dyn Fn(&mut State, &Item) + Sync),
) -> Vec<State> {
    progress.expect(items.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut state = start();
        loop {
            let from = next.fetch_add(batch_size, Ordering::Relaxed);
            let Some(batch) = items.get(from..items.len().min(from.saturating_add(batch_size))) else {
                return state;
            };
            if batch.is_empty() {
                return state;
            }
            for item in batch {
                each(&mut state, item);
            }
            progress.finished(batch.len());
        }
    };
    let threads = jobs.min(items.len().div_ceil(batch_size)).max(1);
    if threads == 1 {
        return vec![work()];
    }
    let states = Mutex::new(Vec::with_capacity(threads));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let state = work();
                if let Ok(mut states) = states.lock() {
                    states.push(state);
                }
            });
        }
    });
    states.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Progress, spread};

    #[test]
    fn every_item_is_seen_once_whatever_the_number_of_threads() {
        let items: Vec<usize> = (0..1000).collect();
        for jobs in [1, 2, 7] {
            let progress = Progress::default();
            let states = spread(&items, jobs, &progress, &Vec::new, &|seen: &mut Vec<usize>, item| {
                seen.push(*item);
            });
            let mut seen: Vec<usize> = states.into_iter().flatten().collect();
            seen.sort_unstable();
            assert_eq!(seen, items);
            assert_eq!(progress.state(), (1000, 1000));
        }
    }

    #[test]
    fn an_empty_list_is_no_work() {
        assert_eq!(spread(&[] as &[u8], 4, &Progress::default(), &|| 0, &|_, _| ()), [0]);
    }
}
