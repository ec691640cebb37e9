"""The harm that is done: each fault picks its victim at a random instant, and returns False when there was none."""

import os
import signal
import time
from dataclasses import dataclass
from typing import Callable

import copies
import processes


@dataclass
class Fault:
    """`weight` is how often it is done, compared with the others."""

    weight: float
    inject: Callable


def kill(trial, process, kind):
    if process is None:  # a server that ended before it could be looked at
        return False
    words = " ".join(process.arguments)[:160]
    trial.note("kill", kind=kind, pid=process.pid, run=process.run, arguments=words)
    isHit = processes.send(process, signal.SIGKILL)
    if isHit:
        trial.figures.kills[kind] += 1
    return isHit


def kill_server(trial):
    """At once, or while the server that followed the last one is still about to find its way."""
    for _ in range(trial.random.choice((1, 1, 1, 2))):
        if not trial.workspace.is_up():
            trial.workspace.spawn()
            time.sleep(trial.random.uniform(0, 0.6))
        kill(trial, trial.workspace.family.server, "server")
        trial.workspace.server.wait()
    return True


def await_victim(trial, kind, patience=1.5):
    """One of our processes of that kind; gates and git live shortly, so they are waited for."""
    family = trial.workspace.family
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if kind == "git" and trial.random.random() < 0.9:
            found = family.children_of_server("git")
        else:
            found = [process for process in family.members() if family.kind(process) == kind]
        if found:
            return trial.random.choice(found)
    return None


def kill_some(kind, most=1):
    """One of the kind, or several at the same instant."""
    def inject(trial):
        count = trial.random.randint(1, most)
        victims = {victim for victim in (await_victim(trial, kind) for _ in range(count)) if victim}
        return any([kill(trial, victim, kind) for victim in victims])
    return inject


def kill_beside_server(kind):
    """Server and victim at the same instant: nobody sees the victim die."""
    def inject(trial):
        victim = await_victim(trial, kind)
        if victim is None:
            return False
        both = [(trial.workspace.family.server, "server"), (victim, kind)]
        for process, name in trial.random.sample(both, 2):
            kill(trial, process, name)
        trial.workspace.server.wait()
        return True
    return inject


def kill_all(trial):
    """As when the machine stops: server, shims, agents, gates and git."""
    family = trial.workspace.family
    for process in family.members():
        kill(trial, process, family.kind(process))
    trial.workspace.server.wait()
    return True


def stop_one(kind):
    """SIGSTOP, a while, SIGCONT; sometimes the server is killed meanwhile."""
    def inject(trial):
        victim = trial.workspace.family.server if kind == "server" else await_victim(trial, kind)
        if victim is None or not processes.send(victim, signal.SIGSTOP):
            return False
        trial.note("stop", kind=kind, pid=victim.pid, run=victim.run)
        time.sleep(trial.random.uniform(0.1, 1.5))
        if kind != "server" and trial.random.random() < 0.3:
            kill_server(trial)
            trial.workspace.start()
            time.sleep(trial.random.uniform(0.1, 1))
        processes.send(victim, signal.SIGCONT)
        trial.note("continue", kind=kind, pid=victim.pid)
        return True
    return inject


def fill_disk(trial):
    """No block is free for a while, on the small disk that holds repositories, state and worktrees."""
    if not trial.has_small_disk:
        return False
    filler = trial.workspace.root / "filler"
    trial.note("disk full")
    with open(filler, "wb", buffering=0) as file:
        end = time.monotonic() + trial.random.uniform(0.3, 2.5)
        block = bytes(1 << 20)
        while time.monotonic() < end:
            try:
                file.write(block)
            except OSError:
                block = bytes(max(1, len(block) // 2)) if len(block) > 4096 else block
                time.sleep(0.01)
        if trial.random.random() < 0.3:
            kill_server(trial)
            trial.workspace.spawn()
            time.sleep(trial.random.uniform(0, 0.5))
    os.unlink(filler)
    trial.note("disk free")
    return True


def copy_database(trial):
    trial.note("copy")
    trial.violate(copies.check(trial.workspace, trial.observer))
    return True


FAULTS = {
    "server": Fault(6, kill_server),
    "agent": Fault(2, kill_some("agent", most=4)),
    "shim": Fault(2, kill_some("shim", most=3)),
    "child of an agent": Fault(1, kill_some("child", most=2)),
    "gate": Fault(2, kill_some("gate")),
    "shim of a gate": Fault(1, kill_some("gate shim")),
    "git": Fault(3, kill_some("git", most=3)),
    "server and agent": Fault(1, kill_beside_server("agent")),
    "server and shim": Fault(1, kill_beside_server("shim")),
    "server and gate": Fault(1, kill_beside_server("gate")),
    "server and git": Fault(1, kill_beside_server("git")),
    "all at once": Fault(0.7, kill_all),
    "server stopped": Fault(0.7, stop_one("server")),
    "agent stopped": Fault(0.7, stop_one("agent")),
    "shim stopped": Fault(0.7, stop_one("shim")),
    "gate stopped": Fault(0.7, stop_one("gate")),
    "disk full": Fault(1, fill_disk),
    "database copied": Fault(0.5, copy_database),
}
