//! What is posted, worked out of answers.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use proptest::prelude::*;
use pulldown_cmark::{Event, Parser};

use super::*;
use crate::access::verdict::Verdict;
use crate::cli::enforce::status::tests::record;
use crate::plan::record::samples;

const DECISION: &str = "### whomay: deny\n\nThe decision.\n";

fn page(kind: Kind, plans: Option<&Report>, markdown: &str) -> String {
    let record = record("apply", &[Verdict::Deny]);
    let marker = Marker { kind, key: "prod".parse().unwrap() };
    comment(&marker, &Said { record: &record, markdown, left_out: 0 }, plans, Dialect::Github)
}

#[test]
fn the_decision_stands_first_and_the_plans_below_it() {
    assert_eq!(page(Kind::Enforce, None, DECISION), format!("<!-- whomay:enforce v1 key=prod -->\n{DECISION}"));
    let both = page(Kind::Report, Some(&samples::whole()), DECISION);
    let begin = format!("<!-- whomay:report v1 key=prod -->\n{DECISION}\n");
    let plans = both.strip_prefix(&begin).unwrap();
    assert!(plans.starts_with("## ") || plans.starts_with("**Stale:**"), "{plans}");
    assert!(!plans.contains("<!--"), "one marker: {plans}");
    let alone = markdown::render(&samples::whole(), Dialect::Github, Dialect::Github.budget());
    assert_eq!(alone.split_once('\n').unwrap().1, plans);
}

#[test]
fn the_plans_give_way_before_the_decision() {
    let budget = Dialect::Github.budget();
    for room in [0, 10, 100, 1_000, 1_999, 2_000, 3_000, 10_000, 60_000] {
        let decision = format!("### whomay: deny\n\n{}", "x".repeat(budget - 60 - room));
        let page = page(Kind::Report, Some(&samples::whole()), &decision);
        assert!(page.len() <= budget, "{room}");
        assert!(page.contains(&decision), "{room}");
        let has_plans = page.contains("\n## ");
        assert!(has_plans || room < 2_000, "{room}");
        assert!(!has_plans || room > 60, "{room}");
    }
    let far_too_long = page(Kind::Report, None, &"x".repeat(budget));
    assert!(far_too_long.len() < 1_000);
    assert!(far_too_long.contains("### whomay: deny\n\n0 of 1 dirspace allowed, 1 denied"), "{far_too_long}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Plans come from jobs that anybody may have changed.
    #[test]
    fn no_plan_can_act_on_the_page_or_look_like_a_decision(plans in samples::report()) {
        let page = page(Kind::Report, Some(&plans), DECISION);
        prop_assert!(page.len() <= Dialect::Github.budget());
        for (at, event) in Parser::new(&page).enumerate() {
            match event {
                Event::Start(pulldown_cmark::Tag::Link { .. } | pulldown_cmark::Tag::Image { .. }) => {
                    prop_assert!(false, "a link in {}", page);
                }
                Event::Html(html) | Event::InlineHtml(html) => {
                    let ours = ["<code>", "</code>", "<details", "</details>", "</summary>", "<summary>"];
                    let is_ours = html.starts_with("<!-- whomay:report v1") && at <= 1;
                    prop_assert!(is_ours || ours.iter().any(|tag| html.starts_with(tag)), "{} in {}", html, page);
                }
                _ => {}
            }
        }
        let headings: Vec<&str> = page.lines().filter(|line| line.starts_with("### whomay")).collect();
        prop_assert_eq!(headings, ["### whomay: deny"]);
    }
}
