"""A copy of the database, taken while the server writes."""

import json
import shutil
import sqlite3

import oracles
from evidence import Evidence
from workspace import PROJECTS


def check(workspace, observer):
    """Copies by SQLite's online backup; sentences for whatever the copy is not: whole, verified, a prefix."""
    place = workspace.outside / "copy"
    shutil.rmtree(place, ignore_errors=True)
    (place / ".skein").mkdir(parents=True)
    shutil.copytree(workspace.root / "agents", place / "agents")
    projects = (workspace.root / "skein.yaml").read_text()
    for project in PROJECTS:
        projects = projects.replace(f"path: {project}", f"path: {workspace.repository(project)}")
    (place / "skein.yaml").write_text(f"allowPaths: [{workspace.root}]\n{projects}")
    source = sqlite3.connect(f"file:{workspace.database}?mode=ro", uri=True, timeout=10)
    copy = sqlite3.connect(place / ".skein/skein.db")
    source.backup(copy, pages=64)
    integrity = copy.execute("PRAGMA integrity_check").fetchone()[0]
    seen = Evidence(
        entries=copy.execute("SELECT position, at, actor, cause, noun, subject, name, payload, hash FROM journal "
                             "ORDER BY position").fetchall(),
        head=copy.execute("SELECT revision, hash FROM workspace").fetchone())
    copy.close()
    source.close()
    found = [] if integrity == "ok" else [f"copy: {integrity}"]
    found += [f"copy: {sentence}" for sentence in oracles.chain_is_whole(seen)]
    entries = observer.tables().entries
    if entries[: len(seen.entries)] != seen.entries:
        found.append("copy: its journal is no prefix of the journal")
    verdict = workspace.skein("journal", "--verify", "--json", place=place)
    if verdict.returncode != 0 or json.loads(verdict.stdout)["faults"]:
        found.append(f"copy: skein journal --verify says: {verdict.stdout} {verdict.stderr}")
    return found
