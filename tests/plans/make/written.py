"""Writes the plans that terraform 1.11 cannot make: older and newer formats, OpenTofu's, and hostile ones.

What the formats hold was read off the engines' own documentation and behaviour; the texts are ours. The
result depends on nothing but this file. See no_plans.py for the files that are no plans.
Usage: written.py FOLDER
"""

import base64
import codecs
import pathlib
import sys

from writing import Case, encode

TERRAFORM = "registry.terraform.io/hashicorp/"
OPENTOFU = "registry.opentofu.org/hashicorp/"
BUILTIN = "terraform.io/builtin/terraform"
TIME = "2026-01-02T03:04:05Z"

cases = []


def case(function):
    cases.append(function)
    return function


# ---------------------------------------------------------------- the parts of a plan


def change(actions, before=None, after=None, **more):
    if isinstance(actions, str):
        actions = [actions]
    whole = {"actions": actions, "before": before, "after": after, "after_unknown": {},
             "before_sensitive": {} if before is not None else False,
             "after_sensitive": {} if after is not None else False}
    whole.update(more)
    return {key: value for key, value in whole.items() if value is not ...}


# Without marks, as writers before 0.15 leave them.
UNMARKED = {"before_sensitive": ..., "after_sensitive": ...}


def resource(address, what, **more):
    """An entry of resource_changes; type, name, index and module are read off a plain address."""
    module, _, local = address.rpartition("module.")
    whole = {"address": address}
    if module or local != address:
        call, local = local.split(".", 1)
        whole["module_address"] = f"{module}module.{call}"
    else:
        local = address
    mode = "managed"
    if local.startswith("data."):
        mode, local = "data", local.removeprefix("data.")
    kind, name = local.split(".", 1)
    name, bracket, index = name.partition("[")
    whole.update(mode=mode, type=kind, name=name)
    if bracket:
        index = index.removesuffix("]")
    if index == "*":
        whole["index_unknown"] = True
    elif bracket:
        whole["index"] = index.strip('"') if index.startswith('"') else int(index)
    whole["provider_name"] = TERRAFORM + kind.split("_")[0]
    whole["change"] = what
    whole.update(more)
    return whole


def plan(version="1.2", engine="1.15.0", **sections):
    return {"format_version": version, "terraform_version": engine, **sections}


ENDING = {"timestamp": TIME, "applyable": True, "complete": True, "errored": False}


def state(*resources, **outputs):
    values = {"root_module": {"resources": list(resources)}}
    if outputs:
        values["outputs"] = outputs
    return {"format_version": "1.0", "terraform_version": "1.15.0", "values": values}


def held(address, values, **more):
    kind, name = address.removeprefix("data.").split(".", 1)
    return {"address": address, "mode": "data" if address.startswith("data.") else "managed", "type": kind, "name": name,
            "provider_name": TERRAFORM + kind.split("_")[0], "schema_version": 0, "values": values, **more}


# ---------------------------------------------------------------- older formats


@case
def format_0_1_without_marks(c):
    """0.12 to 0.14: no marks at all, no reasons, old forms of provider names."""
    old, new = c.leak("before"), c.leak("after")
    password = c.leak("password-no-mark-anywhere")
    c.plan(plan(
        "0.1", "0.12.31",
        variables={"password": {"value": password}, "region": {"value": c.leak("variable")}},
        planned_values={"outputs": {"password": {"sensitive": True, "value": password}},
                        "root_module": {"resources": [held("aws_instance.web", {"user_data": new})]}},
        resource_changes=[
            resource("aws_instance.web", change("update", {"ami": "x", "user_data": old}, {"ami": "x", "user_data": new},
                                                **UNMARKED), provider_name="aws"),
            resource("aws_instance.gone", change("delete", {"user_data": old}, None, **UNMARKED), provider_name="aws"),
            resource("aws_instance.both", change(["delete", "create"], {"user_data": old}, {"user_data": new}, **UNMARKED),
                     provider_name="aws"),
            resource("aws_instance.both", change("delete", {"user_data": c.leak("deposed")}, None, **UNMARKED),
                     provider_name="aws", deposed="00000001"),
            resource("data.aws_ami.latest", change("read", None, {"filter": [c.leak("filter")]}, after_unknown={"id": True},
                                                   **UNMARKED), provider_name="aws"),
            resource("module.net.aws_vpc.main[0]", change("create", None, {"tags": {c.leak("tag-key"): 1}}, **UNMARKED),
                     provider_name="aws"),
        ],
        output_changes={"password": {"actions": ["create"], "before": None, "after": password, "after_unknown": False}},
        prior_state={"format_version": "0.1", "terraform_version": "0.12.31",
                     "values": {"root_module": {"resources": [held("aws_instance.web", {"user_data": old})]}}},
        configuration={"provider_config": {"aws": {"name": "aws", "expressions": {"secret_key": {
            "constant_value": c.leak("provider-constant")}}}}, "root_module": {"variables": {"password": {}}}},
    ))


