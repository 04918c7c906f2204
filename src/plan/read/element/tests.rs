//! What each piece of a plan comes to: tables for what engines write and what they do not, and random plans against a
//! second count and for texts that may not come out. Pieces come from JSON values here, so that no test hangs on the walk.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed test should say where")]

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::plan::change::*;
use crate::plan::testing::{FORMATS, Position, plan};
use crate::plan::words::Shown;
use crate::plan::{Counts, Plan, counts::EngineLine};

fn of(element: impl FnOnce(&mut Elements<'_>) -> Result<(), Fault>) -> Plan {
    try_of(element).unwrap()
}

fn try_of(element: impl FnOnce(&mut Elements<'_>) -> Result<(), Fault>) -> Result<Plan, Fault> {
    let mut marks = Marks::default();
    let mut elements = Elements::new(&mut marks);
    element(&mut elements)?;
    Ok(elements.finish()?.plan)
}

fn change(resource: &Value) -> Plan {
    of(|elements| elements.resource_change(resource.to_string().as_bytes()))
}

/// A change of `aws_instance.this`, with an object merged into `change`.
fn changed(actions: &[&str], change: Value) -> Plan {
    let mut resource = json!({
        "address": "aws_instance.this", "mode": "managed", "type": "aws_instance", "name": "this", "change": change,
    });
    resource["change"]["actions"] = json!(actions);
    self::change(&resource)
}

/// What the attributes of the only change are.
fn attributes(plan: &Plan) -> Vec<(String, bool, bool, bool)> {
    let of = |attribute: &AttributeChange| {
        let name = crate::plan::address::word_text(&plan.words, attribute.name);
        (name, attribute.forces_replacement, attribute.sensitive, attribute.only_sensitivity)
    };
    plan.attributes_of(&plan.resources[0]).iter().map(of).collect()
}

/// Hands every piece of a plan to its function, as the walk over the bytes does.
fn walk(plan: &Value, elements: &mut Elements<'_>) -> Result<(), Fault> {
    for (key, value) in plan.as_object().unwrap() {
        let text = value.to_string();
        if elements.top_level(key, text.as_bytes())? {
            continue;
        }
        let list = value.as_array().into_iter().flatten().map(Value::to_string);
        let list: Vec<String> = list.collect();
        let each =
            |read: &mut dyn FnMut(&[u8]) -> Result<(), Fault>| list.iter().try_for_each(|item| read(item.as_bytes()));
        let entries = |value: &Value| -> Vec<(String, String)> {
            value.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value.to_string())).collect()
        };
        match key.as_str() {
            "resource_changes" => each(&mut |item| elements.resource_change(item))?,
            "resource_drift" => each(&mut |item| elements.drift(item))?,
            "deferred_changes" => each(&mut |item| elements.deferred_change(item))?,
            "action_invocations" => each(&mut |item| elements.action_invocation(item))?,
            "deferred_action_invocations" => each(&mut |item| elements.deferred_action_invocation(item))?,
            "checks" => each(&mut |item| elements.check(item))?,
            "condition_results" => each(&mut |item| elements.condition_result(item))?,
            "output_changes" => {
                for (name, value) in entries(value) {
                    elements.output_change(&name, value.as_bytes())?;
                }
            }
            "variables" => {
                for (name, value) in entries(value) {
                    elements.variable(&name, value.as_bytes())?;
                }
            }
            "planned_values" => walk_state(value, StateOf::Planned, elements)?,
            "prior_state" => walk_state(&value["values"], StateOf::Prior, elements)?,
            "configuration" => walk_configuration(value, elements)?,
            _ => {}
        }
    }
    Ok(())
}

fn walk_state(values: &Value, of: StateOf, elements: &mut Elements<'_>) -> Result<(), Fault> {
    for (name, output) in values["outputs"].as_object().into_iter().flatten() {
        elements.state_output(of, name, output.to_string().as_bytes())?;
    }
    let mut modules = vec![&values["root_module"]];
    while let Some(module) = modules.pop() {
        for resource in module["resources"].as_array().into_iter().flatten() {
            elements.state_resource(of, resource.to_string().as_bytes())?;
        }
        modules.extend(module["child_modules"].as_array().into_iter().flatten());
    }
    Ok(())
}

fn walk_configuration(configuration: &Value, elements: &mut Elements<'_>) -> Result<(), Fault> {
    for provider in configuration["provider_config"].as_object().into_iter().flat_map(|map| map.values()) {
        elements.configured_provider(provider.to_string().as_bytes())?;
    }
    let root = &configuration["root_module"];
    for (name, variable) in root["variables"].as_object().into_iter().flatten() {
        elements.configured_variable(name, variable.to_string().as_bytes())?;
    }
    for (name, output) in root["outputs"].as_object().into_iter().flatten() {
        elements.configured_output(name, output.to_string().as_bytes())?;
    }
    let mut modules = vec![root];
    while let Some(module) = modules.pop() {
        for resource in module["resources"].as_array().into_iter().flatten() {
            elements.configured_resource(resource.to_string().as_bytes())?;
        }
        modules.extend(
            module["module_calls"].as_object().into_iter().flat_map(|map| map.values()).map(|call| &call["module"]),
        );
    }
    Ok(())
}

#[test]
fn a_change_is_small() {
    // 50,000 changes and as many again have to fit: see the budget of memory in the documentation of the command.
    assert!(size_of::<ResourceChange>() <= 96, "{}", size_of::<ResourceChange>());
    assert!(size_of::<AttributeChange>() <= 8, "{}", size_of::<AttributeChange>());
    assert!(size_of::<Shown>() <= 24, "{}", size_of::<Shown>());
}

