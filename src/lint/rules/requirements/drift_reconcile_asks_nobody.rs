//! Applies that a schedule makes.

use super::checks;
use crate::config::node::{Node, Value};
use crate::lint::Finding;
use crate::lint::rules::access::{lists, places};
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports a drift schedule with `reconcile: true` where access control or the requirements restrict who may apply.
    ///
    /// ## Why it matters
    ///
    /// A schedule applies what is on the default branch without a request: no policy is asked, no approval is needed
    /// and nobody sees the plan first. Whatever was merged and held back is applied at the next hour.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// drift:
    ///   enabled: true
    ///   schedule: daily
    ///   reconcile: true
    /// access_control:
    ///   policies:
    ///     - tag_query: ''
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// drift:
    ///   enabled: true
    ///   schedule: daily
    /// access_control:
    ///   policies:
    ///     - tag_query: ''
    ///       apply: ["team:sre"]
    /// ```
    "drift-reconcile-asks-nobody", Warn, Read(check)
}

/// Most places that one finding shows.
const SHOWN: usize = 5;

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    found(subject).into_iter().collect()
}

fn found(subject: &AsRead<'_>) -> Option<Finding> {
    let drift = &places::entry(subject.written, &["drift"])?.value;
    if !is_on(drift, "enabled") {
        return None;
    }
    let (restricted, what) = restriction(subject)?;
    let mut schedules = reconciling(drift).into_iter();
    let message = "a drift schedule applies without asking access control or the requirements";
    let found = Finding::new(schedules.next()?, "applies by itself", message);
    let found = schedules.take(SHOWN).fold(found, |found, span| found.with_label(span, "this one too"));
    Some(
        found
            .with_label(restricted, what)
            .with_help("Leave `reconcile` out: the drift is then reported, and somebody applies."),
    )
}

fn restriction(subject: &AsRead<'_>) -> Option<(Span, &'static str)> {
    let access = &subject.config.access_control;
    let restricted = lists::first_restricted_apply(access).filter(|_| access.enabled);
    let restricted = restricted.and_then(|(_, list)| lists::place(list)).map(|span| (span, "not asked"));
    restricted.or_else(|| Some((checks::first_approval(subject)?, "not needed")))
}

fn is_on(node: &Node, key: &str) -> bool {
    node.entry(key).is_some_and(|entry| entry.value.value == Value::Bool(true))
}

/// Where `reconcile: true` stands, in the form with one schedule and in that with several.
fn reconciling(drift: &Node) -> Vec<Span> {
    let schedules = drift.entry("schedules").and_then(|entry| entry.value.entries()).unwrap_or_default();
    let all = std::iter::once(drift).chain(schedules.iter().map(|entry| &entry.value));
    all.filter(|node| is_on(node, "reconcile")).filter_map(|node| Some(node.entry("reconcile")?.value.span)).collect()
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
=== schedules, and a policy
drift:
  enabled: true
  schedules:
    a: {tag_query: '', schedule: daily, reconcile: true}
                                                   ^^^^
    b: {tag_query: '', schedule: daily}
    c: {tag_query: '', schedule: daily, reconcile: true}
                                                   ~~~~
access_control:
  policies:
    - tag_query: ''
      apply: []
             ~~
=== approvals
drift:
  enabled: true
  schedule: hourly
  reconcile: true
             ^^^^
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true}
                          ~~~~
=== switched off
drift:
  schedule: hourly
  reconcile: true
access_control:
  policies: [{tag_query: '', apply: []}]
=== it only reports
drift:
  enabled: true
  schedule: hourly
  reconcile: false
access_control:
  policies: [{tag_query: '', apply: []}]
=== nobody is restricted
drift:
  enabled: true
  schedule: hourly
  reconcile: true
"#,
        );
    }
}
