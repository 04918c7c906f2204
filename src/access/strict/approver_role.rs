//! An approval that is needed must be from somebody who may write to the repository now. The lists of a
//! rule can ask for more; this is the least. A bot's approval counts only when the gate's options trust it,
//! and that of an account that no longer exists never. GitHub gives no roles to apps, so there it is the options alone
//! that say so.

use super::independent_approval::NOBODY;
use super::needed_approvals::{Sifted, judge as judge_needed, of_approvals};
use super::{Clause, Scope, Situation, StrictClause, plain_apply, same_login};
use crate::access::approval::Approval;
use crate::access::condition::Condition;
use crate::access::facts::{Forge, Person, Standing};
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

pub(super) fn sieve(situation: &Situation<'_>, approvals: Vec<Approval>) -> Vec<Sifted> {
    approvals.into_iter().map(|approval| by_writer(situation, approval)).collect()
}

fn by_writer(situation: &Situation<'_>, approval: Approval) -> Sifted {
    let Some(person) = &approval.person else {
        return Sifted::Taken(NOBODY.to_owned());
    };
    if is_untrusted_bot(situation, person) {
        return Sifted::Taken("is a bot that `gate.trusted_bots` does not name".to_owned());
    }
    let entry = PrincipalMatch::Role(Role::Write.name().to_owned());
    let writers = MatchList { entries: vec![Spanned::unwritten(entry.clone())], span: None };
    match holds(&writers, person, situation.case.facts) {
        Holds::Yes(_) => Sifted::Left(approval),
        Holds::No if is_app_without_role(situation, person) => Sifted::Left(approval),
        Holds::No => Sifted::Taken("may not write to the repository now".to_owned()),
        Holds::If(condition) => Sifted::Left(approval.doubted(Missing::NotGiven, condition)),
        Holds::Broken(breakage) => {
            let condition = Condition::Matches { who: person.name().to_owned(), entry };
            Sifted::Left(approval.doubted(Missing::Unavailable(breakage.why), condition))
        }
    }
}

fn is_untrusted_bot(situation: &Situation<'_>, person: &Person) -> bool {
    let login = person.name();
    let trusted = &situation.case.gate.trusted_bots;
    is_bot(situation.case.facts.forge, login) && !trusted.iter().any(|bot| same_login(&bot.value, login))
}

/// Whether somebody is an app of GitHub, which is no collaborator whatever it may do.
fn is_app_without_role(situation: &Situation<'_>, person: &Person) -> bool {
    let forge = situation.case.facts.forge;
    forge == Forge::Github && is_bot(forge, person.name()) && person.standing.value() == Some(&Standing::None)
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
