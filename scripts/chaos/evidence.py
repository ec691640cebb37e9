"""What is seen from outside: processes, files, git, and the journal read by SQLite; nothing of Skein is asked."""

import hashlib
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

import processes
from workspace import PROJECTS, git


@dataclass
class Evidence:
    """One look at everything. Runs, tickets and changes are `R-1`, `T-1`, `C-1`; entries as in the journal."""

    processes: list = field(default_factory=list)  # alive after the tables were read
    runs: dict = field(default_factory=dict)  # run: (ticket, state)
    tickets: dict = field(default_factory=dict)  # ticket: state
    entries: list = field(default_factory=list)  # position, at, actor, cause, noun, subject, name, payload, hash
    head: tuple = (0, "")  # what the workspace remembers as the end of its journal
    changes: dict = field(default_factory=dict)  # change: (ticket, project)
    target: dict = field(default_factory=dict)  # project: [(commit, tree, ticket or "")], newest first
    pointed: dict = field(default_factory=dict)  # project: commits that the branch ever pointed to
    verdicts: dict = field(default_factory=dict)  # tree: what its gate says in a plain clone, "" when it passes
    ledger: list = field(default_factory=list)  # what agents reported
    kept: set = field(default_factory=set)  # lines reachable from a ref, or in a worktree
    run_folders: list = field(default_factory=list)
    worktrees: list = field(default_factory=list)
    locks: list = field(default_factory=list)  # lock files in the repositories


