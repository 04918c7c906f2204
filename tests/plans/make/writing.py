"""What written.py and no_plans.py share: secrets that are made up, and the files of a case."""

import hashlib
import json
import subprocess
import sys


def encode(value, indent=None):
    """As the engines write it: no spaces, and what HTML could mistake as escapes."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(value, ensure_ascii=False, separators=separators, indent=indent)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text + "\n"


def readable(content):
    """The text of a file that may be cut off anywhere."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return content.decode("utf-16" if wide else "utf-8", errors="ignore")


class Case:
    """One folder, the secrets that its file holds, and what it must come to."""

    def __init__(self, folder):
        self.folder = folder
        self.secrets = set()
        self.files = {}

    def leak(self, place):
        """The secret for a place. The same place gets the same secret; no two cases share one."""
        mark = hashlib.sha256(f"{self.folder.name} {place}".encode()).hexdigest()[:6]
        secret = f"LEAK-{self.folder.name}-{place}-{mark}"
        self.secrets.add(secret)
        return secret

    def planted(self, *secrets):
        self.secrets.update(secrets)

    def plan(self, content):
        self.files["plan.json"] = content if isinstance(content, bytes) else encode(content).encode()

    def refused(self, content, why):
        self.plan(content)
        self.files["refused.txt"] = f"{why}\n".encode()

    def no_plan(self, content, what):
        self.files["input"] = content if isinstance(content, bytes) else content.encode()
        self.files["expected.txt"] = f"{what}\n".encode()

    def write(self):
        self.folder.mkdir(parents=True)
        text = readable(self.files.get("plan.json") or self.files["input"])
        held = sorted(secret for secret in self.secrets if secret in text or encode(secret).strip()[1:-1] in text)
        self.files["planted.txt"] = "".join(f"{secret}\n" for secret in held).encode()
        for name, content in self.files.items():
            (self.folder / name).write_bytes(content)
        if "plan.json" in self.files and "refused.txt" not in self.files:
            recount = [sys.executable, sys.path[0] + "/recount.py", str(self.folder / "plan.json")]
            (self.folder / "expected.json").write_bytes(subprocess.run(recount, check=True, stdout=subprocess.PIPE).stdout)
