//! What the tour shows, in order.

use crate::cli::Exit;

/// One command of the tour.
pub(super) struct Step {
    /// What to look at, in one or two sentences.
    pub(super) about: &'static str,
    /// What a user would type behind `whomay`.
    pub(super) arguments: &'static [&'static str],
    /// The comment on the pull request that sets off the job that it is typed in, if it is one.
    pub(super) comment: Option<&'static str>,
    /// How the command ends.
    pub(super) exit: Exit,
}

/// Devin's view of the production network, which most steps are about.
macro_rules! devin {
    ($($more:literal),*) => {
        &["simulate", "--facts", "facts.yml", "--user", "devin", "--query", "network", $($more),*]
    };
}

pub(super) const STEPS: &[Step] = &[
    Step {
        about: "Which dirspaces does the change touch, and which rules bind each? Two were not edited: they depend on \
                the network.",
        arguments: &["dirspaces"],
        comment: None,
        exit: Exit::Clean,
    },
    Step {
        about: "Who may do what? facts.yml says who is in which team and what has been approved.",
        arguments: &["simulate", "--facts", "facts.yml", "--all-users"],
        comment: None,
        exit: Exit::Negative,
    },
    Step {
        about: "What does devin, a developer, still need for the production network?",
        arguments: devin!(),
        comment: None,
        exit: Exit::Negative,
    },
    Step {
        about: "What if lea, a lead, approved?",
        arguments: devin!("--assume", "review:lea=approved"),
        comment: None,
        exit: Exit::Clean,
    },
    Step {
        about: "That is the server's answer. The strict profile, for a gate without a server, counts no approval by \
                somebody who had a part in the change, and lea wrote one of its commits.",
        arguments: devin!("--assume", "review:lea=approved", "--profile", "strict", "--operation", "apply"),
        comment: None,
        exit: Exit::Negative,
    },
    Step {
        about: "Without facts, the answer is a condition: who may do it, whoever they are?",
        arguments: &["simulate", "--who", "--query", "network"],
        comment: None,
        exit: Exit::Clean,
    },
    Step {
        about: "Is anything wrong with the rules themselves? Every pattern, query and list is held against the files \
                of the repository.",
        arguments: &["lint"],
        comment: None,
        exit: Exit::Clean,
    },
    Step {
        about: "Somebody proposes other rules, which load as well. What would they do that nobody meant?",
        arguments: &["lint", "proposal.yml"],
        comment: None,
        exit: Exit::Negative,
    },
    Step {
        about: "And what exactly would change? Each plan holds a password or two, and all values of the state; the report \
                holds none of them.",
        arguments: &["report", "--manifest", "plans.yml"],
        comment: None,
        exit: Exit::Clean,
    },
    Step {
        about: "In a pull request, the job that holds the credentials trusts no file of facts: it asks the forge, which here \
                is a small one on this machine, and decides by the strict profile.",
        arguments: &["enforce"],
        comment: Some("whomay apply dns or network or environments/dev in dir"),
        exit: Exit::Negative,
    },
    Step {
        about: "What lacks an approval holds back what is asked for together with it. Asked for alone, the development \
                environment may be applied, and the job goes on.",
        arguments: &["enforce"],
        comment: Some("whomay apply environments/dev in dir"),
        exit: Exit::Clean,
    },
];
