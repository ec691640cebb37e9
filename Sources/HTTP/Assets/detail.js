// A ticket's sheet, opened by the address `#T-1`.

import { age, arrange, byId, icon, keyed, make, now, rich, setText, span, ticketLink, tick } from "./dom.js";
import { askCards } from "./asks.js";
import { priorityMark, stateWords } from "./board.js";
import { openCancel } from "./forms.js";
import { logViewer } from "./log.js";
import { changeRows } from "./queue.js";
import { act, call, toast } from "./server.js";
import { controls, tokens } from "./talk.js";

const sheet = byId("sheet");
const part = (name) => byId(`sheet-${name}`);
const post = (path, body) => call(`/tickets/${shown}${path}`, { method: "POST", body });
let shown = null;
let turn = 0;
let asks = askCards();
let changes = changeRows({ withTicket: false });
let runs = keyed(createRun, updateRun);
let comments = keyed(createComment, () => {});
let latest = null;
const viewers = new Map();

export function buildSheet() {
  window.addEventListener("hashchange", followAddress);
  sheet.addEventListener("close", () => {
    if (location.hash) history.replaceState(null, "", location.pathname + location.search);
    forget();
  });
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
  part("close").addEventListener("click", () => sheet.close());
  part("cancel").addEventListener("click", () => openCancel(shown));
  part("reopen").addEventListener("click", () => act(part("reopen"), () => post("/reopen")));
  const text = byId("comment-text");
  byId("comment").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await act(event.submitter ?? text, () => post("/comments", { text: text.value }))) {
      text.value = "";
      refreshSheet();
    }
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) text.form.requestSubmit();
  });
  followAddress();
}

/// Opens the ticket that the address names, closes the sheet when it names none.
function followAddress() {
  const id = /^#(T-\d+)$/i.exec(location.hash)?.[1].toUpperCase();
  if (!id) return sheet.close();
  if (id !== shown) {
    forget();
    shown = id;
    setText(part("id"), id);
    setText(part("title"), "…");
    part("scroll").scrollTop = 0;
    sheet.classList.add("loading");
  }
  if (!sheet.open) sheet.showModal();
  refreshSheet();
}

/// Stops what followed the ticket that was shown.
function forget() {
  shown = null;
  turn += 1;
  for (const viewer of viewers.values()) viewer.stop();
  viewers.clear();
  asks = askCards();
  changes = changeRows({ withTicket: false });
  runs = keyed(createRun, updateRun);
  comments = keyed(createComment, () => {});
  byId("comment-text").value = "";
}

/// Reads the shown ticket anew, if there is one.
export async function refreshSheet(board) {
  if (board) latest = board;
  if (!shown) return;
  showAsks();
  turn += 1;
  const mine = turn;
  try {
    const detail = await call(`/tickets/${shown}`);
    if (mine === turn) show(detail);
  } catch (problem) {
    if (mine !== turn) return;
    toast(problem.message);
    if (sheet.classList.contains("loading")) sheet.close();
  }
}

function show({ ticket, comments: remarks, runs: executions, changes: submissions, why }) {
  sheet.classList.remove("loading");
  const [word, mark] = stateWords[ticket.state] ?? [ticket.state, "todo"];
  part("state").className = `state ${mark} ${ticket.state}`;
  part("state").replaceChildren(icon(mark), word);
  setText(part("title"), ticket.title);
  showFacts(ticket);
  showActions(ticket, submissions);
  const reasons = why.reasons.length > 0 ? why.reasons.map(({ sentence }) => sentence) : [ticket.note].filter(Boolean);
  fill("why", reasons, () => part("why").replaceChildren(...reasons.map((reason) => make("li", "", rich(reason)))));
  fill("body", ticket.body, () => part("body").replaceChildren(rich(ticket.body)));
  fill("summary", ticket.summary, () => part("summary").replaceChildren(rich(ticket.summary)));
  fill("changes", submissions, () => arrange(part("changes"), changes([...submissions].reverse(), latest?.projects ?? [])));
  const last = executions.at(-1)?.id;
  const views = [...executions].reverse()
    .map((run) => ({ ...run, key: run.id, isLatest: run.id === last, lastLines: [] }));
  fill("runs", executions, () => arrange(part("runs"), runs.nodes(views)));
  arrange(part("comments"), comments.nodes(remarks.map((remark, index) => ({ ...remark, key: index }))));
}

