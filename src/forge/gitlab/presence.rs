//! Whether what a configuration names exists on GitLab.

use futures_util::future::join_all;
use serde_json::Value as Json;

use super::answer::Part;
use super::merge_request::Project;
use super::{Gitlab, calls, members};
use crate::forge::presence::{Named, Presence};
use crate::forge::trouble::Trouble;

impl Gitlab {
    /// Asks for all of them at once.
    pub(super) async fn look_for(&self, named: &[Named]) -> Vec<Presence> {
        join_all(named.iter().map(|named| self.look_for_one(named))).await
    }

    async fn look_for_one(&self, named: &Named) -> Presence {
        let presence = match named {
            Named::User(login) => self.look_for_user(login).await,
            Named::Team(path) => self.look_for_group(path).await,
            Named::ProtectedBranch(pattern) if pattern.contains('*') => self.look_for_wildcard(pattern).await,
            Named::ProtectedBranch(branch) => self.look_for_branch(branch).await,
            Named::App(_) => Ok(Presence::Unfit("GitLab has no apps".to_owned())),
        };
        presence.unwrap_or_else(|trouble| match trouble {
            Trouble::NotFound { .. } | Trouble::Forbidden { .. } => Presence::Hidden(trouble),
            other => Presence::Unknown(other),
        })
    }

    async fn look_for_user(&self, login: &str) -> Result<Presence, Trouble> {
        let found = self.get(calls::users(login), |asked, answer| members::called(asked, answer, login)).await?;
        Ok(match found {
            None => Presence::Absent,
            Some(found) if found.account.login != login => Presence::Unfit(format!(
                "the account is called {}, and logins are compared exactly",
                found.account.login
            )),
            Some(found) if found.state != "active" => Presence::Unfit(format!("the account is {}", found.state)),
            Some(_) => Presence::There,
        })
    }

    /// A group is named by its number or its full path.
    async fn look_for_group(&self, path: &str) -> Result<Presence, Trouble> {
        let own = self
            .get(calls::group(path), |asked, answer| {
                let whole = Part::whole(asked, answer);
                Ok((whole.field("full_path")?.text()?.to_owned(), whole.field("id")?.number()?.to_string()))
            })
            .await?;
        Ok(match own {
            (own_path, id) if own_path.eq_ignore_ascii_case(path) || id == path => Presence::There,
            (own_path, _) => Presence::Unfit(format!("the group has moved to {own_path}")),
        })
    }

    /// GitLab itself says whether a branch is protected, by its name or by a wildcard. One that is not there can be
    /// told from a project that cannot be seen by asking for the project.
    async fn look_for_branch(&self, branch: &str) -> Result<Presence, Trouble> {
        let read = |asked: &str, answer: &Json| Part::whole(asked, answer).field("protected")?.flag();
        match self.get(self.calls().branch(branch), read).await {
            Ok(true) => Ok(Presence::There),
            Ok(false) => Ok(Presence::Unfit("the branch is not protected".to_owned())),
            Err(Trouble::NotFound { .. }) => {
                self.get(self.calls().project(), Project::read).await?;
                Ok(Presence::Absent)
            }
            Err(trouble) => Err(trouble),
        }
    }

    async fn look_for_wildcard(&self, pattern: &str) -> Result<Presence, Trouble> {
        let asked = self.calls().protected_branches();
        let name = super::asked_for(&asked);
        for (at, item) in self.list(asked).await?.iter().enumerate() {
            if Part::item(&name, at, item).field("name")?.text()? == pattern {
                return Ok(Presence::There);
            }
        }
        Ok(Presence::Unfit("no protected branch of the project is called that".to_owned()))
    }
}
