//! Who asks for what: the event that set the job off, the command line, and what the forge confirms of both.
//!
//! A comment that is no command ends here, before the forge is asked anything: most comments are such, and none of them
//! may fail a job. What begins as a command is confirmed before anything else of it is looked at.

use std::time::Duration;

use super::EnforceArgs;
use super::asked::Asked;
use super::job::event_file;
use super::post::Post;
use super::reply::{self, Outcome};
use crate::call::command::{self, Mistake, Reading};
use crate::call::event::{self, Event};
use crate::cli::ask_forge;
use crate::cli::failure::Failure;
use crate::cli::gather::{Gathered, open};
use crate::cli::live::{self, Environment, unheard};
use crate::cli::terminal::Terminal;
use crate::config::facts_file::Recording;
use crate::forge::asker::Comment;
use crate::forge::posting::marker::Key;
use crate::forge::session::Session;
use crate::forge::settings::{ForgeKind, Settings};
use crate::output::answer::Warning;
use crate::output::report::wording::short;

/// What a word before the decision may take.
const MOST_BEFORE: Duration = Duration::from_secs(10);

/// What is to be done.
pub(super) enum Call {
    /// Nothing, for this reason.
    Nothing(&'static str),
    /// Say what can be asked for.
    Help(Box<Talk>),
    /// Say what was wrong with what was meant as a command.
    Correct(Box<Talk>, Mistake),
    /// A decision.
    Decide(Box<Caller>),
}

/// A comment that can be answered, once the forge has confirmed it.
pub(super) struct Talk {
    pub(super) session: Session,
    pub(super) settings: Settings,
    /// Number and text of the comment; nothing where no comment set the job off.
    command: Option<(u64, Comment)>,
    /// The page of this run.
    run: Option<String>,
}

/// Somebody who asks for something on a request.
pub(super) struct Caller {
    pub(super) asked: Asked,
    pub(super) talk: Talk,
    /// The login, by the forge's word.
    asker: String,
    /// Where that was read.
    source: String,
    /// Of a push, what the branch was before it.
    pushed_from: Option<String>,
}

impl Caller {
    /// Finds out who asks for what.
    ///
    /// # Errors
    ///
    /// This runs in no job, the event or the comment is refused, something is missing, or the forge cannot be asked.
    pub(super) fn find(args: &EnforceArgs, env: Environment<'_>) -> Result<Call, Failure> {
        let event = event::read(env, event_file(env)?.as_deref()).map_err(refused)?;
        let mut pushed_from = None;
        let pull = match event {
            Event::NotForUs => return Ok(Call::Nothing("the comment is on an issue, and no request")),
            Event::Comment { pull, comment, text } => {
                let reading = command::read(&text);
                return match &reading {
                    Reading::NoCommand => Ok(Call::Nothing("the comment is no command")),
                    Reading::Command(command) if !args.serves(command.operation) => {
                        Ok(Call::Nothing("the command is for another job"))
                    }
                    _ => Caller::commanded(args, env, (pull, comment, &text), reading),
                };
            }
            Event::Request { pull } => Some(pull),
            Event::Push { .. } if args.pull.is_some() => None,
            Event::Push { branch, commit, before } => {
                pushed_from = before;
                Some(merged_as(args, env, &commit, &branch)?)
            }
            Event::Unspecific { name } if args.pull.is_none() => return Err(unspecific(name)),
            Event::Unspecific { .. } => None,
        };
        let settings = settings(args, env, pull)?;
        let asked = Asked::find(args, None)?;
        let session = ask_forge::session(&settings)?;
        let asker = session.asker().map_err(unheard)?;
        let talk = Talk { session, settings, command: None, run: None };
        let (asker, source) = (asker.actor.login, asker.source);
        Ok(Call::Decide(Box::new(Caller { asked, talk, asker, source, pushed_from })))
    }

    /// What is said in a comment counts from here on by what the forge says of it.
    fn commanded(
        args: &EnforceArgs,
        env: Environment<'_>,
        (pull, comment, text): (u64, u64, &str),
        reading: Reading,
    ) -> Result<Call, Failure> {
        let settings = settings(args, env, Some(pull))?;
        let session = ask_forge::session(&settings)?;
        let confirmed = session.commanded(comment, text).map_err(unheard)?;
        let (asker, source) = (confirmed.comment.author.login.clone(), format!("GET comment {comment}"));
        let talk = Talk { session, settings, command: Some((comment, confirmed.comment)), run: run_page(env) };
        Ok(match reading {
            Reading::NoCommand | Reading::Help => Call::Help(Box::new(talk)),
            Reading::Mistake(mistake) => Call::Correct(Box::new(talk), mistake),
            Reading::Command(command) => {
                let asked = Asked::find(args, Some(&command))?;
                Call::Decide(Box::new(Caller { asked, talk, asker, source, pushed_from: None }))
            }
        })
    }

    /// Who asks.
    pub(super) fn asker(&self) -> &str {
        &self.asker
    }

