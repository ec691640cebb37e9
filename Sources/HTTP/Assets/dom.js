// Building and patching the page. Text from the server only ever becomes text nodes.

export const byId = (id) => document.getElementById(id);

/// A new element with a class and children; strings become text.
export function make(tag, className = "", ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/// One of the symbols in index.html; with a label it is read aloud, without it is decoration.
export function icon(name, label) {
  const node = document.createElementNS(SVG, "svg");
  node.setAttribute("class", `icon i-${name}`);
  if (label) {
    node.setAttribute("role", "img");
    node.setAttribute("aria-label", label);
  } else {
    node.setAttribute("aria-hidden", "true");
  }
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  node.append(use);
  return node;
}

/// A button with an icon whose name is only read aloud and shown on hover.
export function iconButton(name, label, action) {
  const node = make("button", "button quiet", icon(name));
  node.type = "button";
  node.title = label;
  node.setAttribute("aria-label", label);
  node.addEventListener("click", action);
  return node;
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/// Output of programs without terminal escapes.
export function plain(text) {
  return text
    .replace(/\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)/g, "")
    .replace(/\r(?=\n)/g, "")
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, "");
}

/// Text in which `code` is set as code and T-1 links to its ticket.
export function rich(text) {
  const parts = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(/`([^`\n]+)`|\bT-\d+\b/g)) {
    parts.append(text.slice(end, match.index));
    parts.append(match[1] ? code(match[1]) : ticketLink(match[0]));
    end = match.index + match[0].length;
  }
  parts.append(text.slice(end));
  return parts;
}

/// Code whose short words are not broken, so that `reopen T-1` never becomes `reopen T-`.
function code(text) {
  const words = text.split(/( )/);
  const nodes = words.map((word) => (word === " " || word.length > 20 ? word : make("span", "whole", word)));
  return make("code", "", ...nodes);
}

export function ticketLink(id, text = id) {
  const link = make("a", "ref", text);
  link.href = `#${id}`;
  return link;
}

/// Puts exactly these nodes into `parent`, in this order, and moves as few as it can; focus stays where it was.
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  const focused = document.activeElement;
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let place = parent.firstElementChild;
  for (const node of nodes) {
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
  if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
}

/// Nodes by key: made once, updated only when what they show has changed.
export function keyed(create, update) {
  const entries = new Map();
  return {
    /// One node for each view; views carry a `key`. Nodes of keys that are gone are forgotten.
    nodes(views) {
      const kept = new Set(views.map((view) => view.key));
      for (const key of entries.keys()) if (!kept.has(key)) entries.delete(key);
      return views.map((view) => {
        const entry = entries.get(view.key) ?? { node: create(view) };
        const shown = JSON.stringify(view);
        if (entry.shown !== shown) {
          update(entry.node, view);
          entry.shown = shown;
        }
        entries.set(view.key, entry);
        return entry.node;
      });
    },
  };
}

// ---- Time ----

let skew = 0;
const clocks = new Map();

/// The server's time in milliseconds, so that durations are right on a device whose clock is not.
export const now = () => Date.now() + skew;

export function learnTime(header) {
  const served = Date.parse(header ?? "");
  if (Number.isNaN(served)) return;
  const difference = served - Date.now();
  skew = Math.abs(difference) > 2_000 ? difference : 0;
}

/// 42s, 4m 10s, 1h 04m, 3d 2h.
export function span(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0) return `${seconds}s`;
  if (hours === 0) return `${minutes}m ${pad(seconds % 60)}s`;
  if (hours < 48) return `${hours}h ${pad(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/// now, 4m, 2h, 3d.
export function age(at) {
  const minutes = Math.floor((now() - at) / 60_000);
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes}m`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)}h` : `${Math.floor(minutes / 1440)}d`;
}

const pad = (number) => String(number).padStart(2, "0");

/// Keeps a node's text at what `text` returns, once a second while the node is on the page; null stops it.
export function tick(node, text) {
  if (!text) return clocks.delete(node);
  clocks.set(node, text);
  setText(node, text());
}

setInterval(() => {
  if (document.hidden) return;
  for (const [node, text] of clocks) {
    if (node.isConnected) setText(node, text());
    else clocks.delete(node);
  }
}, 1000);