#[test]
fn every_set_of_actions() {
    for (actions, expected) in [
        (vec!["create"], Action::Create),
        (vec!["read"], Action::Read),
        (vec!["update"], Action::Update),
        (vec!["delete"], Action::Delete),
        (vec!["delete", "create"], Action::DeleteThenCreate),
        (vec!["create", "delete"], Action::CreateThenDelete),
        (vec!["forget"], Action::Forget),
        (vec!["create", "forget"], Action::CreateAndForget),
        (vec!["forget", "create"], Action::CreateAndForget),
        (vec!["open"], Action::Open),
        (vec![], Action::Other),
        (vec!["Create"], Action::Other),
        (vec!["create", "create"], Action::Other),
        (vec!["delete", "create", "delete"], Action::Other),
        (vec!["no-op", "create"], Action::Other),
    ] {
        let plan = changed(&actions, json!({}));
        assert_eq!(plan.resources[0].action, expected, "{actions:?}");
        assert_eq!(plan.unchanged, 0);
    }
}

#[test]
fn nothing_happens_to_what_is_neither_moved_nor_imported() {
    let plan = changed(&["no-op"], json!({}));
    assert_eq!((plan.unchanged, plan.resources.len()), (1, 0));
    let plan = changed(&["no-op"], json!({"importing": {"id": "i-0123"}}));
    assert_eq!((plan.unchanged, plan.resources.len()), (0, 1));
    assert!(plan.resources[0].imported);
    let mut moved = json!({"address": "a.b", "previous_address": "a.c", "change": {"actions": ["no-op"]}});
    let plan = change(&moved);
    assert_eq!(plan.address_text(&plan.resources[0].moved_from.unwrap()), "a.c");
    moved["previous_address"] = json!("a.b");
    assert_eq!(change(&moved).unchanged, 1);
}

#[test]
fn a_data_source_that_goes_is_no_destroy() {
    let mut resource =
        json!({"address": "data.a.b", "mode": "data", "type": "a", "name": "b", "change": {"actions": ["delete"]}});
    assert_eq!(change(&resource).counts(), Counts { unchanged: 1, ..Counts::default() });
    resource["change"]["actions"] = json!(["read"]);
    assert_eq!(change(&resource).counts(), Counts { read: 1, ..Counts::default() });
}

#[test]
fn what_is_only_called_a_data_source_is_destroyed_all_the_same() {
    for mode in ["data", "ephemeral", "list"] {
        for address in ["a.b", "module.m.a.b", "data.a", "b!"] {
            let resource = json!({
                "address": address, "mode": mode, "type": "a", "name": "b", "change": {"actions": ["delete"]},
            });
            assert_eq!(change(&resource).counts(), Counts { delete: 1, ..Counts::default() }, "{mode} {address}");
        }
    }
}

#[test]
fn changed_attributes_of_an_update() {
    let plan = changed(
        &["update"],
        json!({
            "before": {"ami": "a", "count": 1, "id": "i", "key": "k", "null": null, "secret": "x", "size": 1, "tags": {"a": "b"}},
            "after": {"ami": "b", "count": 1, "key": "k", "new": null, "secret": "y", "size": 2, "tags": {"a": "b"}},
            "after_unknown": {"id": true, "tags": {}, "other": {"a": [true]}},
            "before_sensitive": {"secret": true, "tags": {}},
            "after_sensitive": {"secret": true, "key": true, "tags": {"a": true}},
            "replace_paths": [["ami"], ["tags", "a"], [0]],
        }),
    );
    let expected = [
        ("ami", true, false, false),
        ("id", false, false, false),
        ("key", false, true, true),
        ("other", false, false, false),
        ("secret", false, true, false),
        ("size", false, false, false),
        ("tags", true, true, true),
    ];
    let expected = expected.map(|(name, forces, sensitive, only)| (name.to_owned(), forces, sensitive, only));
    assert_eq!(attributes(&plan), expected);
    assert!(plan.resources[0].sensitive_changed && plan.resources[0].sensitivity_changed);
}

#[test]
fn only_updates_and_replacements_have_attributes() {
    for actions in [&["create"][..], &["delete"], &["read"], &["forget"], &["create", "forget"], &["other"]] {
        let plan = changed(actions, json!({"before": {"a": 1}, "after": {"a": 2}}));
        assert_eq!(plan.attributes, []);
    }
    for actions in [&["update"][..], &["create", "delete"], &["delete", "create"]] {
        assert_eq!(attributes(&changed(actions, json!({"before": {"a": 1}, "after": {"a": 2}}))).len(), 1);
    }
}

