//! Questions to GitHub, each with the request that octocrab builds for it.

use serde_json::{Value as Json, json};

use super::Github;
use super::answer::json;
use super::client::{Built, escaped, get, segment};
use super::graphql::{self, HEADS, Reply, SNAPSHOT, VIEWER};
use super::list::{List, Page, Pages, Then};
use super::snapshot::{self, heads_variables, owner_and_name, page_variables};
use crate::forge::gather::Commits;
use crate::forge::pages::{self, Listed, MAX_PAGES, PER_PAGE};
use crate::forge::settings::Job;
use crate::forge::token::Purpose;
use crate::forge::transport::{Answer, Call};
use crate::forge::trouble::Trouble;

impl Github {
    /// A question about the repository: `route` is what follows its name in the path.
    fn ask(&self, route: &str) -> Result<Built, Trouble> {
        let (owner, name) = self.repository()?;
        get(&format!("/repos/{owner}/{name}/{route}"))
    }

    /// The repository's owner and name, to stand in a path.
    pub(super) fn repository(&self) -> Result<(String, String), Trouble> {
        let (owner, name) = owner_and_name(&self.settings.address.repository);
        Ok((segment(owner)?, segment(name)?))
    }

    /// The commits now.
    ///
    /// # Errors
    ///
    /// They cannot be had.
    pub(super) async fn heads(&self) -> Result<Commits, Trouble> {
        let reply = self.reply(Purpose::Read, HEADS, &heads_variables(&self.settings.address)).await?.0;
        reply.only_in(&[])?;
        snapshot::commits(&reply)
    }

    /// The snapshot, and when it was taken.
    ///
    /// # Errors
    ///
    /// There is no answer, or one without data.
    pub(super) async fn snapshot(&self, variables: &Json) -> Result<(Reply, Option<String>), Trouble> {
        self.reply(Purpose::Read, SNAPSHOT, variables).await
    }

    /// The login of the token that posts.
    ///
    /// # Errors
    ///
    /// It cannot be had.
    pub(super) async fn poster(&self) -> Result<String, Trouble> {
        let (reply, _) = self.reply(Purpose::Write, VIEWER, &json!({})).await?;
        reply.at(&["viewer"], |viewer| Ok(viewer.field("login")?.text()?.to_owned()))
    }

    /// The answer to a query, and when it was given.
    ///
    /// # Errors
    ///
    /// There is none, or one without data.
    pub(super) async fn reply(
        &self,
        purpose: Purpose,
        query: &str,
        variables: &Json,
    ) -> Result<(Reply, Option<String>), Trouble> {
        let address = graphql::address(&self.settings.api, self.settings.graphql.as_deref());
        let call = graphql::request(&address, query, variables)?.read(purpose);
        let asked = call.asked();
        let answer = self.transport.send(call).await?;
        Ok((Reply::read(&asked, &answer.body)?, answer.header("date").map(str::to_owned)))
    }

    /// Every item of a list of the snapshot, from its first page on; from the beginning without one.
    ///
    /// # Errors
    ///
    /// A page cannot be had, or they do not belong together.
    pub(super) async fn whole(
        &self,
        list: &List,
        first: Option<Result<Page, Trouble>>,
        head: &str,
    ) -> Result<Vec<Json>, Trouble> {
        let mut page = match first {
            Some(first) => first?,
            None => self.page(list, None, head).await?,
        };
        let mut pages = Pages::new();
        loop {
            let partial = |why| Trouble::Partial { asked: format!("POST /graphql {}", list.field), why };
            match pages.add(page, MAX_PAGES).map_err(partial)? {
                (_, Then::Done(items)) => return Ok(items),
                (rest, Then::Ask(cursor)) => {
                    pages = rest;
                    page = self.page(list, Some(&cursor), head).await?;
                }
            }
        }
    }

    async fn page(&self, list: &List, cursor: Option<&str>, head: &str) -> Result<Page, Trouble> {
        let (reply, _) = self.snapshot(&page_variables(&self.settings.address, list, cursor)).await?;
        list.page(&reply, head)
    }

