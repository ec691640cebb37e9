"""The gate of the trial: every line of every file is whole. Lies in the repository that is tried."""

import hashlib
import os
import pathlib
import sys
import time

if os.environ.get("SKEIN_TREE"):  # under Skein it takes its time, so that it can be hit
    time.sleep(int(os.environ["SKEIN_TREE"][:2], 16) / 1000)
for path in [pathlib.Path("shared.txt"), *sorted(pathlib.Path("work").glob("*.txt"))]:
    for number, line in enumerate(path.read_text().splitlines(), 1):
        text, _, seal = line.rpartition(" ")
        if hashlib.sha256(text.encode()).hexdigest()[:8] != seal:
            sys.exit(f"{path}:{number}: not a whole line: {line}")
