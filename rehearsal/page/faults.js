// What can go wrong, to be switched on and off: the connector's troubles for everybody, and each person's own.

import { choices } from "./choices.js";
import { el } from "./dom.js";
import { act } from "./server.js";
import { t } from "./words.js";

const SLOW = 3;
const BUSY = 10;
let parts = {};

const peopleShown = (state) => state.people.filter((one) => choices.people.includes(one.key) && !["anonymous", "mail"].includes(one.kind));

/** How many faults are on, for whomever. */
export function faultsOn(state) {
  const { slow, busy, loses } = state.faults;
  return [slow > 0, busy > 0, loses].filter(Boolean).length + state.people.filter((one) => one.closed).length;
}

export function makeFaults() {
  parts = {
    slow: amount("slow", SLOW, 30),
    busy: amount("busy", BUSY, 120),
    loses: toggle("loses", t("loses"), t("loses_text"), (on) => act("faults", { loses: on })),
    people: el("div", { class: "stack" }),
  };
  return el(
    "div",
    { class: "sheet" },
    el("p", { class: "soft", text: t("faults_text") }),
    el("section", {}, el("h3", { text: t("of_all") }), parts.slow.element, parts.busy.element, parts.loses.element),
    el("section", {}, el("h3", { text: t("of_each") }), parts.people),
  );
}

/** A switch with a sentence under it. */
function toggle(id, label, note, flip) {
  const input = el("input", { type: "checkbox", role: "switch", id: `fault-${id}`, on: { change: () => flip(input.checked) } });
  const element = el("div", { class: "fault" }, el("label", {}, input, el("span", { text: label })));
  if (note) element.append(el("p", { class: "soft", text: note }));
  return { element, input };
}

/** A switch with a number. */
function amount(name, usual, most) {
  const number = el("input", { type: "number", id: `fault-${name}-number`, min: "1", max: String(most), value: String(usual) });
  const flip = () => act("faults", { [name]: part.input.checked ? Number(number.value) || usual : 0 });
  const part = toggle(name, t(name), "", flip);
  number.addEventListener("change", () => part.input.checked && flip());
  part.element.append(el("p", { class: "row soft" }, number, el("label", { for: number.id, text: t(`${name}_unit`) })));
  return { ...part, number };
}

export function drawFaults(state) {
  for (const name of ["slow", "busy"]) {
    const value = state.faults[name];
    parts[name].input.checked = value > 0;
    if (value > 0 && document.activeElement !== parts[name].number) parts[name].number.value = value;
  }
  parts.loses.input.checked = state.faults.loses;
  const shown = peopleShown(state);
  const drawn = JSON.stringify(shown.map((one) => one.key));
  if (parts.people.dataset.drawn !== drawn) {
    parts.people.dataset.drawn = drawn;
    parts.each = shown.map((one) => ({ key: one.key, ...faultsOf(one) }));
    parts.people.replaceChildren(...parts.each.flatMap(({ closed, removed }) => [closed.element, removed.element]));
  }
  for (const { key, closed, removed } of parts.each) {
    const one = shown.find((person) => person.key === key);
    closed.input.checked = one.closed;
    removed.input.checked = !one.installed;
  }
}

/** Not a fault by itself: everybody starts without the app. */
function mild(part) {
  part.element.classList.add("mild");
  return part;
}

function faultsOf({ key, name }) {
  return {
    closed: toggle(`closed-${key}`, t("closed_of", { name }), t("closed_text"), (on) => act("faults", { person: key, closed: on })),
    removed: mild(toggle(`removed-${key}`, t("removed_of", { name }), t("removed_text"), (on) => act(on ? "removes" : "installs", { person: key }))),
  };
}