@case
def format_0_1_with_marks(c):
    """0.15 and 1.0.0: marks, reasons, replace_paths and drift, all under 0.1."""
    old, new = c.leak("before"), c.leak("after")
    c.plan(plan(
        "0.1", "0.15.5",
        planned_values={"root_module": {"resources": [held("aws_db_instance.main", {"password": new})]}},
        resource_drift=[resource("aws_db_instance.main", change("update", {"password": c.leak("drift-before")},
                                                                {"password": old}, before_sensitive={"password": True},
                                                                after_sensitive={"password": True}))],
        resource_changes=[
            resource("aws_db_instance.main", change(["create", "delete"], {"password": old}, {"password": new},
                                                    before_sensitive={"password": True}, after_sensitive={"password": True},
                                                    replace_paths=[["password"]]),
                     action_reason="replace_because_cannot_update"),
        ],
        prior_state={"format_version": "0.1", "terraform_version": "0.15.5",
                     "values": {"root_module": {"resources": [held("aws_db_instance.main", {"password": old})]}}},
        configuration={"root_module": {}},
    ))


@case
def format_0_2(c):
    """1.0.1 to 1.0.11."""
    old, new = c.leak("before"), c.leak("after")
    c.plan(plan(
        "0.2", "1.0.11",
        planned_values={"root_module": {"resources": [held("null_resource.a", {"triggers": {"k": new}},
                                                           sensitive_values={"triggers": {}})]}},
        resource_changes=[resource("null_resource.a", change("update", {"triggers": {"k": old}}, {"triggers": {"k": new}},
                                                             before_sensitive={"triggers": {}},
                                                             after_sensitive={"triggers": {"k": True}}))],
        output_changes={"o": change("no-op", c.leak("output"), c.leak("output"), after_unknown=False, before_sensitive=False,
                                    after_sensitive=False)},
        prior_state={"format_version": "0.2", "terraform_version": "1.0.11",
                     "values": {"root_module": {"resources": [held("null_resource.a", {"triggers": {"k": old}},
                                                                   sensitive_values={"triggers": {}})]}}},
        configuration={"root_module": {}},
    ))


@case
def format_1_0(c):
    """1.1: previous_address."""
    value = c.leak("value")
    c.plan(plan(
        "1.0", "1.1.9",
        planned_values={"root_module": {}},
        resource_changes=[
            resource("null_resource.new", change("no-op", {"id": value}, {"id": value}), previous_address="null_resource.old"),
            resource('null_resource.keyed["blue"]', change("update", {"id": value}, {"id": c.leak("after")}),
                     previous_address=f'null_resource.keyed["{c.leak("previous key with spaces")}"]'),
        ],
        prior_state={"format_version": "1.0", "terraform_version": "1.1.9", "values": {"root_module": {}}},
        configuration={"root_module": {}},
    ))


NOTICE = ("This previously-experimental representation of conditions is deprecated and will be removed in Terraform v1.4. "
          "Use the 'checks' property instead.")


@case
def format_1_1_condition_results(c):
    """1.2: conditions under their first key, and relevant_attributes."""
    c.plan(plan(
        "1.1", "1.2.9",
        planned_values={"root_module": {}},
        resource_changes=[resource("null_resource.a", change("create", None, {"triggers": c.leak("after")}))],
        condition_results=[
            {"address": "null_resource.a", "condition_type": "ResourcePrecondition", "result": True, "unknown": False},
            {"address": f'null_resource.b["{c.leak("key with spaces")}"]', "condition_type": "ResourcePostcondition",
             "result": False, "unknown": True},
            {"address": "output.o", "condition_type": "OutputPrecondition", "result": False, "unknown": False,
             "error_message": c.leak("message")},
        ],
        relevant_attributes=[{"resource": "null_resource.a", "attribute": ["triggers", c.leak("path-step")]}],
        configuration={"root_module": {}},
    ))


@case
def format_1_1_checks(c):
    """1.3: the old and the new form of conditions side by side."""
    c.plan(plan(
        "1.1", "1.3.9",
        planned_values={"root_module": {}},
        resource_changes=[resource("null_resource.a", change("create", None, {"triggers": c.leak("after")}))],
        condition_results=[{"//": NOTICE, "address": "output.o", "condition_type": "OutputPrecondition", "result": False,
                            "unknown": False, "error_message": c.leak("message")}],
        checks=[{"address": {"kind": "output_value", "name": "o", "to_display": "output.o"}, "status": "fail",
                 "instances": [{"address": {"to_display": "output.o"}, "status": "fail",
                                "problems": [{"message": c.leak("message")}]}]}],
        configuration={"root_module": {}},
    ))


@case
def format_1_2_of_1_5(c):
    """1.5: the last version bump; no applyable, complete or errored yet."""
    c.plan(plan(
        "1.2", "1.5.7",
        planned_values={"root_module": {}},
        resource_changes=[resource("aws_s3_bucket.logs", change(
            "no-op", {"bucket": c.leak("bucket")}, {"bucket": c.leak("bucket")}, importing={"id": c.leak("import-id")},
            generated_config='resource "aws_s3_bucket" "logs" {\n  bucket = "' + c.leak("generated-config") + '"\n}'))],
        configuration={"root_module": {}},
        timestamp=TIME,
    ))


