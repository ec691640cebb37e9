// A conversation with an agent: what it did and said as rows, and what a person says to it.

import { make, plain } from "./dom.js";
import { act, call, toast } from "./server.js";

const ANSWERS = { allow: "allowed", allow_always: "allowed always", deny: "denied", reply: "answered" };
const MARKS = { done: "☑", active: "▸", pending: "☐" };

/// Turns the lines of a run's `events` log into rows; a line that is cut off is finished by the next piece.
export function conversation() {
  const names = new Map();
  let rest = "";

  function rows(event) {
    const text = event.text ?? "";
    switch (event.type) {
      case "session_started": return [row("note", event.name ? `session with ${event.name}` : "session")];
      case "text": return [row("said", text)];
      case "reasoning": return [row("thought", text)];
      case "tool_started":
        names.set(event.id, event.name);
        return [row("tool", `▸ ${event.name}`, event.target)];
      case "tool_finished": {
        const name = names.get(event.id) ?? "a tool";
        names.delete(event.id);
        return event.isError ? [row("bad", `✗ ${name} failed`)] : [];
      }
      case "file_changed": return [row("tool", "✎", event.target)];
      case "plan": return (event.steps ?? []).map((step) => row("note", `${MARKS[step.state] ?? "☐"} ${step.text}`));
      case "asked":
        names.set(`asked ${event.id}`, event.name);
        return [row("asked", `? ${event.name}`)];
      case "answered": {
        const name = names.get(`asked ${event.id}`);
        return name ? [row("asked", `? ${name}: ${ANSWERS[event.answer] ?? event.answer ?? "taken back"}`)] : [];
      }
      case "said": return [row("told", text)];
      case "retrying": return [row("bad", `tries again: ${[event.kind, text].filter(Boolean).join(", ")}`)];
      case "warning": return [row("warned", text)];
      case "turn_ended": {
        const why = event.outcome === "failed" ? `: ${[event.kind, text].filter(Boolean).join(", ")}` : "";
        return [row(event.outcome === "failed" ? "bad" : "note", `turn ${event.outcome}${why}`)];
      }
      default: return [];
    }
  }

  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    return lines.flatMap((line) => {
      try {
        return rows(JSON.parse(line));
      } catch {
        return [];
      }
    });
  };
}

function row(kind, text, target = "") {
  const node = make("div", kind, plain(String(text)));
  if (target) node.append(" ", make("span", "target", plain(String(target))));
  return node;
}

/// What a person can do to a live run. A program that is just run can only be stopped.
export function controls(run) {
  const talks = run.harness !== "command";
  const text = make("input");
  text.required = true;
  text.autocomplete = "off";
  text.placeholder = `Say something to ${run.agent}`;
  text.setAttribute("aria-label", text.placeholder);
  const say = make("button", "button small primary", "Say");
  const post = (path, body) => call(`/runs/${run.id}/${path}`, { method: "POST", body });
  const interrupt = button("Interrupt", "Ends the turn; the agent waits for a word", () => post("interrupt"));
  const stop = button("Stop", "Ends the run; its ticket waits for a person", () => post("stop"));
  stop.classList.add("danger");
  const form = make("form", "talk", ...(talks ? [text, say, interrupt] : []), stop);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(say, async () => {
      toast(delivered(run, await post("say", { text: text.value })));
      text.value = "";
    });
  });
  return form;
}

function button(label, title, work) {
  const node = make("button", "button small", label);
  node.type = "button";
  node.title = title;
  node.addEventListener("click", () => act(node, work));
  return node;
}

function delivered(run, { delivery, reason }) {
  if (delivery === "in_turn") return `${run.agent} is told within its turn.`;
  if (delivery === "next_turn") return `${run.agent} is told as soon as no turn runs.`;
  return `${run.agent} cannot hear it: ${reason} It is a comment now, which the next run reads.`;
}

/// `12 read, 3 written tokens, $0.0200`, or nothing.
export function tokens(usage) {
  if (!usage) return "";
  const parts = [`${usage.inputTokens.toLocaleString()} read`, `${usage.outputTokens.toLocaleString()} written`];
  if (usage.cacheReadTokens > 0) parts.push(`${usage.cacheReadTokens.toLocaleString()} from cache`);
  const cost = usage.costUSD === undefined ? "" : `, $${usage.costUSD.toFixed(usage.costUSD < 1 ? 4 : 2)}`;
  return `${parts.join(", ")} tokens${cost}`;
}
