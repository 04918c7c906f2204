//! A text that cannot become too long: whoever draws on it is told at once that there is no more room.

/// There is no more room. What was drawn is thrown away, and less is drawn instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Full;

/// Whether there was room.
pub(super) type Drawn = Result<(), Full>;

/// A text of at most so many bytes. Every block on it ends with an empty line.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    room: usize,
}

impl Page {
    /// An empty one.
    pub(super) fn of(room: usize) -> Page {
        Page { text: String::new(), room }
    }

    /// Text as it is.
    pub(super) fn push(&mut self, text: &str) -> Drawn {
        if !self.has_room_for(text.len()) {
            return Err(Full);
        }
        self.text.push_str(text);
        Ok(())
    }

    /// A line of its own, such as a paragraph or a heading.
    pub(super) fn block(&mut self, text: &str) -> Drawn {
        self.push(text)?;
        self.push("\n\n")
    }

    /// A list, unless it is empty.
    pub(super) fn list(&mut self, items: impl IntoIterator<Item = String>) -> Drawn {
        let mut any = false;
        for item in items {
            self.push("- ")?;
            self.push(&item)?;
            self.push("\n")?;
            any = true;
        }
        if any { self.push("\n") } else { Ok(()) }
    }

    /// Whether so many bytes more have room.
    pub(super) fn has_room_for(&self, bytes: usize) -> bool {
        self.text.len().saturating_add(bytes) <= self.room
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.text
    }
}
