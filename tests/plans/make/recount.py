"""Counts what a plan holds, straight from its JSON, for tests to compare with.

Independent of the program on purpose: it shares no code and no tables with it, and it judges nothing.
Usage: recount.py PLAN
"""

import codecs
import json
import sys
import threading
from collections import Counter


def read(path):
    data = open(path, "rb").read()
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (codecs.BOM_UTF8, "utf-8-sig")):
        if data.startswith(mark):
            return json.loads(data.decode(name))
    return json.loads(data)


def count(values):
    return dict(sorted(Counter(values).items()))


def actions(change):
    return "+".join(change.get("actions", []))


def of_kind(entry):
    """Old writers have no mode in the forms that are not resources."""
    return entry.get("mode", "managed")


def recount(plan):
    changes = plan.get("resource_changes", [])
    checks = plan.get("checks", [])
    return {
        "format_version": plan.get("format_version"),
        "terraform_version": plan.get("terraform_version"),
        "applyable": plan.get("applyable"),
        "complete": plan.get("complete"),
        "errored": plan.get("errored"),
        "resource_changes": count(actions(entry["change"]) for entry in changes),
        "modes": count(of_kind(entry) for entry in changes),
        "reasons": count(entry["action_reason"] for entry in changes if "action_reason" in entry),
        "deposed": sum("deposed" in entry for entry in changes),
        "imports": sum("importing" in entry["change"] for entry in changes),
        "moves": sum("previous_address" in entry for entry in changes),
        "drift": count(actions(entry["change"]) for entry in plan.get("resource_drift", [])),
        "deferred": count(entry["reason"] for entry in plan.get("deferred_changes", [])),
        "action_invocations": len(plan.get("action_invocations", [])),
        "deferred_action_invocations": count(entry["reason"] for entry in plan.get("deferred_action_invocations", [])),
        "output_changes": count(actions(change) for change in plan.get("output_changes", {}).values()),
        "checks": count(check["status"] for check in checks),
        "check_instances": count(instance["status"] for check in checks for instance in check.get("instances", [])),
        "condition_results": len(plan.get("condition_results", [])),
        "variables": len(plan.get("variables", {})),
    }


def main():
    print(json.dumps(recount(read(sys.argv[1])), indent=2))


# Deep nesting is one of the cases, and json recurses.
sys.setrecursionlimit(100_000)
threading.stack_size(512 * 1024 * 1024)
worker = threading.Thread(target=main)
worker.start()
worker.join()