@case
def minimal(c):
    """Nothing but the version: a plan of an empty configuration by an old writer comes close."""
    c.plan(plan("1.2", "1.5.7"))


@case
def future_minor(c):
    """A minor version of the future, with keys that nobody knows yet, at every level."""
    unknown = {"text": c.leak("unknown"), "deep": [{c.leak("unknown-key"): True}]}
    c.plan(plan(
        "1.9", "2.3.0-alpha20290101",
        what_is_this=unknown,
        resource_changes=[resource("null_resource.a", change("create", None, {"triggers": c.leak("after")}, new_in_change=unknown),
                                   new_in_resource=unknown)],
        output_changes={"o": change("create", None, c.leak("output"), after_unknown=False, new_in_output=unknown)},
        checks=[{"address": {"kind": "check", "name": "c", "to_display": "check.c", "new": unknown}, "status": "pass",
                 "new_in_check": unknown}],
        **ENDING,
    ))


# ---------------------------------------------------------------- newer keys


REASONS = ["unknown", "instance_count_unknown", "resource_config_unknown", "provider_config_unknown", "deferred_prereq",
           "absent_prereq", "excluded", "not_included"]


@case
def deferred(c):
    """deferred_changes with every reason, unknown indexes, and an import whose id is not known yet."""
    entries = [{"reason": reason, "resource_change": resource(f"aws_instance.n{i}", change(
        "create", None, {"user_data": c.leak(f"after-{i}"), "password": c.leak(f"marked-{i}")},
        after_sensitive={"password": True}))} for i, reason in enumerate(REASONS)]
    entries.append({"reason": "instance_count_unknown", "resource_change": resource(
        "aws_instance.many[*]", change("create", None, {"user_data": c.leak("unknown-index")}))})
    entries.append({"reason": "absent_prereq", "resource_change": resource(
        "aws_instance.imported", change("no-op", None, None, importing={"unknown": True}))})
    entries.append({"reason": "deferred_prereq", "resource_change": resource(
        "data.aws_ami.latest", change("read", None, {"filter": c.leak("data")}))})
    entries.append({"reason": c.leak("reason is attacker text") + " | `x` @everyone", "resource_change": resource(
        "module.net[*].aws_vpc.main", change(["create", "delete"], {"tags": c.leak("replace")}, {"tags": "x"}))})
    c.plan(plan(
        engine="1.14.0",
        planned_values={"root_module": {}},
        resource_changes=[resource("null_resource.now", change("create", None, {"triggers": c.leak("now")}))],
        deferred_changes=entries,
        configuration={"root_module": {}},
        timestamp=TIME, applyable=True, complete=False, errored=False,
    ))


def invocation(c, name, trigger, place):
    return {"address": f"action.aws_lambda_invoke.{name}", "type": "aws_lambda_invoke", "name": name.partition("[")[0],
            "config_values": {"payload": c.leak(f"{place}-payload"), "token": c.leak(f"{place}-marked")},
            "config_sensitive": {"token": True}, "config_unknown": {}, "provider_name": TERRAFORM + "aws", **trigger}


def lifecycle(address, event, **more):
    return {"lifecycle_action_trigger": {"triggering_resource_address": address, "action_trigger_event": event,
                                         "action_trigger_block_index": 0, "actions_list_index": 0, **more}}


@case
def actions(c):
    """action_invocations of 1.14 and later, by a resource's life and by request, and deferred ones."""
    key = c.leak("key with spaces")
    c.plan(plan(
        engine="1.16.0",
        planned_values={"root_module": {}},
        resource_changes=[resource("aws_instance.web", change("create", None, {"user_data": c.leak("after")}))],
        deferred_action_invocations=[
            {"reason": reason, "action_invocation": invocation(c, f"later_{i}", lifecycle("aws_instance.web", "BeforeUpdate"),
                                                               f"deferred-{i}")}
            for i, reason in enumerate(("deferred_prereq", "resource_config_unknown", "provider_config_unknown"))],
        action_invocations=[
            invocation(c, "first", {"invoke_action_trigger": {}}, "invoked"),
            invocation(c, "second", {"invoke_action_trigger": {"calling_resource_address": f'aws_instance.pool["{key}"]'}}, "called"),
            invocation(c, "before", lifecycle("aws_instance.web", "BeforeCreate", on_failure="ActionOnFailureHalt"), "before"),
            invocation(c, "after", lifecycle("aws_instance.web", "AfterCreate", on_failure="ActionOnFailureContinue"), "after-trigger"),
            invocation(c, f'keyed["{key}"]', lifecycle(f'aws_instance.pool["{key}"]', "AfterUpdate",
                                                       on_failure="ActionOnFailureTaint"), "keyed"),
            # The same words as the language spells them, which other writers use.
            invocation(c, "spelled", lifecycle("aws_instance.web", "after_update", on_failure="halt"), "spelled"),
            invocation(c, "odd", lifecycle("aws_instance.web", c.leak("event is text"), on_failure=c.leak("failure is text")), "odd"),
        ],
        configuration={"root_module": {"actions": [{"address": "action.aws_lambda_invoke.first", "type": "aws_lambda_invoke",
                                                    "name": "first", "expressions": {"config": {
                                                        "constant_value": c.leak("configured")}}}]}},
        **ENDING,
    ))


