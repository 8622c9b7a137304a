// One chat as one person sees it: its messages, drawn anew only where something changed, and what can be done with them.

import { el, icon, replaceKeepingFocus } from "./dom.js";
import { drawCard, marked } from "./cards.js";
import { openDialog } from "./dialog.js";
import { menuOn } from "./menu.js";
import { announce, tell, toast } from "./notices.js";
import { act, kindly, stage } from "./server.js";
import { showJson } from "./viewer.js";
import { t } from "./words.js";
import { avatar } from "./avatar.js";

const REACTIONS = ["like", "heart", "laugh", "surprised"];
const MESSAGE_ANSWER = "application/vnd.microsoft.activity.message";
const CARD_ANSWER = "application/vnd.microsoft.card.adaptive";
const NEAR = 60; // pixels from the end: then a new message is followed

/** `pane`: {person, kind, list, name()}. The rest of it is kept here. */
export function startChat(pane) {
  pane.items = new Map(); // by message: {element, json, typedIn}
  pane.notices = new Map(); // by message: what a click was answered with
  pane.editing = null;
  // Teams refreshes a card when somebody sees it; the stage knows the rules and says no when it needn't.
  pane.watch = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) if (isIntersecting) refresh(pane, target.dataset.message, true);
  });
  pane.atEnd = true;
  pane.list.classList.add("at-end");
  pane.top = 0;
  // A list that comes in sight is where it was, or at its end; and stays there when a message grows.
  pane.sizes = new ResizeObserver(() => {
    if (!pane.atEnd) pane.list.scrollTop ||= pane.top; // a list loses its place out of sight
    else if (!pane.list.contains(document.activeElement)) toEnd(pane);
  });
  pane.sizes.observe(pane.list);
  const scrolled = () => {
    if (pane.list.clientHeight === 0 || pane.list.scrollTop === pane.top) return; // nobody's hand: out of sight, or toEnd
    pane.top = pane.list.scrollTop;
    pane.atEnd = pane.top >= endOf(pane) - NEAR;
    pane.list.classList.toggle("at-end", pane.atEnd);
  };
  pane.list.addEventListener("scroll", scrolled, { passive: true });
}

const chatOf = (pane) => stage.chats[pane.person][pane.kind];
const personOf = (pane) => stage.state.people.find((one) => one.key === pane.person);
/** Where the newest message is seen; its start when it is longer than what can be seen. */
function endOf({ list }) {
  return Math.min(list.scrollHeight - list.clientHeight, (list.lastElementChild?.offsetTop ?? 0) - 8);
}

function toEnd(pane) {
  pane.list.scrollTop = endOf(pane);
  pane.top = pane.list.scrollTop;
}

/** Draws what changed. Returns how many messages of the bot are new. */
export function drawChat(pane, fresh, speak) {
  const follows = pane.atEnd && !pane.list.contains(document.activeElement);
  let news = 0;
  let newest = null;
  for (const message of fresh) {
    const known = pane.items.get(message.id);
    if (known && known.json === JSON.stringify(message)) continue;
    const item = drawItem(pane, message, known);
    if (known && item.contains(document.activeElement)) item.scrollIntoView({ block: "nearest" });
    if (known) continue;
    newest = message;
    if (message.bot && pane.started) {
      news += 1;
      if (speak) announce(personOf(pane).name, "Gastheer", saidIn(message));
    }
    pane.list.append(item);
  }
  pane.list.dataset.empty = pane.items.size === 0 ? t("empty") : "";
  pane.started = true;
  if ((fresh.length && follows) || newest?.mine) toEnd(pane);
  return news;
}

function saidIn(message) {
  return message.card?.speak ?? message.text;
}

function drawItem(pane, message, known = pane.items.get(message.id)) {
  const typed = known && !message.ownDone ? known.typedIn() : {};
  const shown = { json: JSON.stringify(message), typedIn: () => ({}) };
  const element = el("li", { class: `message ${message.bot ? "bot" : message.mine ? "mine" : "other"}`, "data-message": message.id });
  element.append(...partsOf(pane, message, shown, typed));
  shown.element = element;
  pane.items.set(message.id, shown);
  if (known) {
    pane.watch.unobserve(known.element);
    pane.sizes.unobserve(known.element);
    replaceKeepingFocus(known.element, element);
  }
  pane.sizes.observe(element);
  if (message.refresh) pane.watch.observe(element);
  return element;
}