    /// Where that was read.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// A push can bring more than one request, as that of a merge queue does, and each is decided by itself.
    pub(super) fn warn_of_the_rest_of_the_push(&self, gathered: &mut Gathered) {
        let merge = gathered.revisions.merge.as_ref().map(|merge| merge.before.id.to_string());
        let (Some(from), Some(before)) = (&self.pushed_from, merge) else { return };
        if *from != before {
            let next = match self.talk.settings.address.forge {
                ForgeKind::Github => "start this workflow by hand for each of those requests, with its number",
                ForgeKind::Gitlab => "run a pipeline for each of those requests, with its number",
            };
            let text = format!(
                "the push brought more than this request: what was merged between {} and {} is not decided here; {next} \
                 behind --pull",
                short(from),
                short(&before)
            );
            gathered.warnings.push(Warning { text, place: None });
        }
    }

    /// A command is about the head that was there when it was written.
    ///
    /// # Errors
    ///
    /// The head is newer than the command, or for an apply it is not known that it is not.
    pub(super) fn refuse_moved_head(&self, decided: Option<&Recording>) -> Result<(), Failure> {
        let (Some((_, command)), Some(decided)) = (&self.talk.command, decided) else { return Ok(()) };
        let changes = self.asked.operation.is_apply();
        self.talk.session.written_for(&decided.commits.head, command, changes).map_err(unheard)
    }
}

impl Caller {
    /// The last look before anybody is told: what was decided is about this head and this target, and if either is another
    /// one by now, nobody may go on with it.
    ///
    /// # Errors
    ///
    /// Either is, or the forge does not say.
    pub(super) fn refuse_if_moved(&self, decided: Option<&Recording>) -> Result<(), Failure> {
        let Some(decided) = decided.map(|record| &record.commits) else {
            return Err(Failure::new("it is not known which commits were decided on"));
        };
        let now = self.talk.session.commits().map_err(live::failure)?;
        let what = if now.head != decided.head {
            format!("the head moved from {} to {}", decided.head, now.head)
        } else if now.target_branch != decided.target_branch {
            format!("the request goes to `{}` now, and went to `{}`", now.target_branch, decided.target_branch)
        } else {
            return Ok(());
        };
        Err(Failure::with_help(format!("{what} while it was decided on, so nothing is allowed"), "Run the job again."))
    }
}

impl Talk {
    /// Tells whoever wrote the command how it stands, where anything is posted at all.
    pub(super) fn tell(&self, post: &Post<'_>, outcome: &Outcome<'_>, terminal: &Terminal) {
        let Some((command, _)) = &self.command else { return };
        let order = |key: &Key| reply::answer(*command, key, outcome, self.run.as_deref());
        // What comes before the decision may not use up its time.
        let brief = matches!(outcome, Outcome::Begun).then(|| self.briefly()).flatten();
        post.answer(brief.as_ref().unwrap_or(&self.session), &self.settings, order, terminal);
    }

    /// A session that gives up soon.
    fn briefly(&self) -> Option<Session> {
        let budget = (self.settings.budget / 8).min(MOST_BEFORE);
        Session::new(Settings { budget, ..self.settings.clone() }).ok()
    }
}

/// The page of the run, put together of variables: a link for people, and nothing else.
fn run_page(env: Environment<'_>) -> Option<String> {
    let (server, repository, run) = (env("GITHUB_SERVER_URL")?, env("GITHUB_REPOSITORY")?, env("GITHUB_RUN_ID")?);
    Some(format!("{server}/{repository}/actions/runs/{run}"))
}

/// The request, at its forge.
fn settings(args: &EnforceArgs, env: Environment<'_>, of_event: Option<u64>) -> Result<Settings, Failure> {
    let repository = open(&args.repository_args())?;
    let number = of_event.map(|number| number.to_string());
    let pull = args.pull.clone().or(number).ok_or_else(|| {
        Failure::with_help("it is not known which request is meant", "Pass --pull its number or URL.")
    })?;
    let settings = live::settings(&pull, &args.live, &repository, env)?;
    match of_event.filter(|number| *number != settings.address.number) {
        None => Ok(settings),
        Some(number) => Err(Failure::with_help(
            format!("--pull names another request than the event, which is about {number}"),
            "Leave --pull out where the event names the request.",
        )),
    }
}

fn merged_as(args: &EnforceArgs, env: Environment<'_>, commit: &str, branch: &str) -> Result<u64, Failure> {
    let repository = open(&args.repository_args())?;
    let settings = live::repository_settings(&args.live, &repository, env)?;
    ask_forge::session(&settings)?.merged_as(commit, branch).map_err(unheard)
}

fn unspecific(name: &str) -> Failure {
    Failure::with_help(
        format!("`{name}` is about no request of its own, and --pull names none"),
        "Pass --pull the number of the request, such as an input of the job.",
    )
}

fn refused(refusal: event::Refusal) -> Failure {
    Failure::with_help(refusal.message, refusal.help)
}
