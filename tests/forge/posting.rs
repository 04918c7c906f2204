//! Posting to fakes of both forges: what is made, what is left alone, and what happens when something goes wrong.

mod stage;

use std::time::Duration;

use whomay::forge::posting::StatusState;
use whomay::forge::posting::desk::{Order, Part};
use whomay::forge::posting::labels::Label;
use whomay::forge::posting::sticky::Ending;
use whomay::forge::session::Session;
use whomay::forge::trouble::Trouble;

use crate::fake::faults::{Fault, FaultKind, Matcher};
use stage::{MARK, Seen, Stage, Status, body, comment, everything, head};

#[cfg(feature = "cli")]
mod command;

fn endings(posted: &whomay::forge::posting::desk::Posted) -> Vec<Ending> {
    posted.parts.iter().map(|(_, ending)| ending.clone()).collect()
}

#[test]
fn a_comment_is_made_once_brought_up_to_date_and_not_written_when_it_says_the_same() {
    for stage in Stage::both() {
        assert_eq!(endings(&stage.post(&comment("one"))), [Ending::Created]);
        let made = stage.own();
        assert_eq!(made.len(), 1);
        assert_eq!(endings(&stage.post(&comment("one"))), [Ending::Unchanged]);
        assert_eq!(stage.writes().len(), 1);
        assert_eq!(endings(&stage.post(&comment("two"))), [Ending::Updated]);
        let id = made[0].id;
        assert_eq!(stage.own(), [Seen { id, body: body("two"), ..made[0].clone() }]);
        stage.broke_no_rule();
    }
}

#[test]
fn the_comment_is_found_behind_more_than_a_hundred_others() {
    for stage in Stage::both() {
        stage.post(&comment("one"));
        for number in 0..230 {
            stage.comment_by("bob", &format!("me too {number}"));
        }
        assert_eq!(endings(&stage.post(&comment("two"))), [Ending::Updated]);
        assert_eq!(stage.own().len(), 1);
    }
}

#[test]
fn nobody_else_s_comment_is_touched() {
    for stage in Stage::both() {
        stage.comment_by("mallory", &body("forged, and the first"));
        stage.comment_by(stage.us(), "## Another tool under the same account");
        stage.comment_by(stage.us(), &format!("quoted:\n{MARK}\n"));
        stage.comment_by(stage.us(), "<!-- whomay:report v1 key=other -->\nanother pipeline");
        let before = stage.comments();
        assert_eq!(endings(&stage.post(&comment("one"))), [Ending::Created]);
        stage.comment_by("mallory", &body("forged, and the last"));
        assert_eq!(endings(&stage.post(&comment("two"))), [Ending::Updated]);
        let after = stage.comments();
        assert_eq!(after[..before.len()], before[..]);
        assert_eq!(after.last().unwrap().body, body("forged, and the last"));
        assert_eq!(stage.own().len(), 1);
    }
}

#[test]
fn runs_that_meet_leave_one_comment() {
    for stage in Stage::both() {
        stage.server().delay(Duration::from_millis(3));
        for round in 0..8 {
            let texts: Vec<String> = (0..3).map(|number| format!("{round} {number}")).collect();
            std::thread::scope(|scope| {
                for text in &texts {
                    scope.spawn(|| {
                        let posted = stage.post(&comment(text));
                        assert!(!matches!(posted.parts[0].1, Ending::Failed(_)), "{posted:?}");
                    });
                }
            });
            let own = stage.own();
            assert_eq!(own.len(), 1, "{own:?}");
            assert!(texts.iter().any(|text| own[0].body == body(text)), "{own:?}");
            // The next round begins without one.
            match &stage {
                Stage::Github { world, .. } => world.lock().unwrap().comments.clear(),
                Stage::Gitlab { world, .. } => world.lock().unwrap().notes.clear(),
            }
        }
    }
}

