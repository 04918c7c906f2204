"""Holds action.yml to what only its own repository can know: check.py ACTION README NUMBERS

No expression stands in a script, each input is told in the README and reaches the step that looks at all of them, and
each output is told there and is one that a step writes. NUMBERS is the source that names what `report` counts.
"""

import pathlib
import re
import sys

import ruamel.yaml

action_file, readme_file, numbers_file = map(pathlib.Path, sys.argv[1:])
action = ruamel.yaml.YAML(typ="safe").load(action_file.read_text())
steps = {step.get("id", step["name"]): step for step in action["runs"]["steps"]}
TOKENS = {"token", "members-token", "write-token"}
# What action/check looks at is not needed again by the step that runs the program.
BEFORE = {"binary", "binary-sha256", "build", "attestation", "checkout", "fetch", "upload-sarif"}


def told(kind):
    """The names in the first column of the tables below the heading, with the defaults in the second, if there are any."""
    text = readme_file.read_text().split(f"\n## {kind}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| ((?:`[\w-]+`(?:, )?)+) \| ?(?:`([^`]*)`)?", text, re.MULTILINE)
    return {name: default for names, default in rows for name in re.findall(r"`([\w-]+)`", names)}


def faults():
    inputs, outputs = action["inputs"], action["outputs"]
    for kind, names in (("Inputs", set(inputs)), ("Outputs", set(outputs))):
        for name in sorted(names ^ set(told(kind))):
            yield f"{name} is in one alone of {action_file} and {readme_file}, {kind}"
    for name, default in told("Inputs").items():
        committed = str(inputs.get(name, {}).get("default", ""))
        if committed != default and committed != f"${{{{ {default} }}}}":
            yield f"{readme_file} says that {name} is {default!r} by default, and it is {committed!r}"
    for name, step in steps.items():
        if "run" in step:
            yield from faults_of_script(name, step)
        elif not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"]):
            yield f"the step {name} uses {step['uses']}, which is no commit"
    for name in inputs:
        variable = "WHOMAY_" + name.upper().replace("-", "_")
        expected = [step for step, passed in (("check", TOKENS), ("run", BEFORE)) if name not in passed]
        for step in expected:
            if steps[step]["env"].get(variable) != f"${{{{ inputs.{name} }}}}":
                yield f"the step {step} has no {variable} that is the input {name}"
    for token in TOKENS:
        holders = {name for name, step in steps.items() if f"inputs.{token}" in str(step.get("env"))}
        if holders - ({"install", "fetch", "run"} if token == "token" else {"run"}):
            yield f"the steps {holders} have the {token}"
    counted = set(re.findall(r'^ +\("([a-z_]+)", ', numbers_file.read_text(), re.MULTILINE))
    for name in counted - set(outputs):
        yield f"{name}, which a report counts, is no output"
    for name, output in outputs.items():
        if not re.fullmatch(rf"\$\{{\{{ steps\.\w+\.outputs\.{name}(?: \|\| steps\.check\.outputs\.{name})? \}}\}}", output["value"]):
            yield f"the output {name} is {output['value']}"


def faults_of_script(name, step):
    if "${{" in step["run"]:
        yield f"the script of {name} has an expression in it"
    if not re.fullmatch(r'set -euo pipefail\n"\$GITHUB_ACTION_PATH/action/\w+"\n', step["run"]):
        yield f"the script of {name} is not one file of action/"
    if step["shell"] != "bash":
        yield f"the script of {name} is for {step['shell']}"


sys.exit("\n".join(faults()) or None)
