"""The agent of the trial: writes lines, commits most of them, and reports each outside of everything that is tried.

    agent.py             all steps of a run, as a program under the harness `command`
    agent.py step K N    one of N steps, as the tool of a fake agent

A report is one JSON object a line in CHAOS_LEDGER: `began`, `wrote` and `committed`, with run, ticket and step.
"""

import hashlib
import json
import os
import pathlib
import random
import subprocess
import sys
import time

RUN, TICKET = os.environ["SKEIN_RUN"], os.environ["SKEIN_TICKET"]
KIND = os.environ.get("SKEIN_TICKET_TITLE", "plain").split()[0]


def report(event, **more):
    line = json.dumps({"event": event, "run": RUN, "ticket": TICKET, "at": time.time(), **more}) + "\n"
    ledger = os.open(os.environ["CHAOS_LEDGER"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(ledger, line.encode())
    os.close(ledger)


def sealed(text):
    return f"{text} {hashlib.sha256(text.encode()).hexdigest()[:8]}"


def append(path, line):
    path.parent.mkdir(exist_ok=True)
    with open(path, "a") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def drop_bad_lines(path):
    """What the gate refused is mended by the run that it came back to."""
    if path.exists():
        path.write_text("".join(line for line in path.read_text().splitlines(True) if not line.startswith("bad")))


def commit(message):
    subprocess.run(["git", "add", "-A"], check=True)
    subprocess.run(["git", "commit", "-qm", message], check=True)
    return subprocess.run(["git", "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()


def step(number, last):
    report("began", step=number)
    own = pathlib.Path(f"work/{TICKET}.txt")
    if number == 1:
        drop_bad_lines(own)
        if KIND == "leaver":
            subprocess.Popen(["sleep", "120"], start_new_session=True, stdin=subprocess.DEVNULL)
    line = sealed(f"{TICKET} {RUN} {number} {random.getrandbits(64):016x}")
    append(own, line)
    if KIND == "shared" and number == last:
        append(pathlib.Path("shared.txt"), sealed(f"shared {TICKET} {RUN}"))
    report("wrote", step=number, line=line)
    if KIND == "poison" and number == last and os.environ.get("SKEIN_ATTEMPT") == "1":
        append(own, "bad line")
    if number < last or int(TICKET[2:]) % 2:  # every other ticket leaves its last line for Skein to commit
        report("committed", step=number, line=line, commit=commit(f"Step {number} of {RUN}"))
    print(f"{RUN} step {number}", flush=True)


if len(sys.argv) > 1:
    step(int(sys.argv[2]), int(sys.argv[3]))
else:
    report("started", pid=os.getpid())
    steps = 2 + int(TICKET[2:]) % 4
    for number in range(1, steps + 1):
        step(number, steps)
        time.sleep(random.uniform(0.05, 0.5))
