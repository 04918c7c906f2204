//! Every question that is asked of GitLab for facts, as a request.
//!
//! The `gitlab` crate builds them; what it lacks is written down here in its own terms. Paths are below `/api/v4`.

use std::borrow::Cow;

use gitlab::api::Endpoint;
use gitlab::api::common::{NameOrId, SortOrder};
use gitlab::api::endpoint_prelude::Method;
use gitlab::api::events::{EventAction, ProjectEvents};
use gitlab::api::groups::Group;
use gitlab::api::groups::members::{GroupMember, GroupMembers};
use gitlab::api::job::Job as OwnJob;
use gitlab::api::projects::Project;
use gitlab::api::projects::approvals::ProjectApprovals;
use gitlab::api::projects::jobs::Job;
use gitlab::api::projects::members::{AllProjectMember, AllProjectMembers};
use gitlab::api::projects::merge_requests::approval_state::MergeRequestApprovalState;
use gitlab::api::projects::merge_requests::approvals::MergeRequestApprovals;
use gitlab::api::projects::merge_requests::{MergeRequest, MergeRequestCommits, MergeRequestReviewers};
use gitlab::api::projects::protected_branches::ProtectedBranches;
use gitlab::api::projects::repository::branches::Branch;
use gitlab::api::projects::repository::commits::{
    CommitStatuses, CommitStatusesOrderBy, MergeRequests as CommitRequests,
};
use gitlab::api::users::{User, Users};

use super::client::{call, numbered_page_call, page_call, unbuilt};
use crate::forge::address::RequestAddress;
use crate::forge::token::Purpose;
use crate::forge::transport::Call;
use crate::forge::trouble::Trouble;

/// The questions about one merge request and its project.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calls<'a> {
    project: &'a str,
    iid: u64,
}

/// A request, or why it could not be put together.
pub(super) type Asked = Result<Call, Trouble>;

