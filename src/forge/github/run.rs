//! The run of a workflow that this runs in: who set it off, and which of its jobs is ours.

use serde_json::Value as Json;

use super::actor::whole_login_in;
use super::answer::{Misread, Place};
use crate::forge::settings::Job;

/// A run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// The commit that its jobs report to.
    pub(super) head: String,
    /// Which attempt it is.
    pub(super) attempt: u64,
    /// Who set it off first; a re-run keeps the name.
    actor: Option<String>,
    /// Who set this attempt off.
    triggering: Option<String>,
}

/// The answer about a run.
///
/// # Errors
///
/// It does not fit, or is about another run or attempt than `job`'s.
pub(super) fn run(answer: &Json, job: &Job) -> Result<Run, Misread> {
    let root = Place::root(answer);
    let (id, attempt) = (root.field("id")?, root.field("run_attempt")?);
    if id.count()? != job.id {
        return Err(id.not("the run that was asked for"));
    }
    if job.attempt.is_some_and(|own| attempt.count() != Ok(own)) {
        return Err(attempt.not("the attempt that this runs in"));
    }
    let login = |field| if root.optional(field)?.is_some() { whole_login_in(&root, field) } else { Ok(None) };
    Ok(Run {
        head: root.field("head_sha")?.commit()?,
        attempt: attempt.count()?,
        actor: login("actor")?,
        triggering: login("triggering_actor")?,
    })
}

impl Run {
    /// Who set this attempt off. The first one was set off by its actor.
    ///
    /// # Errors
    ///
    /// GitHub does not say, and it was another attempt than the first.
    pub(super) fn set_off_by(&self) -> Result<String, Misread> {
        let first = self.actor.as_ref().filter(|_| self.attempt == 1);
        let who = self.triggering.as_ref().or(first);
        who.cloned().ok_or_else(|| Misread::new("it does not say who set this attempt of the run off"))
    }
}

/// The number of the check run of the job that this runs in, among the jobs of its run: the one under way on our
/// runner.
///
/// # Errors
///
/// A job does not fit, or it is not exactly one.
pub(super) fn own_check_run(jobs: &[Json], job: &Job) -> Result<u64, Misread> {
    let mut own = Vec::new();
    for (at, item) in jobs.iter().enumerate() {
        let item = Place::at(item, &format!("jobs[{at}]"));
        let runner = item.nullable("runner_name")?.map(|runner| runner.value().as_str().unwrap_or_default());
        let under_way = item.field("status")?.text()? == "in_progress";
        if under_way && runner.is_some() && runner == job.runner.as_deref() {
            own.push(check_run(&item.field("check_run_url")?)?);
        }
    }
    match own.as_slice() {
        [own] => Ok(*own),
        [] => Err(Misread::new("none of the jobs is under way on the runner of this one")),
        _ => Err(Misread::new("more than one of the jobs is under way on the runner of this one")),
    }
}

/// The number at the end of a check run's URL.
fn check_run(url: &Place<'_>) -> Result<u64, Misread> {
    let number = url.text()?.rsplit_once("/check-runs/").and_then(|(_, number)| number.parse().ok());
    number.ok_or_else(|| url.not("the URL of a check run"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use serde_json::json;

    use super::*;

    fn set_off(attempt: u64, actor: Json, triggering: Json) -> Result<String, Misread> {
        let head = "a".repeat(40);
        let mut answer = json!({"id": 5, "run_attempt": attempt, "head_sha": head, "actor": actor});
        if triggering != json!("missing") {
            answer.as_object_mut().unwrap().insert("triggering_actor".to_owned(), triggering);
        }
        run(&answer, &Job { id: 5, ..Job::default() })?.set_off_by()
    }

    #[test]
    fn only_the_first_attempt_is_its_actor_s() {
        let (alice, dave) = (json!({"login": "alice"}), json!({"login": "dave"}));
        assert_eq!(set_off(2, alice.clone(), dave.clone()).unwrap(), "dave");
        for nobody in [json!(null), json!("missing")] {
            assert_eq!(set_off(1, alice.clone(), nobody.clone()).unwrap(), "alice");
            assert!(set_off(2, alice.clone(), nobody.clone()).is_err());
            assert!(set_off(1, json!(null), nobody).is_err());
        }
        assert!(set_off(1, alice, json!({"login": null})).is_err());
    }

    #[test]
    fn our_job_is_exactly_one() {
        let job = |status: &str, runner: Json, number: u64| {
            json!({
                "status": status, "runner_name": runner,
                "check_run_url": format!("https://api.github.com/repos/o/r/check-runs/{number}"),
            })
        };
        let ours = Job { id: 5, runner: Some("r1".to_owned()), ..Job::default() };
        let (one, other) = (job("in_progress", json!("r1"), 7), job("in_progress", json!("r2"), 8));
        let (ended, waiting) = (job("completed", json!("r1"), 6), job("queued", json!(null), 9));
        let all = [ended.clone(), one.clone(), other.clone(), waiting];
        assert_eq!(own_check_run(&all, &ours), Ok(7));
        for jobs in [&[][..], &[ended, other], &[one.clone(), one.clone()]] {
            assert!(own_check_run(jobs, &ours).is_err());
        }
        let nameless = Job { runner: None, ..ours };
        assert!(own_check_run(&[one, job("in_progress", json!(null), 9)], &nameless).is_err());
    }
}
