// What reached whom: each message, edit, answer and mishap, with the card's JSON and size.

import { el } from "./dom.js";
import { showJson } from "./viewer.js";
import { t } from "./words.js";

const DRAWN = 200; // the newest so many lines that pass the filter
const LARGEST = 28 * 1024;
const HEAVY = 25 * 1024;
let parts = {};
const known = { entries: [], mishaps: [], seen: "" };

export function makeLog() {
  const filter = (label, id, ...options) => [
    el("label", { class: "hidden", for: id, text: label }),
    el("select", { id, on: { change: draw } }, ...options),
  ];
  parts = {
    text: el("input", { type: "search", id: "log-text", placeholder: t("filter"), on: { input: draw } }),
    whom: filter(t("filter_whom"), "log-whom", new Option(t("everyone"), "")),
    what: filter(t("filter_what"), "log-what", ...["", "sent", "updated", "deleted", "answered", "mishap"].map((kind) => new Option(kind ? wordFor(kind) : t("everything"), kind))),
    count: el("p", { class: "soft" }),
    lines: el("ol", { class: "lines", tabindex: "0", "aria-label": t("log") }),
  };
  return el(
    "div",
    { class: "sheet" },
    el("p", { class: "soft", text: t("log_text") }),
    el("div", { class: "filters" }, el("label", { class: "hidden", for: "log-text", text: t("filter") }), parts.text, ...parts.whom, ...parts.what),
    parts.count,
    parts.lines,
  );
}

const wordFor = (kind) => t(kind === "deleted" ? "deleted_entry" : kind);

/** Reads what is new when the panel is open. */
export async function drawLog(state) {
  const seen = `${state.log.delivered} ${state.log.mishaps}`;
  if (known.seen !== seen) {
    known.seen = seen;
    const after = known.entries.at(-1)?.number ?? 0;
    const fresh = await (await fetch(`/api/log?after=${after}`)).json();
    known.entries.push(...fresh.entries.filter((one) => one.number > (known.entries.at(-1)?.number ?? 0)));
    known.mishaps = fresh.mishaps.map((one) => ({ ...one, kind: "mishap", said: one.status ? `${one.status} ${one.code}` : t("lost") }));
  }
  draw();
}

function whomOf({ to }) {
  if (to.name) return to.chat === "meeting" ? `${to.name} · ${t("meeting")}` : to.name;
  return to.chat === "meeting" ? t("whole_meeting", { n: to.people }) : to.chat === "group" ? t("group") : "?";
}

function draw() {
  const all = [...known.entries, ...known.mishaps].sort((a, b) => a.at - b.at);
  drawNames(all);
  const text = parts.text.value.trim().toLowerCase();
  const [whom, what] = [parts.whom[1].value, parts.what[1].value];
  const passing = all.filter(
    (one) =>
      (!what || one.kind === what) &&
      (!whom || whomOf(one) === whom) &&
      (!text || `${one.said} ${whomOf(one)}`.toLowerCase().includes(text)),
  );
  parts.count.textContent = t("shown", { n: passing.length, all: all.length });
  const had = parts.lines.contains(document.activeElement) ? document.activeElement.dataset.line : null;
  parts.lines.replaceChildren(...passing.slice(-DRAWN).reverse().map(lineOf));
  if (had) parts.lines.querySelector(`[data-line="${had}"]`)?.focus();
}

function drawNames(all) {
  const names = [...new Set(all.map(whomOf))].sort((a, b) => a.localeCompare(b));
  const drawn = JSON.stringify(names);
  const select = parts.whom[1];
  if (select.dataset.drawn === drawn) return;
  const chosen = select.value;
  select.dataset.drawn = drawn;
  select.replaceChildren(new Option(t("everyone"), ""), ...names.map((name) => new Option(name, name)));
  select.value = names.includes(chosen) ? chosen : "";
}

function lineOf(one) {
  const time = new Date(one.at * 1000).toLocaleTimeString("nl-NL");
  const share = Math.min(100, Math.round(((one.size ?? 0) / LARGEST) * 100));
  const size = one.size === undefined ? null : el("span", { class: `size${one.size > HEAVY ? " heavy" : ""}`, style: `--share: ${share}%`, text: t("bytes", { n: (one.size / 1024).toFixed(1) }) });
  const content = [
    el("span", { class: `kind ${one.kind}`, text: wordFor(one.kind) }),
    el("span", { class: "whom", text: whomOf(one) }),
    el("time", { text: time }),
    el("span", { class: "said", text: one.said }),
    size,
  ];
  if (one.kind === "mishap") return el("li", { class: "line" }, ...content.filter(Boolean));
  return el("li", {}, el("button", { type: "button", class: "line", "data-line": String(one.number), on: { click: () => view(one) } }, ...content));
}

async function view(one) {
  const whole = await (await fetch(`/api/log/${one.number}`)).json();
  showJson(`${wordFor(one.kind)}: ${whomOf(one)}`, whole.card ?? { text: whole.text || t("no_card") });
}
