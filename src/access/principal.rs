//! Who a rule speaks of: `user:`, `team:`, `role:` and `*`.

use std::fmt;

use crate::source::{Span, Spanned};

/// The five roles of the format, weakest first, so that `>=` is the server's at-least order.
///
/// GitLab's access levels are translated to these names; a custom repository role is none of them and
/// satisfies no `role:` rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// May read.
    Read,
    /// May read and manage issues.
    Triage,
    /// May push.
    Write,
    /// May push and manage the repository without its dangerous settings.
    Maintain,
    /// May do anything.
    Admin,
}

impl Role {
    /// All roles, weakest first.
    pub const ALL: [Role; 5] = [Role::Read, Role::Triage, Role::Write, Role::Maintain, Role::Admin];

    /// The role of that name. Names are case-sensitive.
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }

    /// The name as the format spells it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Read => "read",
            Role::Triage => "triage",
            Role::Write => "write",
            Role::Maintain => "maintain",
            Role::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One entry of a match list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrincipalMatch {
    /// `*`: whoever asks.
    Any,
    /// `user:X`: exactly that login. Case-sensitive, because the server's comparison is.
    User(String),
    /// `team:X`: an active member of the team with that slug (on GitLab, of that group).
    Team(String),
    /// `role:X`, or `repo:X` as it used to be spelled: that role or a stronger one. The name is kept as
    /// written: one outside [`Role`] is accepted by the server and then breaks it when evaluated.
    Role(String),
}

impl PrincipalMatch {
    /// Reads one entry. The text is split at the first `:`; nothing is trimmed and keywords are
    /// case-sensitive. `None` for everything that the server refuses.
    pub fn parse(text: &str) -> Option<PrincipalMatch> {
        if text == "*" {
            return Some(PrincipalMatch::Any);
        }
        let (kind, name) = text.split_once(':')?;
        match kind {
            "user" => Some(PrincipalMatch::User(name.to_owned())),
            "team" => Some(PrincipalMatch::Team(name.to_owned())),
            "role" | "repo" => Some(PrincipalMatch::Role(name.to_owned())),
            _ => None,
        }
    }
}

impl fmt::Display for PrincipalMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PrincipalMatch::Any => f.write_str("*"),
            PrincipalMatch::User(name) => write!(f, "user:{name}"),
            PrincipalMatch::Team(name) => write!(f, "team:{name}"),
            PrincipalMatch::Role(name) => write!(f, "role:{name}"),
        }
    }
}

/// A list of principals, any of which is enough. Evaluated left to right, stopping at the first that
/// holds: an entry that would break the server does no harm behind a `*`.
///
/// It has no `Default`: a list that nobody wrote is open in some places and empty in others, so whoever
/// makes one says which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchList {
    /// The entries in the order written.
    pub entries: Vec<Spanned<PrincipalMatch>>,
    /// Where the list stands; `None` when it is a default.
    pub span: Option<Span>,
}

impl MatchList {
    /// `['*']`, as a default.
    pub fn anyone() -> MatchList {
        MatchList { entries: vec![Spanned::unwritten(PrincipalMatch::Any)], span: None }
    }

    /// `[]`, as a default.
    pub fn nobody() -> MatchList {
        MatchList { entries: Vec::new(), span: None }
    }
}

impl fmt::Display for MatchList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (at, entry) in self.entries.iter().enumerate() {
            let separator = if at == 0 { "" } else { ", " };
            write!(f, "{separator}{}", entry.value)?;
        }
        f.write_str("]")
    }
}