impl<'a> Calls<'a> {
    /// The questions about the request at an address.
    pub(super) fn of(address: &'a RequestAddress) -> Calls<'a> {
        Calls { project: &address.repository, iid: address.number }
    }

    /// The merge request.
    pub(super) fn merge_request(self) -> Asked {
        let endpoint = MergeRequest::builder().project(self.project).merge_request(self.iid).build();
        call(Purpose::Read, &endpoint.map_err(unbuilt)?)
    }

    /// Its project.
    pub(super) fn project(self) -> Asked {
        call(Purpose::Read, &Project::builder().project(self.project).build().map_err(unbuilt)?)
    }

    /// A branch of the project.
    pub(super) fn branch(self, branch: &str) -> Asked {
        let endpoint = Branch::builder().project(self.project).branch(branch).build();
        call(Purpose::Read, &endpoint.map_err(unbuilt)?)
    }

    /// Who approved.
    pub(super) fn approvals(self) -> Asked {
        let endpoint = MergeRequestApprovals::builder().project(self.project).merge_request(self.iid).build();
        call(Purpose::Read, &endpoint.map_err(unbuilt)?)
    }

    /// Which approval rules are met. Paid tiers only.
    pub(super) fn approval_state(self) -> Asked {
        let endpoint = MergeRequestApprovalState::builder().project(self.project).merge_request(self.iid).build();
        call(Purpose::Read, &endpoint.map_err(unbuilt)?)
    }

    /// What the project does with approvals. Paid tiers only.
    pub(super) fn approval_settings(self) -> Asked {
        call(Purpose::Read, &ProjectApprovals::builder().project(self.project).build().map_err(unbuilt)?)
    }

    /// Reviewers and what they have done so far.
    pub(super) fn reviewers(self) -> Asked {
        let endpoint = MergeRequestReviewers::builder().project(self.project).merge_request(self.iid).build();
        page_call(Purpose::Read, &endpoint.map_err(unbuilt)?)
    }

    /// Commits, newest first.
    pub(super) fn commits(self) -> Asked {
        let endpoint = MergeRequestCommits::builder().project(self.project).merge_request(self.iid).build();
        page_call(Purpose::Read, &endpoint.map_err(unbuilt)?)
    }

    /// What was pushed to it and when GitLab took note, newest first.
    pub(super) fn versions(self) -> Asked {
        page_call(Purpose::Read, &Versions { project: self.project.into(), merge_request: self.iid })
    }

    /// Its place in the merge train. Paid tiers only.
    pub(super) fn train(self) -> Asked {
        call(Purpose::Read, &TrainCar { project: self.project.into(), merge_request: self.iid })
    }

    /// Pipeline jobs and external statuses of a commit, oldest first. Of those that were started again only the last.
    pub(super) fn statuses(self, commit: &str) -> Asked {
        let mut endpoint = CommitStatuses::builder();
        endpoint.project(self.project).commit(commit).order_by(CommitStatusesOrderBy::Id).sort(SortOrder::Ascending);
        page_call(Purpose::Read, &endpoint.build().map_err(unbuilt)?)
    }

    /// What somebody is to the project, through any group.
    pub(super) fn member(self, user: u64) -> Asked {
        let endpoint = AllProjectMember::builder().project(self.project).user(user).build();
        call(Purpose::Read, &endpoint.map_err(unbuilt)?)
    }

    /// The members of the project with that number, through any group: a list of one or none.
    pub(super) fn members(self, user: u64) -> Asked {
        let endpoint = AllProjectMembers::builder().project(self.project).user_id(user).build();
        page_call(Purpose::Read, &endpoint.map_err(unbuilt)?)
    }

    /// A job of the project.
    pub(super) fn job(self, job: u64) -> Asked {
        call(Purpose::Read, &Job::builder().project(self.project).job(job).build().map_err(unbuilt)?)
    }

    /// The requests that a commit came with.
    pub(super) fn merge_requests_of(self, commit: &str) -> Asked {
        let endpoint = CommitRequests::builder().project(self.project).sha(commit).build();
        page_call(Purpose::Read, &endpoint.map_err(unbuilt)?)
    }

    /// Protected branches, wildcards among them.
    pub(super) fn protected_branches(self) -> Asked {
        page_call(Purpose::Read, &ProtectedBranches::builder().project(self.project).build().map_err(unbuilt)?)
    }
}

/// The job that a job's own token belongs to.
pub(super) fn own_job() -> Asked {
    call(Purpose::Job, &OwnJob::builder().build().map_err(unbuilt)?)
}

/// The account of that name: a list of one or none.
pub(super) fn users(login: &str) -> Asked {
    call(Purpose::Read, &Users::builder().username(login).build().map_err(unbuilt)?)
}

/// An account.
pub(super) fn user(id: u64) -> Asked {
    call(Purpose::Read, &User::builder().user(id).build().map_err(unbuilt)?)
}

/// A group, to see whether we can see it.
pub(super) fn group(path: &str) -> Asked {
    call(Purpose::Members, &Group::builder().group(path).build().map_err(unbuilt)?)
}

/// Somebody's own membership of a group; one that is inherited from a parent does not count for the server.
pub(super) fn group_member(path: &str, user: u64) -> Asked {
    call(Purpose::Members, &GroupMember::builder().group(path).user(user).build().map_err(unbuilt)?)
}

/// The group's own members with that number: a list of one or none.
pub(super) fn group_members(path: &str, user: u64) -> Asked {
    page_call(Purpose::Members, &GroupMembers::builder().group(path).user_id(user).build().map_err(unbuilt)?)
}

/// A page of pushes to a project, newest first.
pub(super) fn pushes(project: u64, page: usize) -> Asked {
    let endpoint = ProjectEvents::builder().project(project).action(EventAction::Pushed).build();
    numbered_page_call(Purpose::Read, &endpoint.map_err(unbuilt)?, page)
}

/// The versions of a merge request, which the crate lacks.
#[derive(Debug)]
struct Versions<'a> {
    project: NameOrId<'a>,
    merge_request: u64,
}

impl Endpoint for Versions<'_> {
    fn method(&self) -> Method {
        Method::GET
    }

    fn endpoint(&self) -> Cow<'static, str> {
        format!("projects/{}/merge_requests/{}/versions", self.project, self.merge_request).into()
    }
}

