//! Requirements that a stack's own apply does not wait for.

use super::checks;
use crate::config::node::{Entry, Value};
use crate::lint::Finding;
use crate::lint::rules::access::places;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports `auto_apply: true` in the rules of a stack where the requirements ask for approvals or for the merge.
    ///
    /// ## Why it matters
    ///
    /// Such a stack is applied right after its plan, on a request that is still open, and the server ignores what the
    /// requirements say of it: approvals, status checks, drafts, `apply_after_merge`. Access control is asked, about
    /// whoever started the plan, which may be whoever opened the request.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     network:
    ///       tag_query: network in dir
    ///       rules:
    ///         auto_apply: true
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       approved:
    ///         enabled: true
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     network:
    ///       tag_query: network in dir
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       approved:
    ///         enabled: true
    /// ```
    "stack-auto-apply-skips-requirements", Warn, Read(check)
}

/// Most places that one finding shows.
const SHOWN: usize = 5;

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    found(subject).into_iter().collect()
}

fn found(subject: &AsRead<'_>) -> Option<Finding> {
    let (asked, what) = asked(subject)?;
    let stacks = places::entry(subject.written, &["stacks", "names"])?.value.entries()?;
    let mut applied = stacks.iter().filter_map(auto_apply);
    let message = format!("a stack is applied right after its plan, without {what} that an apply needs");
    let found = Finding::new(applied.next()?, "applies on the open request", message);
    let found = applied.take(SHOWN).fold(found, |found, span| found.with_label(span, "this one too"));
    Some(
        found
            .with_label(asked, "not waited for")
            .with_help("Do without `auto_apply`, or restrict who may apply and plan these directories."),
    )
}

/// What somebody asks for on purpose.
fn asked(subject: &AsRead<'_>) -> Option<(Span, &'static str)> {
    let approval = checks::first_approval(subject).map(|span| (span, "the approvals"));
    let merge = || {
        let mut waiting = checks::written(subject).filter(|(check, _)| check.apply_after_merge);
        waiting.find_map(|(_, node)| Some((checks::value(node, "apply_after_merge", "enabled")?, "the merge")))
    };
    approval.or_else(merge)
}

fn auto_apply(stack: &Entry) -> Option<Span> {
    let value = &stack.value.entry("rules")?.value.entry("auto_apply")?.value;
    (value.value == Value::Bool(true)).then_some(value.span)
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::cases;

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== approvals, one finding for all stacks
stacks:
  names:
    a:
      tag_query: a
      rules: {auto_apply: true}
                          ^^^^
    b:
      tag_query: b
      rules: {auto_apply: true}
                          ~~~~
apply_requirements:
  checks:
    - tag_query: a
    - tag_query: ''
      approved: {enabled: true}
                          ~~~~
=== the merge
stacks:
  names:
    a: {tag_query: a, rules: {auto_apply: true}}
                                          ^^^^
apply_requirements:
  checks:
    - tag_query: ''
      apply_after_merge: {enabled: true}
                                   ~~~~
=== nothing is asked for
stacks:
  names:
    a: {tag_query: a, rules: {auto_apply: true}}
=== nothing is applied
stacks:
  names:
    a: {tag_query: a, rules: {auto_apply: false}}
    b: {tag_query: b}
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true}
"#,
        );
    }
}