function showAsks() {
  const open = latest?.requests.filter(({ ticket }) => ticket === shown) ?? [];
  part("asks").hidden = open.length === 0;
  if (latest) arrange(part("asks"), asks(latest, open));
}

/// Shows a section only when there is something in it, and touches it only when that has changed.
function fill(name, content, draw) {
  const section = part(`${name}-part`);
  section.hidden = content.length === 0;
  const drawn = JSON.stringify(content);
  if (section.drawn !== `${shown} ${drawn}` && content.length > 0) draw();
  section.drawn = `${shown} ${drawn}`;
}

function showFacts(ticket) {
  const facts = [];
  const fact = (name, ...value) => facts.push(make("div", "", make("dt", "", name), make("dd", "", ...value)));
  const list = (ids) => ids.flatMap((id, index) => (index > 0 ? [", ", ticketLink(id)] : [ticketLink(id)]));
  fact("Assigned to", ticket.assignee ?? "the project's agent, or any that is free");
  fact("Priority", ...priorityMark(ticket.priority), ticket.priority);
  fact("Project", ticket.project);
  fact("Branch", make("code", "", ticket.branch));
  if (ticket.parent) fact("Part of", ticketLink(ticket.parent));
  if (ticket.waitsFor.length > 0) fact("Waits for", ...list(ticket.waitsFor));
  const over = ticket.blockers.filter((id) => !ticket.waitsFor.includes(id));
  if (over.length > 0) fact("Waited for", ...list(over));
  if (ticket.labels.length > 0) fact("Labels", ...ticket.labels.map((label) => make("span", "label", label)));
  if (ticket.failures > 0) fact("Failed runs", String(ticket.failures));
  if (ticket.returns > 0) fact("Came back", `${ticket.returns}× from the queue`);
  fact("Written", new Date(ticket.createdAt).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }));
  part("facts").replaceChildren(...facts);
}

function showActions(ticket, submissions) {
  const isHeld = ticket.state === "merging" && submissions.some(({ state }) => state === "held");
  const verb = {
    backlog: "Set going", blocked: "Reopen", todo: ticket.retryAt ? "Try now" : "", merging: isHeld ? "Release" : "",
  }[ticket.state];
  part("reopen").hidden = !verb;
  setText(part("reopen"), verb || "Reopen");
  part("cancel").hidden = ["done", "cancelled"].includes(ticket.state);
}

function createRun(view) {
  const summary = make("summary", "", make("span", "key", view.id), make("span", "by"), make("span", "outcome"));
  summary.append(make("time", "time"));
  const details = make("details", "run", summary, make("p", "reason"), make("p", "facts"), controls(view));
  details.addEventListener("toggle", () => {
    const viewer = viewers.get(view.id) ?? logViewer(view.id, view.harness !== "command");
    viewers.set(view.id, viewer);
    if (!details.open) return viewer.stop();
    if (!viewer.element.isConnected) details.insertBefore(viewer.element, details.lastChild);
    viewer.start();
  });
  details.open = view.isLatest && view.state !== "ended";
  return details;
}

function updateRun(details, view) {
  const [summary, reason, facts] = details.children;
  const [, agent, outcome, time] = summary.children;
  setText(agent, view.attempt > 1 ? `${view.agent}, attempt ${view.attempt}` : view.agent);
  const word = view.outcome ?? view.state;
  outcome.className = `outcome ${word}`;
  setText(outcome, word);
  time.title = new Date(view.startedAt).toLocaleString();
  tick(time, () => span((view.endedAt ?? now()) - view.startedAt));
  reason.hidden = !view.note;
  reason.replaceChildren(rich(view.note));
  setText(facts, [view.harness, view.model, tokens(view.usage)].filter(Boolean).join(" · "));
  details.lastChild.hidden = view.state === "ended";
}

function createComment(view) {
  const time = make("time", "time");
  time.title = new Date(view.at).toLocaleString();
  tick(time, () => age(view.at));
  const text = make("div", "prose");
  text.append(rich(view.text));
  return make("article", "comment", make("header", "", make("strong", "", view.author), time), text);
}