function partsOf(pane, message, shown, typed) {
  const body = el("div", { class: "body" });
  const meta = el("p", { class: "meta" }, el("span", { class: message.mine ? "sender hidden" : "sender", text: message.sender }));
  if (message.edited && !message.deleted) meta.append(el("span", { text: t("edited") }));
  if (message.own && pane.kind === "meeting") meta.append(el("span", { text: t("own_card", { name: personOf(pane).name }) }));
  body.append(meta);
  if (message.deleted) {
    body.append(deletedPart(pane, message));
    return [avatar(message.sender, message.bot), body];
  }
  if (pane.editing === message.id) body.append(editor(pane, message));
  else if (message.text || message.attached) body.append(bubble(message));
  if (message.card) {
    const { element, typedIn } = drawCard(message.card, (action, button) => click(pane, message, action, button), typed);
    shown.typedIn = typedIn;
    body.append(element);
  }
  if (message.reactions.length) body.append(reactionsOf(pane, message));
  body.append(noticeOf(pane, message.id));
  return [avatar(message.sender, message.bot), body, moreButton(pane, message)];
}

function bubble(message) {
  const part = el("div", { class: "bubble" });
  if (message.bot) part.innerHTML = marked(message.text);
  else {
    if (message.mention) part.append(el("span", { class: "mention", text: "Gastheer" }), " ");
    part.append(message.text);
  }
  if (message.attached) {
    const sticker = message.attached.endsWith(".gif");
    part.append(el("span", { class: sticker ? "sticker" : "file" }, icon(sticker ? "sticker" : "file"), sticker ? t("sticker") : message.attached));
  }
  return part;
}

function deletedPart(pane, message) {
  const part = el("div", { class: "bubble gone" }, t("deleted"));
  if (message.mine) {
    const undo = el("button", { class: "link", text: t("undo"), on: { click: () => write(pane, "undeletes", message) } });
    part.append(" ", undo);
  }
  return part;
}

function reactionsOf(pane, message) {
  const all = message.reactions.map(({ kind, count, mine }) =>
    el(
      "button",
      {
        class: "reaction",
        "aria-pressed": String(mine),
        "aria-label": `${t(kind)}: ${count}`,
        on: { click: () => react(pane, message, kind, mine) },
      },
      icon(REACTIONS.includes(kind) ? kind : "like"),
      String(count),
    ),
  );
  return el("div", { class: "reactions" }, ...all);
}

// ---- what can be done with a message ----------------------------------------------------------------------------

function moreButton(pane, message) {
  const label = t("more", { name: message.sender });
  const button = el("button", { class: "more subtle", type: "button", "aria-label": label }, icon("more"));
  menuOn(button, label, () => {
    const mine = new Set(message.reactions.filter((one) => one.mine).map((one) => one.kind));
    const reactions = REACTIONS.map((kind) => ({
      text: mine.has(kind) ? t("take_back", { reaction: t(kind) }) : t(kind),
      icon: kind,
      act: () => react(pane, message, kind, mine.has(kind)),
    }));
    return [
      message.refresh && { text: t("refresh"), act: () => refresh(pane, message.id, false) },
      message.card && { text: t("show_json"), act: () => showJson(message.sender, message.card) },
      message.mine && !message.attached && { text: t("edit"), act: () => startEditing(pane, message) },
      message.mine && { text: t("delete"), act: () => write(pane, "deletes", message) },
      ...(message.mine ? [] : reactions),
    ];
  });
  return button;
}

function startEditing(pane, message) {
  pane.editing = message.id;
  drawItem(pane, message);
  pane.items.get(message.id).element.querySelector("textarea").focus();
}

