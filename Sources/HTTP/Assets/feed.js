// The activity feed: journal events in people's words, the latest first.

import { age, byId, make, rich, tick } from "./dom.js";

const LIMIT = 50;
/// What later events do not repeat: the ticket of a change, the agent and ticket of a run.
const changes = new Map();
const runs = new Map();
const asked = new Map();
const landed = new Set();

export function learnFromBoard(board) {
  for (const { id, ticket, run, agent } of board.queue) {
    changes.set(id, ticket);
    runs.set(run, { ticket, agent });
  }
  for (const { id, agent, title } of board.requests) asked.set(id, { agent, title });
  for (const { id, ticket, agent } of board.runs) runs.set(id, { ticket, agent });
}

/// Adds the event at the top, unless another event of the same moment says it already.
export function addToFeed(event) {
  const said = sentence(event);
  if (!said) return;
  const [tone, text] = said;
  const time = make("time", "time");
  time.title = new Date(event.at).toLocaleString();
  const what = make("span", "what");
  what.append(rich(text));
  const feed = byId("feed");
  feed.prepend(make("li", tone, make("i", "dot"), what, time));
  tick(time, () => age(event.at));
  while (feed.children.length > LIMIT) feed.lastChild.remove();
  byId("feed-nothing").hidden = true;
}

/// The event's own fields, whether or not they are wrapped in its name.
function fieldsOf({ name, payload }) {
  let value;
  try {
    value = JSON.parse(payload || "{}") ?? {};
  } catch {
    return {};
  }
  value = value[name] ?? value;
  return value._0 === undefined ? value : { ...Object(value._0), ...value, value: value._0 };
}

const numbered = (letter, id) => (typeof id === "number" ? `${letter}-${id}` : String(id ?? ""));
const short = (commit) => String(commit ?? "").slice(0, 7);
const because = (reason) => (reason ? `: ${reason}` : "");
const clipped = (text) => (text.length > 140 ? `${text.slice(0, 139)}…` : text);

/// A tone (a dye's name) and a sentence, or null.
function sentence(event) {
  const fields = fieldsOf(event);
  const who = event.actor.replace(/^(person|server):/, "").replace(/^agent:([^/]+).*/, "$1");
  const name = event.name.replace(/_/g, "").toLowerCase();
  const said = SENTENCES[event.noun]?.[name];
  if (!said) return ["plain", `${event.subject || "workspace"}: ${event.name}`];
  const result = said(event.subject, fields, who);
  return result && [result[0], clipped(result[1])];
}

const agentOf = (run) => runs.get(run)?.agent ?? run;
const ticketOf = (change) => changes.get(change) ?? change;

function breakerSentence({ subject, state, reason }) {
  const name = subject.agent ? `agent ${subject.agent._0}` : `the account of ${subject.account?.harness}`;
  const words = { closed: "is well again", halfOpen: "is tried again with one run", probing: "is tried with one run" };
  return `${name} ${words[Object.keys(state)[0]] ?? `${reason}: nothing starts with it for a while`}`;
}