@case
def create_and_forget(c):
    """Terraform's replacement that leaves the old object alone."""
    c.plan(plan(
        engine="1.14.0",
        resource_changes=[resource("aws_instance.kept", change(["create", "forget"], {"user_data": c.leak("before")},
                                                               {"user_data": c.leak("after")}),
                                   action_reason="replace_because_cannot_update"),
                          resource("aws_instance.left", change("forget", {"user_data": c.leak("left")}),
                                   action_reason="delete_because_no_resource_config"),
                          resource("aws_instance.left", change("forget", {"user_data": c.leak("deposed")}), deposed="00000002")],
        **ENDING,
    ))


@case
def identity(c):
    """Identities beside the values, in an import too."""
    old = {"account_id": c.leak("account"), "arn": c.leak("arn-before")}
    new = {"account_id": c.leak("account"), "arn": c.leak("arn-after")}
    c.plan(plan(
        engine="1.12.0",
        resource_changes=[
            resource("aws_instance.same", change("update", {"ami": "x"}, {"ami": "y"}, before_identity=old, after_identity=new)),
            resource("aws_instance.imported", change("no-op", {"ami": "x"}, {"ami": "x"}, after_identity=new,
                                                     importing={"identity": {"arn": c.leak("import-identity")}})),
            resource("aws_instance.both", change("update", {"ami": "x"}, {"ami": "y"},
                                                 importing={"id": c.leak("import-id"), "identity": {"arn": c.leak("import-both")}})),
        ],
        **ENDING,
    ))


@case
def drift(c):
    """Changes outside, of every kind, which the builtin provider never sees."""
    gone = c.leak("deleted-outside")
    marked = c.leak("marked-outside")
    same = c.leak("only-the-mark")
    c.plan(plan(
        engine="1.11.4",
        resource_drift=[
            resource("aws_instance.changed", change("update", {"ami": c.leak("ami-before"), "tags": {c.leak("tag-key"): 1}},
                                                    {"ami": c.leak("ami-after"), "tags": {}})),
            resource("aws_instance.deleted", change("delete", {"ami": gone})),
            resource("aws_instance.marked", change("update", {"password": c.leak("marked-before")}, {"password": marked},
                                                   before_sensitive={"password": True}, after_sensitive={"password": True})),
            resource("aws_instance.toggled", change("update", {"password": same}, {"password": same},
                                                    before_sensitive={"password": True})),
            resource(f'aws_instance.moved["blue"]', change("no-op", {"ami": gone}, {"ami": gone}),
                     previous_address=f'aws_instance.moved["{c.leak("old key with spaces")}"]'),
        ],
        resource_changes=[resource("aws_instance.deleted", change("create", None, {"ami": gone}))],
        relevant_attributes=[{"resource": "aws_instance.changed", "attribute": ["tags", c.leak("path-step")]},
                             {"resource": f'aws_instance.x["{c.leak("relevant key with spaces")}"]', "attribute": ["ami"]}],
        **ENDING,
    ))


@case
def configuration_sources(c):
    """What only a configuration with a network can hold: credentials in module sources, provider settings."""
    c.plan(plan(
        engine="1.11.4",
        resource_changes=[resource('module.far["blue"].aws_instance.web', change("create", None, {"ami": c.leak("after")}))],
        configuration={
            "provider_config": {
                "aws": {"name": "aws", "full_name": TERRAFORM + "aws", "version_constraint": "~> 5.0",
                        "expressions": {"secret_key": {"constant_value": c.leak("secret-key")}, "assume_role": [
                            {"external_id": {"constant_value": c.leak("external-id")}}]}},
                "module.far:aws.west": {"name": "aws", "full_name": TERRAFORM + "aws", "alias": "west", "module_address": "module.far"}},
            "root_module": {"module_calls": {"far": {
                "source": f"git::https://user:{c.leak('source')}@git.example/far.git?ref={c.leak('reference')}",
                "version_constraint": c.leak("constraint"),
                "for_each_expression": {"constant_value": {"blue": c.leak("for-each")}},
                "expressions": {"password": {"constant_value": c.leak("argument")}},
                "module": {"resources": [{"address": "aws_instance.web", "mode": "managed", "type": "aws_instance", "name": "web",
                                          "provider_config_key": "module.far:aws.west", "expressions": {
                                              "ami": {"constant_value": c.leak("constant")}},
                                          "provisioners": [{"type": "remote-exec", "expressions": {
                                              "inline": {"constant_value": [c.leak("command")]}}}], "schema_version": 1}]}}}}},
        **ENDING,
    ))


# ---------------------------------------------------------------- OpenTofu


