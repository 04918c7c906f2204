//! Lints about tag queries and names: what a query asks for that nothing can be.

mod alike;
mod answers;
mod asked;
mod foreign;
mod paths;
mod vocabulary;

mod dir_tag_never_true;
mod foreign_syntax_in_query;
mod implicit_and_beside_or;
mod in_dir_never_true;
mod name_used_as_tag;
mod newline_in_query;
mod relative_dir_never_true;
mod relative_dir_outside_depends_on;
mod stack_name_in_stack;
mod tag_imitates_built_in;
mod tag_needs_quotes;
mod unknown_tag;
mod unmatchable_tag;
mod unquoted_tag;
mod unused_tag;

mod dir_tag_is_exact;
mod directories;
mod unknown_directory;

use crate::lint::Lint;
pub(in crate::lint) use answers::Answers;

pub(super) const LINTS: &[&Lint] = &[
    &implicit_and_beside_or::LINT,
    &newline_in_query::LINT,
    &foreign_syntax_in_query::LINT,
    &unquoted_tag::LINT,
    &dir_tag_never_true::LINT,
    &dir_tag_is_exact::LINT,
    &in_dir_never_true::LINT,
    &unknown_directory::LINT,
    &relative_dir_never_true::LINT,
    &relative_dir_outside_depends_on::LINT,
    &stack_name_in_stack::LINT,
    &name_used_as_tag::LINT,
    &unknown_tag::LINT,
    &tag_imitates_built_in::LINT,
    &tag_needs_quotes::LINT,
    &unmatchable_tag::LINT,
    &unused_tag::LINT,
];

#[cfg(test)]
mod tests {
    use super::LINTS;
    use crate::lint::testing::findings;

    /// The codes of all lints of this folder that have something to say of a query.
    fn codes(query: &str) -> Vec<&'static str> {
        let config = format!(
            "dirs: {{live/prod: {{tags: [api, 'eu west'], workspaces: {{staging: {{}}}}}}}}\nworkflows:\n  - tag_query: {query}\n"
        );
        let files = ["live/prod/main.tf", "live/dev/main.tf"];
        let about_queries = LINTS.iter().filter(|lint| !["unused-tag", "tag-needs-quotes"].contains(&lint.code));
        about_queries.filter(|lint| !findings(lint, &config, &files).is_empty()).map(|lint| lint.code).collect()
    }

    #[test]
    fn one_mistake_is_reported_by_one_lint() {
        for (query, code) in [
            ("api live in dir or dir:.", &["implicit-and-beside-or", "dir-tag-is-exact"][..]),
            ("\"api\\n\"", &["newline-in-query"]),
            ("\"dir:live/\\n\"", &["newline-in-query"]),
            ("\"!api\\n\"", &["newline-in-query"]),
            ("'!api'", &["foreign-syntax-in-query"]),
            ("'!workspace:nope'", &["foreign-syntax-in-query"]),
            ("'!prod in dir'", &["foreign-syntax-in-query"]),
            ("workspace:*", &["foreign-syntax-in-query"]),
            ("eu west", &["unquoted-tag"]),
            ("dir:live/", &["dir-tag-never-true"]),
            ("dir:live/*", &["dir-tag-never-true"]),
            ("dir:live", &["dir-tag-is-exact"]),
            ("dir:nope", &["unknown-directory"]),
            ("nope in dir", &["unknown-directory"]),
            ("prod-* in dir", &["in-dir-never-true"]),
            ("relative_dir:./x", &["relative-dir-outside-depends-on"]),
            ("staging", &["name-used-as-tag"]),
            ("default", &["name-used-as-tag"]),
            ("prod", &["name-used-as-tag"]),
            ("API", &["unknown-tag"]),
            ("workspace:nope", &["unknown-tag"]),
            ("api and live in dir and dir:live/prod and not workspace:staging", &[]),
        ] {
            assert_eq!(codes(query), code, "{query}");
        }
    }
}
