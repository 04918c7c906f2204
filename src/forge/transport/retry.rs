//! Whether to send again, and when. Pure.
//!
//! A read may be repeated: nothing changes by it. A write may not, whatever became of it, because a comment that is
//! sent twice is there twice. The one exception is a rate limit, with which the forge says that it did nothing.
//!
//! The pauses are the same every time. Randomness is for many clients that fail together; here at most a handful of
//! requests of one process do, and they are already apart by what they asked.

use std::time::Duration;

use super::rate_limit::RateLimit;

/// How often a read is sent at most.
pub(super) const TRIES: u32 = 3;

/// How often a write is sent at most, if each answer but the last is a rate limit.
const WRITE_TRIES: u32 = 2;

/// What went wrong with one try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// No connection, one that broke, or no answer in the time of one try.
    NoAnswer,
    /// 5xx that may pass, and how long the server wants to be left alone.
    Server {
        /// Seconds, where it says so.
        seconds: Option<u64>,
    },
    /// A rate limit.
    Limited(RateLimit),
    /// Anything that will be the same next time.
    Lasting,
}

/// How the time of a run is dealt out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// How long one try of a read may take.
    pub(super) read: Duration,
    /// How long the try of a write may take: it has only one.
    pub(super) write: Duration,
    /// The pause before the second try. The third comes after four times that.
    pub(super) pause: Duration,
    /// What is kept for the last look: one try of it, or a tenth of a short budget.
    pub(super) kept: Duration,
}

impl Pace {
    /// The pace for a time budget. GitHub ends a request of its own after ten seconds, so a little more than that is
    /// what a try may take; with a short budget all three tries of a read fit in.
    pub(super) fn of(budget: Duration) -> Pace {
        let most = Duration::from_secs(12);
        Pace {
            read: (budget / TRIES).min(most),
            write: budget.min(most * TRIES),
            pause: (budget / 100).min(Duration::from_millis(500)),
            kept: (budget / 10).min(most),
        }
    }
}

/// How long to wait before sending again. `None`: do not.
///
/// `made` counts the tries so far, `left` is the rest of the time budget. What would end beyond that is not begun.
pub(super) fn again(fault: Fault, reads: bool, made: u32, pace: &Pace, left: Duration) -> Option<Duration> {
    let most = match (fault, reads) {
        (Fault::Lasting, _) => return None,
        (_, true) => TRIES,
        (Fault::Limited(_), false) => WRITE_TRIES,
        (Fault::NoAnswer | Fault::Server { .. }, false) => return None,
    };
    if made >= most {
        return None;
    }
    let pause = pace.pause * 4_u32.saturating_pow(made.saturating_sub(1));
    let told = match fault {
        Fault::Server { seconds } | Fault::Limited(RateLimit { seconds }) => seconds.map(Duration::from_secs),
        Fault::NoAnswer | Fault::Lasting => None,
    };
    let wait = told.unwrap_or_default().max(pause);
    (wait < left).then_some(wait)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::{Fault, Pace, TRIES, again};
    use crate::forge::transport::rate_limit::RateLimit;

    const MINUTE: Duration = Duration::from_secs(60);

    fn any_fault() -> impl Strategy<Value = Fault> {
        prop_oneof![
            Just(Fault::NoAnswer),
            Just(Fault::Lasting),
            any::<Option<u64>>().prop_map(|seconds| Fault::Server { seconds }),
            any::<Option<u64>>().prop_map(|seconds| Fault::Limited(RateLimit { seconds })),
        ]
    }

    #[test]
    fn a_wait_is_what_the_forge_says_and_grows_by_itself() {
        let pace = Pace::of(MINUTE);
        let limited = |seconds| Fault::Limited(RateLimit { seconds });
        let milliseconds = |number| Some(Duration::from_millis(number));
        for (fault, reads, made, left, expected) in [
            (Fault::NoAnswer, true, 1, MINUTE, milliseconds(500)),
            (Fault::NoAnswer, true, 2, MINUTE, milliseconds(2000)),
            (Fault::NoAnswer, true, 3, MINUTE, None),
            (Fault::NoAnswer, false, 1, MINUTE, None),
            (Fault::Server { seconds: None }, true, 1, MINUTE, milliseconds(500)),
            (Fault::Server { seconds: Some(3) }, true, 1, MINUTE, milliseconds(3000)),
            (Fault::Server { seconds: Some(3) }, false, 1, MINUTE, None),
            (limited(Some(59)), true, 1, MINUTE, milliseconds(59_000)),
            (limited(Some(60)), true, 1, MINUTE, None),
            (limited(Some(1)), true, 3, MINUTE, None),
            (limited(Some(1)), false, 1, MINUTE, milliseconds(1000)),
            (limited(Some(1)), false, 2, MINUTE, None),
            (limited(None), false, 1, MINUTE, milliseconds(500)),
            (Fault::NoAnswer, true, 1, Duration::from_millis(500), None),
            (Fault::NoAnswer, true, 1, Duration::ZERO, None),
        ] {
            assert_eq!(again(fault, reads, made, &pace, left), expected, "{fault:?} {reads} {made} {left:?}");
        }
    }

    #[test]
    fn all_tries_fit_into_a_short_budget() {
        for seconds in [0, 1, 3, 30, 60, 3600] {
            let budget = Duration::from_secs(seconds);
            let pace = Pace::of(budget);
            assert!(pace.read * TRIES <= budget && pace.write <= budget, "{pace:?}");
            assert!(pace.read <= Duration::from_secs(12), "{pace:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_waits_beyond_the_budget_or_repeats_a_write_that_may_have_happened(
            fault in any_fault(),
            reads in any::<bool>(),
            made in 1..u32::MAX,
            budget in 0..10_000_u64,
            left in 0..10_000_u64,
        ) {
            let (budget, left) = (Duration::from_millis(budget), Duration::from_millis(left));
            if let Some(wait) = again(fault, reads, made, &Pace::of(budget), left) {
                prop_assert!(wait < left);
                prop_assert!(made < TRIES);
                prop_assert!(fault != Fault::Lasting);
                prop_assert!(reads || matches!(fault, Fault::Limited(_)));
            }
        }
    }
}
