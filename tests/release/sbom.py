"""Holds a list of components to its schema and to what cargo says: sbom.py FILE ALL LINKED

ALL and LINKED are files with `NAME VERSION` lines: every crate of the build, and those that are linked in.
"""

import json
import pathlib
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def named(file):
    return set(pathlib.Path(file).read_text().splitlines())


def faults(text, everything, linked):
    wrong = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
    if wrong is not None:
        yield f"it breaks the schema: {wrong}"
    bom = json.loads(text)
    own = bom["metadata"]["component"]
    listed = bom["components"]
    names = {f"{part['name']} {part['version']}" for part in [own, *listed]}
    if names != everything:
        yield f"missing: {sorted(everything - names)}; too many: {sorted(names - everything)}"
    if len(everything) < 100:
        yield f"cargo names only {len(everything)} crates: the comparison is of something else"
    required = {f"{part['name']} {part['version']}" for part in [own, *listed] if part["scope"] == "required"}
    if required != linked:
        yield f"wrongly said to be linked in, or not to be: {sorted(required ^ linked)}"
    for part in [own, *listed]:
        if not any(licence.get("expression") or licence.get("license") for licence in part.get("licenses", [])):
            yield f"{part['name']} has no licence"
    for part in listed:
        if not any(digest["alg"] == "SHA-256" for digest in part.get("hashes", [])):
            yield f"{part['name']} has no sum"
        if part["purl"] != f"pkg:cargo/{part['name']}@{part['version']}":
            yield f"{part['name']} is called {part['purl']}"
    known = {part["bom-ref"] for part in [own, *listed]}
    for edge in bom["dependencies"]:
        for reference in [edge["ref"], *edge.get("dependsOn", [])]:
            if reference not in known:
                yield f"{reference} is led to and not listed"
    for local in ("file://", "/home/", "/root/", "/tmp/", "/Users/"):
        if local in text:
            yield f"{local} is of the machine that it was made on"


def main():
    text = pathlib.Path(sys.argv[1]).read_text()
    sys.exit("\n".join(faults(text, named(sys.argv[2]), named(sys.argv[3]))) or None)


main()
