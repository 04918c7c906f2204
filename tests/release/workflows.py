"""Holds our own workflows to what nobody else looks for, and writes their scripts out: workflows.py FOLDER FILE...

Each action is named by a commit with the version beside it; no job has a right that it does not name, none a secret, and
whoever can sign or log in is bound to an environment and compiles nothing; nothing comes from a cache; no expression is in
a script, since what a forge puts there is run by the shell, whatever it is.
"""

import pathlib
import re
import sys

import ruamel.yaml

# Each of these was looked up in more than one place. A new one is a decision.
ACTIONS = {
    "actions/attest-build-provenance",
    "actions/checkout",
    "actions/download-artifact",
    "actions/upload-artifact",
    "pypa/gh-action-pypi-publish",
    "rust-lang/crates-io-auth-action",
}
PINNED = re.compile(r"uses: ([A-Za-z0-9/_-]+)@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
COMPILES = re.compile(r"cargo (?!publish --locked --no-verify)|release/(build|wheel|sbom)|\.ci/run")


def faults_of_text(text):
    for line in text.splitlines():
        if "uses:" in line:
            pinned = PINNED.search(line)
            if pinned is None or pinned.group(1) not in ACTIONS:
                yield f"uses what is not pinned or not known: {line.strip()}"
    for word in ("secrets.", "actions/cache", "pull_request_target", "workflow_run", "cache:"):
        if word in text:
            yield f"has {word}"


def faults_of_job(job):
    for key in ("permissions", "timeout-minutes", "name"):
        if key not in job:
            yield f"has no {key}"
    rights = job["permissions"]
    scripts = "\n".join(step.get("run", "") for step in job["steps"])
    may_write = [name for name, right in rights.items() if right == "write"]
    if may_write and "environment" not in job:
        yield f"may {may_write} and is bound to no environment"
    if may_write and COMPILES.search(scripts):
        yield f"may {may_write} and compiles"
    for step in job["steps"]:
        if step.get("uses", "").startswith("actions/checkout@") and step["with"].get("persist-credentials") is not False:
            yield "leaves its token in the clone"
        script = step.get("run")
        if script is not None and not script.startswith("set -euo pipefail\n"):
            yield "goes on after a failure"
        if script is not None and "${{" in script:
            yield "has an expression in a script"


def main():
    folder = pathlib.Path(sys.argv[1])
    faults = []
    for file in map(pathlib.Path, sys.argv[2:]):
        text = file.read_text()
        workflow = ruamel.yaml.YAML(typ="safe").load(text)
        faults += [f"{file}: {fault}" for fault in faults_of_text(text)]
        if workflow["permissions"] != {}:
            faults.append(f"{file}: gives every job a right")
        for name, job in workflow["jobs"].items():
            faults += [f"{file}: the job {name} {fault}" for fault in faults_of_job(job)]
            for number, step in enumerate(job["steps"]):
                if "run" in step:
                    (folder / f"{file.stem}-{name}-{number}.sh").write_text(f"#!/usr/bin/env bash\n{step['run']}")
    sys.exit("\n".join(faults) or None)


main()
