//! Everything that can go wrong with any request, one thing at a time, and what becomes of the facts.
//!
//! A cell is one fault on one request of a typical reading. Its verdict:
//!
//! - healed: the facts are the truth;
//! - unknown: each fact is the truth or unavailable;
//! - refused: there are no facts at all;
//! - undetectable: the answer is well-formed and complete, so that nobody could know. Each of them is named in
//!   [`undetectable`] with its reason.
//!
//! Anything else fails, and so does a cell that takes longer than its time budget, or one on whose facts the strict
//! profile allows what it denies on the truth. `docs/fault-matrix.md` is what comes out;
//! `WHOMAY_UPDATE=1 cargo test --test forge faults` writes it anew.

#![expect(clippy::print_stdout, reason = "says how much was tried")]

mod bench;
mod compare;
mod enforce;
mod kinds;
mod page;
mod reads;
mod ruling;
mod undetectable;
mod writes;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The results of `work` on all `items`, in their order, from so many threads.
fn side_by_side<T: Sync, R: Send>(threads: usize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads.min(items.len()) {
            scope.spawn(|| {
                while let Some((at, item)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
                {
                    let result = work(item);
                    done.lock().unwrap().push((at, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
