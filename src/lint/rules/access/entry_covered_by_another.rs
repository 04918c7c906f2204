//! An entry of a match list that another entry makes useless.

use super::shown::shown;
use super::{list_edit, lists, places};
use crate::access::principal::{MatchList, PrincipalMatch, Role};
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::lint::{Finding, Fix};
use crate::source::{Span, Spanned};

lint! {
    /// ## What it does
    ///
    /// Reports an entry of a list of `access_control` that adds nobody: whatever stands beside `*`, a stronger role
    /// beside a weaker one, and an entry that is there twice.
    ///
    /// ## Why it matters
    ///
    /// One entry that holds is enough, and a role holds for every stronger one. `["role:read", "role:admin"]` looks
    /// like a list for administrators and lets in whoever may read. Where the list means what it does, the entry only
    /// hides it.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["role:write", "role:admin"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["role:write"]
    /// ```
    "entry-covered-by-another", Warn, Read(check)
}

/// Most places that one finding shows.
const SHOWN: usize = 6;

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let found: Vec<_> =
        lists::asked(&subject.config.access_control).filter_map(|(_, list)| found(subject, list)).collect();
    let shared = !found.is_empty() && places::may_have_anchors(subject.written);
    found.into_iter().map(|finding| Finding { fix: finding.fix.filter(|_| !shared), ..finding }).collect()
}

/// An entry that adds nobody, and the one that has everybody of it.
struct Covered<'a> {
    entry: &'a Spanned<PrincipalMatch>,
    by: &'a Spanned<PrincipalMatch>,
    /// Whether the other one is read first, so that this one is read only when it cannot hold.
    read_later: bool,
}

fn found(subject: &AsRead<'_>, list: &MatchList) -> Option<Finding> {
    let covered = covered(list);
    let first = covered.first()?;
    let same = first.by.value == first.entry.value;
    let (by, entry) = (shown(&first.by.value), shown(&first.entry.value));
    let message = match first.by.value {
        _ if same => format!("`{entry}` is in the list twice"),
        PrincipalMatch::Any => format!("`{entry}` adds nobody to a list that holds `*`"),
        _ => format!("`{entry}` adds nobody beside `{by}`, which holds for every stronger role"),
    };
    let mut finding =
        Finding::new(first.entry.span?, "adds nobody", message).with_label(first.by.span?, "already holds");
    for other in covered.iter().skip(1).take(SHOWN) {
        finding = finding.with_label(other.entry.span?, "adds nobody either");
    }
    let finding = finding.with_help("Take it out; or, if the list is meant to be narrower, take out the wider entry.");
    Some(match fix(subject, list, &covered) {
        Some(fix) => finding.with_fix(fix),
        None => finding,
    })
}

/// In the order of the list.
fn covered(list: &MatchList) -> Vec<Covered<'_>> {
    let any = list.entries.iter().position(|entry| entry.value == PrincipalMatch::Any);
    let weakest = list.entries.iter().enumerate().filter_map(|(at, entry)| Some((role(&entry.value)?, at))).min();
    let mut first_of = std::collections::BTreeMap::new();
    let entries = list.entries.iter().enumerate();
    entries
        .filter_map(|(at, entry)| {
            let before = *first_of.entry(&entry.value).or_insert(at);
            let weaker = weakest.filter(|(weakest, _)| role(&entry.value).is_some_and(|role| role > *weakest));
            let by = match any {
                Some(any) if any != at => any,
                _ if before != at => before,
                _ => weaker?.1,
            };
            Some(Covered { entry, by: list.entries.get(by)?, read_later: by < at })
        })
        .collect()
}

fn role(entry: &PrincipalMatch) -> Option<Role> {
    match entry {
        PrincipalMatch::Role(name) => Role::from_name(name),
        _ => None,
    }
}

