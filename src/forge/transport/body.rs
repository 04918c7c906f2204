//! The body of an answer: whole and of bounded size, or not at all.
//!
//! Half a list looks like a short list. A body that ends before its announced length, or without the end that the
//! encoding has, is an error of the connection and never an answer.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};

use super::connection::Lost;

/// Reads a body to its end.
///
/// # Errors
///
/// The connection broke, or there is more than `most` bytes; a length that is announced is believed if it is too large.
pub(super) async fn whole(mut body: Incoming, most: usize) -> Result<Bytes, Lost> {
    if body.size_hint().lower() > most as u64 {
        return Err(Lost::TooLarge);
    }
    let mut read = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Lost::Cut)?;
        let Ok(data) = frame.into_data() else { continue };
        if read.len() + data.len() > most {
            return Err(Lost::TooLarge);
        }
        read.extend_from_slice(&data);
    }
    Ok(read.freeze())
}
