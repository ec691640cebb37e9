// What agents ask and wait for: a card for each open request, with what answers it.

import { age, arrange, byId, keyed, make, plain, setText, ticketLink, tick } from "./dom.js";
import { act, call } from "./server.js";

const onBoard = askCards();

/// Shows the open requests. Returns how many there are.
export function showAsks(board) {
  arrange(byId("asks"), onBoard(board, board.requests));
  byId("asks").hidden = board.requests.length === 0;
  return board.requests.length;
}

/// Cards for requests, reused from call to call, so that what is being typed stays.
export function askCards() {
  const cards = keyed(createAsk, () => {});
  return (board, requests) => {
    const threads = new Map(board.agents.map(({ name }, index) => [name, index % 8]));
    return cards.nodes(requests.map((request) => ({
      ...request, key: request.id, thread: threads.get(request.agent),
    })));
  };
}

function createAsk(view) {
  const time = make("time", "time");
  time.title = new Date(view.askedAt).toLocaleString();
  tick(time, () => age(view.askedAt));
  const asks = view.kind === "watchdog" ? " stands still on " : view.to ? ` asks ${view.to} on ` : " asks on ";
  const who = make("span", "who", make("strong", "", view.agent), asks, ticketLink(view.ticket), " ");
  who.append(make("span", "quiet", view.ticketTitle));
  const card = make("article", "ask", make("header", "", make("i", "dot"), who, make("span", "key", view.id), time));
  card.setAttribute("aria-label", `${view.agent} asks: ${view.title}`);
  if (view.thread !== undefined) card.classList.add(`thread-${view.thread}`);
  card.append(make("p", "title", plain(view.title)), ...detailOf(view), answersOf(view));
  return card;
}

/// What is asked for in full, unless the title says it already.
function detailOf(view) {
  const text = plain(view.detail).trim();
  return text === "" || view.title.endsWith(text) ? [] : [make("pre", "detail", text)];
}

function answersOf(view) {
  const row = make("form", "answers");
  const send = (control, answer) => act(control, () => give(view.id, answer));
  const button = (label, answer, className = "button small") => {
    const node = make("button", className, label);
    node.type = "button";
    node.addEventListener("click", () => send(node, answer));
    return node;
  };
  if (["watchdog", "choice", "loop"].includes(view.kind)) {
    row.append(...view.options.map((option) => button(option, option)));
    return row;
  }
  if (view.kind !== "question") {
    row.append(button("Allow", "allow", "button small primary"));
    if (view.kind !== "hire") {
      row.append(button("Always", "always"));
      row.lastChild.title = "Whenever the same is asked again in this session";
    }
    row.append(button("Deny", "deny", "button small danger"));
    return row;
  }
  row.append(...view.options.map((option) => button(option, option)));
  const text = make("input");
  text.required = true;
  text.autocomplete = "off";
  text.placeholder = view.options.length > 0 ? "Or in words" : "Answer";
  text.setAttribute("aria-label", `Answer ${view.id}`);
  const submit = make("button", "button small primary", "Answer");
  row.append(text, submit);
  row.addEventListener("submit", (event) => {
    event.preventDefault();
    send(submit, text.value);
  });
  return row;
}

const give = (id, answer) => call(`/requests/${id}/answer`, { method: "POST", body: { answer } });
