//! An approval that is needed must be from somebody who had no part in the change: not its author, nobody
//! who wrote, committed or co-wrote a commit, nobody who pushed. While a commit belongs to no account, it may be anybody's.

use super::needed_approvals::{Sifted, judge as judge_needed, of_approvals};
use super::{Clause, Scope, Situation, StrictClause, plain_apply, same_login};
use crate::access::approval::Approval;
use crate::access::condition::Condition;
use crate::access::known::{Known, Missing};

pub(super) const CLAUSE: StrictClause = StrictClause {
    clause: Clause::IndependentApproval,
    scope: Scope::Rules,
    binds: plain_apply,
    judge: |situation| judge_needed(situation, CLAUSE.clause, "had a part in the change"),
    needs: of_approvals,
};

/// Why an approval without a giver does not count.
pub(super) const NOBODY: &str = "the account no longer exists";

pub(super) fn sieve(situation: &Situation<'_>, approvals: Vec<Approval>) -> Vec<Sifted> {
    approvals.into_iter().map(|approval| independent(situation, approval)).collect()
}

/// The approval, unless its giver is known to have had a part in the change. In doubt when a part of that
/// is not known. Of an account that no longer exists nobody can say who it was.
fn independent(situation: &Situation<'_>, approval: Approval) -> Sifted {
    let request = &situation.case.facts.request;
    let Some(person) = &approval.person else {
        return Sifted::Taken(NOBODY.to_owned());
    };
    let name = person.name().to_owned();
    let is_giver = |login: &String| same_login(login, &name);
    let parts = [
        (request.author.as_ref().map(is_giver), "opened the request"),
        (request.contributors.as_ref().map(|people| people.iter().any(is_giver)), "wrote a commit"),
        (request.pushers.as_ref().map(|people| people.iter().any(is_giver)), "pushed"),
    ];
    let mut kept = approval;
    for (had_part, part) in parts {
        match had_part.get() {
            Ok(true) => return Sifted::Taken(part.to_owned()),
            Ok(false) => {}
            Err(missing) => {
                let condition = Condition::Holds(format!("{name} is not somebody who {part}"));
                kept = kept.doubted(missing, condition);
            }
        }
    }
    Sifted::Left(match nobodys(&request.unattributed, &name) {
        None => kept,
        Some((missing, condition)) => kept.doubted(missing, condition),
    })
}

/// Why it is not known whether somebody wrote a commit of which the forge cannot say whose it is. Anybody may have: a
/// commit says about its author what its author wants.
fn nobodys(commits: &Known<Vec<String>>, name: &str) -> Option<(Missing, Condition)> {
    let (missing, condition) = match commits.get() {
        Ok(commits) => {
            let first = commits.first()?.escape_debug();
            let others = match commits.len() - 1 {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            // The forge has answered, and asking it again would tell nothing else.
            (Missing::NotGiven, format!("{name} wrote none of the commits that belong to no account: {first}{others}"))
        }
        Err(missing) => (missing, format!("{name} wrote no commit that belongs to no account")),
    };
    Some((missing, Condition::Holds(condition)))
}