    /// One answer of REST.
    ///
    /// # Errors
    ///
    /// There is none, or it is not JSON.
    pub(super) async fn json(&self, call: Call) -> Result<Json, Trouble> {
        let asked = call.asked();
        let answer: Answer = self.transport.send(call).await?;
        json(&answer.body).map_err(|misread| misread.of(&asked))
    }

    /// All items of a list of REST.
    ///
    /// # Errors
    ///
    /// They cannot all be had.
    pub(super) async fn items(&self, call: Call, list: fn(Json) -> Option<Listed>) -> Result<Vec<Json>, Trouble> {
        pages::all(&self.transport, call, list).await
    }

    /// What somebody is to the repository.
    pub(super) fn ask_standing(&self, login: &str) -> Result<Call, Trouble> {
        Ok(self.ask(&format!("collaborators/{}/permission", segment(login)?))?.read(Purpose::Read))
    }

    /// A team of the repository's owner.
    pub(super) fn ask_team(&self, slug: &str) -> Result<Call, Trouble> {
        let (owner, _) = self.repository()?;
        Ok(get(&format!("/orgs/{owner}/teams/{}", segment(slug)?))?.read(Purpose::Members))
    }

    /// Whether somebody is in such a team, or in one below it.
    pub(super) fn ask_membership(&self, slug: &str, login: &str) -> Result<Call, Trouble> {
        let (owner, _) = self.repository()?;
        let (slug, login) = (segment(slug)?, segment(login)?);
        Ok(get(&format!("/orgs/{owner}/teams/{slug}/memberships/{login}"))?.read(Purpose::Members))
    }

    /// Everybody in such a team, or in one below it.
    pub(super) fn ask_members(&self, slug: &str) -> Result<Call, Trouble> {
        let (owner, _) = self.repository()?;
        let slug = segment(slug)?;
        Ok(get(&format!("/orgs/{owner}/teams/{slug}/members?per_page={PER_PAGE}"))?.read(Purpose::Members))
    }

    /// The rules that bind a branch.
    pub(super) fn ask_rules(&self, branch: &str) -> Result<Call, Trouble> {
        Ok(self.ask(&format!("rules/branches/{}?per_page={PER_PAGE}", segment(branch)?))?.read(Purpose::Read))
    }

    /// A branch, with what a reader may know of its protection.
    pub(super) fn ask_branch(&self, branch: &str) -> Result<Call, Trouble> {
        Ok(self.ask(&format!("branches/{}", segment(branch)?))?.read(Purpose::Read))
    }

    /// What was done to a branch of a repository, newest first.
    pub(super) fn ask_activity(&self, repository: &str, branch: &str) -> Result<Call, Trouble> {
        let (owner, name) = owner_and_name(repository);
        let (owner, name) = (segment(owner)?, segment(name)?);
        let reference = escaped(&format!("refs/heads/{branch}"));
        Ok(get(&format!("/repos/{owner}/{name}/activity?ref={reference}&per_page={PER_PAGE}"))?.read(Purpose::Read))
    }

    /// The workflows of the repository.
    pub(super) fn ask_workflows(&self) -> Result<Call, Trouble> {
        Ok(self.ask(&format!("actions/workflows?per_page={PER_PAGE}"))?.read(Purpose::Read))
    }

    /// The run that this runs in.
    pub(super) fn ask_run(&self, job: &Job) -> Result<Call, Trouble> {
        Ok(self.ask(&format!("actions/runs/{}", job.id))?.read(Purpose::Read))
    }

    /// A comment on a request or an issue.
    pub(super) fn ask_comment(&self, id: u64) -> Result<Call, Trouble> {
        Ok(self.ask(&format!("issues/comments/{id}"))?.read(Purpose::Read))
    }

    /// The request, as REST has it.
    pub(super) fn ask_pull(&self) -> Result<Call, Trouble> {
        Ok(self.ask(&format!("pulls/{}", self.settings.address.number))?.read(Purpose::Read))
    }

    /// The requests that a commit came with.
    pub(super) fn ask_pulls_of(&self, commit: &str) -> Result<Call, Trouble> {
        Ok(self.ask(&format!("commits/{}/pulls?per_page={PER_PAGE}", segment(commit)?))?.read(Purpose::Read))
    }

