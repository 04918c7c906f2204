//! What a job is called for: the event that set it off, and the command in a comment.
//!
//! Anybody can write a comment, and a job can be given another event file. So nothing here is believed: what is read are
//! questions for the forge. Pure: bytes and variables in, values out.

pub mod command;
pub mod event;
