// Everything that talks to the server: calls, problems as toasts, the live stream.

import { byId, iconButton, learnTime, make, rich } from "./dom.js";

/// Calls the API. Throws an Error whose message is the problem's own sentence.
export async function call(path, { method = "GET", body } = {}) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["Content-Type"] = "application/json";
  const sent = method === "GET" ? undefined : JSON.stringify(body ?? {});
  let response;
  try {
    response = await fetch(`/api/v1${path}`, { method, headers, body: sent });
  } catch {
    throw new Error("The server does not answer. Is `skein up` running?");
  }
  learnTime(response.headers.get("Date"));
  if (response.status === 401) {
    location.assign("/login");
    return new Promise(() => {});
  }
  const text = await response.text();
  const value = text === "" ? null : parsed(text);
  if (!response.ok) throw new Error(value?.detail || value?.title || `The server answered ${response.status}.`);
  return value;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/// Does what a person asked for while `control` is out of action; a problem becomes a toast. Returns whether it worked.
export async function act(control, work) {
  control.disabled = true;
  try {
    await work();
    return true;
  } catch (problem) {
    toast(problem.message);
    return false;
  } finally {
    control.disabled = false;
    if (document.activeElement === document.body && control.isConnected) control.focus();
  }
}

/// A sentence that goes away by itself, over whatever is open.
export function toast(sentence) {
  const toasts = byId("toasts");
  const note = make("div", "toast", make("p", "", rich(sentence)));
  const remove = () => {
    note.remove();
    if (!toasts.firstChild && toasts.matches(":popover-open")) toasts.hidePopover();
  };
  note.append(iconButton("close", "Dismiss", remove));
  while (toasts.children.length >= 3) toasts.firstChild.remove();
  toasts.append(note);
  lift(toasts);
  setTimeout(remove, 8_000);
}

/// Puts the toasts inside the dialog on top, because all else is inert, and shows them anew so that they lie above it.
function lift(toasts) {
  const top = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  if (toasts.matches(":popover-open")) toasts.hidePopover();
  if (toasts.parentNode !== top) top.append(toasts);
  if (toasts.firstChild) toasts.showPopover();
}

document.addEventListener("close", () => lift(byId("toasts")), true);

/// Follows the journal after a position. The browser reconnects by itself and says where it was; `lost` is called
/// when it has given up. Returns a function that ends it.
export function follow(after, { opened, waiting, lost, journal, output, configuration }) {
  const source = new EventSource(`/api/v1/events?after=${after}`);
  const on = (name, take) =>
    source.addEventListener(name, (event) => {
      const value = parsed(event.data || "{}");
      if (value) take(value);
    });
  source.addEventListener("open", opened);
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) lost();
    else waiting();
  });
  on("journal", journal);
  on("output", output);
  on("configuration", configuration);
  return () => source.close();
}
