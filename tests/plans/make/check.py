"""Judges what was made: nothing of the machine got in, engine and recount agree, every case is explained.

Usage: check.py FOLDER FORBIDDEN...: FORBIDDEN are texts that no file may hold, such as paths.
"""

import json
import pathlib
import re
import sys

KEPT = {"README.md"}
LARGEST, ALL = 400_000, 3_000_000

# What each kind of change adds to, changes in and destroys of the engine's own count. Forgetting counts nowhere.
COUNTS = {"create": (1, 0, 0), "update": (0, 1, 0), "delete": (0, 0, 1), "delete+create": (1, 0, 1), "create+delete": (1, 0, 1)}


def expect(condition, *what):
    if not condition:
        sys.exit("check.py: " + " ".join(str(part) for part in what))


def counted(expected):
    """The engine's line, worked out from the recount."""
    sums = [sum(COUNTS.get(kind, (0, 0, 0))[i] * number for kind, number in expected["resource_changes"].items()) for i in range(3)]
    imports = f"{expected['imports']} to import, " if expected["imports"] else ""
    return "Plan: {}{} to add, {} to change, {} to destroy.".format(imports, *sums)


def check_line(folder):
    line = (folder / "plan_line.txt").read_text().strip()
    if line.startswith("Plan: "):
        expected = json.loads((folder / "expected.json").read_text())
        expect(line == counted(expected), folder, "the engine says", line, "and the recount", counted(expected))


def check_files(folder, forbidden):
    total = 0
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_relative_to(folder / "make") or path.name in KEPT:
            continue
        content = path.read_bytes()
        total += len(content)
        expect(len(content) <= LARGEST, path, "is too large")
        for text in forbidden:
            expect(text.encode() not in content, path, "holds", text)
    expect(total <= ALL, "all files together are too large")
    return total


def check_planted(path):
    for secret in path.read_text("utf-8").splitlines():
        expect(len(secret) >= 6, path, "has a secret too short to search for")
        # Such a word would be found in every report, and prove nothing.
        expect(not re.fullmatch("[a-z_]+", secret), path, "has a secret that is a plain word:", secret)


def check_table(folder):
    readme = (folder / "README.md").read_text("utf-8")
    for path in sorted(folder.glob("*/*/planted.txt")):
        expect(f"`{path.parent.name}`" in readme, path.parent, "is not in README.md")


def main(folder, forbidden):
    total = check_files(folder, forbidden)
    check_table(folder)
    plans = sorted(folder.glob("*/*/planted.txt"))
    for path in plans:
        check_planted(path)
    for path in sorted(folder.glob("terraform/*")):
        check_line(path)
    print(f"{len(plans)} cases, {total:,} bytes")


main(pathlib.Path(sys.argv[1]), sys.argv[2:])
