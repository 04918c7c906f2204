//! Lints about `dirs`, patterns and stacks: keys and patterns that match nothing, or more than they should.

mod dead_text;
mod file_patterns;
mod scalar_edit;

mod depends_on_itself;
mod directory_does_not_exist;
mod directory_key_never_matches;
mod directory_without_files;
mod directory_without_workspaces;
mod every_directory_is_a_dirspace;
mod exclusion_is_local;
mod glob_key_reaches_no_file;
mod ignored_setting;
mod only_negated_patterns;
mod own_files_not_matched;
mod pattern_matches_no_file;
mod pattern_never_matches;
mod pattern_without_dir;
mod shadowed_by_a_longer_key;
mod special_character_in_directory;
mod stack_selects_nothing;
mod stacks_add_default_workspace;

use crate::lint::Lint;

pub(super) const LINTS: &[&Lint] = &[
    // Keys of `dirs`.
    &directory_key_never_matches::LINT,
    &special_character_in_directory::LINT,
    &directory_does_not_exist::LINT,
    &directory_without_files::LINT,
    &glob_key_reaches_no_file::LINT,
    &shadowed_by_a_longer_key::LINT,
    // File patterns.
    &pattern_never_matches::LINT,
    &only_negated_patterns::LINT,
    &pattern_without_dir::LINT,
    &exclusion_is_local::LINT,
    &every_directory_is_a_dirspace::LINT,
    &pattern_matches_no_file::LINT,
    &own_files_not_matched::LINT,
    // Workspaces, stacks and order.
    &directory_without_workspaces::LINT,
    &stacks_add_default_workspace::LINT,
    &stack_selects_nothing::LINT,
    &depends_on_itself::LINT,
    &ignored_setting::LINT,
];
