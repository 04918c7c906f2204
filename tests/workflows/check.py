"""Writes each script of workflows and pipelines into a file of its own, for shellcheck: check.py FOLDER FILE...

It also holds them to what nobody else looks for: no expression in a script, since what a forge puts there is run by the
shell, whatever it is; no right that a job does not name; a login to the cloud in an environment alone, after a decision
about one commit, and with no secret beside it; no input that the action does not have, which GitHub would pass over.
"""

import pathlib
import re
import sys

import ruamel.yaml

YAML = ruamel.yaml.YAML(typ="safe")

# What `whomay init` and whoever copies a file puts another commit in place of.
PLACEHOLDER = "OWNER/whomay@" + 40 * "0"
UPLOAD = re.compile(r"actions/upload-artifact@[0-9a-f]{40}")
OURS_WITH_VERSION = re.compile(rf"uses: {PLACEHOLDER} # v\d+\.\d+\.\d+$", re.MULTILINE)


def scripts(document):
    """The scripts of a file, each with a name."""
    for name, job in (document.get("jobs") or {}).items():
        for number, step in enumerate(job["steps"]):
            if "run" in step:
                yield f"{name}-{number}", step["run"]
    for name, job in document.items():
        if isinstance(job, dict) and "script" in job:
            # What stands before the script is for other shells, which cannot read it.
            first, *rest = job["script"]
            if [first[:3], len(rest)] != ["if ", 1]:
                sys.exit(f"{name} does not begin with a look at the shell, or is not one script")
            yield f"{name}-shell", f"set -euo pipefail\n{first}"
            yield name, rest[0]


def faults_of_script(script):
    for expression in ("${{", "$[["):
        if expression in script:
            yield "has an expression in it"
    if not script.startswith("set -euo pipefail\n"):
        yield "goes on after a failure"


def faults_of_workflow(workflow, text, inputs):
    if workflow["permissions"] != {}:
        yield "gives every job a right"
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    if sum(step.get("uses") == PLACEHOLDER for step in steps) != len(OURS_WITH_VERSION.findall(text)):
        yield "does not say beside the commit which version it is"
    for name, job in workflow["jobs"].items():
        yield from (f"the job {name} {fault}" for fault in faults_of_job(job, inputs))


def faults_of_job(job, inputs):
    for key in ("permissions", "timeout-minutes"):
        if key not in job:
            yield f"has no {key}"
    for step in job["steps"]:
        uses = step.get("uses", PLACEHOLDER)
        if uses != PLACEHOLDER and not UPLOAD.fullmatch(uses):
            yield f"uses {uses}"
        if step.get("uses") == PLACEHOLDER:
            yield from (f"gives the action {key}, which it does not take" for key in step.get("with", {}).keys() - inputs)
    if "id-token" in job["permissions"]:
        yield from faults_of_apply(job)


def faults_of_apply(job):
    """Of a job that may log in to a cloud."""
    if "environment" not in job:
        yield "may log in and is bound to no environment"
    decisions = [step["with"] for step in job["steps"] if step.get("with", {}).get("command") == "enforce"]
    if len(decisions) != 1 or not decisions[0].keys() >= {"dirspace", "commit", "checkout"}:
        yield "does not decide on one dirspace of one commit"
    if "run" not in job["steps"][-1] or "/change/" not in job["steps"][-1]["run"]:
        yield "does something after it has run code of the request"
    for step in job["steps"]:
        values = " ".join(map(str, step.get("env", {}).values()))
        if "secrets." in values or "token" in values.lower():
            yield "gives a script a secret"


def main():
    folder = pathlib.Path(sys.argv[1])
    inputs = YAML.load(pathlib.Path("action.yml"))["inputs"].keys()
    faults = []
    for file in map(pathlib.Path, sys.argv[2:]):
        text = file.read_text()
        # A pipeline may say before its first `---` what it takes.
        *_, document = YAML.load_all(text)
        if "jobs" in document:
            faults += [f"{file}: {fault}" for fault in faults_of_workflow(document, text, inputs)]
        for name, script in scripts(document):
            faults += [f"{file}: the script {name} {fault}" for fault in faults_of_script(script)]
            (folder / f"{file.name}-{name}.sh").write_text(f"#!/usr/bin/env bash\n{script}\n")
    sys.exit("\n".join(faults) or None)


main()
