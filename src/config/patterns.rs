//! The small languages inside scalars: tag queries and Lua patterns.

use crate::diagnostic::Diagnostic;
use crate::dirspace::lua_pattern::LuaPattern;
use crate::source::Spanned;
use crate::tag_query::TagQuery;

use super::fields::{Field, Fields, Reader, shown};

/// `tag_query` of a mapping that has to have one.
pub(super) fn required_tag_query(fields: &mut Fields<'_>, reader: &mut Reader<'_>) -> Option<Spanned<TagQuery>> {
    let field = fields.required("tag_query", reader)?;
    tag_query(field, reader)
}

/// A tag query. What is wrong with it is shown inside the scalar where that can be done exactly.
pub(super) fn tag_query(field: Field<'_>, reader: &mut Reader<'_>) -> Option<Spanned<TagQuery>> {
    let text = field.text(reader)?;
    match TagQuery::parse(text) {
        Ok(query) => Some(Spanned::at(query, field.span())),
        Err(error) => {
            let place = reader.inside(field.node, text, error.span.clone());
            let message = format!("`{}` is not a tag query: {error}", shown(text));
            reader.report(Diagnostic::error("tag-query-syntax", place, "here", message).with_help(error.help()));
            None
        }
    }
}

/// A Lua pattern that has to compile.
pub(super) fn lua_pattern(field: Field<'_>, reader: &mut Reader<'_>) -> Option<LuaPattern> {
    let text = field.text(reader)?;
    match LuaPattern::compile(text) {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            let place = reader.inside(field.node, text, error.offset..text.len());
            let message = format!("`{}` is not a Lua pattern: {}", shown(text), error.reason);
            reader.report(Diagnostic::error("pattern-syntax", place, "here", message).with_help(error.help));
            None
        }
    }
}
