//! What an input is that is no plan.
//!
//! People hand in what lies next to the right file. Each of those is known by its first bytes or by its top-level keys,
//! and named, so that the message can say which command makes the right one.

use crate::plan::refusal::Kind;

/// How much of the beginning, or of what follows a document, is looked at.
pub(super) const GLANCE: usize = 8 * 1024;

/// Keys that a plan has and nothing else that the engines write.
const OF_PLANS: &[&str] = &[
    "action_invocations",
    "applyable",
    "complete",
    "configuration",
    "deferred_action_invocations",
    "deferred_changes",
    "errored",
    "output_changes",
    "planned_values",
    "prior_state",
    "relevant_attributes",
    "resource_changes",
    "resource_drift",
];

/// Other keys that say what a document is.
const TELLING: &[&str] = &[
    "@level",
    "@message",
    "encrypted_data",
    "encryption_version",
    "format_version",
    "lineage",
    "plan_format_version",
    "provider_schemas",
    "serial",
    "terraform_version",
    "values",
    "version",
];

/// The top-level keys of a document, as far as they say what it is.
#[derive(Debug, Default)]
pub(super) struct Keys {
    seen: Vec<&'static str>,
    any: bool,
    of_plans: bool,
    /// Keys that this version does not know.
    pub(super) unknown: u64,
}

impl Keys {
    pub(super) fn note(&mut self, key: &str) {
        self.any = true;
        self.of_plans = self.of_plans || OF_PLANS.contains(&key);
        self.seen.extend(TELLING.iter().find(|telling| **telling == key));
    }

    /// Whether there is any key at all.
    pub(super) fn any(&self) -> bool {
        self.any
    }

    fn has(&self, key: &str) -> bool {
        self.seen.contains(&key)
    }

    /// What the document is, if some keys of it are enough to rule out a plan.
    pub(super) fn rule_out_a_plan(&self) -> Option<Kind> {
        let is = |kind: Kind, so: bool| so.then_some(kind);
        is(Kind::RemoteRedacted, self.has("plan_format_version") && !self.has("format_version"))
            .or(is(Kind::Encrypted, self.has("encrypted_data") || self.has("encryption_version")))
            .or(is(Kind::PlanLog, self.has("@level") && self.has("@message")))
            .or(is(Kind::State, self.has("version") && (self.has("serial") || self.has("lineage"))))
            .filter(|_| !self.has("format_version"))
            .or(is(Kind::ProviderSchema, self.has("provider_schemas") && !self.of_plans))
            .or(is(Kind::StateJson, self.has("format_version") && self.has("values") && !self.of_plans))
    }

    /// What the document is instead of a plan, now that all keys of it have been seen. `None` for a plan.
    pub(super) fn instead_of_a_plan(&self) -> Option<Kind> {
        if let Some(kind) = self.rule_out_a_plan() {
            return Some(kind);
        }
        match (self.has("format_version"), self.of_plans) {
            (true, true) => None,
            // Nothing but what both plans and states have: an empty state has no version of the engine.
            (true, false) if self.unknown > 0 => Some(Kind::OtherJson),
            (true, false) => (!self.has("terraform_version")).then_some(Kind::StateJson),
            // Without the version nobody knows what the rest means.
            (false, true) => Some(Kind::UnsupportedVersion),
            (false, false) => Some(Kind::OtherJson),
        }
    }
}

/// What a file is by its first bytes, if it is not text.
pub(super) fn archive(head: &[u8]) -> Option<Kind> {
    // An archive, in which the engine puts the plan first. Before that, plans began with their own name.
    let first_name = head.strip_prefix(b"PK\x03\x04").and_then(|rest| rest.get(26..));
    let is_plan = first_name.is_some_and(|name| name.starts_with(b"tfplan"));
    (is_plan || head.starts_with(b"tfplan")).then_some(Kind::BinaryPlan)
}

/// What a text is that does not begin with an object.
pub(super) fn text(glance: &[u8]) -> Kind {
    let text = String::from_utf8_lossy(glance);
    if text.trim().is_empty() {
        Kind::Empty
    } else if holds_a_plan(&text) {
        // An array of plans is one document, text around a plan is not.
        if is_json(glance) { Kind::OtherJson } else { Kind::Wrapped }
    } else if SAID_TO_PEOPLE.iter().any(|said| text.contains(said)) {
        Kind::PlanText
    } else if is_json(glance) {
        Kind::OtherJson
    } else {
        Kind::NotJson
    }
}

/// What `plan` and `show` say, of every version of both engines.
const SAID_TO_PEOPLE: &[&str] = &[
    "An execution plan has been generated",
    "Changes to Outputs:",
    "No changes. Infrastructure is up-to-date",
    "OpenTofu used the selected providers",
    "OpenTofu will perform",
    "Refreshing Terraform state in-memory",
    "Resource actions are indicated with the following symbols",
    "Terraform planned the following actions",
    "Terraform used the selected providers",
    "Terraform will perform",
    "Your infrastructure matches the configuration",
    "Your infrastructure still matches the configuration",
    ": Refreshing state...",
];

fn holds_a_plan(text: &str) -> bool {
    ["\"format_version\"", "\"plan_format_version\""]
        .iter()
        .filter_map(|key| text.split_once(key))
        .any(|(before, _)| before.contains('{'))
}

/// Whether a text is JSON, or the beginning of some.
fn is_json(text: &[u8]) -> bool {
    match serde_json::from_slice::<serde::de::IgnoredAny>(text) {
        Ok(_) => true,
        Err(error) => error.is_eof() && text.trim_ascii_start().starts_with(b"["),
    }
}

/// What a file is in which something follows a whole document.
pub(super) fn trailing(rest: &[u8]) -> Kind {
    let mut rest = rest.trim_ascii_start();
    while let Some(after) = rest.strip_prefix(b"%0A").or(rest.strip_prefix(b"%0D")) {
        rest = after.trim_ascii_start();
    }
    // Workflow commands, which CI systems take from what a program prints.
    let is_command = rest.starts_with(b"::") || rest.starts_with(b"##[") || rest.starts_with(b"##vso[");
    if is_command { Kind::Wrapped } else { Kind::TrailingData }
}
