//! One question over HTTP/1.1, read to its end, as far as the forge of the tour has to understand it.

use std::io::{self, Read};

/// The longest question, with its head. A GraphQL query has three kilobytes.
const LONGEST: usize = 64 << 10;

/// In how many pieces it may come. Each has a time limit, so all of it has one too.
const MOST_READS: usize = 64;

/// A question.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Question {
    method: String,
    /// Without what is behind `?`.
    path: String,
}

impl Question {
    /// Reads one, with its body: a connection that is closed before everything was read loses the answer. `None` when it
    /// ends early, is too long, or is not HTTP.
    ///
    /// # Errors
    ///
    /// Nothing comes for too long, or the connection breaks.
    pub(super) fn read(stream: &mut impl Read) -> io::Result<Option<Question>> {
        let mut bytes = Vec::new();
        let mut piece = [0; 4096];
        for _ in 0..MOST_READS {
            let length = stream.read(&mut piece)?;
            bytes.extend_from_slice(piece.get(..length).unwrap_or_default());
            if let Some((head, body)) = parts(&bytes)
                && body >= announced(head)
            {
                return Ok(Question::of(head));
            }
            if length == 0 || bytes.len() > LONGEST {
                break;
            }
        }
        Ok(None)
    }

    fn of(head: &str) -> Option<Question> {
        let mut words = head.lines().next()?.split(' ');
        let (method, target) = (words.next()?, words.next()?);
        let path = target.split('?').next()?;
        words.next()?.starts_with("HTTP/1.").then(|| Question { method: method.to_owned(), path: path.to_owned() })
    }

    /// By which the answer is found.
    pub(super) fn key(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// The head, and how much of the body is there. `None` while the head has not ended.
fn parts(bytes: &[u8]) -> Option<(&str, usize)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(bytes.get(..end)?).ok()?;
    Some((head, bytes.len() - end - 4))
}

/// How long the body is said to be.
fn announced(head: &str) -> usize {
    let length = |line: &str| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    };
    head.lines().find_map(length).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::Question;

    /// Gives a few bytes at a time, as a network may.
    struct Slowly<'a>(&'a [u8], usize);

    impl std::io::Read for Slowly<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let length = self.1.min(self.0.len());
            let (now, later) = self.0.split_at(length);
            std::io::Write::write_all(&mut &mut *into, now)?;
            self.0 = later;
            Ok(length)
        }
    }

    fn key(text: &str, pieces: usize) -> Option<String> {
        Question::read(&mut Slowly(text.as_bytes(), pieces)).unwrap().map(|question| question.key())
    }

    #[test]
    fn a_question_is_its_method_and_its_path() {
        for (text, wanted) in [
            ("GET /a/b?c=d HTTP/1.1\r\nhost: x\r\n\r\n", Some("GET /a/b")),
            ("POST /graphql HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", Some("POST /graphql")),
            ("POST /graphql HTTP/1.1\r\ncontent-length: 4\r\n\r\nabc", None),
            ("GET /a HTTP/1.1\r\nhost: x\r\n", None),
            ("GET /a HTTP/2\r\n\r\n", None),
            ("GET\r\n\r\n", None),
            ("\r\n\r\n", None),
            ("", None),
        ] {
            for pieces in [1, 2, 7, 4096] {
                let enough = pieces * super::MOST_READS > text.len();
                assert_eq!(key(text, pieces).as_deref(), wanted.filter(|_| enough), "{text:?} in pieces of {pieces}");
            }
        }
    }

    #[test]
    fn what_never_ends_is_left() {
        assert_eq!(key(&"GET ".repeat(super::LONGEST), 4096), None);
        assert_eq!(key(&"\u{e9}".repeat(super::LONGEST), 4096), None);
    }
}