/// A merge request's place in a merge train, which the crate lacks.
#[derive(Debug)]
struct TrainCar<'a> {
    project: NameOrId<'a>,
    merge_request: u64,
}

impl Endpoint for TrainCar<'_> {
    fn method(&self) -> Method {
        Method::GET
    }

    fn endpoint(&self) -> Cow<'static, str> {
        format!("projects/{}/merge_trains/merge_requests/{}", self.project, self.merge_request).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forge::settings::ForgeKind;

    #[test]
    fn every_question_is_the_documented_request() {
        let address = RequestAddress {
            forge: ForgeKind::Gitlab,
            host: "git.example.com".to_owned(),
            root: String::new(),
            repository: "acme/infra/net".to_owned(),
            number: 7,
        };
        let calls = Calls::of(&address);
        let sha = "a".repeat(40);
        let rows = [
            (calls.merge_request(), "/projects/acme%2Finfra%2Fnet/merge_requests/7".to_owned()),
            (calls.project(), "/projects/acme%2Finfra%2Fnet".to_owned()),
            (calls.branch("rel/1"), "/projects/acme%2Finfra%2Fnet/repository/branches/rel%2F1".to_owned()),
            (calls.approvals(), "/projects/acme%2Finfra%2Fnet/merge_requests/7/approvals".to_owned()),
            (calls.approval_state(), "/projects/acme%2Finfra%2Fnet/merge_requests/7/approval_state".to_owned()),
            (calls.approval_settings(), "/projects/acme%2Finfra%2Fnet/approvals".to_owned()),
            (calls.reviewers(), "/projects/acme%2Finfra%2Fnet/merge_requests/7/reviewers?per_page=100".to_owned()),
            (calls.commits(), "/projects/acme%2Finfra%2Fnet/merge_requests/7/commits?per_page=100".to_owned()),
            (calls.versions(), "/projects/acme%2Finfra%2Fnet/merge_requests/7/versions?per_page=100".to_owned()),
            (calls.train(), "/projects/acme%2Finfra%2Fnet/merge_trains/merge_requests/7".to_owned()),
            (
                calls.statuses(&sha),
                format!(
                    "/projects/acme%2Finfra%2Fnet/repository/commits/{sha}/statuses?order_by=id&sort=asc&per_page=100"
                ),
            ),
            (
                calls.merge_requests_of(&sha),
                format!("/projects/acme%2Finfra%2Fnet/repository/commits/{sha}/merge_requests?per_page=100"),
            ),
            (calls.member(5), "/projects/acme%2Finfra%2Fnet/members/all/5".to_owned()),
            (calls.members(5), "/projects/acme%2Finfra%2Fnet/members/all?user_ids%5B%5D=5&per_page=100".to_owned()),
            (calls.job(9), "/projects/acme%2Finfra%2Fnet/jobs/9".to_owned()),
            (calls.protected_branches(), "/projects/acme%2Finfra%2Fnet/protected_branches?per_page=100".to_owned()),
            (own_job(), "/job".to_owned()),
            (users("alice"), "/users?username=alice".to_owned()),
            (user(5), "/users/5".to_owned()),
            (group("acme/sre"), "/groups/acme%2Fsre".to_owned()),
            (group_member("acme/sre", 5), "/groups/acme%2Fsre/members/5".to_owned()),
            (group_members("acme/sre", 5), "/groups/acme%2Fsre/members?user_ids%5B%5D=5&per_page=100".to_owned()),
            (pushes(3, 2), "/projects/3/events?action=pushed&per_page=100&page=2".to_owned()),
        ];
        for (asked, target) in rows {
            assert_eq!(
                asked.map(|call| (call.method, call.target, call.body, call.reads)),
                Ok((Method::GET, target, None, true))
            );
        }
    }

    #[test]
    fn only_groups_are_asked_with_the_token_for_members() {
        for asked in [group("acme"), group_member("acme", 5), group_members("acme", 5)] {
            assert_eq!(asked.map(|call| call.purpose), Ok(Purpose::Members));
        }
        assert_eq!(users("alice").map(|call| call.purpose), Ok(Purpose::Read));
        assert_eq!(own_job().map(|call| call.purpose), Ok(Purpose::Job));
    }
}