@case
def opentofu_ephemeral(c):
    """Ephemeral resources among the changes, with `open` as their action."""
    c.plan(plan(
        engine="1.11.0",
        variables={"token": {"value": c.leak("ephemeral-default")}},
        planned_values={"root_module": {}},
        resource_changes=[
            resource("ephemeral.aws_secret.main", change("open", None, None), mode="ephemeral", type="aws_secret", name="main",
                     provider_name=OPENTOFU + "aws"),
            resource("aws_instance.web", change("create", None, {"user_data": c.leak("after")}), provider_name=OPENTOFU + "aws"),
        ],
        configuration={"root_module": {"variables": {"token": {"type": "string", "ephemeral": True,
                                                               "default": c.leak("ephemeral-default"),
                                                               "deprecated": c.leak("deprecated-variable")}},
                                       "outputs": {"o": {"ephemeral": True, "deprecated": c.leak("deprecated-output"),
                                                         "expression": {"constant_value": c.leak("output-constant")}}}}},
        timestamp=TIME, errored=False,
    ))


@case
def opentofu_forget(c):
    """forget and create in that order, and the reasons that only OpenTofu has."""
    def gone(name, action, reason, **more):
        return resource(f"aws_instance.{name}", change(action, {"user_data": c.leak(name)}, **more), action_reason=reason,
                        provider_name=OPENTOFU + "aws")

    c.plan(plan(
        engine="1.12.0",
        resource_changes=[
            gone("replaced", ["forget", "create"], "replace_because_cannot_update", after={"user_data": c.leak("after")}),
            # The engine's own name for it, as a writer without a word for it lets it through.
            gone("raw", ["ForgetThenCreate"], "replace_because_cannot_update", after={"user_data": c.leak("after-raw")}),
            gone("switched_off", "delete", "delete_because_enabled_false"),
            gone("in_state", "forget", "forgot_because_lifecycle_destroy_in_state"),
            gone("in_config", "forget", "forgot_because_lifecycle_destroy_in_config"),
        ],
        checks=[{"address": {"kind": "var", "name": "region", "to_display": "var.region"}, "status": "pass",
                 "instances": [{"address": {"to_display": "var.region"}, "status": "pass"}]}],
        timestamp=TIME, errored=False,
    ))


# ---------------------------------------------------------------- what an attacker may write

HOSTILE = "</details> @everyone #1 | `x` <img src=//x.example> \u202e\u001b[31m\n::error::"


@case
def hostile_words(c):
    """Words that stand for an enumeration, and do not belong to it."""
    def text(place):
        return c.leak(place) + HOSTILE

    c.plan(plan(
        "1.2", text("version"),
        resource_changes=[
            resource("null_resource.action", change([text("action")], {"id": "a"}, {"id": "b"})),
            resource("null_resource.actions", change(["delete", text("second-action")], {"id": "a"}, {"id": "b"})),
            resource("null_resource.three", change(["create", "delete", "update"], {"id": "a"}, {"id": "b"})),
            resource("null_resource.none", change([], {"id": "a"}, {"id": "a"})),
            resource("null_resource.upper", change(["DELETE"], {"id": "a"})),
            resource("null_resource.reason", change("update", {"id": "a"}, {"id": "b"}), action_reason=text("reason")),
            resource("null_resource.mode", change("update", {"id": "a"}, {"id": "b"}), mode=text("mode")),
            resource("null_resource.deposed", change("delete", {"id": "a"}), deposed=text("deposed")),
        ],
        output_changes={"o": change([text("output-action")], "a", "b", after_unknown=False)},
        checks=[{"address": {"kind": text("check-kind"), "name": "c", "to_display": text("check-display")},
                 "status": text("check-status"), "instances": []}],
        timestamp=text("timestamp"), applyable=True, complete=True, errored=False,
    ))


@case
def hostile_names(c):
    """Every name that the language would refuse, in every place that has one."""
    def text(place):
        return c.leak(place) + HOSTILE

    def named(address, kind, name, **more):
        entry = resource("null_resource.x", change("create", None, {"id": "x"}), type=kind, name=name, **more)
        return entry | {"address": address}

    long_name = "leak_" + "a1b2" * 500
    c.planted(long_name)
    c.plan(plan(
        variables={text("variable"): {"value": c.leak("variable-value")}},
        resource_changes=[
            named("null_resource." + text("address"), "null_resource", text("name")),
            named(text("type") + ".x", text("type"), "x"),
            named("null_resource.y", "null_resource", "another_name_than_the_address_says"),
            named('null_resource.z["unclosed', "null_resource", "z", index=c.leak("index with spaces")),
            named('null_resource.w["a"]', "null_resource", "w", index=c.leak("index says other things")),
            named(f'module.{text("module-name")}.null_resource.v', "null_resource", "v", module_address="module." + text("module")),
            named("null_resource." + long_name, "null_resource", long_name),
            named("null_resource.\u0430pple", "null_resource", "\u0430pple"),
            named("", "", ""),
            resource("null_resource.provider", change("create", None, {"id": "x"}), provider_name=text("provider")),
            resource("null_resource.attributes", change(
                "update", {text("attribute-before"): 1, "fine_name": 1, "with.dot": 1, "": 1},
                {text("attribute-after"): 1, "fine_name": 2, "with.dot": 2, "": 2}, replace_paths=[[text("replace-path")], [0], []])),
            resource("null_resource.moved", change("no-op", {"id": "x"}, {"id": "x"}), previous_address=text("previous")),
        ],
        output_changes={text("output"): change("create", None, c.leak("output-value"), after_unknown=False)},
        checks=[{"address": {"kind": "check", "name": text("check"), "module": text("check-module"), "to_display": text("check-shown")},
                 "status": "fail", "instances": [{"address": {"instance_key": text("check-key"), "to_display": text("check-instance")},
                                                  "status": "fail", "problems": [{"message": text("check-message")}]}]}],
        configuration={"provider_config": {text("provider-key"): {"name": text("provider-name"), "full_name": text("provider-full")}},
                       "root_module": {"module_calls": {text("module-call"): {"source": text("module-source")}}}},
        **ENDING,
    ))


