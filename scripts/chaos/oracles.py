"""What must always be true, judged by evidence alone: each oracle returns a sentence for each violation."""

from collections import Counter, defaultdict

from evidence import seal


def processes_have_live_runs(seen):
    live = {run for run, (_, state) in seen.runs.items() if state != "ended"}
    return [f"process {p.pid} ({p.name}) carries {p.run}, which is not live"
            for p in seen.processes if p.run and p.run not in live]


def one_run_of_processes_per_ticket(seen):
    runs = defaultdict(set)
    for process in seen.processes:
        if process.run:
            runs[process.ticket].add(process.run)
    return [f"processes of {sorted(found)} work on {ticket} at once"
            for ticket, found in runs.items() if len(found) > 1]


def one_live_run_per_ticket(seen):
    live = Counter(ticket for ticket, state in seen.runs.values() if state != "ended")
    return [f"{ticket} has {count} live runs" for ticket, count in live.items() if count > 1]


def chain_is_whole(seen):
    faults, previous = [], ""
    for number, entry in enumerate(seen.entries, 1):
        if entry[0] != number:
            faults.append(f"entry {number} of the journal is {entry[0]}")
        if seal(previous, entry) != entry[8]:
            faults.append(f"the hash of entry {entry[0]} does not match its content")
        previous = entry[8]
    if (len(seen.entries), previous) != tuple(seen.head):
        faults.append(f"the journal has {len(seen.entries)} entries, the workspace remembers {seen.head[0]}")
    return faults


def one_landing_per_ticket(seen):
    landed = Counter(seen.changes[e[5]][0] for e in seen.entries if e[4] == "change" and e[6] == "landed")
    in_git = Counter(t for log in seen.target.values() for _, _, t in log if t)
    return [f"{ticket} landed {count} times in the {place}"
            for place, counts in (("journal", landed), ("branch", in_git))
            for ticket, count in counts.items() if count > 1]


def done_is_reachable(seen):
    reachable = {ticket for log in seen.target.values() for _, _, ticket in log}
    return [f"{ticket} is done, and no commit of a target branch carries it"
            for ticket, state in seen.tickets.items() if state == "done" and ticket not in reachable]


def target_passes_its_gate(seen):
    trees = {commit: tree for log in seen.target.values() for commit, tree, _ in log}
    verdicts = {commit: seen.verdicts.get(tree, "it was not tried") for commit, tree in trees.items()}
    broken = [f"the target has commit {commit[:10]}, whose gate says: {verdict}"
              for commit, verdict in verdicts.items() if verdict]
    lost = [f"the target of {project} pointed to {commit[:10]}, which is no longer in its history"
            for project, commits in seen.pointed.items() for commit in commits if commit not in trees]
    return broken + lost


def nothing_written_is_lost(seen):
    return [f"{event['ticket']} {event['run']}: the line that was {event['event']} in step {event['step']} is nowhere"
            for event in seen.ledger if event["event"] in ("wrote", "committed") and event["line"] not in seen.kept]


def nothing_is_done_twice(seen):
    began = Counter((e["run"], e.get("step", "start")) for e in seen.ledger if e["event"] in ("began", "started"))
    return [f"{run} did step {step} {count} times" for (run, step), count in began.items() if count > 1]


def folders_have_owners(seen):
    return [f"the run folder {name} belongs to no run" for name in seen.run_folders if name not in seen.runs]


ALWAYS = [processes_have_live_runs, one_run_of_processes_per_ticket, one_live_run_per_ticket]
AFTER_EACH = ALWAYS + [
    chain_is_whole, one_landing_per_ticket, done_is_reachable, target_passes_its_gate, nothing_written_is_lost,
    nothing_is_done_twice, folders_have_owners]


# When all work is done


def all_is_over(seen):
    return ([f"{ticket} is {state}" for ticket, state in seen.tickets.items() if state not in ("done", "cancelled")]
            + [f"{run} is {state}" for run, (_, state) in seen.runs.items() if state != "ended"])


def nobody_is_left(seen):
    return [f"process {p.pid} ({' '.join(p.arguments)[:80]}) is left" for p in seen.processes
            if p.run or "SKEIN_RUN_FOLDER" in p.environment or p.name.startswith("skein-shim")]


def worktrees_have_owners(seen):
    return [f"the worktree {name} belongs to a ticket that is {seen.tickets.get(name, 'not there')}"
            for name in set(seen.worktrees) if seen.tickets.get(name, "done") in ("done", "cancelled")]


def no_lock_is_left(seen):
    return [f"{path} is left" for path in seen.locks]


AT_REST = AFTER_EACH + [all_is_over, nobody_is_left, worktrees_have_owners, no_lock_is_left]


def starts_nothing(before, after):
    """Idle: between two looks at a workspace whose work is done, no run and no entry came."""
    new = [e for e in after.entries if e[0] > before.head[0]]
    return [f"idle, and yet entry {e[0]}: {e[5]} {e[6]}" for e in new]


def judge(oracles, seen):
    return [f"{oracle.__name__}: {sentence}" for oracle in oracles for sentence in oracle(seen)]
