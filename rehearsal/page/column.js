// One person's Teams: who they are, and their two chats, as tabs or side by side where there is room.

import { avatar } from "./avatar.js";
import { drawChat, startChat } from "./chat.js";
import { choices, choose } from "./choices.js";
import { composer } from "./composer.js";
import { el, icon } from "./dom.js";
import { drawInbox, makeInbox } from "./inbox.js";
import { menuOn } from "./menu.js";
import { toast } from "./notices.js";
import { act, kindly, stage } from "./server.js";
import { t } from "./words.js";

const KINDS = ["personal", "meeting"];
const OUTSIDE = ["mail"]; // who has no Teams
const WIDE = 700; // pixels: then both chats fit

const personOf = (key) => stage.state.people.find((one) => one.key === key);

/** `onRemove` is called when the column is taken away. */
export function makeColumn(key, onRemove) {
  const person = personOf(key);
  const outside = person.kind === "mail";
  const column = { key, kinds: outside ? OUTSIDE : KINDS, panes: {}, tabs: {}, unread: { personal: 0, meeting: 0, mail: 0 }, wide: false };
  column.badges = el("p", { class: "role" });
  column.presence = el("button", { type: "button", class: "presence", on: { click: () => comeOrGo(key) } });
  const menu = el("button", { type: "button", class: "subtle", "aria-label": t("menu_of", { name: person.name }) }, icon("more"));
  menuOn(menu, t("menu_of", { name: person.name }), () => actsOf(key));
  const remove = el("button", { type: "button", class: "subtle remove", "aria-label": t("remove_person", { name: person.name }), on: { click: onRemove } }, icon("close"));
  const tabs = el("div", { role: "tablist", class: "tabs", "aria-label": t("chats_of", { name: person.name }) });
  tabs.hidden = menu.hidden = outside;
  for (const kind of column.kinds) {
    column.panes[kind] = outside ? makeInbox(person) : makePane(key, kind);
    column.tabs[kind] = el("button", {
      role: "tab",
      type: "button",
      id: `tab-${key}-${kind}`,
      "aria-controls": `pane-${key}-${kind}`,
      on: { click: () => show(column, kind), keydown: (event) => turn(event, column, kind) },
    });
    tabs.append(column.tabs[kind]);
  }
  column.element = el(
    "section",
    { class: "person", "data-person": key, "aria-labelledby": `name-${key}`, id: `person-${key}` },
    el(
      "header",
      {},
      avatar(person.name),
      el("div", { class: "who" }, el("h2", { id: `name-${key}`, text: person.name }), column.badges),
      column.presence,
      menu,
      remove,
    ),
    tabs,
    el("div", { class: "panes" }, ...column.kinds.map((kind) => column.panes[kind].element)),
  );
  new ResizeObserver(() => arrange(column)).observe(column.element);
  arrange(column);
  return column;
}

function makePane(person, kind) {
  const name = t(kind);
  const list = el("ol", { class: "messages", tabindex: "0", "aria-label": t("messages_of", { chat: name }) });
  const pane = { person, kind, list };
  pane.typing = el("p", { class: "typing", hidden: true }, el("span", { class: "dots", "aria-hidden": "true" }), t("typing"));
  pane.form = composer(pane);
  pane.note = el("div", { class: "note", hidden: true });
  pane.count = el("p", { class: "members soft" });
  pane.element = el(
    "div",
    { class: "pane", id: `pane-${person}-${kind}`, "data-chat": kind },
    el("h3", { class: "pane-name", text: name }),
    pane.count,
    list,
    pane.typing,
    pane.note,
    pane.form,
  );
  startChat(pane);
  return pane;
}

const shownKind = (key) => (choices.meeting.includes(key) ? "meeting" : "personal");

function show(column, kind) {
  const others = choices.meeting.filter((key) => key !== column.key);
  choose({ meeting: kind === "meeting" ? [...others, column.key] : others });
  arrange(column);
}

/** Both chats, or the one whose tab is chosen. */
function arrange(column) {
  column.wide = column.element.clientWidth >= WIDE;
  column.element.classList.toggle("wide", column.wide);
  const chosen = column.kinds === OUTSIDE ? "mail" : shownKind(column.key);
  for (const kind of column.kinds) {
    const pane = column.panes[kind].element;
    const isShown = column.wide || kind === chosen;
    pane.hidden = !isShown;
    if (isShown) column.unread[kind] = 0;
    if (column.kinds === OUTSIDE) continue; // it is all there is
    pane.setAttribute("role", column.wide ? "region" : "tabpanel");
    pane.setAttribute("aria-labelledby", `tab-${column.key}-${kind}`);
    column.tabs[kind].setAttribute("aria-selected", String(kind === chosen));
    column.tabs[kind].tabIndex = kind === chosen ? 0 : -1;
    const unread = column.unread[kind];
    column.tabs[kind].replaceChildren(t(kind), unread ? el("span", { class: "count", text: t("unread", { n: unread }) }) : "");
  }
}