@case
def wrong_kinds(c):
    """Values of a kind that the format does not allow, where the values themselves are secrets."""
    c.refused(plan(
        resource_changes=[resource("null_resource.a", change("create", None, {"id": "x"}), deposed={"x": c.leak("deposed")})],
        applyable=c.leak("applyable"), complete=1, errored=None,
    ), "wrong-type")


@case
def marked_names(c):
    """Names that are, or hold, a string which is marked elsewhere: only the second wall can know."""
    resource_name, output, attribute, module = (f"leak_wall_{place}_z9y8" for place in ("resource", "output", "attribute", "module"))
    encoded = base64.b64encode(b"leak-wall-key").decode().rstrip("=")
    c.planted(resource_name, output, attribute, module, "leak_wall_check_z9y8", "leak_wall_variable_z9y8", encoded, "leak-wall-key")
    marked = {"all": [resource_name, output, attribute, module, "leak_wall_check_z9y8", "leak_wall_variable_z9y8", "leak-wall-key"]}
    c.plan(plan(
        variables={"leak_wall_variable_z9y8": {"value": c.leak("variable-value")}},
        resource_changes=[
            resource("aws_db_instance.main", change("update", {"passwords": {"all": []}}, {"passwords": marked},
                                                    after_sensitive={"passwords": True})),
            resource(f"aws_instance.{resource_name}", change("create", None, {"ami": "x"})),
            resource("aws_instance.attribute", change("update", {attribute: 1}, {attribute: 2})),
            resource(f"module.{module}.aws_instance.web", change("create", None, {"ami": "x"})),
            resource(f'aws_instance.keyed["{encoded}"]', change("create", None, {"ami": "x"})),
            resource('aws_instance.keyed["leak-wall-key"]', change("create", None, {"ami": "x"})),
            resource('aws_instance.keyed["blue"]', change("create", None, {"ami": "x"})),
        ],
        output_changes={output: change("create", None, "x", after_unknown=False)},
        checks=[{"address": {"kind": "check", "name": "leak_wall_check_z9y8", "to_display": "check.leak_wall_check_z9y8"},
                 "status": "pass", "instances": []}],
        **ENDING,
    ))


@case
def marks_elsewhere(c):
    """Strings that are marked in one section only; each is also the key of an instance."""
    places = ["before", "drift", "planned", "prior", "prior_data", "planned_output", "prior_output", "output_change", "variable",
              "deep_variable", "deferred", "config_value"]
    keys = {place: f"leak-{place}-q7" for place in places}
    c.planted(*keys.values())
    c.plan(plan(
        variables={"v": {"value": keys["variable"]}, "deep": {"value": {"a": [{"b": keys["deep_variable"]}]}}},
        planned_values={"outputs": {"o": {"sensitive": True, "value": keys["planned_output"]}},
                        "root_module": {"child_modules": [{"address": "module.m", "resources": [
                            held("aws_instance.a", {"password": keys["planned"]}, sensitive_values={"password": True})]}]}},
        resource_drift=[resource("aws_instance.a", change("update", {"password": keys["drift"]}, {"password": None},
                                                          before_sensitive={"password": True}))],
        resource_changes=[resource("aws_instance.a", change("update", {"password": keys["before"]}, {"password": "x"},
                                                            before_sensitive={"password": True}))]
        + [resource(f'aws_instance.keyed["{key}"]', change("create", None, {"ami": "x"})) for key in keys.values()],
        deferred_changes=[{"reason": "deferred_prereq", "resource_change": resource(
            "aws_instance.later", change("create", None, {"password": keys["deferred"]}, after_sensitive={"password": True}))}],
        output_changes={"o": change("create", None, keys["output_change"], after_unknown=False, after_sensitive=True)},
        action_invocations=[{"address": "action.x_y.z", "type": "x_y", "name": "z", "config_values": {"k": keys["config_value"]},
                             "config_sensitive": {"k": True}, "provider_name": TERRAFORM + "x"}],
        prior_state={"format_version": "1.0", "values": {
            "outputs": {"o": {"sensitive": True, "value": keys["prior_output"]}},
            "root_module": {"resources": [
                held("aws_instance.a", {"password": keys["prior"]}, sensitive_values={"password": True}),
                held("data.aws_secret.b", {"value": {"deep": [keys["prior_data"]]}}, sensitive_values={"value": {"deep": [True]}})]}}},
        configuration={"root_module": {"variables": {"v": {"sensitive": True}, "deep": {"sensitive": True}}}},
        timestamp=TIME, applyable=True, complete=False, errored=False,
    ))


