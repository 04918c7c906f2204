//! What is no plan is named, and nothing of it is quoted.

use crate::fixtures;
use crate::program::report;

#[test]
fn what_is_no_plan_is_named_with_what_to_run_instead() {
    let (mut refused, mut otherwise) = (0, Vec::new());
    for fixture in fixtures::all() {
        let Some(code) = &fixture.refused else { continue };
        let run = report(&fixture.plan, &[]);
        let text = String::from_utf8_lossy(&run.output.stdout);
        assert_eq!(run.output.status.code(), Some(2), "{}: {text}", fixture.name);
        let json: serde_json::Value = serde_json::from_str(&run.json).unwrap();
        let said = &json["dirspaces"][0]["refusal"]["code"];
        if said != code.as_str() {
            otherwise.push(format!("{}: {said}, not {code}", fixture.name));
        }
        assert!(!text.is_empty(), "{}", fixture.name);
        refused += 1;
    }
    assert!(otherwise.is_empty(), "{otherwise:#?}");
    assert!(refused > 30, "{refused}");
}
