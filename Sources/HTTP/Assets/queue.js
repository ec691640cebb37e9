// Changes on their way into the target branch: the queue panel, and the same rows in a ticket's sheet.

import { age, arrange, byId, keyed, make, now, plain, rich, setText, span, ticketLink, tick } from "./dom.js";

const STEPS = ["queued", "gating", "proven", "publishing", "landed"];
const ENDED = new Set(["landed", "rejected", "conflicted", "withdrawn"]);
const panel = changeRows({ withTicket: true });

/// Shows the queue in landing order. Returns how many changes are still in it.
export function showQueue(board) {
  const waiting = board.queue.filter(({ state }) => !ENDED.has(state));
  const rows = panel(board.queue, board.projects);
  arrange(byId("queue"), rows);
  setText(byId("queue-count"), waiting.length > 0 ? String(waiting.length) : "");
  byId("queue-nothing").hidden = rows.length > 0;
  return waiting.length;
}

/// Rows for changes, reused from call to call.
export function changeRows({ withTicket }) {
  const rows = keyed(createChange, updateChange);
  return (changes, projects) =>
    rows.nodes(changes.map((change) => {
      const expected = projects.find(({ name }) => name === change.project)?.gates ?? [];
      return {
        ...change, key: change.id, withTicket, gates: gatesOf(change, expected),
        project: projects.length > 1 ? change.project : "",
      };
    }));
}

/// The results on the latest tree, then the gates that are still to come on it.
function gatesOf(change, expected) {
  if (change.state === "queued") return [];
  const latest = new Map(change.gates.filter(({ tree }) => tree === change.tree).map((gate) => [gate.gate, gate]));
  const isGating = change.state === "gating";
  // A gate that failed on this very tree runs again.
  const results = [...latest.values()].filter(({ verdict }) => !isGating || verdict === "passed");
  if (!isGating) return results;
  const known = new Set(results.map(({ gate }) => gate));
  return [...results, ...expected.filter((gate) => !known.has(gate)).map((gate) => ({ gate, verdict: "pending" }))];
}

function createChange() {
  const head = make("header", "", make("span", "key"), make("span", "title"), make("time", "time"));
  return make("article", "change", head, make("ol", "track"), make("p", "reason"), make("div", "gates"));
}

function updateChange(row, view) {
  const [head, track, reason, gates] = row.children;
  row.className = `change ${view.state}`;
  setText(head.children[0], view.id);
  head.children[1].replaceChildren(...titleOf(view));
  const isOver = ENDED.has(view.state);
  tick(head.children[2], () => (isOver ? age(view.endedAt ?? view.submittedAt) : span(now() - view.submittedAt)));
  track.replaceChildren(...trackOf(view));
  const isBad = ["rejected", "conflicted", "held"].includes(view.state);
  reason.hidden = !(isBad && view.note);
  reason.replaceChildren(rich(isBad ? view.note : ""));
  const open = new Set([...gates.querySelectorAll("details[open]")].map(({ dataset }) => dataset.gate));
  gates.replaceChildren(...view.gates.map((gate) => gateNode(gate, open.has(gate.gate))));
  gates.hidden = view.gates.length === 0;
}

function titleOf(view) {
  if (!view.withTicket) return [make("span", "commit", `head ${view.head.slice(0, 7)}`)];
  const link = ticketLink(view.ticket, "");
  link.append(make("span", "key", view.ticket), " ", view.ticketTitle);
  link.title = view.ticketTitle;
  return view.project ? [link, " ", make("span", "label", view.project)] : [link];
}

/// Five knots on a thread; the word stands at the knot where the change is.
function trackOf(view) {
  const stopped = { rejected: 1, conflicted: 1, held: 1, withdrawn: 0 }[view.state];
  const at = stopped ?? Math.max(0, STEPS.indexOf(view.state));
  return STEPS.map((step, index) => {
    const place = index < at ? "past" : index === at ? "at" : "ahead";
    const knot = make("li", place, make("i", "knot"), make("span", "word", index === at ? wordOf(view) : ""));
    if (index === at) knot.setAttribute("aria-current", "step");
    else knot.setAttribute("aria-label", step);
    knot.title = step;
    return knot;
  });
}

function wordOf(view) {
  if (view.state === "landed") return view.commit ? `landed ${view.commit.slice(0, 7)}` : "landed";
  return view.state === "gating" && view.candidates > 1 ? `gating, candidate ${view.candidates}` : view.state;
}

const MARKS = { passed: "✓", failed: "✕", timed_out: "◷", infra_error: "!", pending: "○" };

const exactly = (time) => (time < 10_000 ? `${(time / 1000).toFixed(1)}s` : span(time));

function gateNode({ gate, verdict, milliseconds, output }, isOpen) {
  const words = [make("i", "verdict", MARKS[verdict] ?? "?"), gate];
  if (milliseconds !== undefined) words.push(" ", make("span", "time", exactly(milliseconds)));
  const title = `${gate}: ${verdict.replace("_", " ")}`;
  if (!output) {
    const chip = make("span", `gate ${verdict}`, ...words);
    chip.title = title;
    return chip;
  }
  const summary = make("summary", "", ...words);
  summary.title = `${title}; its output`;
  const details = make("details", `gate ${verdict}`, summary, make("pre", "output", plain(output)));
  details.dataset.gate = gate;
  details.open = isOpen;
  return details;
}
