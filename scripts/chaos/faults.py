"""The harm that is done: each fault picks its victim at a random instant, and returns False when there was none."""

import signal
import time
from dataclasses import dataclass

import processes


@dataclass
class Fault:
    weight: float
    inject: object


def kill(trial, process, kind):
    trial.note("kill", kind=kind, pid=process.pid, run=process.run, arguments=" ".join(process.arguments)[:120])
    return processes.send(process, signal.SIGKILL)


def kill_server(trial):
    kill(trial, trial.workspace.family.server, "server")
    trial.workspace.server.wait()
    return True


def victims(trial, kind):
    family = trial.workspace.family
    return [process for process in family.members() if family.kind(process) == kind]


def killer(kind):
    def inject(trial):
        found = victims(trial, kind)
        return bool(found) and kill(trial, trial.random.choice(found), kind)
    return inject


FAULTS = {
    "server": Fault(5, kill_server),
    "agent": Fault(2, killer("agent")),
    "shim": Fault(2, killer("shim")),
}
