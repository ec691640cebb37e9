"""What is counted and printed."""

import json
import math
from collections import Counter


def percentile(values, share):
    """Nearest rank, in seconds; None without values."""
    return round(sorted(values)[max(0, math.ceil(share * len(values)) - 1)], 3) if values else None


class Figures:
    def __init__(self, seed, folder):
        self.seed, self.folder = seed, folder
        self.counts, self.kills, self.settled, self.violations = Counter(), Counter(), [], []

    def count(self, name):
        self.counts[name] += 1

    def summary(self, entries, starts):
        names = Counter((e[4], e[6]) for e in entries)
        attempts = [json.loads(e[7])["attempt"] for e in entries if (e[4], e[6]) == ("run", "claimed")]
        outcomes = Counter(next(iter(json.loads(e[7])["outcome"])) for e in entries if (e[4], e[6]) == ("run", "ended"))
        return {
            "seed": self.seed, "kills": dict(self.kills), "kills in all": sum(self.kills.values()),
            "faults": dict(self.counts), "server starts": starts,
            "runs": len(attempts), "adopted": names["run", "adopted"],
            "replaced": sum(attempt > 1 for attempt in attempts), "outcomes": dict(outcomes),
            "landings": names["change", "landed"], "journal": len(entries),
            "settle p50": percentile(self.settled, 0.5), "settle p99": percentile(self.settled, 0.99),
            "violations": len(self.violations), "folder": str(self.folder)}
