// Dialogs as Teams shows them: fetched by a card's button, answered by their own card's button, until the bot is done.

import { $, el, icon } from "./dom.js";
import { drawCard } from "./cards.js";
import { act, kindly } from "./server.js";
import { t } from "./words.js";

const SIZES = { small: 400, medium: 600, large: 860 };
const size = (wanted) => (typeof wanted === "number" ? wanted : SIZES[wanted] ?? SIZES.medium);

/** Asks the bot for a dialog. What to say when none comes, else null. */
export async function openDialog(person, where, data) {
  $("task").onclose = () => {
    // The browser goes back to the button; when its card was drawn anew meanwhile, to that card.
    if (document.activeElement !== document.body) return;
    const item = document.querySelector(`[data-person="${person.key}"] [data-message="${where.message}"]`);
    item?.setAttribute("tabindex", "-1");
    item?.focus();
  };
  const answer = await act("task", { ...where, what: "fetch", data });
  return answer ? follow(person, where, answer) : null;
}

/** Goes on as the bot's answer says. */
function follow(person, where, answer) {
  if (kindly(answer.httpStatus)) return { text: kindly(answer.httpStatus), bad: true };
  const task = answer.task;
  const close = () => {
    if ($("task").open) $("task").close();
    return null;
  };
  if (!task) return answer.unreadable || answer.statusCode >= 400 ? { text: answer.value?.message ?? t("not_understood"), bad: true } : close();
  if (task.type === "message") {
    show(person, t("dialog_of", { name: person.name }), {}, el("p", { class: "said", text: String(task.value) }));
    return null;
  }
  const value = task.value ?? {};
  if (task.type === "continue" && value.card?.content) {
    const { element } = drawCard(value.card.content, (action) => click(person, where, action));
    show(person, value.title ?? "Gastheer", value, element);
    return null;
  }
  if (task.type === "continue" && value.url) {
    const link = el("a", { href: value.url, target: "_blank", rel: "noopener noreferrer", text: value.url });
    show(person, value.title ?? "Gastheer", value, el("p", {}, t("page_in_dialog"), " ", link));
    return null;
  }
  return { text: t("not_understood"), bad: true };
}

function show(person, title, { width, height }, content) {
  const dialog = $("task");
  dialog.style.setProperty("--width", `${size(width)}px`);
  dialog.style.setProperty("--height", height === undefined ? "auto" : `${size(height)}px`);
  dialog.replaceChildren(
    el(
      "header",
      {},
      el("h2", { id: "task-title", tabindex: "-1", text: title }),
      el("p", { class: "soft", text: person.name }),
      el("button", { type: "button", class: "subtle", "aria-label": t("close"), on: { click: () => dialog.close() } }, icon("close")),
    ),
    el("div", { class: "content" }, content, el("p", { class: "notice bad", role: "alert", hidden: true })),
  );
  if (!dialog.open) dialog.showModal();
  (content.querySelector("input, select, textarea") ?? $("task-title")).focus();
}

async function click(person, where, action) {
  const say = (trouble) => {
    const notice = $("task").querySelector(".notice");
    notice.hidden = !trouble;
    notice.textContent = trouble?.text ?? "";
  };
  if (action.kind === "OpenUrl") return say({ text: `${t("opens")} ${action.url}` });
  if (action.kind !== "Submit") return say({ text: t("not_in_dialog") });
  $("task").setAttribute("aria-busy", "true");
  try {
    const answer = await act("task", { ...where, what: "submit", data: action.data });
    if (answer) say(follow(person, where, answer));
  } finally {
    $("task").removeAttribute("aria-busy");
  }
}
