//! An approval that is needed must be from somebody who may write to the repository now. The lists of a
//! rule can ask for more; this is the least. A bot's approval counts only when the gate's options trust it,
//! and that of an account that no longer exists never.

use super::needed_approvals::{judge as judge_needed, of_approvals};
use super::{Clause, Scope, Situation, StrictClause, plain_apply, same_login};
use crate::access::approval::Approval;
use crate::access::condition::Condition;
use crate::access::facts::{Forge, Person};
use crate::access::holds::{Holds, holds};
use crate::access::known::Missing;
use crate::access::principal::{MatchList, PrincipalMatch, Role};
use crate::source::Spanned;

pub(super) const CLAUSE: StrictClause = StrictClause {
    clause: Clause::ApproverRole,
    scope: Scope::Rules,
    binds: plain_apply,
    judge: |situation| judge_needed(situation, CLAUSE.clause, "may not write to the repository"),
    needs: of_approvals,
};

pub(super) fn sieve(situation: &Situation<'_>, approvals: Vec<Approval>) -> Vec<Approval> {
    approvals.into_iter().filter_map(|approval| by_writer(situation, approval)).collect()
}

fn by_writer(situation: &Situation<'_>, approval: Approval) -> Option<Approval> {
    let person = approval.person.as_ref()?;
    if is_untrusted_bot(situation, person) {
        return None;
    }
    let entry = PrincipalMatch::Role(Role::Write.name().to_owned());
    let writers = MatchList { entries: vec![Spanned::unwritten(entry.clone())], span: None };
    match holds(&writers, person, situation.case.facts) {
        Holds::Yes(_) => Some(approval),
        Holds::No => None,
        Holds::If(condition) => Some(approval.doubted(Missing::NotGiven, condition)),
        Holds::Broken(breakage) => {
            let condition = Condition::Matches { who: person.name().to_owned(), entry };
            Some(approval.doubted(Missing::Unavailable(breakage.why), condition))
        }
    }
}

fn is_untrusted_bot(situation: &Situation<'_>, person: &Person) -> bool {
    let login = person.name();
    let trusted = &situation.case.gate.trusted_bots;
    is_bot(situation.case.facts.forge, login) && !trusted.iter().any(|bot| same_login(&bot.value, login))
}

/// Whether a login is one that the forge gives to machines: `name[bot]` on GitHub; on GitLab the users of
/// project and group access tokens, `project_1_bot` and `group_1_bot_…`.
fn is_bot(forge: Forge, login: &str) -> bool {
    let login = login.to_ascii_lowercase();
    match forge {
        Forge::Github => login.ends_with("[bot]"),
        Forge::Gitlab => {
            let numbered = login.strip_prefix("project_").or_else(|| login.strip_prefix("group_"));
            numbered.and_then(|rest| rest.split_once('_')).is_some_and(|(number, rest)| {
                let after_bot = rest.strip_prefix("bot");
                number.bytes().all(|byte| byte.is_ascii_digit())
                    && after_bot.is_some_and(|rest| {
                        rest.is_empty() || rest.starts_with('_') || rest.starts_with(|c: char| c.is_ascii_digit())
                    })
            })
        }
    }
}
