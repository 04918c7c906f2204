"""Writes each script of workflows and pipelines into a file of its own, for shellcheck: check.py FOLDER FILE...

It also holds them to what nobody else looks for: no expression in a script, since what a forge puts there is run by the
shell, whatever it is; no right that a job does not name; a login to the cloud in an environment alone; no cache.
"""

import pathlib
import re
import sys

import ruamel.yaml


def scripts(document):
    """The scripts of a file, each with a name."""
    for name, job in (document.get("jobs") or {}).items():
        for number, step in enumerate(job["steps"]):
            if "run" in step:
                yield f"{name}-{number}", step["run"]
    for name, job in document.items():
        if isinstance(job, dict) and "script" in job:
            yield name.lstrip("."), "\n".join(job["script"])


def faults_of_script(script):
    for expression in ("${{", "$[["):
        if expression in script:
            yield "has an expression in it"
    if not script.startswith("set -euo pipefail\n"):
        yield "goes on after a failure"


def faults_of_workflow(workflow):
    if workflow["permissions"] != {}:
        yield "gives every job a right"
    for name, job in workflow["jobs"].items():
        for key in ("permissions", "timeout-minutes"):
            if key not in job:
                yield f"the job {name} has no {key}"
        if "id-token" in job.get("permissions", {}) and "environment" not in job:
            yield f"the job {name} may log in and is bound to no environment"
        for step in job["steps"]:
            uses = step.get("uses", "")
            if uses and not re.fullmatch(r"actions/upload-artifact@[0-9a-f]{40}", uses):
                yield f"the job {name} uses {uses}"


def main():
    folder = pathlib.Path(sys.argv[1])
    faults = []
    for file in map(pathlib.Path, sys.argv[2:]):
        # A pipeline may say before its first `---` what it takes.
        *_, document = ruamel.yaml.YAML(typ="safe").load_all(file.read_text())
        if "jobs" in document:
            faults += [f"{file}: {fault}" for fault in faults_of_workflow(document)]
        for name, script in scripts(document):
            faults += [f"{file}: the script {name} {fault}" for fault in faults_of_script(script)]
            (folder / f"{file.name}-{name}.sh").write_text(f"#!/usr/bin/env bash\n{script}\n")
    sys.exit("\n".join(faults) or None)


main()
