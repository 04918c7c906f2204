"""Writes the files that people feed in by mistake, or that broke on the way, and that no engine is needed for.

`input` is the file, `expected.txt` the word for what it is. make/run adds those that need terraform.
Usage: no_plans.py FOLDER
"""

import base64
import json
import pathlib
import sys

from writing import Case, encode
from written import ENDING, TERRAFORM, change, held, ordinary, plan, resource, state

cases = []


def case(function):
    cases.append(function)
    return function


@case
def empty(c):
    c.no_plan("", "empty")


@case
def empty_utf8_bom(c):
    c.no_plan("\ufeff", "empty")


@case
def empty_utf16_bom(c):
    c.no_plan("\ufeff".encode("utf-16-le") + "\r\n".encode("utf-16-le"), "empty")


@case
def empty_lines(c):
    c.no_plan("\n \n\t\r\n", "empty")


@case
def truncated(c):
    """The disk was full, or the job was killed: it ends inside a string."""
    text = encode(ordinary(c))
    c.no_plan(text[:text.rindex("LEAK") + 8], "truncated")
    c.planted(text[text.rindex("LEAK"):][:8])


@case
def truncated_last_brace(c):
    """All is there but the end."""
    c.no_plan(encode(ordinary(c)).rstrip()[:-1], "truncated")


@case
def truncated_number(c):
    c.no_plan(encode(plan(resource_changes=[resource("x_y.z", change("create", None, {"v": c.leak("after"), "w": "N"}))]))
              .partition('"N"')[0] + "97000", "truncated")


@case
def truncated_utf16(c):
    """Cut between the two bytes of a letter."""
    c.no_plan(("\ufeff" + encode(ordinary(c))).encode("utf-16-le")[:401], "truncated")


@case
def trailing_text(c):
    c.no_plan(encode(ordinary(c)) + f"{c.leak('trailing')}\n", "trailing-data")


@case
def trailing_plan(c):
    """Two plans in one file, as `>>` makes them."""
    c.no_plan(encode(ordinary(c)) + encode(ordinary(c)), "trailing-data")


@case
def trailing_brace(c):
    c.no_plan(encode(ordinary(c)).rstrip() + "}\n", "trailing-data")


@case
def trailing_nul(c):
    c.no_plan(encode(ordinary(c)) + "\0\0\0\0", "trailing-data")


def wrapper_end(text):
    return f"::debug::Terraform exited with code 0.%0A\n::debug::stdout: {text}\n::debug::stderr: \n::debug::exitcode: 0\n"


@case
def wrapped_setup_action(c):
    """The wrapper that a setup action puts around the engine: its command line before, workflow commands after."""
    text = encode(ordinary(c))
    c.no_plan(f"[command]/usr/local/bin/terraform-bin show -json plan.bin\n{text}{wrapper_end(text.strip())}", "wrapped")


@case
def wrapped_set_output(c):
    """Older wrappers."""
    text = encode(ordinary(c))
    c.no_plan(f"[command]/usr/local/bin/terraform-bin show -json plan.bin\n{text}\n::debug::Terraform exited with code 0.\n"
              f"::set-output name=stdout::{text.strip()}\n::set-output name=stderr::\n::set-output name=exitcode::0\n", "wrapped")


@case
def wrapped_after_only(c):
    """The command line was cut off, the workflow commands were not."""
    text = encode(ordinary(c))
    c.no_plan(text + wrapper_end(text.strip()), "wrapped")


@case
def wrapped_warning_before(c):
    """stderr in the same file."""
    c.no_plan(f"\u001b[33m╷\u001b[0m\n│ Warning: {c.leak('warning')}\n╵\n" + encode(ordinary(c)), "wrapped")


@case
def wrapped_shell_trace(c):
    c.no_plan(f"+ terraform show -json plan.bin -var=password={c.leak('command-line')}\n" + encode(ordinary(c)), "wrapped")


@case
def wrapped_timestamps(c):
    """A log that was downloaded: every line begins with a time."""
    lines = encode(ordinary(c), indent=2).splitlines()
    c.no_plan("".join(f"2026-01-02T03:04:05.0000000Z {line}\n" for line in lines), "wrapped")


@case
def remote_redacted(c):
    """What the remote service gives to those who may not see the whole plan."""
    c.no_plan(encode({
        "plan_format_version": "1.2", "resource_drift": [], "relevant_attributes": [],
        "resource_changes": [resource("aws_instance.web", change("create", None, {"user_data": c.leak("after")}))],
        "output_changes": {"o": change("create", None, c.leak("output"), after_unknown=False)},
        "provider_format_version": "1.0",
        "provider_schemas": {TERRAFORM + "aws": {"resource_schemas": {"aws_instance": {"version": 1, "block": {
            "attributes": {"user_data": {"type": "string", "optional": True, "description": c.leak("description")}}}}}}},
    }), "remote-redacted")


