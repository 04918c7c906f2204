//! Text out: one file for each format, all of them drawn from one [`answer::Answer`].
//!
//! Nothing here decides, and nothing here looks at the world: width and colour are handed in. Whatever
//! comes from a repository, a configuration or a forge is escaped before it reaches a terminal, Markdown
//! or an outputs file (see [`escape`]).

pub mod answer;
pub mod diagnostics;
pub mod dirspace_answer;
pub mod enforcement;
pub mod escape;
pub mod explanation;
pub mod gains;
pub mod github_matrix;
pub mod human;
pub mod json;
pub mod lint;
pub mod listing;
pub mod markdown;
pub mod new_file;
mod page;
pub mod report;
pub mod rights;
pub mod sections;
mod wrapping;
