//! A report as JSON, for programs and for `--merge`: `schemas/report.schema.json`.
//!
//! One change stands on one line, so that a report of many thousands stays of a size that can be read and compared.

use std::io;

use serde::Serialize as _;
use serde_json::ser::Formatter;

use crate::output::json::harmless;
use crate::plan::Report;
use crate::plan::record::Record;

/// Draws a report.
pub fn render(report: &Report) -> String {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Lines::default());
    // Writing to memory does not fail, and no key of a record is anything but a string.
    let written = Record::of(report).serialize(&mut serializer);
    debug_assert!(written.is_ok(), "a record can always be written");
    bytes.push(b'\n');
    // The serializer writes nothing but UTF-8; the text may be large, so that it is not copied.
    harmless(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// From this depth on an object stands on one line.
const OBJECT_ON_A_LINE: usize = 5;
/// From this depth on a list does.
const LIST_ON_A_LINE: usize = 6;

/// Indents what is outside of the rows and writes each row on one line.
#[derive(Debug, Default)]
struct Lines {
    depth: usize,
    /// The depth of the object or list that stands on one line, if we are in one.
    line: Option<usize>,
    /// The object or list that was begun last has something in it.
    has_value: bool,
}

impl Lines {
    fn begin(&mut self, from: usize) {
        self.depth += 1;
        self.has_value = false;
        if self.line.is_none() && self.depth >= from {
            self.line = Some(self.depth);
        }
    }

    fn separate<W: ?Sized + io::Write>(&self, writer: &mut W, first: bool) -> io::Result<()> {
        match (self.line, first) {
            (Some(_), true) => Ok(()),
            (Some(_), false) => writer.write_all(b", "),
            (None, _) => {
                writer.write_all(if first { b"\n" } else { b",\n" })?;
                self.indent(writer)
            }
        }
    }

    fn end<W: ?Sized + io::Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        let line = self.line;
        if line == Some(self.depth) {
            self.line = None;
        }
        self.depth = self.depth.saturating_sub(1);
        if line.is_none() && self.has_value {
            writer.write_all(b"\n")?;
            self.indent(writer)?;
        }
        writer.write_all(bracket)
    }

    fn indent<W: ?Sized + io::Write>(&self, writer: &mut W) -> io::Result<()> {
        (0..self.depth).try_for_each(|_| writer.write_all(b"  "))
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(LIST_ON_A_LINE);
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.separate(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(OBJECT_ON_A_LINE);
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.separate(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
