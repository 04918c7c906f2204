//! `--post`: the decision on the request itself, for people and for branch protection.
//!
//! Nothing here decides: it is called when the answer is printed and the outputs are written, and whatever fails is said and
//! goes on record. A status is information; the job that holds the credentials has decided already.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::status;
use crate::cli::failure::Failure;
use crate::cli::post::{self, Addressee};
use crate::cli::summaries;
use crate::cli::terminal::Terminal;
use crate::config::facts_file::Recording;
use crate::forge::posting::desk::{AnswerOrder, CommentOrder, Order, Part, StatusOrder};
use crate::forge::posting::marker::{Key, Kind, Marker};
use crate::forge::posting::own_status;
use crate::forge::posting::sticky::Ending;
use crate::forge::session::Session;
use crate::forge::settings::Settings;
use crate::forge::token::Purpose;
use crate::output::enforcement::{Enforcement, PostAnswer};
use crate::output::report::{Dialect, markdown};
use crate::plan::Report;

/// Whether and what to post.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Post")]
pub(super) struct PostArgs {
    /// Write the decision to the request: a comment that later runs bring up to date, a commit status on the head
    /// [default: comment]. Token: WHOMAY_WRITE_TOKEN, else GITHUB_TOKEN or GITLAB_TOKEN
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT", num_args = 0..=1, require_equals = true,
          default_missing_value = "comment")]
    post: Vec<What>,
    /// Keep a comment and a status of its own for this pipeline, apart from those of others on the request
    #[arg(long, value_name = "NAME", default_value = "default", requires = "post")]
    post_key: String,
    /// What `whomay report --format json` wrote of plans for the same head: shown below the decision, in the comment that
    /// `whomay report --post` keeps
    #[arg(long, value_name = "SUMMARY.json", num_args = 1.., requires = "post")]
    report: Vec<PathBuf>,
    /// Read what has to be read, print on standard error every request that would be made, and make none
    #[arg(long, requires = "post")]
    dry_run: bool,
}

/// What is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// The decision
    Comment,
    /// `whomay/enforce/OPERATION` on the head commit
    Status,
}

/// What is to be posted, as far as it is known before the decision.
pub(super) struct Post<'a> {
    args: &'a PostArgs,
    key: Key,
    plans: Option<Report>,
}

/// What there is to say of a decision.
pub(super) struct Said<'a> {
    /// The record of it.
    pub(super) record: &'a Enforcement,
    /// The record in Markdown.
    pub(super) markdown: &'a str,
    /// Dirspaces of the change that were not asked about, because whoever asked chose some.
    pub(super) left_out: usize,
}

