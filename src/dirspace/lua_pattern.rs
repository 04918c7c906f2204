//! Lua patterns: how the configuration speaks of branch names and check titles.

/// A compiled Lua pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct LuaPattern {
    text: String,
}

impl LuaPattern {
    /// The pattern as written.
    pub fn text(&self) -> &str {
        &self.text
    }
}
