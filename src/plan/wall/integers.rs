//! Integer keys that are marked numbers.
//!
//! An integer key is no word, since nothing could be decided about `[0]`. A large one can be an account or a
//! telephone number though, and where it is one that a plan marks, a masked key takes its place.

use crate::plan::Plan;
use crate::plan::address::{Address, InstanceKey};
use crate::plan::change::ResourceChange;
use crate::plan::words::Words;

/// The first integer that is long enough to be scanned for.
const FIRST: u64 = 10u64.pow(super::SHORTEST as u32 - 1);

/// Masks the integer keys for which `secret` says so. It is asked only about those that are long enough. Returns how
/// often.
pub(super) fn mask(plan: &mut Plan, secret: impl Fn(u64) -> bool) -> u64 {
    let mut masked = 0;
    let mut rekey = |words: &mut Words, key: InstanceKey| match key {
        InstanceKey::Integer(number) if number >= FIRST && secret(number) => {
            masked += 1;
            // A word for each, so that two keys stay two.
            InstanceKey::Text(words.undecided())
        }
        other => other,
    };
    let Plan { words, modules, resources, drift, deferred, actions, .. } = plan;
    modules.rekey(|key| rekey(words, key));
    let deferred = deferred.iter_mut().map(|deferred| &mut deferred.change);
    for address in resources.iter_mut().chain(drift).chain(deferred).flat_map(addresses) {
        address.key = address.key.map(|key| rekey(words, key));
    }
    for action in actions {
        action.key = action.key.map(|key| rekey(words, key));
    }
    masked
}

fn addresses(change: &mut ResourceChange) -> impl Iterator<Item = &mut Address> {
    std::iter::once(&mut change.address).chain(&mut change.moved_from)
}
