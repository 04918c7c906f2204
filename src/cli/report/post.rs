//! `--post`: what the report says, on the request itself.
//!
//! The head of the request is asked for before anything is drawn, because a report of an older one has to say so in every
//! form. What is posted is the text that went through the second wall with all others. Whatever fails here is said at the
//! end: the report itself is written all the same.

use clap::{Args, ValueEnum};

use super::job::Job;
use crate::cli::Exit;
use crate::cli::failure::Failure;
use crate::cli::live::{self, LiveArgs};
use crate::cli::post::{self, Addressee, LONGEST_DESCRIPTION};
use crate::cli::terminal::Terminal;
use crate::forge::posting::StatusState;
use crate::forge::posting::desk::{CommentOrder, Order, StatusOrder};
use crate::forge::posting::labels::Label;
use crate::forge::posting::marker::{Key, Kind, Marker};
use crate::forge::posting::sticky::Ending;
use crate::forge::session::Session;
use crate::forge::settings::{OWN_STATUS, Settings};
use crate::forge::token::Purpose;
use crate::git::{OpenOptions, Repository};
use crate::output::report::{markdown, wording};
use crate::plan::Report;
use crate::plan::report::Outcome;

/// Whether and where to post.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Post")]
pub(super) struct PostArgs {
    /// Write the report to the request: a comment that later runs bring up to date, a commit status, labels
    /// [default: comment]. Token: WHOMAY_WRITE_TOKEN, else GITHUB_TOKEN or GITLAB_TOKEN
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT", num_args = 0..=1, require_equals = true,
          default_missing_value = "comment")]
    post: Vec<What>,
    /// The request: a number, `#7`, `!7` or a URL [default: the one of the job]
    #[arg(long, value_name = "N|URL", allow_negative_numbers = true, requires = "post")]
    pull: Option<String>,
    /// Keep a comment and a status of its own for this pipeline, apart from those of others on the request
    #[arg(long, value_name = "NAME", default_value = "default", requires = "post")]
    post_key: String,
    /// Read what has to be read, print on standard error every request that would be made, and make none
    #[arg(long, requires = "post")]
    dry_run: bool,
    #[command(flatten)]
    live: LiveArgs,
}

/// What is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// The report
    Comment,
    /// `whomay/report` on the head commit: failure for what --fail-on names, error for a plan that could not be used
    Status,
    /// `whomay: destroy` and others of ours; see docs/report-in-a-job.md
    Labels,
}

/// The name of the commit status. It is not one of a decision, which no decision waits for: whether plans could be made is a
/// check like any other.
const STATUS: &str = "report";

impl PostArgs {
    /// Whether anything is to be posted.
    pub(super) fn is_asked(&self) -> bool {
        !self.post.is_empty()
    }

    /// The key.
    ///
    /// # Errors
    ///
    /// It is none, or labels, of which there is one set, are to be told apart by it.
    pub(super) fn key(&self) -> Result<Key, Failure> {
        let key = post::key(&self.post_key)?;
        if key.in_marker().is_some() && self.post.contains(&What::Labels) {
            let help = "Post labels from the pipeline whose key is `default`, or from none.";
            return Err(Failure::with_help(
                "labels are of the request, and not of the pipeline that --post-key names",
                help,
            ));
        }
        Ok(key)
    }
}

/// A request that can be posted to.
pub(super) struct Desk<'a> {
    args: &'a PostArgs,
    key: Key,
    session: Session,
    to: Addressee,
}

