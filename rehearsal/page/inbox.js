// The mailbox of somebody who has no Teams: letters as they came, each with its links, the newest on top.

import { el } from "./dom.js";
import { announce } from "./notices.js";
import { stage } from "./server.js";
import { t } from "./words.js";

export function makeInbox(person) {
  const list = el("ol", { class: "letters", "aria-label": t("letters_of", { name: person.name }), "data-empty": t("no_letters") });
  const site = el("a", { href: stage.state.event.page, target: "_blank", rel: "noopener", text: t("event_page") });
  const element = el(
    "div",
    { class: "pane inbox", "data-chat": "mail", id: `pane-${person.key}-mail` },
    list,
    el("div", { class: "note" }, el("p", { text: t("event_page_text") }), el("p", {}, site)),
  );
  return { person, list, element, known: new Set(), started: false };
}

/** Adds what came; the newest is open. Returns how many are new. */
export function drawInbox(pane, fresh, speak) {
  const letters = fresh.filter((one) => !pane.known.has(one.id));
  for (const letter of letters) {
    pane.known.add(letter.id);
    for (const open of pane.list.querySelectorAll("details[open]")) {
      if (!open.contains(document.activeElement)) open.open = false;
    }
    pane.list.prepend(item(letter));
    if (speak && pane.started) announce(pane.person.name, letter.sender, letter.subject);
  }
  pane.list.dataset.empty = pane.known.size ? "" : t("no_letters");
  pane.started = true;
  return letters.length;
}

function item(letter) {
  const time = new Date(letter.at * 1000);
  const body = el("div", { class: "letter" });
  const details = el(
    "details",
    { open: true, "data-letter": letter.id, on: { toggle: () => details.open && body.childElementCount === 0 && show(body, letter, false) } },
    el(
      "summary",
      {},
      el("span", { class: "subject", text: letter.subject }),
      el("span", { class: "soft", text: letter.calendar ? `${letter.sender}, ${t("with_calendar")}` : letter.sender }),
      el("time", { class: "soft", datetime: time.toISOString(), text: time.toLocaleTimeString("nl-NL", { timeStyle: "short" }) }),
    ),
    body,
  );
  return el("li", {}, details);
}

/** The letter as it was made in a frame that runs nothing, or its plain text. */
function show(body, letter, asText) {
  const other = el("button", { type: "button", class: "link", text: t(asText ? "as_html" : "as_text"), on: { click: () => turn(body, letter, !asText) } });
  const shown = asText
    ? el("pre", { tabindex: "0", text: letter.text })
    : el("iframe", { src: `/letters/${letter.id}`, title: t("letter", { subject: letter.subject }), sandbox: "allow-popups allow-popups-to-escape-sandbox" });
  body.replaceChildren(shown, other);
}

function turn(body, letter, asText) {
  show(body, letter, asText);
  body.querySelector("button").focus();
}
