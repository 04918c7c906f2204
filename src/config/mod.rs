//! From bytes to a validated configuration, or to diagnostics that say why not.

pub mod node;