const SENTENCES = {
  workspace: {
    configured: () => ["plain", "The configuration was applied"],
    serverstarted: () => ["plain", "The server started"],
    serverstopped: () => ["plain", "The server stopped"],
    frozen: (_, { freeze }) => ["weld", `${freeze?.by} froze the workspace${because(freeze?.reason)}`],
    thawed: (_, __, who) => ["woad", `${who} thawed the workspace`],
    diskfilled: (_, { usedPercent }) => ["madder", `The disk is full (${usedPercent} %): nothing new starts`],
    diskfreed: () => ["woad", "The disk has room again"],
    breakerturned: (_, { breaker }) => ["weld", breakerSentence(breaker)],
    lagged: (_, { by }) => ["weld", `The server came ${by} ms late to what it had set itself`],
  },
  project: {
    configured: (name) => ["plain", `Project ${name} was configured`],
    retired: (name) => ["plain", `Project ${name} is no longer in skein.yaml`],
  },
  agent: {
    configured: (name) => ["plain", `Agent ${name} was configured`],
    retired: (name) => ["plain", `Agent ${name} has no file any more`],
    paused: (name, { reason }, who) => ["weld", `${who} paused ${name}${because(reason)}`],
    resumed: (name, _, who) => ["woad", `${who} resumed ${name}`],
    remembered: (name, { note, bytes }) => ["plain", `${name} ${bytes ? "keeps" : "forgot"} the note ${note}`],
  },
  ticket: {
    created: (id, { content }, who) => ["plain", `${who} wrote ${id}${because(content?.title)}`],
    edited: (id, _, who) => ["plain", `${who} edited ${id}`],
    commented: (id, { author, text }) => ["plain", `${author} on ${id}${because(text)}`],
    checkedout: () => null,
    parked: (id, { failures }) => {
      const times = failures > 1 ? ` ${failures} times` : "";
      return ["madder", `${id} failed${times} and is tried again later`];
    },
    blocked: (id, { blockage }) => ["weld", `${id} needs ${blockage?.by ?? "a person"}${because(blockage?.reason)}`],
    submitted: () => null,
    returned: (id) => ["weld", `${id} came back from the queue`],
    done: (id) => (landed.delete(id) ? null : ["lichen", `${id} is done`]),
    cancelled: (id, { reason }, who) => ["plain", `${who} cancelled ${id}${because(reason)}`],
    blockerfinished: (id, { blocker }) => ["plain", `${id} waits for ${numbered("T", blocker)} no more`],
    waits: (id) => ["plain", `${id} waits for its parts`],
    handedover: (id, { to }) => ["woad", `${id} is handed over to ${to}`],
    answered: () => null,
    reopened: (id, _, who) => ["plain", `${who} set ${id} going`],
  },
  run: {
    claimed: (id, { ticket, agent }) => {
      runs.set(id, { ticket: numbered("T", ticket), agent });
      return ["woad", `${id} of ${agent} started on ${numbered("T", ticket)}`];
    },
    adopted: (id) => ["plain", `${id} went on while the server restarted`],
    alarmed: (id, { alarm }) => ["weld", `${id} ${alarm?.seen} (${alarm?.watchdog}: ${alarm?.grade})`],
    swept: (id, { processes }) => ["weld", `${id} left ${processes} processes behind, which were killed`],
    processstarted: () => null,
    sessionstarted: () => null,
    used: () => null,
    caused: () => null,
    declared: () => null,
    leftwork: () => null,
    progressed: (id, { text }) => ["plain", `${agentOf(id)}${because(text)}`],
    told: (id, { control }, who) =>
      control?.say
        ? ["woad", `${who} to ${agentOf(id)}${because(control.say.text)}`]
        : ["weld", `${who} interrupted ${agentOf(id)}`],
    stoprequested: (id) => ["plain", `${id} is being stopped`],
    ended: (id, fields) => {
      const run = runs.get(id);
      const what = run ? `${id} of ${run.agent} on ${run.ticket}` : id;
      const outcome = outcomeOf(fields);
      return outcome === "failed" ? ["madder", `${what} failed`] : ["plain", `${what} ${outcome}`];
    },
  },
  request: {
    asked: (id, { agent, ticket, content }) => {
      asked.set(id, { agent, title: content?.title });
      return ["weld", `${agent} asks on ${numbered("T", ticket)}${because(content?.title)}`];
    },
    answered: (id, { answer }, who) => {
      const [word, fields] = Object.entries(Object(answer))[0] ?? [];
      const said = { allow: "allowed", allowAlways: "allowed always", deny: "denied" }[word];
      const { agent, title } = asked.get(id) ?? {};
      return ["plain", `${who} ${said ?? "answered"} ${agent ?? id}${because(said ? title : fields?.text)}`];
    },
    escalated: (id, { terms }) => ["weld", `${id} goes to ${terms?.to ?? "people"}: nobody answered`],
    expired: (id) => ["weld", `${id} has expired: nobody answered`],
    withdrawn: () => null,
  },
  schedule: {
    configured: (name) => ["plain", `Schedule ${name} was configured`],
    retired: (name) => ["plain", `Schedule ${name} is no longer in skein.yaml`],
    fired: () => null,
    ran: () => null,
    heldup: (name) => ["weld", `Schedule ${name} waits: its last ticket is still open`],
    passed: () => null,
  },
  rule: {
    configured: (name) => ["plain", `Rule ${name} was configured`],
    retired: (name) => ["plain", `Rule ${name} is no longer in skein.yaml`],
    fired: (name, { ticket }) => ["plain", `Rule ${name} answered what happened to ${numbered("T", ticket)}`],
    stopped: (name, { note }) => ["weld", `Rule ${name} stopped${because(note)}`],
  },
  message: {
    sent: (_, { content }) => ["woad", `${content?.from} to ${content?.to}${because(content?.text)}`],
    delivered: () => null,
    read: () => null,
    acted: () => null,
    returned: (id) => ["plain", `${id} is delivered again: the run that had it failed`],
    died: (id, { reason }) => ["madder", `${id} is not delivered${because(reason)}`],
    released: (id) => ["plain", `${id} is delivered after all`],
  },
  change: {
    submitted: (id, { ticket, head }) => {
      changes.set(id, numbered("T", ticket));
      return ["heather", `${numbered("T", ticket)} submitted ${short(head)} as ${id}`];
    },
    candidatebuilt: (id) => ["heather", `The gates run on ${ticketOf(id)}`],
    gatefinished: (id, { gate, verdict }) => {
      const name = typeof gate === "object" ? gate?.name ?? "gate" : gate;
      const words = { failed: "failed", timed_out: "timed out", infra_error: "could not run" }[verdict];
      return words ? ["madder", `${name} ${words} on ${ticketOf(id)}`] : null;
    },
    proven: (id) => ["heather", `Every gate passed on ${ticketOf(id)}`],
    publishing: () => null,
    landed: (id, { commit }) => {
      landed.add(ticketOf(id));
      return ["lichen", `${ticketOf(id)} landed as ${short(commit)}`];
    },
    rejected: (id, { gate }) => ["madder", `${ticketOf(id)} was rejected${gate ? ` by ${gate}` : ""}`],
    conflicted: (id, { files, root }) => {
      const why = root ? "no commit in common with the target" : files?.slice(0, 3).join(", ");
      return ["madder", `${ticketOf(id)} conflicts${because(why)}`];
    },
    held: (id, { reason }) => ["weld", `${ticketOf(id)} is held${because(reason)}`],
    requeued: (id, { reason }) => ["plain", `${ticketOf(id)} is queued again${because(reason)}`],
    withdrawn: (id) => ["plain", `${ticketOf(id)} left the queue`],
  },
};

function outcomeOf(fields) {
  const text = fields.outcome ?? fields.value ?? fields;
  if (typeof text === "string") return text;
  return ["succeeded", "failed", "cancelled"].find((word) => word in Object(text)) ?? "ended";
}