impl<'a> Desk<'a> {
    /// Finds the request, and says in the report whether it has moved on.
    ///
    /// # Errors
    ///
    /// It is not known which request is meant or of which commit the report is, or the request cannot be read.
    pub(super) fn open(
        args: &'a PostArgs,
        clone: (&std::path::Path, bool),
        job: &Job,
        report: &mut Report,
    ) -> Result<Desk<'a>, Failure> {
        let key = args.key()?;
        let head = report.head.clone().ok_or_else(|| {
            let help = "Say it with --head: a report of an unknown commit could take the place of a newer one.";
            Failure::with_help("nothing was posted, since it is not known of which commit the plans are", help)
        })?;
        let settings = settings(args, clone, job)?;
        let to = Addressee::of(&settings);
        if settings.tokens.of(Purpose::Write).is_none() {
            return Err(to.without_a_token());
        }
        let opened = Session::new(settings).and_then(|session| {
            let now = session.request_head()?;
            Ok((session, now))
        });
        let (session, now) = opened.map_err(|trouble| to.not_posted("the report", None, &trouble))?;
        report.moved_to = (now != head).then_some(now);
        Ok(Desk { args, key, session, to })
    }

    /// The comment, if there is to be one.
    pub(super) fn draw(&self, report: &Report, budget: Option<usize>) -> String {
        if !self.args.post.contains(&What::Comment) {
            return String::new();
        }
        let dialect = self.to.dialect();
        let budget = budget.unwrap_or(usize::MAX).min(dialect.budget());
        markdown::render_with_key(report, dialect, budget, self.key.in_marker())
    }

    /// Posts what was drawn, and says how that went. `exit` is how the run ends otherwise.
    pub(super) fn post(&self, report: &Report, comment: &str, exit: Exit, terminal: &Terminal) -> Exit {
        let posts = |what: What| self.args.post.contains(&what);
        let order = Order {
            comment: posts(What::Comment).then(|| CommentOrder {
                marker: Marker { kind: Kind::Report, key: self.key.clone() },
                body: comment.to_owned(),
            }),
            labels: posts(What::Labels).then(|| labels(report)),
            status: report.head.clone().filter(|_| posts(What::Status)).map(|commit| StatusOrder {
                commit,
                context: self.context(),
                state: state(exit),
                description: description(report),
            }),
            is_stale: report.moved_to.is_some(),
        };
        let posted = self.session.post(&order, self.args.dry_run);
        let left_alone = "left alone, since these plans are of an older commit";
        self.to.say(&posted, self.args.dry_run, left_alone, terminal);
        let has_failed = posted.parts.iter().any(|(_, ending)| matches!(ending, Ending::Failed(_)));
        if has_failed { failed(exit) } else { exit }
    }

    fn context(&self) -> String {
        match self.key.in_marker() {
            Some(key) => format!("{OWN_STATUS}/{STATUS}/{key}"),
            None => format!("{OWN_STATUS}/{STATUS}"),
        }
    }
}

/// How a run ends of which something could not be posted: what the plans say comes first.
pub(super) fn failed(exit: Exit) -> Exit {
    match exit {
        Exit::Negative => Exit::Negative,
        Exit::Clean | Exit::Failed => Exit::Failed,
    }
}

fn settings(args: &PostArgs, (start, trust_owner): (&std::path::Path, bool), job: &Job) -> Result<Settings, Failure> {
    let pull = match &args.pull {
        Some(pull) => pull.clone(),
        None => job.request_number()?.ok_or_else(|| {
            Failure::with_help(
                "nothing was posted, since it is not known to which request",
                "Pass --pull its number or URL.",
            )
        })?,
    };
    let options = OpenOptions { trust_owner, environment: start == std::path::Path::new(".") };
    // A job that only joins reports has no clone, and needs none where the environment names the repository.
    let origin = Repository::discover(start, options).ok().and_then(|repository| repository.origin_address());
    live::settings_at(&pull, &args.live, origin.as_deref(), &live::environment)
}

/// Also with --exit-zero: that is about the job, and this is about the plans.
fn state(exit: Exit) -> StatusState {
    match exit {
        Exit::Clean => StatusState::Success,
        Exit::Negative => StatusState::Failure,
        Exit::Failed => StatusState::Error,
    }
}

/// Numbers only.
fn description(report: &Report) -> String {
    let headline = wording::headline(report);
    if headline.chars().count() <= LONGEST_DESCRIPTION {
        return headline;
    }
    wording::plural(wording::count(report.dirspaces.len()), "dirspace")
}

fn labels(report: &Report) -> Vec<Label> {
    let counts = report.counts();
    let outcomes = || report.dirspaces.iter().map(|dirspace| &dirspace.outcome);
    let has_errored = |outcome: &Outcome| outcome.standing().is_none_or(|standing| standing.errored == Some(true));
    let is_all_known = !report.dirspaces.is_empty() && !outcomes().any(wording::is_partial);
    let holding = |label: &Label| match label {
        Label::Destroy => counts.delete > 0,
        Label::Replace => counts.replace > 0,
        Label::Forget => counts.forget > 0,
        Label::Drift => counts.drift > 0,
        Label::Errored => outcomes().any(has_errored),
        Label::NoChanges => is_all_known && wording::is_quiet(&counts),
    };
    Label::ALL.into_iter().filter(holding).collect()
}

#[cfg(test)]
mod tests;