function editor(pane, message) {
  const input = el("textarea", { "aria-label": t("editing"), rows: "2" });
  input.value = message.text;
  const stop = () => {
    pane.editing = null;
    drawItem(pane, chatOf(pane).messages.get(message.id));
    pane.items.get(message.id).element.querySelector(".more").focus();
  };
  const save = async (event) => {
    event.preventDefault();
    const text = input.value.trim();
    stop();
    if (text && text !== message.text) await write(pane, "edits", message, { text });
  };
  const keys = (event) => {
    if (event.key === "Escape") stop();
    else if (event.key === "Enter" && !event.shiftKey) save(event);
  };
  const buttons = el(
    "div",
    { class: "row" },
    el("button", { class: "primary", text: t("save") }),
    el("button", { type: "button", text: t("cancel"), on: { click: stop } }),
  );
  return el("form", { class: "editor", on: { submit: save, keydown: keys } }, input, buttons);
}

/** An act of theirs on a message of their own; what the bot doesn't like is said. */
async function write(pane, name, message, more = {}) {
  const done = await act(name, { person: pane.person, chat: chatOf(pane).id, message: message.id, ...more });
  if (kindly(done?.status)) toast(kindly(done.status));
}

async function react(pane, message, reaction, remove) {
  await write(pane, "reacts", message, { reaction, remove });
}

async function refresh(pane, id, automatic) {
  const message = chatOf(pane).messages.get(id);
  if (!message?.refresh) return;
  const answer = await act("refreshes", { person: pane.person, chat: chatOf(pane).id, message: id, automatic });
  if (!answer || automatic) return; // Teams itself says nothing when a refresh of its own fails
  show(pane, id, Object.keys(answer).length ? answerOf(answer, t("refreshed")) : { text: t("nothing_to_refresh") });
}

// ---- clicks on a card -------------------------------------------------------------------------------------------

async function click(pane, message, action, button) {
  const where = { person: pane.person, chat: chatOf(pane).id, message: message.id };
  if (action.kind === "OpenUrl") return show(pane, message.id, { text: t("opens"), url: action.url });
  button?.setAttribute("aria-disabled", "true");
  pane.items.get(message.id)?.element.setAttribute("aria-busy", "true");
  try {
    if (action.kind === "Execute") {
      const answer = await act("clicks", { ...where, verb: action.verb, data: action.data });
      if (answer) show(pane, message.id, answerOf(answer));
    } else if (action.data?.msteams?.type === "task/fetch") {
      const trouble = await openDialog(personOf(pane), where, action.data);
      if (trouble) show(pane, message.id, trouble);
    } else {
      const done = await act("submits", { ...where, data: action.data });
      if (done) show(pane, message.id, kindly(done.status) ? { text: kindly(done.status), bad: true } : null);
    }
  } finally {
    button?.removeAttribute("aria-disabled");
    pane.items.get(message.id)?.element.removeAttribute("aria-busy");
  }
}

/** What to say under a card of an invoke's answer; null when the card itself tells. */
function answerOf(answer, done = null) {
  if (kindly(answer.httpStatus)) return { text: kindly(answer.httpStatus), bad: true };
  if (answer.type === MESSAGE_ANSWER) return { text: answer.value };
  if (answer.statusCode >= 400) return { text: answer.value?.message ?? kindly(answer.statusCode), bad: true };
  if (answer.type === CARD_ANSWER) return done ? { text: done } : null;
  return { text: t("not_understood"), bad: true };
}

function show(pane, id, notice) {
  pane.notices.set(id, notice);
  const item = pane.items.get(id)?.element;
  item?.querySelector(".notice")?.replaceWith(noticeOf(pane, id));
  if (!notice) return;
  item?.querySelector(".notice")?.scrollIntoView({ block: "nearest" });
  tell(notice.text);
}

function noticeOf(pane, id) {
  const notice = pane.notices.get(id);
  const part = el("p", { class: `notice${notice?.bad ? " bad" : ""}`, hidden: !notice });
  if (!notice) return part;
  part.append(notice.text);
  if (notice.url) part.append(" ", el("a", { href: notice.url, target: "_blank", rel: "noopener noreferrer", text: notice.url }));
  return part;
}
