// A run's output, followed while it is written.

import { make, plain } from "./dom.js";
import { call, toast } from "./server.js";
import { conversation } from "./talk.js";

/// Bytes of a long log that are read when it is opened: its end.
const TAIL = 65_536;
/// Characters kept on the page; the whole log is in the run's folder.
const LIMIT = 200_000;
const ROWS = 2_000;
const PAUSE = 1_000;
const NAMES = { events: "Conversation", stdout: "Output", stderr: "Errors" };

/// A viewer for one run: `element` goes onto the page, `start` and `stop` follow its being seen.
///
/// `talks`: whether the run has a conversation to show.
export function logViewer(run, talks) {
  const screen = make("pre", "log");
  screen.tabIndex = 0;
  screen.setAttribute("aria-label", `Output of ${run}`);
  const note = make("span", "note");
  const follow = make("button", "button small", "Follow");
  const streams = [...(talks ? ["events"] : []), "stdout", "stderr"].map((name) => streamButton(name));
  const element = make("div", "viewer", make("div", "row", ...streams, make("span", "space"), note, follow), screen);
  follow.type = "button";
  let stream = talks ? "events" : "stdout";
  let rows = conversation();
  let offset = 0;
  let isFollowing = true;
  let turn = 0;

  function streamButton(name) {
    const button = make("button", "button small", NAMES[name]);
    button.type = "button";
    button.setAttribute("aria-pressed", String(name === (talks ? "events" : "stdout")));
    button.addEventListener("click", () => {
      stream = name;
      for (const other of streams) other.setAttribute("aria-pressed", String(other === button));
      start();
    });
    return button;
  }

  follow.addEventListener("click", () => {
    isFollowing = true;
    keepUp();
  });
  screen.addEventListener("scroll", () => {
    isFollowing = screen.scrollHeight - screen.scrollTop - screen.clientHeight < 24;
    follow.hidden = isFollowing;
  });

  function keepUp() {
    follow.hidden = isFollowing;
    if (isFollowing) screen.scrollTop = screen.scrollHeight;
  }

  function add(text) {
    if (text === "") return;
    if (stream === "events") return addRows(text);
    const kept = (screen.firstChild?.data ?? "") + plain(text);
    screen.textContent = kept.length > LIMIT ? `…${kept.slice(-LIMIT)}` : kept;
    keepUp();
  }

  function addRows(text) {
    screen.append(...rows(text));
    while (screen.children.length > ROWS) screen.firstChild.remove();
    keepUp();
  }

  async function start() {
    turn += 1;
    const mine = turn;
    offset = -TAIL;
    isFollowing = true;
    screen.textContent = "";
    screen.classList.toggle("conversation", stream === "events");
    rows = conversation();
    note.textContent = "";
    while (mine === turn) {
      let piece;
      try {
        piece = await call(`/runs/${run}/log?stream=${stream}&offset=${offset}`);
      } catch (problem) {
        if (mine === turn) toast(problem.message);
        return;
      }
      if (mine !== turn) return;
      if (offset < 0 && piece.offset > 0 && stream !== "events") add(`… ${kilobytes(piece.offset)} before this\n`);
      add(piece.text);
      const isCaughtUp = piece.next === piece.offset;
      offset = piece.next;
      if (piece.isComplete) {
        note.textContent = screen.textContent === "" ? "It wrote nothing here." : "";
        return;
      }
      if (isCaughtUp) {
        note.textContent = "live";
        await new Promise((resume) => setTimeout(resume, PAUSE));
      }
    }
  }

  const kilobytes = (bytes) => `${Math.ceil(bytes / 1024).toLocaleString()} KB`;

  return { element, start, stop: () => (turn += 1) };
}