#[test]
fn a_refused_write_is_said_and_the_other_parts_are_posted() {
    for stage in Stage::both() {
        let path = stage.comments_path();
        stage.server().fault(Fault::always(Matcher::of("POST", path), FaultKind::Forbidden));
        let posted = stage.post(&everything("one", StatusState::Success, &[Label::Destroy]));
        assert_eq!(posted.parts[0].0, Part::Comment);
        assert!(matches!(posted.parts[0].1, Ending::Failed(Trouble::Forbidden { .. })), "{posted:?}");
        assert_eq!(endings(&posted)[1..], [Ending::Updated, Ending::Updated]);
        let tries = stage.writes().iter().filter(|(line, _)| *line == format!("POST {path}")).count();
        assert_eq!((tries, stage.own().len()), (1, 0));
    }
}

#[test]
fn a_token_that_may_not_write_leaves_nothing_behind() {
    for stage in Stage::both() {
        let session = Session::new(stage.settings(stage.read_token())).unwrap();
        let posted = session.post(&everything("one", StatusState::Success, &[Label::Destroy]), false);
        assert!(posted.parts.iter().all(|(_, ending)| matches!(ending, Ending::Failed(_))), "{posted:?}");
        assert_eq!((stage.own(), stage.labels(), stage.statuses()), (Vec::new(), Vec::new(), Vec::new()));
        let session = Session::new(stage.settings("nobody's")).unwrap();
        let posted = session.post(&everything("one", StatusState::Success, &[]), false);
        let wrong = Ending::Failed(Trouble::BadToken { token: Some("WHOMAY_WRITE_TOKEN") });
        assert_eq!(endings(&posted), [wrong], "nothing else is tried with it");
    }
}

#[test]
fn a_rate_limit_before_the_write_is_waited_for() {
    for stage in Stage::both() {
        let write = Matcher::of("POST", stage.comments_path());
        stage.server().fault(Fault::once(write, FaultKind::TooMany { retry_after: 1 }));
        assert_eq!(endings(&stage.post(&comment("one"))), [Ending::Created]);
        assert_eq!((stage.writes().len(), stage.own().len()), (2, 1));
    }
}

#[test]
fn an_answer_that_is_lost_makes_no_second_comment() {
    for kind in [FaultKind::Closed, FaultKind::CutBody, FaultKind::BadGateway, FaultKind::BadJson] {
        for stage in Stage::both() {
            let path = stage.comments_path();
            stage.server().fault(Fault::always(Matcher::of("POST", path), kind.clone()));
            let posted = stage.post(&comment("one"));
            assert_eq!(endings(&posted), [Ending::Created], "{kind:?}");
            assert_eq!((stage.writes().len(), stage.own().len()), (1, 1), "{kind:?}");
        }
    }
}

#[test]
fn a_write_that_was_lost_on_the_way_is_a_failure_and_is_not_made_again() {
    for stage in Stage::both() {
        let path = stage.comments_path();
        stage.server().fault(Fault::always(Matcher::of("POST", path), FaultKind::ServerError));
        let posted = stage.post(&comment("one"));
        assert!(matches!(posted.parts[0].1, Ending::Failed(Trouble::Server { status: 500, .. })), "{posted:?}");
        assert_eq!((stage.writes().len(), stage.own().len()), (1, 0));
    }
}

#[test]
fn comments_that_cannot_all_be_read_are_not_written_over() {
    let kinds = [
        FaultKind::ServerError,
        FaultKind::BadJson,
        FaultKind::NotFound,
        FaultKind::NullObject { at: crate::fake::faults::At::Everywhere },
    ];
    for kind in kinds {
        for stage in Stage::both() {
            stage.comment_by("bob", "hello");
            stage.server().fault(Fault::always(Matcher::of("GET", stage.comments_path()), kind.clone()));
            let posted = stage.post(&comment("one"));
            assert!(matches!(posted.parts[0].1, Ending::Failed(_)), "{kind:?}: {posted:?}");
            assert_eq!(stage.writes(), [], "{kind:?}");
        }
    }
}

