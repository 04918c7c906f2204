"""Lists the secrets that a plan really holds, one a line, and fails when one that was planted is not there.

Planted are: every LEAK-… word in the files of the case, and every line of its file `secrets`. Those which
the engine leaves out of the plan, or of which nobody else may rely on, stand in the case's file `absent`.
Forms derived from a secret (upper case, SHA-256, base64, base64 of a text around it) are listed when the
plan holds them.
Usage: planted.py CASE PLAN
"""

import base64
import hashlib
import json
import pathlib
import re
import sys

WORD = re.compile(r"LEAK-[A-Za-z0-9-]*[A-Za-z0-9]")


def lines(path):
    return path.read_text("utf-8").splitlines() if path.exists() else []


def texts(value):
    """Every string, key and number of the plan; numbers as they are written."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def around(text, secrets):
    """Base64 text that holds a secret inside."""
    if len(text) < 16 or not re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", text):
        return False
    try:
        inner = base64.b64decode(text, validate=True).decode("utf-8")
    except ValueError:
        return False
    return any(secret in inner for secret in secrets)


def main(case, plan):
    planted = set(lines(case / "secrets"))
    for path in sorted(case.rglob("*")):
        if path.is_file() and path.name != "absent":
            planted.update(WORD.findall(path.read_text("utf-8")))
    held = sorted(set(texts(json.loads(plan.read_text("utf-8"), parse_int=str, parse_float=str))))
    everything = "\n".join(held)

    absent = set(lines(case / "absent"))
    missing = {secret for secret in planted if secret not in everything}
    if missing != absent:
        sys.exit(f"{case.name}: not in the plan though planted: {sorted(missing - absent)}; "
                 f"said to be absent but there: {sorted(absent - missing)}")

    found = planted - missing
    derived = set()
    for secret in found:
        derived.add(secret.upper())
        derived.add(hashlib.sha256(secret.encode()).hexdigest())
        derived.add(base64.b64encode(secret.encode()).decode())
    found.update(form for form in derived if form in everything)
    found.update(text for text in held if around(text, found))
    sys.stdout.write("".join(f"{secret}\n" for secret in sorted(found)))


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
