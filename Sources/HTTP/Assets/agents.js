// The agents, each with what it does this moment: a tile for every live run and for every idle agent.

import {
  arrange, byId, icon, iconButton, keyed, make, now, plain, rich, setText, span, ticketLink, tick,
} from "./dom.js";
import { act, call } from "./server.js";

const LINES = 3;
const tiles = keyed(createTile, updateTile);
/// The lines of each live run, by its tile; fed by the board and, between two boards, by `output` events.
const screens = new Map();

export function showAgents(board) {
  const views = board.agents.flatMap((agent, index) => viewsOf(agent, index, board));
  // With many agents the ones at work come first; few keep their place, so that nothing jumps.
  if (views.length > 8) views.sort((left, right) => Boolean(right.run) - Boolean(left.run));
  const nodes = tiles.nodes(views);
  screens.clear();
  views.forEach(({ run }, index) => run && screens.set(run, nodes[index].querySelector(".screen")));
  arrange(byId("tiles"), nodes.length > 0 ? nodes : [noAgents]);
  for (const { id, lastLines } of board.runs) showOutput({ run: id, lines: lastLines });
}

/// The latest lines of a live run.
export function showOutput({ run, lines }) {
  const screen = screens.get(run);
  if (!screen || !lines?.length) return;
  const shown = lines.slice(-LINES);
  for (let index = 0; index < LINES; index += 1) {
    setText(screen.children[index], plain(shown[index] ?? "").slice(0, 400));
  }
}

function viewsOf(agent, index, board) {
  const { name, role, harness, model = "", isPaused } = agent;
  const common = { agent: name, role, harness, model, isPaused, thread: index % 8 };
  const runs = board.runs.filter((run) => run.agent === name);
  if (runs.length > 0) {
    return runs.map((run) => ({
      ...common, key: run.id, run: run.id, ticket: run.ticket, title: run.ticketTitle, state: run.state,
      attempt: run.attempt, startedAt: run.startedAt,
    }));
  }
  return agent.isRetired ? [] : [{ ...common, key: `agent ${name}` }];
}

function createTile(view) {
  const pause = iconButton("pause", "", () => act(pause, () => togglePause(view.agent, pause)));
  const screen = make("div", "screen");
  for (let index = 0; index < LINES; index += 1) screen.append(make("div", "line"));
  const head = make("header", "", make("i", "dot"), make("strong"), make("span", "run"), make("time", "time"), pause);
  return make("article", "tile", head, make("p", "subject"), screen);
}

function togglePause(agent, button) {
  return call(button.dataset.paused ? "/resume" : "/pause", { method: "POST", body: { agent } });
}

function updateTile(tile, view) {
  const [head, subject, screen] = tile.children;
  const [, name, run, time, pause] = head.children;
  tile.className = `tile thread-${view.thread} ${view.run ? `live ${view.state}` : "idle"}`;
  setText(name, view.agent);
  name.title = [view.role, view.harness, view.model].filter(Boolean).join(" · ");
  const facts = [view.run, view.attempt > 1 && `attempt ${view.attempt}`, view.state !== "running" && view.state];
  setText(run, view.run ? facts.filter(Boolean).join(" · ") : view.role);
  subject.replaceChildren(...subjectOf(view));
  if (view.run) tick(time, () => span(now() - view.startedAt));
  else {
    tick(time, null);
    setText(time, view.isPaused ? "paused" : "idle");
    const reason = view.isPaused ? "Starts nothing new until it is resumed." : "Waits for a ticket that it can take.";
    setText(screen.firstChild, reason);
  }
  if (view.isPaused) pause.dataset.paused = "yes";
  else delete pause.dataset.paused;
  pause.title = `${view.isPaused ? "Resume" : "Pause"} ${view.agent}`;
  pause.setAttribute("aria-label", pause.title);
  pause.replaceChildren(icon(view.isPaused ? "play" : "pause"));
}

function subjectOf(view) {
  if (!view.run) return [make("span", "quiet", [view.harness, view.model].filter(Boolean).join(" · "))];
  const link = ticketLink(view.ticket, "");
  link.append(make("span", "key", view.ticket), " ", view.title);
  link.title = view.title;
  return [link];
}

const noAgents = make("p", "nothing");
noAgents.append(rich("No agent yet: describe one in `agents/NAME.md`, and it shows here."));