@case
def marks_in_configuration(c):
    """Defaults of variables that are declared sensitive and have no value in `variables`."""
    root, inner = "leak-root-default-q8", "leak-inner-default-q9"
    c.planted(root, inner)
    c.plan(plan(
        resource_changes=[resource(f'aws_instance.keyed["{key}"]', change("create", None, {"ami": "x"})) for key in (root, inner)],
        configuration={"root_module": {
            "variables": {"v": {"sensitive": True, "default": root}},
            "module_calls": {"m": {"source": "./m", "module": {"variables": {"w": {"default": {"a": [inner]}, "sensitive": True}}}}}}},
        **ENDING,
    ))


@case
def mark_shapes(c):
    """Mark trees that do not fit the value beside them."""
    c.plan(plan(
        resource_changes=[
            resource("null_resource.whole", change("update", {"a": c.leak("whole-before")}, {"a": c.leak("whole-after")},
                                                   before_sensitive=True, after_sensitive=True)),
            resource("null_resource.longer", change("update", {"a": [c.leak("longer")]}, {"a": []},
                                                    before_sensitive={"a": [True, True, True], "b": True})),
            resource("null_resource.shorter", change("update", {"a": [c.leak("shorter-1"), c.leak("shorter-2")]}, {"a": []},
                                                     before_sensitive={"a": [True]})),
            resource("null_resource.other_kind", change("update", {"a": c.leak("other-kind")}, {"a": {"x": c.leak("other-kind-2")}},
                                                        before_sensitive={"a": {"b": True}}, after_sensitive={"a": [True]})),
            resource("null_resource.null", change("update", {"a": None}, {"a": c.leak("null")}, before_sensitive={"a": True})),
            resource("null_resource.odd", change("update", {"a": c.leak("odd")}, {"a": "x"}, before_sensitive={"a": "true"},
                                                 after_sensitive=None)),
        ],
        **ENDING,
    ))


@case
def short_marks(c):
    """Marked strings of fewer than six characters: too common to search for."""
    c.plan(plan(
        resource_changes=[
            resource("null_resource.blue", change("update", {"a": "blue", "b": ""}, {"a": "web", "b": "a"},
                                                  before_sensitive={"a": True, "b": True}, after_sensitive={"a": True, "b": True})),
            resource('null_resource.keyed["blue"]', change("create", None, {"a": c.leak("after")})),
        ],
        **ENDING,
    ))


# ---------------------------------------------------------------- bytes and shapes


def ordinary(c):
    old, new, marked = c.leak("before"), c.leak("after ключ 😀"), c.leak("marked")
    return plan(
        engine="1.11.4",
        variables={"v": {"value": c.leak("variable")}},
        resource_changes=[
            resource("aws_instance.web", change("update", {"user_data": old}, {"user_data": new})),
            resource("aws_db_instance.main", change("create", None, {"password": marked}, after_sensitive={"password": True})),
            resource("aws_instance.gone", change("delete", {"user_data": old}), action_reason="delete_because_no_resource_config"),
        ],
        output_changes={"o": change("create", None, c.leak("output"), after_unknown=False)},
        **ENDING,
    )


@case
def utf16_le(c):
    """As `>` of an older PowerShell writes it."""
    c.plan(codecs.BOM_UTF16_LE + encode(ordinary(c)).replace("\n", "\r\n").encode("utf-16-le"))


@case
def utf16_be(c):
    """The other order of bytes."""
    c.plan(codecs.BOM_UTF16_BE + encode(ordinary(c)).encode("utf-16-be"))


@case
def utf8_bom(c):
    """UTF-8 with the mark that some editors put in front."""
    c.plan(codecs.BOM_UTF8 + encode(ordinary(c)).encode())


@case
def pretty_printed(c):
    """As `jq .` or a formatter leaves it."""
    c.plan(encode(ordinary(c), indent=2).encode())


@case
def other_key_order(c):
    """Every object back to front: the version last, marks before the values they mark."""
    def reverse(value):
        if isinstance(value, dict):
            return {key: reverse(inner) for key, inner in reversed(value.items())}
        return [reverse(inner) for inner in value] if isinstance(value, list) else value

    whole = ordinary(c)
    whole["prior_state"] = state(held("aws_db_instance.main", {"password": c.leak("prior")}, sensitive_values={"password": True}))
    c.plan(reverse(whole))


def nested(depth, inner):
    """An object in an object, as text, for json cannot write it."""
    return '{"a":' * depth + inner + "}" * depth


