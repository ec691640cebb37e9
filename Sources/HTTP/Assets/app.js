// The page: reads the board, follows the journal, and shows both.
//
// A journal event never changes the page by itself: it asks for the board again, at most every 300 ms, and the parts
// patch what differs. So the page cannot drift from the server, whatever was missed.

import { showAgents, showOutput } from "./agents.js";
import { showAsks } from "./asks.js";
import { buildBoard, showBoard } from "./board.js";
import { buildSheet, refreshSheet } from "./detail.js";
import { byId, icon, make, setText } from "./dom.js";
import { addToFeed, learnFromBoard } from "./feed.js";
import { buildForms, openCompose } from "./forms.js";
import { showQueue } from "./queue.js";
import { act, call, follow } from "./server.js";

const REST = 300;
/// So many journal events of the past fill the feed when the page opens.
const PAST = 50;
const LONGEST_WAIT = 10_000;

let board = null;
let endStream = null;
let attempts = 0;
let timer = null;
let isReading = false;
let lastRead = 0;
let newest = 0;

// ---- Showing ----

function show() {
  document.title = board.workspace;
  setText(byId("workspace"), board.workspace);
  const needs = showBoard(board, byId("filter").value.trim()) + showAsks(board);
  const queued = showQueue(board);
  showAgents(board);
  showCounts(needs, queued);
  showFreeze();
  showConfiguration(board.configurationError);
  byId("welcome").hidden = board.tickets.length > 0;
  if (needs > 0) document.title = `(${needs}) ${board.workspace}`;
}

function showCounts(needs, queued) {
  const counts = [
    [board.runs.length, "running"],
    [queued, "in the queue"],
    [needs, needs === 1 ? "needs you" : "need you"],
    [board.counts.done ?? 0, "done"],
  ];
  const list = byId("counts");
  if (list.children.length === 0) list.append(...counts.map(() => make("li", "", make("b"), " ", make("span"))));
  counts.forEach(([count, word], index) => {
    const [number, label] = list.children[index].children;
    setText(number, count.toLocaleString());
    setText(label, word);
  });
  list.children[2].classList.toggle("alert", needs > 0);
  setText(byId("views-agents"), String(board.runs.length || ""));
  setText(byId("views-queue"), String(queued || ""));
}

function showFreeze() {
  const button = byId("freeze");
  byId("frozen").hidden = board.obstacles.length === 0;
  setText(byId("frozen-text"), board.obstacles.map((obstacle) => obstacle.sentence).join(" "));
  byId("thaw").hidden = !board.isFrozen;
  if (button.dataset.frozen === String(board.isFrozen)) return;
  button.dataset.frozen = String(board.isFrozen);
  const label = board.isFrozen ? "Thaw" : "Freeze";
  button.setAttribute("aria-label", `${label} the workspace`);
  button.replaceChildren(icon(board.isFrozen ? "play" : "pause"), make("span", "", label));
}

function showConfiguration(error) {
  byId("configuration").hidden = !error;
  setText(byId("configuration-text"), error ?? "");
}

function showLink(state) {
  const link = byId("link");
  if (link.dataset.state === state) return;
  link.dataset.state = state;
  setText(link, { live: "Live", connecting: "Connecting", reconnecting: "Reconnecting" }[state]);
}

// ---- Reading ----

async function read() {
  isReading = true;
  try {
    const asked = newest;
    const fresh = await call("/board");
    if (!board || fresh.revision >= board.revision) {
      board = fresh;
      learnFromBoard(board);
      show();
    }
    // Events that came while the answer was under way are not in it.
    if (newest > Math.max(asked, board.revision)) soon();
    await refreshSheet(board);
  } finally {
    isReading = false;
    lastRead = performance.now();
    if (timer === "wanted") {
      timer = null;
      soon();
    }
  }
}

/// Reads the board again shortly: at once after a quiet time, at most every 300 ms in a busy one.
function soon() {
  if (timer) return;
  if (isReading || document.hidden) {
    timer = "wanted";
    return;
  }
  timer = setTimeout(() => {
    timer = null;
    read().catch(() => showLink("reconnecting"));
  }, Math.max(0, lastRead + REST - performance.now()));
}

// ---- Following ----

async function connect() {
  endStream?.();
  try {
    await read();
  } catch {
    return connectLater();
  }
  const past = newest === 0 ? Math.max(0, board.revision - PAST) : newest;
  endStream = follow(past, {
    opened: () => {
      attempts = 0;
      showLink("live");
      soon();
    },
    waiting: () => showLink("reconnecting"),
    lost: () => {
      forget();
      connectLater();
    },
    journal: take,
    output: showOutput,
    configuration: ({ error }) => showConfiguration(error),
  });
}

/// Starts from nothing: the server may know less than this page does, after a restore from a backup for one.
function forget() {
  endStream?.();
  newest = 0;
  board = null;
  byId("feed").replaceChildren();
}

function take(event) {
  if (event.position <= newest) return;
  newest = event.position;
  addToFeed(event);
  if (newest > board.revision) soon();
}

function connectLater() {
  showLink("reconnecting");
  attempts += 1;
  setTimeout(connect, Math.min(LONGEST_WAIT, 500 * 2 ** attempts));
}

// ---- Acting ----

function build() {
  buildBoard();
  buildForms();
  const write = () => board && openCompose(board);
  byId("new").addEventListener("click", write);
  byId("welcome-new").addEventListener("click", write);
  byId("filter").addEventListener("input", () => board && show());
  for (const button of [byId("freeze"), byId("thaw")]) {
    button.addEventListener("click", () =>
      act(button, () => call(board?.isFrozen ? "/thaw" : "/freeze", { method: "POST" })));
  }
  for (const button of byId("views").children) button.addEventListener("click", () => view(button));
  document.addEventListener("keydown", (event) => shortcut(event, write));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (timer === "wanted") timer = null;
    soon();
  });
  buildSheet();
}

/// On a phone one part is seen at a time.
function view(button) {
  document.body.dataset.view = button.dataset.view;
  for (const other of byId("views").children) other.ariaCurrent = other === button ? "true" : null;
}

function shortcut(event, write) {
  const isTyping = event.target.closest?.("input, textarea, select, dialog");
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping) {
    if (event.key === "Escape" && event.target === byId("filter")) event.target.blur();
    return;
  }
  if (event.key !== "/" && event.key !== "n") return;
  event.preventDefault();
  if (event.key === "/") byId("filter").focus();
  else write();
}

build();
connect();
