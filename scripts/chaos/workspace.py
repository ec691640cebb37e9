"""The workspace that is tried: two repositories, agents of four protocols, the server, and its API."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request

import processes

HERE = pathlib.Path(__file__).resolve().parent
PROJECTS = {"squashed": "squash", "merged": "merge"}
KINDS = ("plain", "shared", "claude", "leaver", "codex", "poison", "acp")
STEPS = 4
# Here everything fails all the time, and is to be tried again: circuit breakers would end the trial in its first minute.
CALM = """health:
  crashes: { count: 1000, within: 1s }
  failures: { count: 1000, within: 1s }
  unchanged: 100
  startsPerHour: 200
"""


def git(place, *arguments, check=True, **more):
    return subprocess.run(
        ["git", "-C", str(place), *arguments], check=check, capture_output=True, text=True, **more).stdout


class Workspace:
    def __init__(self, root, outside, binaries, most=10):
        """`root` may be on a small disk; `outside` holds what must not be lost with it: ledger and logs."""
        self.root, self.outside, self.binaries = root, outside, binaries
        self.most = most
        self.family = processes.Family(root)
        self.server = None
        self.starts = 0
        self.ledger = outside / "ledger"
        self.made = 0

    @property
    def database(self):
        return self.root / ".skein/skein.db"

    def repository(self, project):
        return self.root / project

    def make(self):
        for project in PROJECTS:
            place = self.repository(project)
            place.mkdir(parents=True)
            git(place, "init", "-qb", "main")
            for key, value in {"user.name": "trial", "user.email": "trial@example.invalid", "gc.auto": "0"}.items():
                git(place, "config", key, value)
            shutil.copy(HERE / "gate.py", place)
            (place / "work").mkdir()
            (place / "work/.keep").touch()
            (place / "shared.txt").touch()
            git(place, "add", "-A")
            git(place, "commit", "-qm", "The beginning")
        shutil.copy(HERE / "agent.py", self.outside)
        (self.root / "agents").mkdir()
        python = f"{sys.executable}, -S, -E"
        self._agent("ordinary", "command", f"[{python}, {self.outside}/agent.py]")
        fake = f"{self.binaries}/skein-fake-agent"
        for name in ("claude", "codex", "acp"):
            home = self.outside / f"home-{name}"
            home.mkdir()
            harness = "vibe" if name == "acp" else name  # its preset adds no arguments
            self._agent(name, harness, f"[/usr/bin/env, SKEIN_FAKE_HOME={home}, {fake}, {name}]")
        projects = "".join(
            f"  {name}:\n    path: {name}\n    target: main\n    strategy: {strategy}\n"
            f"    gates:\n      lines: [{python}, gate.py]\n" for name, strategy in PROJECTS.items())
        (self.root / "skein.yaml").write_text(
            f"name: chaos\nmaxRuns: {self.most}\nmaxReturns: 50\n"
            f"retry: {{ maxAttempts: 50, base: 100ms, cap: 500ms }}\n{CALM}projects:\n{projects}")

    def _agent(self, name, harness, command):
        (self.root / f"agents/{name}.md").write_text(
            f"---\nharness: {harness}\ncommand: {command}\npermissions: all\nmaxRuns: {self.most}\ntimeLimit: 5m\n"
            f"environment: {{ CHAOS_TRIAL: {self.root}, CHAOS_LEDGER: {self.ledger}, PYTHONDONTWRITEBYTECODE: 1 }}\n"
            "---\n")

    # The server

    def start(self, patience=60):
        """Starts the server if none runs and waits until it answers; the seconds that took."""
        began = time.monotonic()
        if not self.is_up():
            self.spawn()
        while time.monotonic() - began < patience:
            if self.server.poll() is not None or self.answers():
                break
            time.sleep(0.005)
        return time.monotonic() - began

    def spawn(self):
        self.starts += 1
        log = open(self.outside / "server.log", "a")
        environment = {**os.environ, "CHAOS_TRIAL": str(self.root)}
        self.server = subprocess.Popen(
            [f"{self.binaries}/skein", "up", "--port", "0"], cwd=self.root, stdin=subprocess.DEVNULL, stdout=log,
            stderr=log, env=environment)
        log.close()
        self.family.server = processes.status(self.server.pid)

    def is_up(self):
        return self.server is not None and self.server.poll() is None

    def answers(self):
        try:
            record = json.loads((self.root / ".skein/server.json").read_text())
            return record["pid"] == self.server.pid and self.ask("GET", "/health", timeout=2) is not None
        except (OSError, ValueError, KeyError):
            return False

    def ask(self, method, path, body=None, timeout=10):
        """The answer of the API, or None when there is none: the server is gone, or refuses."""
        try:
            record = json.loads((self.root / ".skein/server.json").read_text())
            request = urllib.request.Request(
                f"http://{record['host']}:{record['port']}/api/v1{path}", method=method,
                data=None if body is None else json.dumps(body).encode(),
                headers={"Authorization": f"Bearer {(self.root / '.skein/token').read_text().strip()}"})
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return json.loads(answer.read() or b"null") or {}
        except (OSError, ValueError, urllib.error.URLError):
            return None

    def skein(self, *arguments, place=None):
        return subprocess.run(
            [f"{self.binaries}/skein", *arguments], cwd=place or self.root, capture_output=True, text=True, timeout=60)

    # Tickets

    def create_ticket(self):
        """The next ticket of the next kind; None when the server did not answer, and then it may exist all the same."""
        self.made += 1
        kind = KINDS[self.made % len(KINDS)]
        tool = f"{sys.executable} -S -E {self.outside}/agent.py step"
        turns = [{"tools": [{"run": f"{tool} {n} {STEPS}"}], "delayMs": 150} for n in range(1, STEPS + 1)]
        body = {
            "title": f"{kind} {self.made}", "project": list(PROJECTS)[self.made % 2],
            "assignee": kind if kind in ("claude", "codex", "acp") else "ordinary",
            "body": f"Write lines.\n\n```script\n{json.dumps(turns)}\n```\n"}
        return self.ask("POST", "/tickets", body)