@case
def deep_unmarked(c):
    """3,000 levels in values that nobody marked, in four sections."""
    text = encode(plan(
        engine="1.11.4",
        variables={"v": {"value": "DEEP"}},
        planned_values={"root_module": {"resources": [held("x_y.z", {"v": "DEEP"})]}},
        resource_changes=[resource("x_y.z", change("update", {"v": "DEEP"}, {"v": "OTHER"}))],
        prior_state=state(held("x_y.z", {"v": "DEEP"})),
        **ENDING,
    ))
    text = text.replace('"DEEP"', nested(3000, f'"{c.leak("bottom")}"')).replace('"OTHER"', nested(3000, f'"{c.leak("other-bottom")}"'))
    c.plan(text.encode())


@case
def deep_arrays(c):
    """The same with arrays and with mark trees that mark nothing."""
    text = encode(plan(resource_changes=[resource("x_y.z", change("update", {"v": "DEEP"}, {"v": "OTHER"}))], **ENDING))
    text = text.replace('"DEEP"', "[" * 3000 + f'"{c.leak("bottom")}"' + "]" * 3000).replace('"OTHER"', "[]")
    c.plan(text.encode())


def marked_at(c, depth):
    text = encode(plan(resource_changes=[resource("x_y.z", change("update", {"v": "DEEP"}, {"v": "x"}, before_sensitive={"v": True}))],
                       **ENDING))
    return text.replace('"DEEP"', nested(depth, f'"{c.leak("bottom")}"')).encode()


@case
def marked_deep(c):
    """A marked value of 100 levels: unusual, and still read."""
    c.plan(marked_at(c, 100))


@case
def marked_too_deep(c):
    """A marked value of 300 levels, which cannot be collected safely."""
    c.refused(marked_at(c, 300), "marks-too-deep")


def duplicate(c, before, after):
    text = encode(ordinary(c))
    assert before in text
    c.refused(text.replace(before, after, 1).encode(), "duplicate-key")


@case
def duplicate_top(c):
    """resource_changes twice: the first reader sees a delete, the last reader nothing."""
    duplicate(c, '"timestamp":', '"resource_changes":[],"timestamp":')


@case
def duplicate_escaped(c):
    """The second key is the first one written with an escape."""
    duplicate(c, '"timestamp":', '"resource\\u005fchanges":[],"timestamp":')


@case
def duplicate_in_resource(c):
    """Two addresses for one change."""
    duplicate(c, '"mode":', '"address":"aws_instance.harmless","mode":')


@case
def duplicate_in_change(c):
    """Two lists of actions."""
    duplicate(c, '"after_unknown":', '"actions":["no-op"],"after_unknown":')


@case
def duplicate_in_before(c):
    """One attribute twice on one side."""
    duplicate(c, '"before":{', f'"before":{{"user_data":"{c.leak("shadowed")}",')


@case
def duplicate_in_marks(c):
    """A mark that is taken back by a second key."""
    duplicate(c, '"after_sensitive":{"password":true}', '"after_sensitive":{"password":true,"password":false}')


@case
def deep_modules(c):
    """Module calls within module calls, 40 deep, with keys that are values."""
    plain = ".".join(f"module.m{i}" for i in range(40))
    keyed = ".".join(f'module.m{i}["{c.leak(f"key {i} with spaces")}"]' for i in range(3))
    counted = "module.pool[0].module.node[12]"
    entries = []
    for module in (plain, keyed, counted):
        entry = resource("aws_instance.web", change("create", None, {"ami": c.leak("after")}))
        entries.append(entry | {"address": module + ".aws_instance.web", "module_address": module})
    c.plan(plan(resource_changes=entries, **ENDING))


@case
def number_forms(c):
    """Numbers that are equal as binary fractions and differ as written, and the other way round."""
    pairs = [("1", "1.0"), ("1e2", "100"), ("0", "-0"), ("960000000000000000000000000066", "960000000000000000000000000067"),
             ("1e400", "2e400"), ("0.1", "0.10000000000000000555")]
    text = encode(plan(resource_changes=[resource(f"x_y.n[{i}]", change("update", {"v": f"B{i}"}, {"v": f"A{i}"}))
                                         for i in range(len(pairs))], **ENDING))
    for i, (before, after) in enumerate(pairs):
        text = text.replace(f'"B{i}"', before).replace(f'"A{i}"', after)
    c.planted("960000000000000000000000000066", "960000000000000000000000000067")
    c.plan(text.encode())


@case
def escape_forms(c):
    """A string that is marked in one spelling and stands elsewhere in another."""
    secret = "leak-wall-k9"
    c.planted(secret)
    text = encode(plan(resource_changes=[
        resource("x_y.a", change("update", {"v": "ONE"}, {"v": "x"}, before_sensitive={"v": True})),
        resource("x_y.b", change("update", {"v": "TWO"}, {"v": "ONE"})),
        resource(f'x_y.c["{secret}"]', change("create", None, {"v": "THREE"})),
    ], **ENDING))
    text = text.replace("ONE", "leak\\u002dwall-\\u006b9").replace("TWO", secret).replace("THREE", "\\u006ceak-wall-k9")
    c.plan(text.encode())


def main(folder):
    for function in cases:
        one = Case(folder / function.__name__.replace("_", "-"))
        function(one)
        one.write()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
