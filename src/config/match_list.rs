//! Lists of principals: `user:`, `team:`, `role:` and `*`.

use crate::access::principal::{MatchList, PrincipalMatch, Role};
use crate::source::Spanned;

use super::fields::{Field, Fields, Reader, shown};

const FORMS: &str = "An entry is `user:LOGIN`, `team:SLUG`, `role:ROLE` or `'*'` for everyone.";

/// The list of that key, or `default` when the key is missing or empty.
pub(super) fn or(default: MatchList, key: &'static str, fields: &mut Fields<'_>, reader: &mut Reader<'_>) -> MatchList {
    fields.optional(key).map_or(default, |field| read(field, reader))
}

/// A list as written.
pub(super) fn read(field: Field<'_>, reader: &mut Reader<'_>) -> MatchList {
    let entries = field.list(reader).filter_map(|entry| principal(entry, reader)).collect();
    MatchList { entries, span: Some(field.span()) }
}

fn principal(entry: Field<'_>, reader: &mut Reader<'_>) -> Option<Spanned<PrincipalMatch>> {
    let text = entry.text(reader)?;
    let parsed = PrincipalMatch::parse(text);
    if parsed.is_none() {
        let message = format!("`{}` names neither a user, a team, a role nor everyone", shown(text));
        let found = entry.error("match-syntax", "not a principal", message);
        reader.report(found.with_help(help(text)));
    }
    Some(Spanned::at(parsed?, entry.span()))
}

fn help(text: &str) -> String {
    if text.starts_with('!') || text.starts_with("not ") {
        return format!("{FORMS} Nobody can be taken out of a list: name those who are in it.");
    }
    match meant(text) {
        Some(meant) => format!("{FORMS} Did you mean `{}`?", shown(&meant.to_string())),
        None => FORMS.to_owned(),
    }
}

/// What somebody who wrote `text` most likely wanted.
fn meant(text: &str) -> Option<PrincipalMatch> {
    let text = text.trim();
    if let Some(parsed) = PrincipalMatch::parse(text) {
        return Some(parsed);
    }
    let lower = text.to_lowercase();
    if matches!(lower.as_str(), "**" | "any" | "anyone" | "everyone" | "everybody" | "all") {
        return Some(PrincipalMatch::Any);
    }
    if let Some((kind, name)) = text.split_once([':', '=']) {
        return keyword(&kind.to_lowercase(), name.trim());
    }
    if let Some(role) = Role::from_name(&lower) {
        return Some(PrincipalMatch::Role(role.name().to_owned()));
    }
    let handle = text.strip_prefix('@').unwrap_or(text);
    match handle.rsplit_once('/') {
        Some((_, slug)) if is_name(slug) => Some(PrincipalMatch::Team(slug.to_owned())),
        None if is_name(handle) => Some(PrincipalMatch::User(handle.to_owned())),
        _ => None,
    }
}

fn keyword(kind: &str, name: &str) -> Option<PrincipalMatch> {
    let name = name.to_owned();
    match kind {
        "user" | "users" | "login" => Some(PrincipalMatch::User(name)),
        "team" | "teams" | "group" | "groups" => Some(PrincipalMatch::Team(name)),
        "role" | "roles" | "repo" => Some(PrincipalMatch::Role(name)),
        _ => None,
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.[]".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_answered_with_what_was_meant() {
        let rows = [
            ("@org/sre", "team:sre"),
            ("org/sre", "team:sre"),
            ("@bob", "user:bob"),
            ("bob", "user:bob"),
            ("renovate[bot]", "user:renovate[bot]"),
            (" user:bob", "user:bob"),
            (" *", "*"),
            ("**", "*"),
            ("everyone", "*"),
            ("User:bob", "user:bob"),
            ("users:bob", "user:bob"),
            ("user=bob", "user:bob"),
            ("group:ops", "team:ops"),
            ("Role:admin", "role:admin"),
            ("Maintain", "role:maintain"),
        ];
        for (written, wanted) in rows {
            assert_eq!(PrincipalMatch::parse(written), None, "{written:?} is a slip");
            assert_eq!(meant(written).map(|meant| meant.to_string()).as_deref(), Some(wanted), "{written:?}");
        }
    }

    #[test]
    fn nothing_is_guessed_from_nothing() {
        for written in ["", ":", "x y", "*x", "x*", "bot:x", "@", "@org/"] {
            assert_eq!(meant(written), None, "{written:?}");
            assert_eq!(help(written), FORMS);
        }
        assert!(help("!user:bob").contains("Nobody can be taken out"));
    }
}
