"""Holds the inputs of GitLab's templates to their page, to their use, and to values that nobody means: inputs.py PAGE FILE...

The vendor's schema knows nothing of what stands before `---`.
"""

import pathlib
import re
import sys

import ruamel.yaml

YAML = ruamel.yaml.YAML(typ="safe")
USE = re.compile(r"\$\[\[\s*inputs\.([\w-]+)\s*\]\]")
# Of those with a pattern, none may take one of these.
HOSTILE = ["-o", "$(id)", "`id`", "a\nb", "a b", "'", '"', "http://example.com/a", "https://a b", "https://a\n"]


def faults_of_input(name, one, page):
    for key in ("description", "default"):
        if key not in one:
            yield f"{name} has no {key}"
    if one.get("type") != "string":
        yield f"{name} has no type, or one that no variable has"
    if set(one) - {"description", "default", "type", "regex", "options"}:
        yield f"{name} has a key that GitLab does not know"
    if "options" in one and one["default"] not in one["options"]:
        yield f"the default of {name} is no option of it"
    if "regex" in one:
        pattern = one["regex"]
        if not (pattern.startswith("^") and pattern.endswith("$")):
            yield f"the pattern of {name} is not about the whole value"
        # As GitLab's engine has it, `$` is the end.
        matches = re.compile(pattern.removesuffix("$") + r"\Z").match
        if not matches(one["default"]):
            yield f"the default of {name} does not fit its pattern"
        yield from (f"{name} takes {value!r}" for value in HOSTILE if matches(value))
    row = f"| `{name}` | "
    rows = [line for line in page.splitlines() if line.startswith(row)]
    default = f"`{one['default']}`" if one["default"] else "none"
    if name in ("version", "sha256"):
        default = "of the release"
    if not any(one["description"] in line and default in line for line in rows):
        yield f"{name} is not on the page, or otherwise: {row}{one['description']} | {default} |"


def faults_of_template(text, page):
    header, body = YAML.load_all(text)
    inputs = header["spec"]["inputs"]
    used = set(USE.findall(text[text.index("\n---\n") :]))
    yield from (f"{name} is not used" for name in inputs.keys() - used)
    yield from (f"{name} is used and is no input" for name in used - inputs.keys())
    for name, one in inputs.items():
        yield from faults_of_input(name, one, page)
    for name, job in body.items():
        # Into a variable, a name or an address; what a rule or a script says is the template's alone.
        for key in ("script", "rules", "trigger", "needs"):
            if USE.search(str(job.get(key))):
                yield f"{key} of {name} has an input in it"


def main():
    page, *files = map(pathlib.Path, sys.argv[1:])
    sections = dict(part.split("\n", 1) for part in page.read_text().split("\n## ")[1:])
    faults = []
    for file in files:
        faults += [f"{file}: {fault}" for fault in faults_of_template(file.read_text(), sections.get(file.name, ""))]
    sys.exit("\n".join(faults) or None)


main()
