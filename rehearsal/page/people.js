// Who is on the page: columns side by side, one at a time where only one fits.

import { avatar } from "./avatar.js";
import { choices, choose } from "./choices.js";
import { drawColumn, makeColumn } from "./column.js";
import { $, el, icon } from "./dom.js";
import { menuOn } from "./menu.js";
import { read, stage } from "./server.js";
import { t } from "./words.js";

const columns = new Map(); // by person's key, in their order

export function startPeople() {
  $("choose").setAttribute("aria-label", t("choose"));
  $("choose").append(icon("people"), el("span", { text: t("choose_short") }));
  menuOn($("choose"), t("people_menu"), () =>
    stage.state.people.map((one) => ({
      text: one.name,
      note: t(one.role),
      checked: choices.people.includes(one.key),
      stays: true,
      act: () => (choices.people.includes(one.key) ? remove(one.key) : add(one.key)),
    })),
  );
}

/** Somebody comes on the page, and is the one seen where one fits. */
function add(key) {
  const person = stage.state.people.find((one) => one.key === key);
  const meeting = person.kind === "anonymous" ? [...choices.meeting, key] : choices.meeting;
  choose({ people: [...choices.people, key], current: key, meeting });
  read();
}

function remove(key) {
  const people = choices.people.filter((one) => one !== key);
  choose({ people, current: choices.current === key ? "" : choices.current });
  columns.get(key)?.element.remove();
  columns.delete(key);
  delete stage.chats[key];
  arrange();
}

/** Draws every column; `fresh` has the new messages by person and chat. */
export function drawPeople(fresh) {
  const known = new Set(stage.state.people.map((one) => one.key));
  if (choices.people.some((key) => !known.has(key))) choose({ people: choices.people.filter((key) => known.has(key)) });
  for (const key of choices.people) {
    if (!stage.chats[key]) continue; // chosen after this was read
    if (!columns.has(key)) {
      const column = makeColumn(key, () => leave(key));
      columns.set(key, column);
      $("columns").append(column.element);
    }
    drawColumn(columns.get(key), fresh[key]);
  }
  arrange();
}

function leave(key) {
  remove(key);
  const next = columns.get(current())?.element.querySelector(".remove");
  (next ?? $("choose")).focus();
}

const current = () => (choices.people.includes(choices.current) ? choices.current : choices.people[0]);

/** The strip of people, and who is seen where one fits. */
function arrange() {
  const now = current();
  for (const [key, column] of columns) column.element.classList.toggle("current", key === now);
  const shown = JSON.stringify([choices.people, now]);
  if ($("switch").dataset.drawn === shown) return;
  $("switch").dataset.drawn = shown;
  const had = $("switch").contains(document.activeElement);
  $("switch").replaceChildren(...choices.people.filter((key) => columns.has(key)).map((key) => chip(key, key === now)));
  if (had) $("switch").querySelector('[aria-selected="true"]')?.focus();
  $("columns").classList.toggle("nobody", columns.size === 0);
  $("columns").dataset.nobody = t("nobody");
}

function chip(key, isCurrent) {
  const { name } = stage.state.people.find((one) => one.key === key);
  const [first, ...rest] = name.split(" ");
  return el(
    "button",
    {
      role: "tab",
      type: "button",
      "aria-selected": String(isCurrent),
      "aria-controls": `person-${key}`,
      tabindex: isCurrent ? "0" : "-1",
      on: { click: () => see(key), keydown: (event) => turn(event, key) },
    },
    avatar(name),
    el("span", { text: first }),
    el("span", { class: "hidden", text: rest.join(" ") }),
  );
}

function see(key) {
  choose({ current: key });
  arrange();
}

function turn(event, key) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = choices.people;
  see(all[(all.indexOf(key) + step + all.length) % all.length]);
}
