//! How queries and dirspaces are put into messages.

use crate::reach::Witness;
use crate::tag_query::TagQuery;

/// The longest query that is quoted whole, in characters.
const LONGEST: usize = 60;

/// A query in backticks: on one line, and shortened where it is long.
pub(super) fn quoted(query: &TagQuery) -> String {
    let text = query.text();
    if query.is_any() {
        return "`''`".to_owned();
    }
    let start: String = text.chars().take(LONGEST).collect();
    let more = if start.len() < text.len() { "…" } else { "" };
    format!("`{}{more}`", start.escape_debug().to_string().replace("\\'", "'").replace("\\\"", "\""))
}

fn tag(text: &str) -> String {
    format!("`{}`", text.escape_debug())
}

/// A dirspace in the words of a message, without what goes without saying.
pub(super) fn described(witness: &Witness) -> String {
    let own = format!("dir:{}", witness.dir);
    let usual = |tag: &&String| **tag != own && !["workspace:default", "stack_name:default"].contains(&tag.as_str());
    let tags: Vec<String> = witness.tags.iter().filter(usual).map(|text| tag(text)).collect();
    let dir = tag(&witness.dir);
    match tags.len() {
        0 => format!("the directory {dir}"),
        1 => format!("the directory {dir} with the tag {}", tags.concat()),
        _ => format!("the directory {dir} with the tags {}", tags.join(", ")),
    }
}

/// Where only a tag that imitates one of the server's makes something possible: which, and for which directory.
pub(super) fn imitation(witness: &Witness) -> String {
    let own = format!("dir:{}", witness.dir);
    let is_forged_dir = |text: &&String| text.starts_with("dir:") && **text != own;
    let of = |prefixes: &'static [&str]| {
        let tags = witness.tags.iter().filter(move |tag| prefixes.iter().any(|prefix| tag.starts_with(prefix)));
        tags.skip(1)
    };
    let more = of(&["workspace:", "stack:"]).chain(of(&["branch:"])).chain(of(&["dest_branch:"]));
    let forged = witness.tags.iter().find(is_forged_dir).or_else(|| more.into_iter().next());
    match forged {
        Some(forged) => format!("unless somebody gives the directory {} the tag {}", tag(&witness.dir), tag(forged)),
        None => UNLESS_IMITATED.to_owned(),
    }
}

/// The same where the tag is not known.
pub(super) const UNLESS_IMITATED: &str = "unless somebody gives a tag that is spelled like one of the server's own";
