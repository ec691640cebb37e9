"""The trial: keeps agents busy, does harm at random instants, waits until all is settled, and asks the oracles."""

import json
import os
import pathlib
import random
import signal
import subprocess
import time

import oracles
import processes
from evidence import Observer
from faults import FAULTS
from figures import Figures
from workspace import Workspace

OPEN = 12  # tickets that are worked on or wait, so that every place is taken
PATIENCE = 60
SALVOS_A_ROUND = 15  # then all work is brought to its end, and the workspace must rest


class Trial:
    def __init__(self, root, outside, binaries, seed, has_small_disk):
        self.workspace = Workspace(root, outside, binaries)
        self.outside = outside
        self.has_small_disk = has_small_disk
        self.only = []  # names of faults; empty: all
        self.random = random.Random(seed)
        self.figures = Figures(seed, outside)
        self.log = open(outside / "log.jsonl", "a")
        self.recent = []

    def note(self, what, **more):
        entry = {"at": round(time.time(), 3), "what": what, **more}
        self.recent = self.recent[-30:] + [entry]
        self.log.write(json.dumps(entry) + "\n")
        self.log.flush()

    def run(self, seconds):
        self.workspace.make()
        self.workspace.start()
        self.observer = Observer(self.workspace)
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end and not self.figures.violations:
                for _ in range(SALVOS_A_ROUND):
                    if time.monotonic() < end and not self.figures.violations:
                        self.strike()
                self.rest()
        finally:
            self.clean_up()
        return self.figures.summary(self.observer.entries, self.workspace.starts)

    def strike(self):
        """A few faults at random instants, and what must follow from them."""
        self.work_for(self.random.uniform(0.1, 1.2))
        live = {run for run, (_, state) in self.look(oracles.ALWAYS).runs.items() if state != "ended"}
        began = time.monotonic()
        names = [name for name in self.salvo() if FAULTS[name].inject(self)]
        for name in names:
            self.figures.count(name)
        if not self.workspace.is_up():
            self.workspace.spawn()
        self.settle(live, began)
        looked = time.monotonic()
        self.judge(oracles.AFTER_EACH, self.observer.everything())
        self.note("settled", faults=names, after=round(looked - began, 3), looked=round(time.monotonic() - looked, 3))

    def salvo(self):
        """Names of faults, with pauses between them in which a server may be in the middle of its start."""
        names = self.only or list(FAULTS)
        for number in range(self.random.choice((1, 1, 2, 3, 4))):
            if number and not self.workspace.is_up():
                self.workspace.spawn()
            if number:
                time.sleep(self.random.uniform(0, 0.8))
            yield self.random.choices(names, [FAULTS[name].weight for name in names])[0]

    def work_for(self, seconds):
        """Lets time pass as a person would: tickets are made, and those that wait for a person go on."""
        end = time.monotonic() + seconds
        while True:
            self.be_the_person()
            if time.monotonic() >= end:
                return
            time.sleep(min(0.1, max(0, end - time.monotonic())))

    def be_the_person(self, makes_tickets=True):
        if not self.workspace.is_up():
            self.note("start", took=round(self.workspace.start(), 3), why="the server had ended by itself")
            self.figures.count("server ended by itself")
        board = self.workspace.ask("GET", "/board?limit=100")
        if board is None:
            return
        tickets = board["tickets"]
        held = self.observer.held()
        for ticket in tickets:
            if ticket["state"] == "blocked" or ticket["id"] in held:
                self.note("reopen", ticket=ticket["id"], why=ticket["note"])
                self.figures.count("reopened by the person")
                self.workspace.ask("POST", f"/tickets/{ticket['id']}/reopen")
        waiting = sum(ticket["state"] not in ("done", "cancelled") for ticket in tickets)
        for _ in range(max(0, OPEN - waiting) if makes_tickets else 0):
            self.workspace.create_ticket()

    def settle(self, live, began):
        """Until this server has taken over every run that lived before, and it is over or has a living shim."""
        while time.monotonic() - began < PATIENCE:
            if self.workspace.is_up() and self.workspace.answers():
                seen = self.look(oracles.ALWAYS)
                if not (self.unsettled(seen) & live):
                    self.figures.settled.append(time.monotonic() - began)
                    return
            elif not self.workspace.is_up():
                self.note("start", took=round(self.workspace.start(), 3), why="it had ended while all settled")
            time.sleep(0.02)
        self.describe_server(self.unsettled(seen) & live)
        self.violate([f"not settled after {PATIENCE} s: {sorted(self.unsettled(seen) & live)}"])

    def describe_server(self, runs):
        """What the server holds while it does not settle: its files and sockets, and who holds the runs' locks."""
        place = f"/proc/{self.workspace.server.pid}"
        locks = [f"{run}: inode {os.stat(file).st_ino}" for run in runs
                 if (file := self.workspace.root / f".skein/runs/{run}/process/lock").exists()]
        text = subprocess.run(["ls", "-l", f"{place}/fd"], capture_output=True, text=True).stdout
        stacks = [processes.read(f"{task}/wchan").decode() for task in pathlib.Path(f"{place}/task").glob("*")]
        (self.outside / "server-then.txt").write_text(
            "\n".join([*locks, processes.read("/proc/locks").decode(), text, *stacks]))

    def unsettled(self, seen):
        held = {p.arguments[1].split("/")[-2] for p in seen.processes if self.workspace.family.kind(p) == "shim"}
        current = [e[0] for e in seen.entries if e[4] == "workspace" and e[6] == "serverStarted"][-1:]
        taken = {e[5] for e in seen.entries[current[0] if current else 0:] if e[6] in ("adopted", "claimed")}
        runs = self.workspace.root / ".skein/runs"
        held |= {run for run in seen.runs if (runs / run / "process/exit.json").exists()}  # its work is being collected
        return {run for run, (_, state) in seen.runs.items()
                if state != "ended" and not (state == "running" and run in held and run in taken)}

    def rest(self):
        """Brings all work to its end; then nothing may be left, and nothing may start."""
        self.note("rest")
        deadline = time.monotonic() + 2 * PATIENCE
        while time.monotonic() < deadline:
            self.be_the_person(makes_tickets=False)
            seen = self.look(oracles.ALWAYS)
            if not oracles.all_is_over(seen) and not oracles.worktrees_have_owners(self.observer.everything()):
                break
            time.sleep(0.2)
        before = self.observer.everything()
        self.judge(oracles.AT_REST, before)
        time.sleep(2)
        self.judge([lambda seen: oracles.starts_nothing(before, seen)], self.observer.tables())

    def look(self, which):
        seen = self.observer.tables()
        self.judge(which, seen)
        return seen

    def judge(self, which, seen):
        violations = oracles.judge(which, seen)
        if violations:
            self.violate(violations)

    def violate(self, sentences):
        if not sentences:
            return
        for sentence in sentences:
            print(f"VIOLATION {sentence}", flush=True)
            self.note("violation", sentence=sentence)
        self.figures.violations += sentences
        (self.outside / "before-violation.json").write_text(json.dumps(self.recent, indent=1))
        # The small disk goes with us; what is removed while it is copied is no matter.
        subprocess.run(["cp", "-a", self.workspace.root, self.outside / "workspace-then"], stderr=subprocess.DEVNULL)

    def clean_up(self):
        """Ends what the trial started, and nothing else."""
        if self.workspace.is_up():
            self.workspace.server.terminate()
            try:
                self.workspace.server.wait(10)
            except Exception:
                self.workspace.server.kill()
        for _ in range(3):
            for process in self.workspace.family.members():
                processes.send(process, signal.SIGKILL)
            time.sleep(0.1)
