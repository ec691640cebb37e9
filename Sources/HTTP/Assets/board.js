// The board: five columns of ticket cards.

import { age, arrange, byId, icon, keyed, make, now, rich, setText, span, tick } from "./dom.js";

const COLUMNS = [
  column("todo", "To do", ["todo", "backlog"], "Nothing waits to be started."),
  column("working", "Working", ["in_progress"], "No agent is at work."),
  column("landing", "Landing", ["merging"], "Finished work comes here on its way to the target branch."),
  column("needs", "Needs you", ["blocked"], "Nothing needs a person. Good."),
  column("done", "Done", ["done", "cancelled"], "What has landed shows here."),
];

function column(id, title, states, nothing) {
  return { id, title, states, nothing };
}

const columnOf = Object.fromEntries(COLUMNS.flatMap(({ id, states }) => states.map((state) => [state, id])));

/// The title and mark of a ticket's state, as the board's columns have them.
export const stateWords = {
  backlog: ["Backlog", "todo"],
  todo: ["To do", "todo"],
  in_progress: ["Working", "working"],
  merging: ["Landing", "landing"],
  blocked: ["Needs you", "needs"],
  done: ["Done", "done"],
  cancelled: ["Cancelled", "done"],
};

const cards = keyed(createCard, updateCard);
let isFirst = true;

/// Builds the empty columns and, for phones, the tabs that lead to them.
export function buildBoard() {
  for (const column of COLUMNS) {
    const count = make("span", "count");
    const title = make("h2", column.id, icon(column.id), column.title, count);
    const list = make("div", "cards");
    const more = make("p", "more");
    const empty = make("p", "nothing", column.nothing);
    const section = make("section", "column", title, make("div", "scroll", list, empty, more));
    section.dataset.column = column.id;
    const tab = make("button", column.id, icon(column.id), column.title, " ", make("span", "count"));
    tab.type = "button";
    tab.addEventListener("click", () => section.scrollIntoView({ inline: "start", block: "nearest" }));
    byId("columns").append(section);
    byId("tabs").append(tab);
    Object.assign(column, { section, list, more, empty, count, tab });
  }
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const { tab } = COLUMNS.find(({ section }) => section === target);
        tab.ariaCurrent = isIntersecting ? "true" : null;
        if (isIntersecting) tab.scrollIntoView({ inline: "nearest", block: "nearest" });
      }
    },
    { root: byId("columns"), threshold: 0.6 });
  for (const { section } of COLUMNS) seen.observe(section);
}

/// Shows the tickets that match the filter. Returns how many wait for a person.
export function showBoard(board, filter) {
  const world = worldOf(board);
  const views = board.tickets.map((ticket) => viewOf(ticket, world));
  views.sort((left, right) => (left.state === "backlog") - (right.state === "backlog"));
  const wanted = filter.toLowerCase();
  const shown = wanted ? views.filter((view) => view.search.includes(wanted)) : views;
  const nodes = cards.nodes(shown);
  const focused = document.activeElement;
  const held = views.filter((view) => view.isHeld).length;
  let needs = 0;
  for (const column of COLUMNS) {
    const inside = nodes.filter((_, index) => shown[index].column === column.id);
    arrange(column.list, inside);
    const total = totalOf(column, board) + (column.id === "needs" ? held : column.id === "landing" ? -held : 0);
    const hidden = wanted ? 0 : total - inside.length;
    const count = (wanted ? inside.length : total).toLocaleString();
    setText(column.count, count);
    setText(column.tab.lastChild, count);
    setText(column.empty, wanted ? "No match." : column.nothing);
    column.empty.hidden = inside.length > 0;
    for (const node of [column.section, column.tab]) node.classList.toggle("alert", column.id === "needs" && total > 0);
    column.more.hidden = hidden <= 0;
    setText(column.more, hidden > 0 ? `and ${hidden.toLocaleString()} more` : "");
    if (column.id === "needs") needs = total;
  }
  isFirst = false;
  // A card that went to another column keeps the focus.
  if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
  return needs;
}

function totalOf(column, board) {
  return column.states.reduce((sum, state) => sum + (board.counts[state] ?? 0), 0);
}

/// What the cards must know beside their ticket.
function worldOf(board) {
  return {
    cancelled: new Set(board.tickets.filter(({ state }) => state === "cancelled").map(({ id }) => id)),
    runs: new Map(board.runs.map((run) => [run.id, run])),
    changes: new Map(board.queue.map((change) => [change.id, change])),
    commits: new Map(board.queue.filter(({ commit }) => commit).map(({ ticket, commit }) => [ticket, commit])),
    threads: new Map(board.agents.map(({ name }, index) => [name, index % 8])),
    asks: new Set(board.requests.map(({ ticket }) => ticket)),
    projects: board.projects.length,
  };
}

