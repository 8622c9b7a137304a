// The rail of tools, and the panel that each opens beside the people.

import { choices, choose } from "./choices.js";
import { drawDirect, makeDirect } from "./direct.js";
import { $, el, icon } from "./dom.js";
import { drawFaults, faultsOn, makeFaults } from "./faults.js";
import { drawLog, makeLog } from "./log.js";
import { stage } from "./server.js";
import { t } from "./words.js";

const TOOLS = {
  direct: { make: makeDirect, draw: drawDirect },
  faults: { make: makeFaults, draw: drawFaults },
  log: { make: makeLog, draw: drawLog },
};
const narrow = matchMedia("(max-width: 1000px)");
let shown = null;

export function startPanel() {
  const buttons = Object.keys(TOOLS).map((name) =>
    el(
      "button",
      { type: "button", id: `tool-${name}`, "aria-controls": "panel", "aria-expanded": "false", on: { click: () => toggle(name) } },
      icon(name),
      el("span", { text: t(name) }),
      el("span", { class: "badge", hidden: true }),
    ),
  );
  const people = el("button", { type: "button", id: "tool-people", on: { click: () => open("") } }, icon("people"), el("span", { text: t("people") }));
  $("rail").append(people, ...buttons);
  $("faults-on").addEventListener("click", () => open("faults", true));
  $("panel").addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });
}

/** What was chosen; without a choice, the clock where there is room for it. */
const wanted = () => (choices.panel === null ? (narrow.matches ? "" : "direct") : choices.panel in TOOLS ? choices.panel : "");

function toggle(name) {
  open(shown === name ? "" : name, shown !== name);
}

function open(name, focus = false) {
  choose({ panel: name });
  drawPanel();
  if (focus) $("panel").querySelector("h2")?.focus();
}

function close() {
  const from = shown;
  open("");
  $(`tool-${from}`)?.focus();
}

export function drawPanel() {
  const name = wanted();
  if (name !== shown) {
    shown = name;
    $("panel").hidden = !name;
    $("panel").className = name;
    document.body.classList.toggle("with-panel", Boolean(name));
    $("panel").setAttribute("aria-label", name ? t(name) : "");
    const head = el(
      "header",
      {},
      el("h2", { tabindex: "-1", text: name ? t(name) : "" }),
      el("button", { type: "button", class: "subtle", "aria-label": t("close_panel"), on: { click: close } }, icon("close")),
    );
    $("panel").replaceChildren(...(name ? [head, TOOLS[name].make()] : []));
    for (const one of Object.keys(TOOLS)) $(`tool-${one}`).setAttribute("aria-expanded", String(one === name));
  }
  if (name) TOOLS[name].draw(stage.state);
  drawFaultCount();
}

function drawFaultCount() {
  const n = faultsOn(stage.state);
  const badge = $("tool-faults").querySelector(".badge");
  badge.hidden = n === 0;
  badge.textContent = n;
  $("faults-on").hidden = n === 0;
  $("faults-on").textContent = n === 1 ? t("faults_on", { n }) : t("faults_on_many", { n });
}
