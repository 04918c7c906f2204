//! Any bytes → a plan without its values, or why not.
//!
//! Held: nothing panics or hangs; how the bytes arrive makes no difference; what is read is never less than what is kept
//! of it; a plan without its last byte is none, unless that byte is white space. That a refusal holds no text needs no holding:
//! its type has no place for any.

#![no_main]

use std::io::Read;

use libfuzzer_sys::fuzz_target;
use whomay::plan::Plan;
use whomay::plan::read::read;
use whomay::plan::refusal::{Kind, Refusal};
use whomay::plan::wall::{KeyPolicy, Marks};

/// A reader that gives one byte at a time.
struct InBits<'a>(&'a [u8]);

impl Read for InBits<'_> {
    fn read(&mut self, free: &mut [u8]) -> std::io::Result<usize> {
        let most = free.len().min(1);
        self.0.read(&mut free[..most])
    }
}

fn settled(input: impl Read) -> Result<Plan, Refusal> {
    let mut marks = Marks::default();
    let draft = read(input, &mut marks)?;
    Ok(draft.settle(&KeyPolicy::Mask, &marks.build()))
}

fuzz_target!(|bytes: &[u8]| {
    let whole = settled(bytes);
    let in_bits = settled(InBits(bytes));
    match (&whole, &in_bits) {
        // What is no text in one place and no plan in another is refused for what is met first.
        (Err(one), Err(other)) => assert!(one == other || one.kind == Kind::NotText || other.kind == Kind::NotText),
        _ => assert_eq!(whole.as_ref().map(Plan::counts), in_bits.as_ref().map(Plan::counts)),
    }
    match whole {
        Ok(plan) => {
            assert!(plan.leaves.kept <= plan.leaves.read, "{:?}", plan.leaves);
            if let Some((b'}', rest)) = bytes.split_last() {
                assert_eq!(settled(rest).map(|_| ()).map_err(|refusal| refusal.kind), Err(Kind::Truncated));
            }
        }
        Err(refusal) => assert!(!refusal.what().is_empty() && !refusal.next_step().is_empty()),
    }
});
