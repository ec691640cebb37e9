// The dialogs in which a person writes a new ticket or cancels one.

import { byId, make } from "./dom.js";
import { act, call } from "./server.js";

const compose = byId("compose");
const cancel = byId("cancel");
let cancelled = null;

export function buildForms() {
  for (const dialog of [compose, cancel]) {
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }
  byId("compose-form").addEventListener("submit", (event) => submit(event, createTicket));
  byId("cancel-form").addEventListener("submit", (event) => submit(event, cancelTicket));
}

async function submit(event, work) {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("[type=submit]");
  if (await act(button, () => work(new FormData(form)))) {
    form.reset();
    form.closest("dialog").close();
  }
}

export function openCompose(board) {
  const form = byId("compose-form");
  const agents = board.agents.filter(({ isRetired }) => !isRetired);
  const projects = board.projects.filter(({ isRetired }) => !isRetired);
  const named = agents.map(({ name, role }) => [name, role ? `${name}, ${role}` : name]);
  choices(form.elements.assignee, [["", "the project's, or any"], ...named]);
  choices(form.elements.project, projects.map(({ name }) => [name, name]));
  byId("compose-project").hidden = projects.length < 2;
  compose.showModal();
}

/// Fills a select and keeps what was chosen.
function choices(select, options) {
  const chosen = select.value;
  select.replaceChildren(...options.map(([value, text]) => {
    const option = make("option", "", text);
    option.value = value;
    return option;
  }));
  if (options.some(([value]) => value === chosen)) select.value = chosen;
}

async function createTicket(fields) {
  const words = (name) => fields.get(name).split(/[\s,]+/).filter(Boolean);
  const body = { title: fields.get("title").trim(), priority: fields.get("priority") };
  for (const name of ["body", "assignee", "project"]) if (fields.get(name)) body[name] = fields.get(name);
  const labels = fields.get("labels").split(",").map((label) => label.trim()).filter(Boolean);
  if (labels.length > 0) body.labels = labels;
  if (words("blockers").length > 0) body.blockers = words("blockers");
  if (fields.get("isBacklog")) body.isBacklog = true;
  await call("/tickets", { method: "POST", body });
}

export function openCancel(ticket) {
  cancelled = ticket;
  byId("cancel-title").textContent = `Cancel ${ticket}`;
  cancel.showModal();
}

async function cancelTicket(fields) {
  const reason = fields.get("reason").trim();
  await call(`/tickets/${cancelled}/cancel`, { method: "POST", body: reason ? { reason } : {} });
}
