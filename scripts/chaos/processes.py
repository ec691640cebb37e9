"""Processes as /proc shows them, and signals that reach nobody but the trial's own."""

import os
import signal
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Process:
    """One process; `start` is in clock ticks since boot, so that with the pid it names the process for ever."""

    pid: int
    start: int
    parent: int
    state: str
    name: str
    arguments: tuple = ()
    environment: dict = field(default_factory=dict, compare=False, hash=False)

    @property
    def run(self):
        """`R-7` for whatever an agent's run started, also when its parents are gone."""
        return self.environment.get("SKEIN_RUN")

    @property
    def ticket(self):
        return self.environment.get("SKEIN_TICKET")


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:  # the process is gone, or another user's
        return b""


def status(pid):
    """The process without arguments and environment, or None when there is none; zombies count as gone."""
    text = read(f"/proc/{pid}/stat").decode(errors="replace")
    if not text:
        return None
    name, rest = text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2 :].split()
    if rest[0] in "ZX":
        return None
    return Process(pid, int(rest[19]), int(rest[1]), rest[0], name)


def detailed(process):
    words = read(f"/proc/{process.pid}/cmdline").split(b"\0")
    pairs = (word.split(b"=", 1) for word in read(f"/proc/{process.pid}/environ").split(b"\0") if b"=" in word)
    return Process(
        process.pid, process.start, process.parent, process.state, process.name,
        tuple(os.fsdecode(word) for word in words), {os.fsdecode(k): os.fsdecode(v) for k, v in pairs})


def everything():
    """All living processes by pid, without arguments and environment."""
    found = (status(int(name)) for name in os.listdir("/proc") if name.isdigit())
    return {process.pid: process for process in found if process}


def is_alive(process):
    now = status(process.pid)
    return now is not None and now.start == process.start


class Family:
    """Whose processes are the trial's own: the server, shims of its folders, what carries its marker, and children."""

    def __init__(self, root):
        self.root = str(root)
        self.server = None  # a Process
        self.strangers = set()  # (pid, start) of those seen to be none of ours, so that they are read once only

    def _is_marked(self, process):
        if self.server and (process.pid, process.start) == (self.server.pid, self.server.start):
            return True
        folder = process.environment.get("SKEIN_RUN_FOLDER", "")
        is_shim = len(process.arguments) > 1 and process.arguments[1].startswith(self.root + "/")
        isMarked = process.environment.get("CHAOS_TRIAL") == self.root
        return isMarked or is_shim or folder.startswith(self.root + "/")

    def members(self):
        """Our living processes, with arguments and environment."""
        table = everything()
        own = {}
        for pid in sorted(table, key=lambda pid: table[pid].start):
            process = table[pid]
            if process.parent not in own and (pid, process.start) in self.strangers:
                continue
            process = detailed(process)
            if process.parent in own or self._is_marked(process):
                own[pid] = process
            elif process.arguments != ("",):  # one that is just being started may yet become ours
                self.strangers.add((pid, process.start))
        own.pop(os.getpid(), None)
        return list(own.values())

    def children_of_server(self, name):
        """Short-lived children of the server by the name of their program; quick, to meet them alive."""
        table = everything()
        return [p for p in table.values() if self.server and p.parent == self.server.pid and p.name == name]

    def kind(self, process):
        """`server`, `shim`, `agent`, `child`, `gate shim`, `gate` or `git`."""
        if self.server and process.pid == self.server.pid:
            return "server"
        if len(process.arguments) > 1 and process.arguments[1].startswith(f"{self.root}/.skein/"):
            return "gate shim" if "/gates/" in process.arguments[1] else "shim"
        if process.name == "git":
            return "git"
        if "/gates/" in process.environment.get("SKEIN_RUN_FOLDER", ""):
            return "gate"
        parent = status(process.parent)
        return "agent" if parent and parent.name.startswith("skein-shim") else "child"


def send(process, number):
    """Signals exactly this process, and no later one of the same pid; False when it is gone."""
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return False
    try:
        if not is_alive(process):
            return False
        signal.pidfd_send_signal(handle, number)
        return True
    except ProcessLookupError:
        return False
    finally:
        os.close(handle)