    /// The jobs of an attempt of that run.
    pub(super) fn ask_jobs(&self, job: &Job, attempt: u32) -> Result<Call, Trouble> {
        let route = format!("actions/runs/{}/attempts/{attempt}/jobs?per_page={PER_PAGE}", job.id);
        Ok(self.ask(&route)?.read(Purpose::Read))
    }

    /// Somebody's account.
    pub(super) fn ask_user(&self, login: &str) -> Result<Call, Trouble> {
        Ok(get(&format!("/users/{}", segment(login)?))?.read(Purpose::Read))
    }

    /// An app.
    pub(super) fn ask_app(&self, slug: &str) -> Result<Call, Trouble> {
        Ok(get(&format!("/apps/{}", segment(slug)?))?.read(Purpose::Read))
    }
}

/// The items of a page that counts all of them and holds some in a field.
fn counted(page: Json, field: &str) -> Option<Listed> {
    let total = page.get("total_count")?.as_u64()?;
    let items = page.get(field)?.as_array()?.clone();
    Some(Listed { items, total: Some(total) })
}

/// A page of workflows.
pub(super) fn workflows(page: Json) -> Option<Listed> {
    counted(page, "workflows")
}

/// A page of jobs.
pub(super) fn jobs(page: Json) -> Option<Listed> {
    counted(page, "jobs")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use std::time::Duration;

    use super::*;
    use crate::forge::address::RequestAddress;
    use crate::forge::settings::{ForgeKind, Settings};
    use crate::forge::token::Tokens;

    fn github() -> Github {
        let address = RequestAddress {
            forge: ForgeKind::Github,
            host: "git.example.com".to_owned(),
            root: String::new(),
            repository: "o/r.x".to_owned(),
            number: 7,
        };
        Github::new(Settings {
            address,
            api: "https://git.example.com/api/v3".to_owned(),
            graphql: None,
            tokens: Tokens::default(),
            ca: None,
            budget: Duration::from_secs(1),
            job: None,
        })
        .unwrap()
    }

    #[test]
    fn every_question_is_the_documented_request() {
        let github = github();
        let job = Job { id: 5, attempt: Some(2), ..Job::default() };
        let rows = [
            (github.ask_standing("bob[bot]"), Purpose::Read, "/repos/o/r.x/collaborators/bob%5Bbot%5D/permission"),
            (github.ask_team("net"), Purpose::Members, "/orgs/o/teams/net"),
            (github.ask_membership("net", "bob"), Purpose::Members, "/orgs/o/teams/net/memberships/bob"),
            (github.ask_members("net"), Purpose::Members, "/orgs/o/teams/net/members?per_page=100"),
            (github.ask_rules("a/b"), Purpose::Read, "/repos/o/r.x/rules/branches/a%2Fb?per_page=100"),
            (github.ask_branch("a/b"), Purpose::Read, "/repos/o/r.x/branches/a%2Fb"),
            (
                github.ask_activity("fork/r", "a&b"),
                Purpose::Read,
                "/repos/fork/r/activity?ref=refs%2Fheads%2Fa%26b&per_page=100",
            ),
            (github.ask_workflows(), Purpose::Read, "/repos/o/r.x/actions/workflows?per_page=100"),
            (github.ask_run(&job), Purpose::Read, "/repos/o/r.x/actions/runs/5"),
            (github.ask_jobs(&job, 2), Purpose::Read, "/repos/o/r.x/actions/runs/5/attempts/2/jobs?per_page=100"),
            (github.ask_comment(5), Purpose::Read, "/repos/o/r.x/issues/comments/5"),
            (github.ask_pull(), Purpose::Read, "/repos/o/r.x/pulls/7"),
            (github.ask_pulls_of("abc"), Purpose::Read, "/repos/o/r.x/commits/abc/pulls?per_page=100"),
            (github.ask_user("bob"), Purpose::Read, "/users/bob"),
            (github.ask_app("net-bot"), Purpose::Read, "/apps/net-bot"),
        ];
        for (call, purpose, target) in rows {
            let call = call.unwrap();
            assert_eq!((call.method, call.target.as_str(), call.body), (http::Method::GET, target, None));
            assert_eq!((call.purpose, call.reads), (purpose, true), "{target}");
        }
        assert!(github.ask_team("..").is_err() && github.ask_standing("").is_err());
    }
}