function turn(event, column, kind) {
  if (!["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
  event.preventDefault();
  const other = { Home: "personal", End: "meeting" }[event.key] ?? KINDS.find((one) => one !== kind);
  show(column, other);
  column.tabs[other].focus();
}

/** Draws what changed: `fresh` has the new messages by chat. */
export function drawColumn(column, fresh) {
  const person = personOf(column.key);
  const has = document.activeElement !== document.body;
  const speak = has ? column.element.contains(document.activeElement) : choices.people[0] === column.key;
  drawWho(column, person);
  if (column.kinds === OUTSIDE) return void drawInbox(column.panes.mail, fresh?.mail ?? [], speak);
  for (const kind of KINDS) {
    const pane = column.panes[kind];
    const news = drawChat(pane, fresh?.[kind] ?? [], speak);
    if (pane.element.hidden) column.unread[kind] += news;
    drawState(pane, person);
  }
  arrange(column);
}

function drawWho(column, person) {
  const badges = [t(person.role)];
  if (person.locale.startsWith("en") && !person.role.includes("Engels")) badges.push("EN");
  if (person.present) badges.push(t("in_meeting"));
  column.badges.textContent = column.badges.title = badges.join(" · ");
  column.element.classList.toggle("present", person.present);
  column.element.classList.toggle("shut", person.closed);
  column.presence.hidden = column.kinds === OUTSIDE || (!stage.state.running && !person.present);
  column.presence.replaceChildren(icon("join"), el("span", { text: person.present ? t("leave") : t("join") }));
}

/** What stands under the messages: the composer, or why there is none. */
function drawState(pane, person) {
  const chat = stage.chats[pane.person][pane.kind];
  const note = noteOf(pane, person, chat);
  const json = JSON.stringify(note.map(([text]) => text));
  if (pane.noteDrawn !== json) {
    pane.noteDrawn = json;
    pane.note.replaceChildren(
      ...note.map(([text, doIt]) => (doIt ? el("button", { type: "button", class: "primary", text, on: { click: doIt } }) : el("p", { text }))),
    );
    pane.note.hidden = note.length === 0;
  }
  pane.form.hidden = !chat.canWrite || !chat.installed || chat.closed;
  pane.count.textContent = pane.kind === "meeting" ? t("members", { n: chat.members }) : "";
  pane.count.hidden = pane.kind !== "meeting";
  pane.typing.hidden = chat.typing <= 0;
  clearTimeout(pane.typingTimer);
  if (chat.typing > 0) pane.typingTimer = setTimeout(() => (pane.typing.hidden = true), chat.typing * 1000);
}

function noteOf(pane, person, chat) {
  const open = () => act("faults", { person: pane.person, closed: false });
  if (chat.closed) return [[t("closed", { name: person.name })], [t("reopen"), open]];
  if (pane.kind === "meeting") {
    if (!chat.installed) return [[t("add"), () => act("adds", { person: pane.person, chat: chat.id })]];
    return chat.canWrite ? [] : [[t("no_writing")]];
  }
  if (!chat.canWrite) return [[t("no_chat")]];
  return chat.installed ? [] : [[t("install"), () => act("installs", { person: pane.person })]];
}

function comeOrGo(key) {
  return act(personOf(key).present ? "leaves" : "joins", { person: key });
}

function actsOf(key) {
  const person = personOf(key);
  const english = person.locale.startsWith("en");
  const anonymous = person.kind === "anonymous";
  const change = async (name, body) => {
    const done = await act(name, { person: key, ...body });
    if (kindly(done?.status)) toast(kindly(done.status));
  };
  return [
    { text: person.present ? t("leave") : t("join"), icon: "join", act: () => comeOrGo(key) },
    { text: english ? t("to_dutch") : t("to_english"), act: () => change("locale", { locale: english ? "nl-NL" : "en-GB" }) },
    !anonymous && { text: person.installed ? t("uninstall") : t("install"), act: () => change(person.installed ? "removes" : "installs") },
    !anonymous && { text: person.closed ? t("open_teams") : t("close_teams"), act: () => change("faults", { closed: !person.closed }) },
  ];
}
