// Directing the play: the event's clock, the meeting, and a crowd.

import { el } from "./dom.js";
import { act, stage } from "./server.js";
import { tell } from "./notices.js";
import { moment, t } from "./words.js";

let parts = {};

export const nextMoment = (state) => state.clock?.moments.find((one) => !one.past);
export const jump = (to) => act("clock", { to });

export function makeDirect() {
  parts = {
    next: el("button", { type: "button", class: "primary wide", on: { click: () => jump(nextMoment(stage.state).at) } }),
    to: el("input", { type: "datetime-local", id: "to", required: true }),
    moments: el("ol", { class: "moments" }),
    meeting: el("p", { class: "soft" }),
    count: el("input", { type: "number", id: "crowd-count", min: "1", max: "200", value: "50", required: true }),
    come: el("button", { class: "primary", text: t("crowd_add") }),
    vote: el("button", { type: "button", text: t("crowd_vote"), on: { click: () => act("crowd", {}) } }),
    progress: el("progress", { "aria-labelledby": "crowd-doing", hidden: true }),
    doing: el("p", { id: "crowd-doing", class: "soft" }),
  };
  const go = (event) => {
    event.preventDefault();
    jump(parts.to.value);
  };
  const come = (event) => {
    event.preventDefault();
    act("crowd", { count: Number(parts.count.value) });
  };
  const meeting = (what) => el("button", { type: "button", text: t(what), on: { click: () => act("meeting", { what }) } });
  return el(
    "div",
    { class: "sheet" },
    section(
      t("clock"),
      parts.next,
      el("form", { class: "row", on: { submit: go } }, el("label", { for: "to", text: t("go_to") }), parts.to, el("button", { text: t("go") })),
    ),
    section(t("meeting_head"), parts.meeting, el("div", { class: "stack" }, meeting("start"), meeting("end"))),
    section(
      t("crowd"),
      el("p", { class: "soft", text: t("crowd_text") }),
      el(
        "form",
        { class: "row", on: { submit: come } },
        el("label", { class: "hidden", for: "crowd-count", text: t("crowd_count") }),
        parts.count,
        parts.come,
        parts.vote,
      ),
      parts.progress,
      parts.doing,
    ),
    section(t("announcements"), parts.moments),
    el("p", { class: "soft", text: t("local") }),
  );
}

function section(title, ...content) {
  return el("section", {}, el("h3", { text: title }), ...content);
}

export function drawDirect(state) {
  drawClock(state);
  parts.meeting.textContent = state.running ? t("running") : t("not_running");
  drawCrowd(state.crowd);
}

function drawClock({ clock, event }) {
  parts.next.disabled = !nextMoment({ clock });
  if (!clock) {
    parts.next.replaceChildren(el("span", { text: t("next") }), el("small", { text: t("no_clock") }));
    return;
  }
  const next = nextMoment({ clock });
  parts.next.replaceChildren(
    el("span", { text: t("next") }),
    el("small", { text: next ? `${next.key}, ${moment(next.at, event.zone, "short")}` : t("no_next") }),
  );
  if (!parts.to.value) parts.to.value = clock.suggested.slice(0, 16);
  const drawn = JSON.stringify(clock.moments);
  if (parts.moments.dataset.drawn === drawn) return;
  parts.moments.dataset.drawn = drawn;
  const had = parts.moments.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  parts.moments.replaceChildren(...clock.moments.map((one) => momentOf(one, one === next, event.zone)));
  if (had) parts.moments.querySelector(`[data-key="${had}"]`)?.focus();
}

function momentOf(one, isNext, zone) {
  const button = el(
    "button",
    { type: "button", "data-key": one.key, on: { click: () => jump(one.at) } },
    el("span", { class: "key", text: one.key }),
    el("small", { text: moment(one.at, zone, "short") }),
    one.past ? el("span", { class: "hidden", text: t("past") }) : null,
  );
  return el("li", { class: one.past ? "past" : isNext ? "next" : "" }, button);
}

function drawCrowd(crowd) {
  const busy = Boolean(crowd.doing);
  const was = parts.doing.dataset.busy === "true";
  parts.doing.dataset.busy = String(busy);
  parts.come.disabled = busy;
  parts.vote.disabled = busy || crowd.people === 0;
  parts.progress.hidden = !busy;
  parts.progress.max = Math.max(1, crowd.of);
  parts.progress.value = crowd.done;
  const all = crowd.people ? t("crowd_state", crowd) : "";
  parts.doing.textContent = busy ? t(`crowd_${crowd.doing}`, crowd) : all;
  if (was && !busy) tell(all);
}
