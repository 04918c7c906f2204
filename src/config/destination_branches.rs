//! Reads `destination_branches`: which branches a request may be planned against.

use crate::dirspace::spec::DestinationBranch;

use super::fields::{Field, Reader};
use super::node::Value;

/// The entries in order.
pub(super) fn read(field: Field<'_>, reader: &mut Reader<'_>) -> Vec<DestinationBranch> {
    field.list(reader).filter_map(|entry| branch(entry, reader)).collect()
}

fn branch(field: Field<'_>, reader: &mut Reader<'_>) -> Option<DestinationBranch> {
    match field.node.value {
        Value::String(_) => Some(DestinationBranch::from_anywhere(field.string(reader)?)),
        Value::Mapping(_) => with_sources(field, reader),
        _ => {
            field.refuse("a string or a mapping", reader);
            None
        }
    }
}

fn with_sources(field: Field<'_>, reader: &mut Reader<'_>) -> Option<DestinationBranch> {
    let mut fields = field.mapping(reader)?;
    let branch = fields.required("branch", reader).and_then(|field| field.string(reader));
    let sources = fields.optional("source_branches").map(|field| field.strings(reader));
    fields.finish(reader);
    let entry = DestinationBranch::from_anywhere(branch?);
    Some(match sources {
        Some(source_branches) => DestinationBranch { source_branches, ..entry },
        None => entry,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{config, errors};

    #[test]
    fn an_entry_is_a_name_or_a_name_with_sources() {
        let written = json!([
            "main",
            { "branch": "release/*" },
            { "branch": "x", "source_branches": null },
            { "branch": "y", "source_branches": [] },
            { "branch": "z", "source_branches": ["!a", "b"] },
        ]);
        let read: Vec<_> = config(json!({ "destination_branches": written }))
            .destination_branches
            .into_iter()
            .map(|entry| {
                let sources: Vec<_> = entry.source_branches.into_iter().map(|source| source.value).collect();
                format!("{} <- {}", entry.branch.value, sources.join(" "))
            })
            .collect();
        assert_eq!(read, ["main <- *", "release/* <- *", "x <- *", "y <- ", "z <- !a b"]);
    }

    #[test]
    fn what_the_server_refuses_is_refused_in_its_place() {
        let rows = [
            (json!("main"), "wrong-type @ destination_branches"),
            (json!([null]), "wrong-type @ destination_branches[0]"),
            (json!([1]), "wrong-type @ destination_branches[0]"),
            (json!([{}]), "missing-key @ destination_branches[0]"),
            (json!([{ "branch": null }]), "wrong-type @ destination_branches[0].branch!"),
            (json!([{ "branch": "a", "sources": [] }]), "unknown-key @ destination_branches[0].sources!"),
            (
                json!([{ "branch": "a", "source_branches": "b" }]),
                "wrong-type @ destination_branches[0].source_branches",
            ),
        ];
        for (written, wanted) in rows {
            assert_eq!(errors(json!({ "destination_branches": written })), [wanted], "{written}");
        }
    }
}
