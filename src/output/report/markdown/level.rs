//! How much of a report is drawn: from everything to numbers only, each level with less than the one before it.

/// How much is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// Everything.
    Everything,
    /// Without names of attributes, providers, data sources, variables and outputs that stay.
    Rows,
    /// Rows for what needs attention; everything else is counted by module.
    Attention,
    /// Rows for what is destroyed, replaced or forgotten; everything else is counted by module.
    Modules,
    /// The same rows; everything else is counted by directory, for as many as there is room.
    Directories,
    /// The same, with rows for the first few only.
    Fewer,
    /// No rows; counts by directory, for as many as there is room.
    Counts,
    /// Sums only.
    Totals,
}

impl Level {
    /// All but the fullest, each with more than the next.
    pub(super) const SHORTENED: [Level; 7] =
        [Level::Rows, Level::Attention, Level::Modules, Level::Directories, Level::Fewer, Level::Counts, Level::Totals];

    /// What is not on the page, for the reader. `None` if all is.
    pub(super) fn left_out(self) -> Option<&'static str> {
        match self {
            Level::Everything => None,
            Level::Rows => Some("names of attributes, providers, data sources and variables are left out"),
            Level::Attention => Some("only what needs attention is listed, the rest is counted by module"),
            Level::Modules => {
                Some("only what is destroyed, replaced or forgotten is listed, the rest is counted by module")
            }
            Level::Directories => Some(
                "only what is destroyed, replaced or forgotten is listed, the rest is counted by directory; metadata is \
                     left out",
            ),
            Level::Fewer => Some(
                "only the first of what is destroyed, replaced or forgotten is listed, the rest is counted by directory; answers \
                 and metadata are left out",
            ),
            Level::Counts => Some("nothing is listed by name, all is counted by directory"),
            Level::Totals => Some("nothing is listed by name, and there are only sums"),
        }
    }

    /// Whether names of attributes and the like are shown.
    pub(super) fn shows_names(self) -> bool {
        self == Level::Everything
    }

    /// Whether each change has its row.
    pub(super) fn shows_rows(self) -> bool {
        self <= Level::Rows
    }

    /// Whether all that needs attention has its row, and not only what is lost.
    pub(super) fn shows_attention(self) -> bool {
        self <= Level::Attention
    }

    /// Whether each dirspace has its section.
    pub(super) fn shows_dirspaces(self) -> bool {
        self <= Level::Modules
    }

    /// Whether each answer about who may do it is shown with what is missing.
    pub(super) fn shows_answers(self) -> bool {
        self <= Level::Directories
    }

    /// Whether what is lost has its rows.
    pub(super) fn shows_losses(self) -> bool {
        self <= Level::Fewer
    }

    /// The most rows for losses: of each kind, and of all kinds together.
    pub(super) fn losses(self) -> (usize, usize) {
        match self {
            Level::Everything | Level::Rows | Level::Attention => (200, usize::MAX),
            Level::Modules | Level::Directories => (200, 200),
            Level::Fewer => (50, 50),
            Level::Counts | Level::Totals => (0, 0),
        }
    }

    /// Whether directories are counted one by one.
    pub(super) fn shows_directories(self) -> bool {
        matches!(self, Level::Directories | Level::Fewer | Level::Counts)
    }
}
