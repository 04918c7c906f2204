//! The decision: who may do what, and why.
//!
//! Everything here is a pure function of values: no files, no network, no clock, no environment, no threads.
//! Start with [`decide`]; [`facts`] is what it is given, [`reason`] what it answers with, [`strict`] what the
//! strict profile adds.

pub mod approval;
pub mod assumption;
pub mod case;
pub mod changed_files;
pub mod condition;
pub mod decide;
pub mod explanation;
pub mod facts;
pub mod freshness;
pub mod gains;
pub mod gate;
pub mod grant;
pub mod holds;
mod judge;
pub mod known;
pub mod needs;
pub mod operation;
pub mod policy;
pub mod principal;
pub mod reason;
pub mod repository;
pub mod requirement;
pub mod requirements_met;
mod rules;
pub mod run;
pub mod spelling;
pub mod status_check;
pub mod strict;
pub mod verdict;
pub mod verdicts;