#[test]
fn numbers_are_their_digits_and_layout_is_nothing() {
    let resource = |before: &str, after: &str| {
        let text = format!(r#"{{"change":{{"actions":["update"],"before":{before},"after":{after}}}}}"#);
        of(|elements| elements.resource_change(text.as_bytes())).attributes.len()
    };
    let (a, b) = ("123456789012345678901234567890", "123456789012345678901234567891");
    assert_eq!(resource(&format!(r#"{{"n":{a}}}"#), &format!(r#"{{"n":{b}}}"#)), 1);
    assert_eq!(resource(&format!(r#"{{"n":{a}}}"#), &format!("{{ \"n\" :\n {a} }}")), 0);
    assert_eq!(resource(r#"{"a":"\u003c","b":[1,2]}"#, r#"{"b": [1, 2], "a": "<"}"#), 0);
}

#[test]
fn only_the_mark_changes() {
    let change = |before: Value, after: Value, was: Value, is: Value| {
        let plan = changed(
            &["update"],
            json!({"before": {"a": before}, "after": {"a": after}, "before_sensitive": was, "after_sensitive": is}),
        );
        (plan.resources[0].sensitive_changed, plan.resources[0].sensitivity_changed, plan.attributes.len())
    };
    let (no, yes) = (json!({}), json!({"a": true}));
    assert_eq!(change(json!("x"), json!("x"), no.clone(), yes.clone()), (false, true, 1));
    assert_eq!(change(json!("x"), json!("x"), json!(true), json!(false)), (false, true, 1));
    assert_eq!(change(json!("x"), json!("x"), json!({"a": false}), json!({})), (false, false, 0));
    assert_eq!(change(json!("x"), json!("y"), no.clone(), yes.clone()), (true, true, 1));
    assert_eq!(change(json!("x"), json!("y"), yes.clone(), yes.clone()), (true, false, 1));
    // The engine writes no mark for null.
    assert_eq!(change(json!(null), json!("y"), no.clone(), yes.clone()), (true, false, 1));
    assert_eq!(change(json!("x"), json!(null), yes.clone(), no.clone()), (true, false, 1));
    assert_eq!(change(json!(["x"]), json!(["x"]), json!({"a": [false]}), json!({"a": [true]})), (false, true, 1));
    assert_eq!(
        change(json!(["x"]), json!(["x", "y"]), json!({"a": [true]}), json!({"a": [true, true]})),
        (true, false, 1)
    );
}

#[test]
fn what_stands_twice_is_refused() {
    for text in [
        r#"{"type":"a","type":"b"}"#,
        r#"{"type":null,"type":"b"}"#,
        r#"{"type":"a","\u0074ype":"b"}"#,
        r#"{"change":{"actions":["create"],"actions":["delete"]}}"#,
        r#"{"change":{"actions":["update"],"before":{"a":1,"b":2,"a":3}}}"#,
        r#"{"change":{"actions":["update"],"after":{"a":1,"a":1}}}"#,
        r#"{"change":{"actions":["update"],"after_unknown":{"a":true,"a":false}}}"#,
        r#"{"change":{"actions":["update"],"before_sensitive":{"b":true,"a":1,"b":false}}}"#,
        r#"{"change":{"importing":{},"importing":null}}"#,
    ] {
        let fault = try_of(|elements| elements.resource_change(text.as_bytes())).unwrap_err();
        assert_eq!(fault.kind, Kind::DuplicateKey, "{text}");
    }
    // What is not looked at may be anything.
    assert!(try_of(|elements| elements.resource_change(br#"{"x":1,"x":2,"change":{"y":1,"y":[]}}"#)).is_ok());
}

#[test]
fn another_type_is_refused_where_it_stands() {
    for (text, at) in [
        (r#"[]"#, 0),
        (r#""text""#, 0),
        (r#"{"type":1}"#, 8),
        (r#"{"change":[["create"]]}"#, 10),
        (r#"{"change":{"actions":"create"}}"#, 21),
        (r#"{"change":{"actions":[1]}}"#, 22),
        (r#"{"change":{"importing":true}}"#, 23),
        (r#"{"index_unknown":"yes"}"#, 17),
        ("{\n\"change\":{\"actions\":[\"update\"],\n\"before\":\n 7}}", 44),
        (r#"{"change":{"actions":["update"],"before":{},"replace_paths":[["a"],7]}}"#, 67),
    ] {
        let fault = try_of(|elements| elements.resource_change(text.as_bytes())).unwrap_err();
        assert_eq!(fault.kind, Kind::WrongType, "{text}");
        // The decoder points at the value or at its end.
        assert!(fault.at.abs_diff(at) <= 8, "{text}: {} and not {at}", fault.at);
    }
    let fault = try_of(|elements| elements.resource_change(b"{\"type\":\"a\"")).unwrap_err();
    assert_eq!(fault.kind, Kind::Malformed);
    let fault = try_of(|elements| elements.resource_change(b"{\"type\":\"\xff\"}")).unwrap_err();
    assert_eq!((fault.kind, fault.at), (Kind::Malformed, 9));
}

#[test]
fn null_is_absent() {
    let nulls = json!({
        "address": null, "previous_address": null, "module_address": null, "mode": null, "type": null, "name": null,
        "index": null, "index_unknown": null, "provider_name": null, "deposed": null, "change": null, "action_reason": null,
    });
    let plan = change(&nulls);
    assert_eq!(plan.resources[0].action, Action::Other);
    assert_eq!(plan.address_text(&plan.resources[0].address), "other.(invalid name).(invalid name)");
    assert_eq!(plan.resources[0].deposed, None);
}

#[test]
fn an_address_is_put_together_from_its_fields() {
    for (resource, expected) in [
        (json!({"address": "a.b", "mode": "managed", "type": "a", "name": "b"}), "a.b"),
        (json!({"address": "data.a.b[3]", "mode": "data", "type": "a", "name": "b", "index": 3}), "data.a.b[3]"),
        (json!({"address": "a.b[*]", "mode": "managed", "type": "a", "name": "b", "index_unknown": true}), "a.b[*]"),
        (
            json!({"address": r#"module.m[0].module.n["k"].a.b["k"]"#, "module_address": r#"module.m[0].module.n["k"]"#,
                   "mode": "managed", "type": "a", "name": "b", "index": "k"}),
            "module.m[0].module.n[…].a.b[…]",
        ),
        // Nothing beside the address.
        (json!({"address": "module.m.data.a.b[1]"}), "module.m.data.a.b[1]"),
        // Fields win.
        (json!({"address": "a.b", "mode": "managed", "type": "c", "name": "d"}), "c.d"),
        (json!({"address": "a.b[0]", "mode": "managed", "type": "a", "name": "b", "index": 1}), "a.b[1]"),
        (json!({"address": "a.b[0]", "mode": "managed", "type": "a", "name": "b", "index": -1}), "a.b[…]"),
        (json!({"address": "a.b[0]", "mode": "managed", "type": "a", "name": "b", "index": true}), "a.b[…]"),
        (json!({"address": "a.b", "mode": "else", "type": "a", "name": "b"}), "other.a.b"),
        (
            json!({"address": "module.x.a.b", "module_address": "module.y", "mode": "managed", "type": "a", "name": "b"}),
            "module.y.a.b",
        ),
        // What is no address.
        (
            json!({"address": "<script>", "mode": "managed", "type": "<b>", "name": "b c"}),
            "module.(invalid name).(invalid name).(invalid name)",
        ),
        (
            json!({"address": "module.m.a.b", "module_address": "<i>", "mode": "managed", "type": "a", "name": "b"}),
            "module.(invalid name).a.b",
        ),
        (json!({"address": "output.o"}), "module.(invalid name).other.(invalid name).(invalid name)"),
    ] {
        let mut resource = resource;
        resource["change"] = json!({"actions": ["create"]});
        let plan = change(&resource);
        assert_eq!(plan.address_text(&plan.resources[0].address), expected, "{resource}");
    }
}

#[test]
fn a_text_key_of_an_address_that_contradicts_itself_cannot_be_shown() {
    let keys = |resource: Value| {
        let mut resource = resource;
        resource["change"] = json!({"actions": ["create"]});
        let mut marks = Marks::default();
        let mut elements = Elements::new(&mut marks);
        elements.resource_change(resource.to_string().as_bytes()).unwrap();
        let draft = elements.finish().unwrap();
        draft.keys.iter().map(|(_, key)| key.to_owned()).collect::<Vec<_>>()
    };
    let resource = |index: &str, kind: &str| {
        json!({
            "address": "module.m[\"k\"].a.b[\"\\u003c$${l}\"]", "module_address": "module.m[\"k\"]",
            "mode": "managed", "type": kind, "name": "b", "index": index,
        })
    };
    assert_eq!(keys(resource("<${l}", "a")), ["k", "<${l}"]);
    assert_eq!(keys(resource("other", "a")), Vec::<String>::new());
    assert_eq!(keys(resource("<${l}", "c")), Vec::<String>::new());
}

#[test]
fn deposed_objects() {
    for (key, expected) in
        [("0a1b2c3d", Some(0x0a1b_2c3d)), ("", None), ("+1234567", Some(0)), ("hunter2", Some(0)), ("12345", Some(0))]
    {
        let resource = json!({"address": "a.b", "deposed": key, "change": {"actions": ["delete"]}});
        assert_eq!(change(&resource).resources[0].deposed, expected, "{key}");
    }
}

#[test]
fn drift_is_what_changed_or_moved() {
    let drift = |resource: Value| of(|elements| elements.drift(resource.to_string().as_bytes())).drift;
    assert_eq!(drift(json!({"address": "a.b", "change": {"actions": ["no-op"]}})), []);
    assert_eq!(drift(json!({"address": "a.b", "change": {"actions": ["no-op"], "importing": {}}})), []);
    assert_eq!(drift(json!({"address": "a.b", "previous_address": "a.c", "change": {"actions": ["no-op"]}})).len(), 1);
    assert_eq!(drift(json!({"address": "a.b", "change": {"actions": ["delete"]}}))[0].action, Action::Delete);
    let update =
        drift(json!({"address": "a.b", "change": {"actions": ["update"], "before": {"a": 1}, "after": {"a": 2}}}));
    assert_eq!(update[0].attributes.count, 1);
}

#[test]
fn deferred_changes_and_actions() {
    let deferred =
        json!({"reason": "absent_prereq", "resource_change": {"address": "a.b[*]", "change": {"actions": ["no-op"]}}});
    let plan = of(|elements| elements.deferred_change(deferred.to_string().as_bytes()));
    assert_eq!((plan.deferred.len(), plan.deferred[0].reason), (1, DeferredReason::AbsentPrereq));
    let fault = try_of(|elements| elements.deferred_change(br#"{"reason":"absent_prereq"}"#)).unwrap_err();
    assert_eq!(fault.kind, Kind::WrongType);

    let action = json!({
        "address": "module.m[1].action.local_command.run[\"k\"]", "type": "local_command", "name": "run",
        "config_values": {"a": "b"}, "lifecycle_action_trigger": {"action_trigger_event": "BeforeUpdate"},
    });
    let plan = of(|elements| elements.action_invocation(action.to_string().as_bytes()));
    let first = plan.actions[0];
    assert_eq!((first.event, first.deferred), (TriggerEvent::BeforeUpdate, None));
    assert_eq!(crate::plan::address::module_text(&plan.words, plan.modules.path(first.module)), "module.m[1]");
    assert_eq!(plan.words.shown(first.name), &Shown::Text("run".into()));
    assert!(first.key.is_some());

    let later =
        json!({"reason": "excluded", "action_invocation": {"address": "action.a.b", "invoke_action_trigger": {}}});
    let plan = of(|elements| elements.deferred_action_invocation(later.to_string().as_bytes()));
    assert_eq!((plan.actions[0].event, plan.actions[0].deferred), (TriggerEvent::Invoked, Some(DeferredReason::Other)));
    assert_eq!(plan.counts(), Counts { deferred: 1, ..Counts::default() });
}

#[test]
fn outputs() {
    let plan = of(|elements| {
        elements.output_change("same", br#"{"actions":["no-op"],"before_sensitive":true,"after_sensitive":true}"#)?;
        elements.output_change("mark", br#"{"actions":["no-op"],"before_sensitive":false,"after_sensitive":true}"#)?;
        elements.output_change("new", br#"{"actions":["create"],"before_sensitive":false,"after_sensitive":false}"#)?;
        elements.output_change("old", br#"{"actions":["update"],"before":"a","after":"b"}"#)?;
        elements.output_change("not a name", br#"{"actions":["delete"]}"#)?;
        elements.configured_output("old", br#"{"sensitive":true,"expression":{}}"#)?;
        elements.configured_output("same", br#"{}"#)?;
        elements.state_output(StateOf::Prior, "gone", br#"{"sensitive":false,"value":"x"}"#)
    });
    let shown: Vec<_> = plan
        .outputs
        .iter()
        .map(|output| {
            (
                crate::plan::address::word_text(&plan.words, output.name),
                output.action,
                output.sensitive,
                output.sensitivity_changed,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("mark".to_owned(), Action::NoOp, true, true),
            ("new".to_owned(), Action::Create, false, false),
            ("old".to_owned(), Action::Update, true, false),
            ("(invalid name)".to_owned(), Action::Delete, false, false),
        ]
    );
    assert_eq!(plan.output_names.len(), 6);
}

#[test]
fn checks_in_both_forms() {
    let check = json!({
        "address": {"kind": "resource", "mode": "data", "type": "a", "name": "b", "module": "module.m.module.n", "to_display": "x"},
        "status": "fail",
        "instances": [{"problems": [{"message": "m"}, {"message": null}]}, {"status": "pass"}, {"problems": [{"message": "n"}]}],
    });
    let condition = |address: &str, kind: &str, result: bool, unknown: bool| {
        json!({"address": address, "condition_type": kind, "result": result, "unknown": unknown, "error_message": "x"})
            .to_string()
    };
    let conditions = [
        condition("module.m[\"a\"].data.a.b[0]", "ResourcePrecondition", true, false),
        condition("module.m[\"b\"].data.a.b[1]", "ResourcePostcondition", false, true),
        condition("module.m.output.o", "OutputPrecondition", false, false),
    ];
    let newer = of(|elements| {
        conditions.iter().try_for_each(|condition| elements.condition_result(condition.as_bytes()))?;
        elements.check(check.to_string().as_bytes())
    });
    assert_eq!(newer.checks.len(), 1);
    let first = newer.checks[0];
    assert_eq!((first.kind, first.status, first.messages), (CheckKind::Resource, CheckStatus::Fail, 2));
    assert_eq!(first.resource.unwrap().0, crate::plan::address::Mode::Data);
    assert_eq!(newer.modules.path(first.module).len(), 2);

    let older =
        of(|elements| conditions.iter().try_for_each(|condition| elements.condition_result(condition.as_bytes())));
    let shown: Vec<_> = older.checks.iter().map(|check| (check.kind, check.status, check.messages)).collect();
    assert_eq!(shown, [(CheckKind::Resource, CheckStatus::Unknown, 2), (CheckKind::Output, CheckStatus::Fail, 1)]);
}

#[test]
fn data_sources_and_providers_are_listed_once() {
    let plan = of(|elements| {
        elements.configured_resource(br#"{"mode":"data","type":"a","name":"b"}"#)?;
        elements.configured_resource(br#"{"mode":"managed","type":"c","name":"d"}"#)?;
        elements.state_resource(StateOf::Prior, br#"{"mode":"data","type":"a","name":"b","index":0,"values":{}}"#)?;
        elements.state_resource(StateOf::Prior, br#"{"mode":"data","type":"a","name":"e","values":{}}"#)?;
        elements.state_resource(StateOf::Planned, br#"{"mode":"data","type":"a","name":"f","values":{}}"#)?;
        elements.configured_provider(br#"{"name":"aws","full_name":"registry.terraform.io/hashicorp/aws"}"#)?;
        elements.configured_provider(br#"{"name":"google"}"#)?;
        elements.resource_change(br#"{"provider_name":"registry.terraform.io/hashicorp/aws"}"#)?;
        elements.resource_change(br#"{"provider_name":"https://user:hunter2@example.com"}"#)
    });
    assert_eq!(plan.data_sources.len(), 2);
    let providers: Vec<_> =
        plan.providers.iter().map(|word| crate::plan::address::word_text(&plan.words, *word)).collect();
    assert_eq!(providers, ["registry.terraform.io/hashicorp/aws", "google", "(invalid name)"]);
}

#[test]
fn top_level_keys() {
    let read = |key: &str, value: &str| try_of(|elements| elements.top_level(key, value.as_bytes()).map(drop));
    for (text, expected) in [
        ("\"0.1\"", Some((0, 1, 0, false))),
        ("\"1.2\"", Some((1, 2, 0, false))),
        ("\"1.99.3-beta1\"", Some((1, 99, 3, true))),
    ] {
        let version = read("format_version", text).unwrap().format;
        assert_eq!(version.map(|version| (version.major, version.minor, version.patch, version.prerelease)), expected);
    }
    for text in ["\"2.0\"", "\"\"", "\"1\"", "\"1.2.3.4\"", "\"x1.2\"", "\"+1.2\"", "null", "\"1.1234567\""] {
        assert_eq!(read("format_version", text).unwrap_err().kind, Kind::UnsupportedVersion, "{text}");
    }
    assert_eq!(read("format_version", "1.2").unwrap_err().kind, Kind::WrongType);
    assert!(read("terraform_version", "\"1.10.0-rc1+hunter2\"").unwrap().engine.unwrap().prerelease);
    assert_eq!(read("terraform_version", "\"hunter2\"").unwrap().engine, None);
    assert_eq!(read("timestamp", "\"1970-01-01T00:00:01Z\"").unwrap().made_at, Some(1));
    assert_eq!(read("timestamp", "\"hunter2\"").unwrap().made_at, None);
    assert_eq!(read("errored", "true").unwrap().standing.errored, Some(true));
    assert_eq!(read("complete", "null").unwrap().standing.complete, None);
    assert_eq!(read("applyable", "\"yes\"").unwrap_err().kind, Kind::WrongType);
    assert!(!Elements::new(&mut Marks::default()).top_level("variables", b"{}").unwrap());
}

/// Which of some strings the wall knows after some pieces were read.
fn marked(strings: &[&str], element: impl FnOnce(&mut Elements<'_>) -> Result<(), Fault>) -> Vec<bool> {
    let mut marks = Marks::default();
    let mut elements = Elements::new(&mut marks);
    element(&mut elements).unwrap();
    elements.finish().unwrap();
    let wall = marks.build();
    strings.iter().map(|string| wall.overlaps(string)).collect()
}

#[test]
fn what_is_marked_is_told_to_the_wall() {
    type Read = fn(&mut Elements<'_>) -> Result<(), Fault>;
    let both: [(&str, Read); 10] = [
        ("update", |elements| {
            elements.resource_change(br#"{"change":{"actions":["update"],"before":{"a":"open-text","b":"marked-before"},
                "after":{"a":"open-text","b":"marked-after"},"before_sensitive":{"b":true},"after_sensitive":{"b":true}}}"#)
        }),
        ("no-op", |elements| {
            elements.resource_change(
                br#"{"change":{"actions":["no-op"],"before":{"b":"marked-before"},"after":{"a":"open-text",
                "b":["marked-after"]},"before_sensitive":true,"after_sensitive":{"b":[true]}}}"#,
            )
        }),
        ("drift", |elements| {
            elements.drift(
                br#"{"change":{"actions":["delete"],"before":{"a":"open-text","b":["marked-before","marked-after"]},
                "after":null,"before_sensitive":{"b":true},"after_sensitive":false}}"#,
            )
        }),
        ("deferred", |elements| {
            elements.deferred_change(
                br#"{"resource_change":{"change":{"actions":["create"],"before":"marked-before",
                "before_sensitive":true,"after":{"a":"open-text","b":"marked-after"},"after_sensitive":{"b":true}}}}"#,
            )
        }),
        ("action", |elements| {
            let action = br#"{"config_values":{"a":"open-text","b":"marked-before"},"config_sensitive":{"b":true}}"#;
            elements.action_invocation(action)?;
            elements.deferred_action_invocation(
                br#"{"action_invocation":{"config_values":"marked-after","config_sensitive":true}}"#,
            )
        }),
        ("output change", |elements| {
            elements.output_change(
                "o",
                br#"{"before":"marked-before","before_sensitive":true,"after":"open-text","after_sensitive":false}"#,
            )?;
            elements.output_change("p", br#"{"before":null,"after":{"k":"marked-after"},"after_sensitive":true}"#)
        }),
        ("state", |elements| {
            elements.state_resource(
                StateOf::Planned,
                br#"{"mode":"managed","values":{"a":"open-text","b":"marked-before"},"sensitive_values":{"b":true}}"#,
            )?;
            elements.state_resource(
                StateOf::Prior,
                br#"{"mode":"data","values":{"a":"open-text","b":"marked-after"},"sensitive_values":{"b":true}}"#,
            )
        }),
        ("state output", |elements| {
            elements.state_output(
                StateOf::Planned,
                "o",
                br#"{"sensitive":true,"value":["marked-before","marked-after"]}"#,
            )?;
            elements.state_output(StateOf::Prior, "p", br#"{"sensitive":false,"value":"open-text"}"#)
        }),
        ("variable", |elements| {
            elements.variable("before", br#"{"value":"marked-before"}"#)?;
            elements.variable("open", br#"{"value":"open-text"}"#)?;
            elements.configured_variable("before", br#"{"sensitive":true}"#)?;
            elements.configured_variable("open", br#"{}"#)?;
            elements.configured_variable("after", br#"{"ephemeral":true}"#)?;
            elements.variable("after", br#"{"value":{"k":"marked-after"}}"#)
        }),
        ("default", |elements| {
            elements.configured_variable("a", br#"{"sensitive":true,"default":"marked-before"}"#)?;
            elements.configured_variable("b", br#"{"sensitive":false,"default":"open-text"}"#)?;
            elements.configured_module_variable(br#"{"default":"open-text"}"#)?;
            elements.configured_module_variable(br#"{"sensitive":true,"default":["marked-after"]}"#)
        }),
    ];
    for (what, read) in both {
        assert_eq!(marked(&["marked-before", "marked-after", "open-text"], read), [true, true, false], "{what}");
    }
}

#[test]
fn a_variable_that_nobody_declares_counts_as_sensitive() {
    let undeclared =
        |elements: &mut Elements<'_>| elements.variable("v", br#"{"value":{"key-of-it":["in-the-middle",1234567]}}"#);
    assert_eq!(marked(&["key-of-it", "in-the-middle", "1234567", "elsewhere"], undeclared), [true, true, true, false]);
    let deep = format!(r#"{{"value":{}"at-the-bottom"{}}}"#, "[".repeat(3_000), "]".repeat(3_000));
    assert_eq!(marked(&["at-the-bottom"], |elements| elements.variable("v", deep.as_bytes())), [true]);
}

#[test]
fn what_does_not_fit_in_memory_counts_as_sensitive() {
    let large = format!(r#"{{"value":"{}"}}"#, "x".repeat(16 << 20));
    let read = |elements: &mut Elements<'_>| {
        elements.variable("first", br#"{"value":"in-memory"}"#)?;
        elements.variable("large", large.as_bytes())?;
        elements.variable("last", br#"{"value":"also-in-memory"}"#)?;
        ["first", "large", "last"].iter().try_for_each(|name| elements.configured_variable(name, b"{}"))
    };
    assert_eq!(marked(&["in-memory", "also-in-memory", &"x".repeat(20)], read), [false, false, true]);
}

#[test]
fn marks_that_two_readers_read_differently_are_refused() {
    for text in [
        r#"{"values":{"a":"x"},"sensitive_values":{"a":true,"a":false}}"#,
        r#"{"values":{"a":"x"},"sensitive_values":{"a":false,"b":true,"\u0061":true}}"#,
    ] {
        let fault = try_of(|elements| elements.state_resource(StateOf::Prior, text.as_bytes())).unwrap_err();
        assert_eq!(fault.kind, Kind::DuplicateKey);
    }
}

#[test]
fn depth_that_is_not_marked_passes() {
    let deep = format!("{}false{}", "[".repeat(3_000), "]".repeat(3_000));
    let resource = format!(
        r#"{{"change":{{"actions":["update"],"before":{{"a":{deep}}},"after":{{"a":{deep} }},"before_sensitive":{{"a":{deep}}}}}}}"#
    );
    let plan = of(|elements| elements.resource_change(resource.as_bytes()));
    assert_eq!(plan.attributes, []);
    of(|elements| {
        elements.state_resource(
            StateOf::Prior,
            format!(r#"{{"values":{{"a":{deep}}},"sensitive_values":{{}}}}"#).as_bytes(),
        )
    });
}

#[test]
fn the_engine_counts_as_its_line_says() {
    let plan = of(|elements| {
        for (actions, mode) in [
            (&["create"][..], "managed"),
            (&["update"], "managed"),
            (&["delete"], "managed"),
            (&["delete", "create"], "managed"),
            (&["create", "delete"], "managed"),
            (&["forget"], "managed"),
            (&["create", "forget"], "managed"),
            (&["forget", "create"], "managed"),
            (&["read"], "data"),
            (&["open"], "ephemeral"),
            (&["create"], "ephemeral"),
        ] {
            let resource = json!({"mode": mode, "change": {"actions": actions, "importing": {}}});
            elements.resource_change(resource.to_string().as_bytes())?;
        }
        Ok(())
    });
    assert_eq!(plan.counts().engine(), EngineLine { import: 11, add: 5, change: 1, destroy: 3 });
    assert_eq!((plan.counts().forget, plan.counts().replace, plan.counts().open), (3, 2, 2));
}

/// Counts again, from the JSON and by other means.
fn recount(plan: &Value) -> Counts {
    let list = |key: &str| plan[key].as_array().cloned().unwrap_or_default();
    let actions = |change: &Value| -> String {
        change["actions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|action| action.as_str().unwrap())
            .collect::<Vec<_>>()
            .join("+")
    };
    let mut counts = Counts::default();
    for resource in list("resource_changes") {
        let (change, mode) = (&resource["change"], resource["mode"].as_str().unwrap());
        let (imported, moved) = (change.get("importing").is_some(), resource.get("previous_address").is_some());
        let action = actions(change);
        if (action == "no-op" && !imported && !moved) || (action == "delete" && mode == "data") {
            counts.unchanged += 1;
            continue;
        }
        counts.import += u64::from(imported);
        counts.moved += u64::from(moved);
        counts.deposed += u64::from(action == "delete" && resource.get("deposed").is_some());
        match (action.as_str(), mode) {
            ("no-op", _) => {}
            (_, "ephemeral") => counts.open += 1,
            ("create", _) => counts.create += 1,
            ("read", _) => counts.read += 1,
            ("update", _) => counts.update += 1,
            ("delete", _) => counts.delete += 1,
            ("delete+create" | "create+delete", _) => counts.replace += 1,
            ("forget", _) => counts.forget += 1,
            ("create+forget" | "forget+create", _) => {
                counts.forget += 1;
                counts.create_and_forget += 1;
            }
            ("open", _) => counts.open += 1,
            _ => counts.other += 1,
        }
    }
    let drifts = |resource: &&Value| {
        let action = actions(&resource["change"]);
        (action != "no-op" || resource.get("previous_address").is_some())
            && !(action == "delete" && resource["mode"] == "data")
    };
    counts.drift = list("resource_drift").iter().filter(drifts).count() as u64;
    counts.deferred = (list("deferred_changes").len() + list("deferred_action_invocations").len()) as u64;
    counts.actions = list("action_invocations").len() as u64;
    let outputs = plan["output_changes"].as_object().unwrap().values();
    counts.outputs = outputs
        .filter(|change| actions(change) != "no-op" || change["before_sensitive"] != change["after_sensitive"])
        .count() as u64;
    for check in list("checks") {
        match check["status"].as_str().unwrap() {
            "pass" => counts.checks_passed += 1,
            "fail" => counts.checks_failed += 1,
            "error" => counts.checks_errored += 1,
            _ => counts.checks_unknown += 1,
        }
    }
    counts
}

/// The names of the attributes that differ, from decoded values.
fn differing(change: &Value) -> Vec<String> {
    let side = |name: &str| change[name].as_object().cloned().unwrap_or_default();
    let (before, after, unknown) = (side("before"), side("after"), side("after_unknown"));
    let names: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).chain(unknown.keys()).collect();
    let value = |side: &serde_json::Map<String, Value>, name: &str| side.get(name).cloned().unwrap_or_default();
    let differs = |name: &&&String| value(&before, name) != value(&after, name) || unknown.contains_key(name.as_str());
    names.iter().filter(differs).map(|name| (*name).clone()).collect()
}

proptest! {
    #[test]
    fn counts_agree_with_a_recount(format in 0..FORMATS.len(), seed in any::<u64>(), size in 0usize..12) {
        let mut number = 0u32;
        let plan = plan(FORMATS[format], seed, size, &mut |_| { number += 1; format!("t{number}") });
        let read = of(|elements| walk(&plan, elements));
        let mut expected = recount(&plan);
        if plan["checks"].as_array().is_none_or(Vec::is_empty) {
            let conditions = read.checks.len() as u64;
            let counted = read.counts();
            let sum = counted.checks_passed + counted.checks_failed + counted.checks_errored + counted.checks_unknown;
            prop_assert_eq!(sum, conditions);
            (expected.checks_passed, expected.checks_failed, expected.checks_unknown) =
                (counted.checks_passed, counted.checks_failed, counted.checks_unknown);
        }
        prop_assert_eq!(read.counts(), expected);
        prop_assert!(read.leaves.kept <= leaves(&plan));

        let listed = plan["resource_changes"].as_array().cloned().unwrap_or_default();
        let listed: Vec<_> = listed.iter().filter(|resource| {
            resource["change"]["actions"] != json!(["no-op"]) || resource.get("previous_address").is_some()
                || resource["change"].get("importing").is_some()
        }).filter(|resource| resource["change"]["actions"] != json!(["delete"]) || resource["mode"] != "data").collect();
        prop_assert_eq!(listed.len(), read.resources.len());
        for (resource, change) in listed.iter().zip(&read.resources) {
            let values = read.attributes_of(change).iter().filter(|attribute| !attribute.only_sensitivity);
            let names: Vec<_> = values.map(|attribute| crate::plan::address::word_text(&read.words, attribute.name)).collect();
            let compared = change.action == Action::Update || change.action.is_replace();
            prop_assert_eq!(names, if compared { differing(&resource["change"]) } else { vec![] });
        }
    }

    /// Texts that would pass for names stand at every value and key; texts that would not, at some of the names.
    #[test]
    fn no_planted_text_comes_out(format in 0..FORMATS.len(), seed in any::<u64>(), size in 0usize..8) {
        let mut number = 0u32;
        let plan = plan(FORMATS[format], seed, size, &mut |position| {
            number += 1;
            match position {
                Position::Name if number.is_multiple_of(3) => format!("planted!{number}"),
                Position::Name => format!("name{number}"),
                _ => format!("planted{number}"),
            }
        });
        let mut marks = Marks::default();
        let mut elements = Elements::new(&mut marks);
        walk(&plan, &mut elements).unwrap();
        let draft = elements.finish().unwrap();
        let printed = format!("{draft:?} {draft:#?} {:?}", draft.plan);
        prop_assert!(!printed.contains("planted"), "{}", printed);
    }

    /// Any JSON at all, under any key that is looked at.
    #[test]
    fn any_piece_is_read_without_panic(format in 0..FORMATS.len(), seed in any::<u64>(), cut in any::<prop::sample::Index>()) {
        let plan = plan(FORMATS[format], seed, 3, &mut |_| "a".to_owned());
        let text = plan.to_string();
        let cut = &text[cut.index(text.len())..];
        let mut marks = Marks::default();
        let mut elements = Elements::new(&mut marks);
        for text in [&text, cut] {
            let bytes = text.as_bytes();
            let _ = (elements.resource_change(bytes), elements.drift(bytes), elements.deferred_change(bytes));
            let _ = (elements.action_invocation(bytes), elements.deferred_action_invocation(bytes));
            let _ = (elements.check(bytes), elements.condition_result(bytes), elements.output_change("o", bytes));
            let _ = (elements.variable("v", bytes), elements.configured_variable("v", bytes));
            let _ = (elements.state_resource(StateOf::Prior, bytes), elements.state_output(StateOf::Prior, "o", bytes));
            let _ = (elements.configured_provider(bytes), elements.configured_resource(bytes));
            let _ = (elements.configured_output("o", bytes), elements.top_level("timestamp", bytes));
        }
        let _ = elements.finish();
    }
}

fn leaves(value: &Value) -> u64 {
    match value {
        Value::Array(items) => items.iter().map(leaves).sum(),
        Value::Object(entries) => entries.values().map(leaves).sum(),
        _ => 1,
    }
}