fn fix(subject: &AsRead<'_>, list: &MatchList, covered: &[Covered<'_>]) -> Option<Fix> {
    let all: Option<Vec<Span>> = list.entries.iter().map(|entry| entry.span).collect();
    let mut out: Vec<Span> = covered.iter().filter_map(|covered| covered.entry.span).collect();
    out.sort_unstable();
    let edits = list_edit::without(subject.written, list.span?, &all?, &out)?;
    let message = if out.len() == 1 { "take out the entry" } else { "take out the entries" };
    // An entry that is read later than the one that covers it is read in vain. One that is read earlier may fail to be
    // looked up, or spare others their look-up; roles alone are one look-up, which fails or does not.
    let one_look_up = list.entries.iter().all(|entry| role(&entry.value).is_some());
    let unread = |covered: &Covered<'_>| covered.read_later || one_look_up;
    Some(if covered.iter().all(unread) { Fix::safe(message, edits) } else { Fix::suggested(message, edits) })
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "an index out of range fails the test")]
mod tests {
    use super::LINT;
    use crate::access::principal::Role;
    use crate::lint::Safety;
    use crate::lint::rules::access::list_edit::edited;
    use crate::lint::testing::{cases, findings};

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== beside a star
access_control:
  policies:
    - tag_query: ''
      apply: ["team:sre", '*', "role:admin"]
              ^^^^^^^^^^
                          ~~~
                               ~~~~~~~~~~~~
=== a stronger role
access_control:
  unlock:
    - role:admin
      ^^^^^^^^^^
    - team:sre
    - role:write
      ~~~~~~~~~~
=== twice
access_control:
  files:
    a: [team:sre, user:a, team:sre]
        ~~~~~~~~
                          ^^^^^^^^
=== approvals add up and are another matter
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true, any_of: [role:read, role:write, role:write]}
=== every entry adds somebody
access_control:
  unlock: [user:a, user:b, team:a, role:write]
  terrateam_config_update: ['*']
=== a role that does not exist is another finding
access_control:
  unlock: [role:boss, role:write]
"#,
        );
    }

    #[test]
    fn the_fix_takes_out_what_adds_nobody() {
        let rows = [
            ("[a:x, '*']", None),
            ("['*', team:b, team:c]", Some(("['*']", Safety::Safe))),
            ("[team:b, team:c, '*', team:d]", Some(("['*']", Safety::Suggested))),
            ("[role:admin, team:c, role:read, team:c]", Some(("[team:c, role:read]", Safety::Suggested))),
            ("[role:admin, role:read]", Some(("[role:read]", Safety::Safe))),
            ("[team:a, team:a ,user:b]", Some(("[team:a ,user:b]", Safety::Safe))),
            ("\n    - team:a\n    - user:b\n    - team:a\n", Some(("\n    - team:a\n    - user:b\n", Safety::Safe))),
            ("\n    - team:a\n    - team:a # why\n", None),
            ("[team:a,\n   team:a]", None),
            ("[&a team:a, user:b, *a]", None),
            ("[team:b, &a team:b]", None),
        ];
        for (written, wanted) in rows {
            let text = format!("access_control:\n  unlock: {written}\n");
            let found = findings(&LINT, &text, &[]);
            let fix = found.first().and_then(|found| found.fix.clone());
            let after = fix.map(|fix| (edited(&text, &fix.edits), fix.safety));
            let wanted = wanted.map(|(list, safety)| (format!("access_control:\n  unlock: {list}\n"), safety));
            assert_eq!(after, wanted, "{written}");
        }
    }

    /// What reading a list from the left comes to: `None` when a look-up fails on the way.
    fn holds(list: &str, role: Option<Role>, teams: &[&str], failing: &str) -> Option<bool> {
        for entry in list.trim_matches(['[', ']']).split(", ").map(|entry| entry.trim_matches('\'')) {
            let held = match entry.split_once(':') {
                None => true,
                Some((kind, _)) if kind == failing => return None,
                Some(("role", name)) => role >= Some(Role::from_name(name)?),
                Some((_, name)) => teams.contains(&name),
            };
            if held {
                return Some(true);
            }
        }
        Some(false)
    }

    #[test]
    fn a_safe_fix_lets_in_the_same_people() {
        const ENTRIES: [&str; 7] = ["'*'", "role:read", "role:write", "role:boss", "team:a", "team:b", "user:c"];
        let mut fixed = 0;
        for number in 0..ENTRIES.len().pow(3) {
            let at = |place: u32| ENTRIES[number / ENTRIES.len().pow(place) % ENTRIES.len()];
            let list = format!("[{}, {}, {}]", at(0), at(1), at(2));
            let text = format!("access_control:\n  unlock: {list}\n");
            let found = findings(&LINT, &text, &[]);
            let Some(fix) = found.iter().find_map(|found| found.fix.clone()) else { continue };
            let after = edited(&text, &fix.edits);
            assert!(findings(&LINT, &after, &[]).is_empty(), "{after}");
            if fix.safety != Safety::Safe {
                continue;
            }
            fixed += 1;
            let after = after.trim_start_matches("access_control:\n  unlock: ").trim_end();
            for role in [None, Some(Role::Read), Some(Role::Triage), Some(Role::Write), Some(Role::Admin)] {
                for teams in [&[][..], &["a"], &["b"], &["c"], &["a", "b", "c"]] {
                    for failing in ["", "role", "team"] {
                        assert_eq!(
                            holds(after, role, teams, failing),
                            holds(&list, role, teams, failing),
                            "{list} -> {after}, {role:?} {teams:?} {failing}"
                        );
                    }
                }
            }
        }
        assert!(fixed > 100, "{fixed}");
    }
}