/// All that a card shows, and nothing else: a card is touched only when this changes.
function viewOf(ticket, world) {
  const run = world.runs.get(ticket.run);
  const change = world.changes.get(ticket.change);
  const isHeld = ticket.state === "merging" && change?.state === "held";
  const agent = run?.agent ?? ticket.assignee ?? "";
  const isClosed = ticket.state === "done" || ticket.state === "cancelled";
  return {
    key: ticket.id,
    column: isHeld ? "needs" : columnOf[ticket.state] ?? "todo",
    state: ticket.state,
    isHeld,
    title: ticket.title,
    agent,
    thread: world.threads.get(agent) ?? null,
    project: world.projects > 1 ? ticket.project : "",
    priority: ticket.priority,
    labels: ticket.labels,
    waits: ticket.waitsFor.filter((id) => !world.cancelled.has(id)),
    lost: ticket.waitsFor.filter((id) => world.cancelled.has(id)),
    // The run that blocked it is not counted, and the need tells of it.
    failures: isClosed || ticket.state === "blocked" ? 0 : ticket.failures,
    returns: isClosed ? 0 : ticket.returns,
    retryAt: ticket.state === "todo" ? ticket.retryAt ?? null : null,
    need: isHeld ? change.note : ticket.state === "blocked" ? ticket.note : "",
    asks: world.asks.has(ticket.id),
    step: ticket.state === "merging" && !isHeld ? change?.state ?? "" : "",
    commit: ticket.state === "done" ? (world.commits.get(ticket.id) ?? "").slice(0, 7) : "",
    comments: ticket.comments,
    since: run?.startedAt ?? (ticket.state === "merging" ? change?.submittedAt : undefined) ?? null,
    at: isClosed ? ticket.updatedAt : ticket.createdAt,
    search: [ticket.id, ticket.title, agent, ticket.project, ...ticket.labels].join(" ").toLowerCase(),
  };
}

function createCard(view) {
  const card = make("a", "card");
  card.href = `#${view.key}`;
  card.append(make("span", "key", view.key), make("span", "marks"), make("time", "time"));
  card.append(make("span", "title"), make("p", "need"), make("span", "meta"));
  return card;
}

function updateCard(card, view) {
  const [, marks, time, title, need, meta] = card.children;
  const moved = card.dataset.column !== view.column;
  card.className = `card ${view.state}`;
  if (view.thread !== null) card.classList.add(`thread-${view.thread}`);
  if (moved && !isFirst) card.classList.add("arrived");
  card.dataset.column = view.column;
  marks.replaceChildren(...priorityMark(view.priority));
  setText(title, view.title);
  need.hidden = view.need === "";
  need.replaceChildren(rich(view.need));
  meta.replaceChildren(...metaOf(view));
  time.title = new Date(view.since ?? view.at).toLocaleString();
  tick(time, view.since ? () => span(now() - view.since) : () => age(view.at));
}

export function priorityMark(priority) {
  return ["urgent", "high", "low"].includes(priority) ? [icon(priority, `Priority ${priority}`)] : [];
}

function metaOf(view) {
  const parts = [];
  const add = (className, ...children) => parts.push(make("span", className, ...children));
  if (view.agent) add("agent", make("i", "dot"), view.agent);
  if (view.state === "backlog") add("badge", "backlog");
  if (view.state === "cancelled") add("badge", "cancelled");
  if (view.asks) add("badge warn", "asks you");
  if (view.step) add("badge step", view.step);
  if (view.commit) add("commit", view.commit);
  if (view.waits.length > 0) add("badge waits", `waits for ${few(view.waits)}`);
  if (view.lost.length > 0) add("badge bad", `${few(view.lost)} was cancelled`);
  if (view.failures > 0) add("badge bad", view.failures === 1 ? "failed once" : `failed ${view.failures}×`);
  if (view.returns > 0) add("badge warn", view.returns === 1 ? "came back" : `came back ${view.returns}×`);
  if (view.retryAt) {
    const countdown = make("span", "badge");
    tick(countdown, () => (view.retryAt > now() ? `retry in ${span(view.retryAt - now())}` : "retries now"));
    parts.push(countdown);
  }
  if (view.project) add("label", view.project);
  for (const label of view.labels.slice(0, 3)) add("label", label);
  if (view.labels.length > 3) add("label", `+${view.labels.length - 3}`);
  if (view.comments > 0) add("remarks", icon("comment", "Comments"), String(view.comments));
  return parts;
}

const few = (ids) => (ids.length > 2 ? `${ids[0]} and ${ids.length - 1} more` : ids.join(", "));
