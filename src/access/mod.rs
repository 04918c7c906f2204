//! The decision: who may do what, and why.

pub mod policy;
pub mod principal;
pub mod requirement;