@case
def encrypted(c):
    """OpenTofu with plan encryption: a JSON object that holds the plan, sealed."""
    sealed = base64.b64encode(c.leak("would be sealed").encode() * 20).decode()
    salt = base64.b64encode(c.leak("salt").encode()).decode()
    c.planted(sealed[:60], salt)
    c.no_plan(json.dumps({"meta": {"key_provider.pbkdf2.main": base64.b64encode(json.dumps(
        {"salt": salt, "iterations": 600000, "hash_function": "sha512", "key_length": 32}).encode()).decode()},
        "encrypted_data": sealed, "encryption_version": "v0"}), "encrypted")


@case
def encrypted_state(c):
    """The same around a state, which keeps its serial and lineage outside."""
    c.no_plan(json.dumps({"serial": 3, "lineage": "00000000-0000-4000-8000-000000000002",
                          "meta": {"key_provider.pbkdf2.main": c.leak("meta")},
                          "encrypted_data": base64.b64encode(c.leak("sealed").encode()).decode(), "encryption_version": "v0"}), "encrypted")


@case
def provider_schema(c):
    """`providers schema -json`: a format_version of its own."""
    c.no_plan(encode({"format_version": "1.0", "provider_schemas": {TERRAFORM + "aws": {
        "provider": {"version": 0, "block": {"description": c.leak("description")}},
        "resource_schemas": {"aws_instance": {"version": 1, "block": {"attributes": {"user_data": {"type": "string"}}}}}}}}),
        "provider-schema")


@case
def state_json_empty(c):
    """`show -json` without a plan, where there is no state yet."""
    c.no_plan(encode({"format_version": "1.0"}), "state-json")


@case
def state_json_0_1(c):
    """The same of an old engine with a state."""
    whole = state(held("aws_instance.web", {"user_data": c.leak("value")}), o={"sensitive": True, "value": c.leak("output")})
    c.no_plan(encode(whole | {"format_version": "0.1", "terraform_version": "0.12.31"}), "state-json")


@case
def state_v3(c):
    c.no_plan(json.dumps({"version": 3, "terraform_version": "0.11.14", "serial": 1, "lineage": "00000000-0000-4000-8000-000000000003",
                          "modules": [{"path": ["root"], "outputs": {"o": {"sensitive": True, "type": "string", "value": c.leak("output")}},
                                       "resources": {}}]}, indent=4), "state")


@case
def major_2(c):
    """A version that may mean anything."""
    c.no_plan(encode(ordinary(c) | {"format_version": "2.0"}), "unsupported-version")


@case
def version_is_text(c):
    c.no_plan(encode(ordinary(c) | {"format_version": f"1.2-{c.leak('version')}</details>"}), "unsupported-version")


@case
def version_is_a_number(c):
    c.no_plan(encode(ordinary(c) | {"format_version": 1.2}), "unsupported-version")


@case
def version_missing(c):
    """A plan that a filter has cut down: without its version nobody can tell how to read it."""
    whole = ordinary(c)
    del whole["format_version"]
    c.no_plan(encode(whole), "unsupported-version")


@case
def other_json_object(c):
    c.no_plan(json.dumps({"name": c.leak("name"), "dependencies": {c.leak("key"): "1"}}), "other-json")


@case
def other_json_empty_object(c):
    c.no_plan("{}\n", "other-json")


@case
def other_json_array(c):
    c.no_plan(encode([ordinary(c)]), "other-json")


@case
def other_json_string(c):
    c.no_plan(json.dumps(c.leak("string")), "other-json")


@case
def other_json_null(c):
    c.no_plan("null\n", "other-json")


@case
def yaml(c):
    c.no_plan(f"plans:\n  - password: {c.leak('yaml')}\n    format_version: '1.2'\n", "not-json")


@case
def html(c):
    c.no_plan(f"<!DOCTYPE html>\n<html><head><title>502</title></head><body>{c.leak('html')}</body></html>\n", "not-json")


@case
def hcl(c):
    c.no_plan(f'resource "aws_instance" "web" {{\n  user_data = "{c.leak("hcl")}"\n}}\n', "not-json")


@case
def error_message(c):
    """stderr of a `show` that failed, sent to the file."""
    c.no_plan("╷\n│ Error: Failed to read the given file as a state or plan file\n│ \n"
              f"│ State read error: open {c.leak('path')}: no such file or directory\n╵\n", "not-json")


@case
def json_with_comment(c):
    c.no_plan(f'{{"format_version":"1.2", // {c.leak("comment")}\n"resource_changes":[]}}\n', "malformed")


@case
def single_quotes(c):
    c.no_plan(f"{{'format_version': '1.2', 'x': '{c.leak('quoted')}'}}\n", "not-json")


@case
def random_bytes(c):
    c.no_plan(bytes((i * 73 + 41) % 256 for i in range(2048)) + c.leak("among-bytes").encode(), "not-text")


@case
def zip_of_something_else(c):
    """Begins as a binary plan does; it is an archive of another kind."""
    c.no_plan(b"PK\x03\x04" + b"\x14\0\0\0\0\0" + b"\0" * 18 + c.leak("in-zip").encode(), "not-json")


def main(folder):
    for function in cases:
        one = Case(folder / function.__name__.replace("_", "-"))
        function(one)
        one.write()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