impl<'a> Post<'a> {
    /// Reads what goes with the decision, before anything is asked.
    ///
    /// # Errors
    ///
    /// The key is none, or a report cannot be used.
    pub(super) fn new(args: &'a PostArgs) -> Result<Post<'a>, Failure> {
        let key = post::key(&args.post_key)?;
        let plans = match args.report.as_slice() {
            [] => None,
            paths => Some(summaries::join(&summaries::read(paths)?)?),
        };
        Ok(Post { args, key, plans })
    }

    /// Plans of another commit would be shown below a decision that is not about them.
    ///
    /// # Errors
    ///
    /// They are of another commit than the head, or nobody knows of which.
    pub(super) fn refuse_other_plans(&self, decided: Option<&Recording>) -> Result<(), Failure> {
        let (Some(plans), Some(decided)) = (&self.plans, decided) else { return Ok(()) };
        let head = &decided.commits.head;
        match &plans.head {
            Some(planned) if planned == head => Ok(()),
            Some(planned) => Err(Failure::with_help(
                format!("--report is of commit {planned}, and the head of the request is {head}"),
                "Plan the head again and pass that report, or leave --report out.",
            )),
            None => Err(Failure::with_help(
                "--report does not say of which commit its plans are",
                "Make it with `whomay report --head SHA --format json`.",
            )),
        }
    }

    /// Posts, says how that went, and gives what goes on record of it.
    pub(super) fn post(
        &self,
        session: &Session,
        settings: &Settings,
        said: &Said<'_>,
        terminal: &Terminal,
    ) -> Vec<PostAnswer> {
        if self.args.post.is_empty() {
            return Vec::new();
        }
        let to = Addressee::of(settings);
        if settings.tokens.of(Purpose::Write).is_none() {
            let failure = to.without_a_token();
            terminal.complain(&failure);
            return self.recorded(|_| Some(failure.message().to_owned()));
        }
        let posted = session.post(&self.order(said, to.dialect()), self.args.dry_run);
        to.say(&posted, self.args.dry_run, "left alone", terminal);
        self.recorded(|part| {
            let ending = posted.parts.iter().find(|(posted, _)| *posted == part).map(|(_, ending)| ending);
            match ending {
                Some(Ending::Failed(trouble)) => Some(trouble.to_string()),
                Some(Ending::LeftAlone) => Some("a newer one is there".to_owned()),
                Some(_) if self.args.dry_run => Some("this was a dry run".to_owned()),
                Some(Ending::Created | Ending::Updated | Ending::Unchanged) => None,
                None => Some("it was not tried after the one before it had failed".to_owned()),
            }
        })
    }

    /// Tells the author of a command how it stands, if anything is to be posted. That nobody may, is said with the posts.
    pub(super) fn answer(
        &self,
        session: &Session,
        settings: &Settings,
        order: impl FnOnce(&Key) -> AnswerOrder,
        terminal: &Terminal,
    ) {
        if self.args.post.is_empty() || settings.tokens.of(Purpose::Write).is_none() {
            return;
        }
        let posted = session.answer(&order(&self.key), self.args.dry_run);
        Addressee::of(settings).say(&posted, self.args.dry_run, "left alone", terminal);
    }

    /// One entry for each part that was to be posted.
    fn recorded(&self, error: impl Fn(Part) -> Option<String>) -> Vec<PostAnswer> {
        let parts = [(What::Comment, Part::Comment, "comment"), (What::Status, Part::Status, "status")];
        let asked = parts.into_iter().filter(|(what, ..)| self.args.post.contains(what));
        asked.map(|(_, part, what)| PostAnswer { what, url: None, error: error(part) }).collect()
    }

    fn order(&self, said: &Said<'_>, dialect: Dialect) -> Order {
        let posts = |what: What| self.args.post.contains(&what);
        let head = said.record.answer.request.as_ref().map(|request| request.head.clone());
        Order {
            comment: posts(What::Comment).then(|| {
                let kind = if self.plans.is_some() { Kind::Report } else { Kind::Enforce };
                let marker = Marker { kind, key: self.key.clone() };
                let body = comment(&marker, said, self.plans.as_ref(), dialect);
                CommentOrder { marker, body }
            }),
            labels: None,
            status: head.filter(|_| posts(What::Status)).map(|commit| StatusOrder {
                commit,
                context: own_status::context(said.record.operation, &self.key),
                state: status::state(&said.record.answer, said.left_out),
                description: status::description(said.record, said.left_out),
            }),
            is_stale: false,
        }
    }
}

/// The decision, and what the plans would do below it. Where there is not room for both, the plans give way.
fn comment(marker: &Marker, said: &Said<'_>, plans: Option<&Report>, dialect: Dialect) -> String {
    let decision = said.markdown.trim_end();
    let mut page = format!("{}\n{decision}\n", marker.line());
    if page.len() > dialect.budget() {
        let log = "The whole answer is too long for a comment. It is in the job's log.";
        page = format!(
            "{}\n### whomay: {}\n\n{}. {log}\n",
            marker.line(),
            said.record.answer.verdict,
            status::description(said.record, said.left_out)
        );
    }
    let Some(plans) = plans else { return page };
    let room = dialect.budget().saturating_sub(page.len() + 1);
    let below = markdown::render_below(plans, dialect, room);
    match below.is_empty() {
        true => page,
        false => format!("{page}\n{below}"),
    }
}

#[cfg(test)]
mod tests;
