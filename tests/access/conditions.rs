//! Conditions: what stands behind "allowed if".

use whomay::access::condition::Condition;
use whomay::access::principal::PrincipalMatch;

fn is(who: &str, entry: &str) -> Condition {
    Condition::Matches { who: who.to_owned(), entry: PrincipalMatch::parse(entry).unwrap() }
}

fn fact(text: &str) -> Condition {
    Condition::Holds(text.to_owned())
}

fn any(parts: &[Condition]) -> Condition {
    Condition::any(parts.iter().cloned()).unwrap()
}

fn all(parts: &[Condition]) -> Condition {
    Condition::all(parts.iter().cloned()).unwrap()
}

#[test]
fn a_condition_reads_as_a_clause() {
    let (team, role, draft) =
        (is("alice", "team:sre"), is("alice", "repo:maintain"), fact("the request is not a draft"));
    let rows = [
        (team.clone(), "alice is in team:sre"),
        (role.clone(), "alice has role maintain (or stronger)"),
        (is("the user", "user:bob"), "the user is user:bob"),
        (is("alice", "*"), "alice is anyone at all"),
        (any(&[team.clone(), role.clone()]), "alice is in team:sre or has role maintain (or stronger)"),
        (all(&[team.clone(), draft.clone()]), "alice is in team:sre and the request is not a draft"),
        (
            all(&[any(&[team.clone(), role.clone()]), draft.clone()]),
            "(alice is in team:sre or has role maintain (or stronger)) and the request is not a draft",
        ),
        (
            any(&[all(&[team.clone(), draft.clone()]), role.clone()]),
            "(alice is in team:sre and the request is not a draft) or alice has role maintain (or stronger)",
        ),
    ];
    for (condition, expected) in rows {
        assert_eq!(condition.to_string(), expected);
    }
}

#[test]
fn a_condition_is_flat_and_says_nothing_twice() {
    let (a, b) = (fact("a"), fact("b"));
    assert_eq!(any(&[a.clone(), any(&[b.clone(), a.clone()])]).to_string(), "a or b");
    assert_eq!(all(&[all(&[a.clone(), b.clone()]), b.clone()]).to_string(), "a and b");
    assert_eq!(any(&[a.clone(), a.clone()]), a, "one alternative is no choice");
    assert_eq!(all(std::slice::from_ref(&a)), a);
    assert_eq!(Condition::any([]), None);
    assert_eq!(Condition::all([]), None);
    assert_eq!(any(&[all(&[a.clone(), b.clone()]), a.clone()]).to_string(), "(a and b) or a", "nothing is simplified");
}
