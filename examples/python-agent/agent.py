#!/usr/bin/env python3
"""An agent that gets its brief in a file: `agent.py PROMPT_FILE`."""
import json
import os
import pathlib
import sys

brief = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
evidence = os.environ.get("SKEIN_EVIDENCE")
if evidence:
    gate = pathlib.Path(evidence, "gate.txt")
    print("came back:", gate.read_text(encoding="utf-8") if gate.exists() else "a conflict")

words = [line[2:] for line in brief.splitlines() if line.startswith("# Ticket ")]
pathlib.Path("LOG.md").open("a", encoding="utf-8").write(f"- {words[0]}\n")

result = {
    "outcome": "done",
    "summary": f"logged {words[0]}",
    "usage": {"inputTokens": len(brief.split()), "outputTokens": len(words)},
}
pathlib.Path(os.environ["SKEIN_RESULT_FILE"]).write_text(json.dumps(result), encoding="utf-8")
