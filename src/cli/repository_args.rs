//! Which repository, which change, which configuration: the arguments that every command about a change
//! shares.

use std::path::PathBuf;

use clap::Args;

/// The arguments as typed.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Repository and change")]
pub(super) struct RepositoryArgs {
    /// Folder of the repository, or one inside it
    #[arg(short = 'C', long, value_name = "DIR", default_value = ".")]
    pub(super) repository: PathBuf,
    /// What the change is against: the change begins where HEAD left it [default: the branch that the
    /// request goes to, where that is known and here; else the default branch]
    #[arg(long, value_name = "REV")]
    pub(super) base: Option<String>,
    /// The change's last commit [default: HEAD]
    #[arg(long, value_name = "REV")]
    pub(super) head: Option<String>,
    /// Look at what is staged instead of at a commit
    #[arg(long, conflicts_with_all = ["head", "worktree"])]
    pub(super) staged: bool,
    /// Look at the files on disk instead of at a commit
    #[arg(long, conflicts_with = "head")]
    pub(super) worktree: bool,
    /// Use this configuration file alone, whatever the repository holds
    #[arg(long, value_name = "PATH")]
    pub(super) config: Option<PathBuf>,
    /// Use the configuration of this revision alone
    #[arg(long, value_name = "REV", conflicts_with = "config")]
    pub(super) config_ref: Option<String>,
    /// Folder of the owner's central configuration: holds `config/defaults.yml` and the rest
    #[arg(long, value_name = "DIR")]
    pub(super) central: Option<PathBuf>,
    /// This repository's name in the central configuration [default: the name that origin has]
    #[arg(long, value_name = "NAME", requires = "central")]
    pub(super) central_repo: Option<String>,
    /// The repository's default branch, where the clone does not tell
    #[arg(long, value_name = "REV")]
    pub(super) default_branch: Option<String>,
    /// Branch that the request comes from, for `tags.branch` [default: the branch of --head]
    #[arg(long, value_name = "BRANCH")]
    pub(super) source_branch: Option<String>,
    /// Branch that the request goes to, for `tags.dest_branch` [default: --base]
    #[arg(long, value_name = "BRANCH")]
    pub(super) target_branch: Option<String>,
    /// What the indexer found, as JSON or YAML: `{deps: {DIR: [MODULE]}, symlinks: [[LINK, TARGET]]}`
    #[arg(long, value_name = "FILE")]
    pub(super) index: Option<PathBuf>,
    /// What the tree builder printed, as JSON or YAML: `{files: [{path: PATH, changed: BOOL}]}`
    #[arg(long, value_name = "FILE")]
    pub(super) built_tree: Option<PathBuf>,
    /// What the config builder printed
    #[arg(long, value_name = "FILE")]
    pub(super) built_config: Option<PathBuf>,
    /// A dirspace that is applied already, as DIR or DIR:WORKSPACE; may be repeated
    #[arg(long, value_name = "DIRSPACE")]
    pub(super) applied: Vec<String>,
    /// Open a repository that belongs to another user
    #[arg(long)]
    pub(super) trust_owner: bool,
}