class Observer:
    def __init__(self, workspace):
        self.workspace = workspace
        self.entries = []
        self.lines = {}  # commit: lines that it added
        self.verdicts = {}
        self.clones = pathlib.Path(tempfile.mkdtemp(prefix="clones.", dir=workspace.outside))

    def tables(self):
        """Processes that were there before the tables were read and still are, and the tables themselves."""
        before = self.workspace.family.members()
        found = Evidence()
        with self._open() as database:
            database.execute("BEGIN")
            found.runs = {f"R-{r}": (f"T-{t}", s) for r, t, s in database.execute("SELECT id, ticket, state FROM run")}
            found.tickets = {f"T-{t}": s for t, s in database.execute("SELECT id, state FROM ticket")}
            found.changes = {
                f"C-{c}": (f"T-{t}", p) for c, t, p in database.execute("SELECT id, ticket, project FROM change")}
            found.head = database.execute("SELECT revision, hash FROM workspace").fetchone()
            self.entries += database.execute(
                "SELECT position, at, actor, cause, noun, subject, name, payload, hash FROM journal "
                "WHERE position > ? ORDER BY position", (len(self.entries),)).fetchall()
        database.close()
        found.entries = self.entries
        found.processes = [process for process in before if processes.is_alive(process)]
        return found

    def _open(self):
        return sqlite3.connect(f"file:{self.workspace.database}?mode=ro", uri=True, timeout=10)

    def held(self):
        """Tickets whose change waits for a person."""
        with self._open() as database:
            found = {f"T-{ticket}" for (ticket,) in database.execute("SELECT ticket FROM change WHERE state = 'held'")}
        database.close()
        return found

    def everything(self):
        ledger = self._ledger()  # first: what is reported now must be found afterwards
        state = self.workspace.root / ".skein"
        run_folders = sorted(path.name for path in (state / "runs").glob("R-*"))
        found = self.tables()
        found.ledger, found.run_folders = ledger, run_folders
        for project in PROJECTS:
            self._look_at(project, found)
        found.verdicts = self.verdicts
        found.kept = self._kept(ledger)
        found.worktrees = sorted(path.name.removesuffix(".keeper") for path in (state / "worktrees").glob("*"))
        for project in PROJECTS:
            folder = self.workspace.repository(project) / ".git"
            found.locks += [str(path) for path in folder.rglob("*.lock")]
        return found

    def _ledger(self):
        if not self.workspace.ledger.exists():
            return []
        return [json.loads(line) for line in self.workspace.ledger.read_text().splitlines()]

    def _look_at(self, project, found):
        repository = self.workspace.repository(project)
        pointed = git(repository, "log", "-g", "--format=%H %T", "main").splitlines()  # first: the branch moves on
        log = git(repository, "log", "--first-parent", "main",
                  "--format=%H %T %(trailers:key=Skein-Ticket,valueonly,separator=%x2C)").splitlines()
        found.target[project] = [tuple((line.split() + [""])[:3]) for line in log]
        trees = {line.split()[1]: line.split()[0] for line in pointed}
        trees |= {tree: commit for commit, tree, _ in found.target[project]}
        found.pointed[project] = [line.split()[0] for line in pointed]
        new = trees.keys() - self.verdicts.keys()
        if new and (self.clones / project).exists():
            git(self.clones / project, "fetch", "-q", "origin", "main")
        for tree in new:
            self.verdicts[tree] = self._verdict(project, trees[tree])

    def _verdict(self, project, commit):
        """The gate as a plain program in a plain clone."""
        clone = self.clones / project
        if not clone.exists():
            git(self.clones, "clone", "-q", "--no-hardlinks", self.workspace.repository(project), project)
        checkout = ["checkout", "-q", "--detach", "-f", commit]
        if subprocess.run(["git", "-C", clone, *checkout], stderr=subprocess.DEVNULL).returncode:
            git(clone, "fetch", "-q", "origin", commit)
            git(clone, *checkout)
        result = subprocess.run(
            [sys.executable, "-S", "-E", "gate.py"], cwd=clone, capture_output=True, text=True, env={})
        return "" if result.returncode == 0 else result.stderr.strip() or f"status {result.returncode}"

    def _kept(self, ledger):
        """Of the lines that agents reported, those that a file of a worktree holds, or that a ref reaches."""
        worktrees = [p for p in (self.workspace.root / ".skein/worktrees").glob("*") if (p / ".git").exists()]
        repositories = [self.workspace.repository(project) for project in PROJECTS]
        wanted = {event["line"] for event in ledger if "line" in event}
        kept = set()
        # Work moves from worktrees into repositories, so these come last; the cheap look comes first.
        for look, places in ((self._lines_of_files, worktrees), (self._reachable_lines, repositories),
                             (self._reachable_lines, worktrees), (self._reachable_lines, repositories)):
            for place in places if wanted - kept else []:
                kept |= look(place)
        return kept

    @staticmethod
    def _lines_of_files(place):
        lines = set()
        for file in (place / "work").glob("T-*.txt"):
            try:
                lines |= set(file.read_text().splitlines())
            except OSError:  # removed this moment, because it is in the repository
                continue
        return lines

    def _reachable_lines(self, place):
        commits = set(git(place, "rev-list", "--all", "HEAD", check=False).split())
        unknown = "".join(f"{commit}\n" for commit in commits - self.lines.keys())
        # What a worktree says is not remembered: it may be half removed this moment.
        lines = self.lines if place.parent == self.workspace.root else dict(self.lines)
        if unknown:
            patch = subprocess.run(
                ["git", "-C", place, "diff-tree", "--stdin", "-m", "-p", "-U0", "--root", "-r"], input=unknown,
                capture_output=True, text=True)
            commit = None
            for line in patch.stdout.splitlines() if patch.returncode == 0 else []:
                if len(line.split()) == 1 and line in commits:
                    commit = line
                    lines.setdefault(commit, set())
                elif line.startswith("+T-"):
                    lines[commit].add(line[1:])
        return set().union(*(lines.get(commit, set()) for commit in commits))


def seal(previous, entry):
    """The hash of a journal entry, by docs and not by the code that makes it."""
    position, at, actor, cause, noun, subject, name, payload, _ = entry
    fields = [previous, position, at, actor, "" if cause is None else cause, noun, subject, name, payload]
    return hashlib.sha256("\n".join(map(str, fields)).encode()).hexdigest()