#[test]
fn a_report_of_an_older_head_takes_no_comment_s_place() {
    for stage in Stage::both() {
        let stale = |order: Order| Order { is_stale: true, ..order };
        assert_eq!(stage.session().request_head().unwrap(), head());
        let now = stage.push();
        assert_eq!(stage.session().request_head().unwrap(), now);
        let first = stage.post(&stale(everything("old", StatusState::Success, &[Label::Destroy])));
        assert_eq!(endings(&first), [Ending::Created, Ending::LeftAlone, Ending::LeftAlone]);
        assert_eq!(endings(&stage.post(&comment("new"))), [Ending::Updated]);
        assert_eq!(endings(&stage.post(&stale(comment("old")))), [Ending::LeftAlone]);
        assert_eq!(stage.own()[0].body, body("new"));
        assert_eq!((stage.labels(), stage.statuses()), (Vec::new(), Vec::new()));
    }
}

#[test]
fn labels_of_ours_say_what_holds_and_others_stay() {
    for stage in Stage::both() {
        stage.label("bug");
        stage.label("whomay: drift");
        let labels = |labels: &[Label]| Order { comment: None, labels: Some(labels.to_vec()), ..comment("") };
        assert_eq!(endings(&stage.post(&labels(&[Label::Destroy, Label::NoChanges]))), [Ending::Updated]);
        assert_eq!(stage.labels(), ["bug", "whomay: destroy", "whomay: no changes"]);
        assert_eq!(endings(&stage.post(&labels(&[Label::Destroy, Label::NoChanges]))), [Ending::Unchanged]);
        assert_eq!(endings(&stage.post(&labels(&[]))), [Ending::Updated]);
        assert_eq!(stage.labels(), ["bug"]);
        stage.broke_no_rule();
    }
}

#[test]
fn a_status_says_how_it_is_now_also_where_it_said_so_before() {
    for stage in Stage::both() {
        let words = match &stage {
            Stage::Github { .. } => ["pending", "pending", "failure", "success", "success", "error"],
            Stage::Gitlab { .. } => ["pending", "pending", "failed", "success", "success", "failed"],
        };
        let states = [
            StatusState::Pending,
            StatusState::Pending,
            StatusState::Failure,
            StatusState::Success,
            StatusState::Success,
            StatusState::Error,
        ];
        for (state, word) in states.into_iter().zip(words) {
            let order = Order { comment: None, labels: None, ..everything("1 to destroy", state, &[]) };
            assert_eq!(endings(&stage.post(&order)), [Ending::Updated], "{word}");
            let expected = Status {
                commit: head(),
                name: "whomay/report".to_owned(),
                state: word.to_owned(),
                description: "Plan: 1 to destroy".to_owned(),
            };
            assert_eq!(stage.statuses().last(), Some(&expected));
        }
        stage.broke_no_rule();
    }
}

#[test]
fn a_status_that_is_refused_for_good_is_a_failure() {
    for stage in Stage::both() {
        stage.server().fault(Fault::always(Matcher::of("POST", stage.statuses_path()), FaultKind::Forbidden));
        let order = Order { comment: None, labels: None, ..everything("x", StatusState::Success, &[]) };
        let posted = stage.post(&order);
        assert!(matches!(posted.parts[..], [(Part::Status, Ending::Failed(Trouble::Forbidden { .. }))]), "{posted:?}");
        assert_eq!(stage.writes().len(), 1);
    }
}

#[test]
fn a_dry_run_shows_what_a_real_one_sends_and_sends_nothing() {
    for stage in Stage::both() {
        stage.label("whomay: drift");
        for text in ["one", "two"] {
            let order = everything(text, StatusState::Failure, &[Label::Destroy, Label::Replace]);
            stage.server().forget();
            let dry = stage.session().post(&order, true);
            assert_eq!(stage.writes(), []);
            let shown: Vec<(String, String)> = dry.shown.iter().map(|it| (it.line.clone(), it.body.clone())).collect();
            let posted = stage.post(&order);
            assert_eq!(endings(&dry), endings(&posted));
            // The server logs the path below its own root.
            let root = if matches!(stage, Stage::Gitlab { .. }) { "/api/v4" } else { "" };
            let sent: Vec<(String, String)> =
                stage.writes().into_iter().map(|(line, body)| (line.replacen(root, "", 1), body)).collect();
            assert_eq!(shown, sent);
            assert!(!shown.is_empty());
        }
    }
}
