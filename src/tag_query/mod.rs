//! Tag queries: the small language in which a configuration says which dirspaces it means.

/// A parsed tag query.
#[derive(Clone, Debug, PartialEq)]
pub struct TagQuery {
    text: String,
}

impl TagQuery {
    /// The empty query, which matches every dirspace.
    pub fn any() -> TagQuery {
        TagQuery { text: String::new() }
    }

    /// The query as written.
    pub fn text(&self) -> &str {
        &self.text
    }
}
