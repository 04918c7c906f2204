//! Lints about access control: who may plan, apply, force and unlock, and who may by omission.

pub(super) mod list_edit;
pub(super) mod lists;
pub(super) mod places;
pub(super) mod shown;
pub(super) mod user_tags;

mod access_control_restricts_nothing;
mod access_control_switched_off;
mod access_control_without_enabled;
mod apply_open;
mod apply_open_by_omission;
mod apply_without_plan;
mod autoapply_acts_as_merger;
mod autoapprove_has_no_effect;
mod branch_entry_unreachable;
mod branches_bind_plans_only;
mod builder_can_hide_files;
mod config_update_open;
mod directory_below_is_open;
mod empty_section_is_default;
mod entry_covered_by_another;
mod files_key_names_no_file;
mod files_key_never_matches;
mod force_open;
mod name_never_matches;
mod null_list_is_everyone;
mod overrides_without_access;
mod policies_deny_everything;
mod retaggable_policy;
mod role_spelled_repo;
mod source_branches_empty;
mod superapproval_has_no_effect;
mod team_is_no_github_slug;
mod unknown_role;
mod unlock_open;

pub(super) use autoapply_acts_as_merger::autoapply;
pub(in crate::lint) use lists::principals;
pub(super) use places::key;
pub(super) use shown::shown;
pub(super) use team_is_no_github_slug::is_on_github;

use crate::lint::Lint;

pub(super) const LINTS: &[&Lint] = &[
    &access_control_restricts_nothing::LINT,
    &access_control_switched_off::LINT,
    &access_control_without_enabled::LINT,
    &apply_open::LINT,
    &apply_open_by_omission::LINT,
    &apply_without_plan::LINT,
    &autoapply_acts_as_merger::LINT,
    &autoapprove_has_no_effect::LINT,
    &branch_entry_unreachable::LINT,
    &branches_bind_plans_only::LINT,
    &builder_can_hide_files::LINT,
    &config_update_open::LINT,
    &directory_below_is_open::LINT,
    &empty_section_is_default::LINT,
    &entry_covered_by_another::LINT,
    &files_key_names_no_file::LINT,
    &files_key_never_matches::LINT,
    &force_open::LINT,
    &name_never_matches::LINT,
    &null_list_is_everyone::LINT,
    &overrides_without_access::LINT,
    &policies_deny_everything::LINT,
    &retaggable_policy::LINT,
    &role_spelled_repo::LINT,
    &source_branches_empty::LINT,
    &superapproval_has_no_effect::LINT,
    &team_is_no_github_slug::LINT,
    &unknown_role::LINT,
    &unlock_open::LINT,
];
