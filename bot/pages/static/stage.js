// The stage follows what happens: what is shown is drawn by the bot, here it is put in place, and time counted down.

import { follow } from "./live.js";

const stage = document.getElementById("stage");
const says = document.getElementById("says");
const away = document.getElementById("away");
const still = matchMedia("(prefers-reduced-motion: reduce)");
let ahead = 0; // of this machine's clock, the event's time, in milliseconds
let said = stage.firstElementChild?.dataset.says ?? "";

function widths() {
  return new Map([...stage.querySelectorAll("[data-bar]")].map((bar) => [bar.dataset.bar, bar.getAttribute("width")]));
}

/** Bars grow from where they were. */
function grow(before) {
  if (still.matches || !before.size) return;
  for (const bar of stage.querySelectorAll("[data-bar]")) {
    const was = before.get(bar.dataset.bar);
    const is = bar.getAttribute("width");
    if (was === undefined || was === is) continue;
    bar.setAttribute("width", was);
    requestAnimationFrame(() => requestAnimationFrame(() => bar.setAttribute("width", is)));
  }
}

function show(html) {
  const before = widths();
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  const changed = fresh.firstElementChild?.className !== stage.firstElementChild?.className;
  stage.replaceChildren(...fresh.childNodes);
  stage.classList.toggle("fresh", changed);
  grow(before);
  count();
  const now = stage.firstElementChild?.dataset.says ?? "";
  if (now && now !== said) says.textContent = now;
  said = now;
}

/** 1:05, or 1:02:05 where it takes hours; nothing where it takes a day. */
function clock(left) {
  const seconds = Math.max(0, Math.ceil(left / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function count() {
  for (const one of stage.querySelectorAll("[data-until]")) {
    const left = Number(one.dataset.until) - (Date.now() + ahead);
    one.hidden = left > 24 * 3600 * 1000 || !heard;
    one.textContent = clock(left);
    one.classList.toggle("hurry", left < 10_000);
  }
}

let heard = false;
follow(document.body.dataset.events, {
  state: show,
  clock(now) {
    ahead = now - Date.now();
    heard = true;
    count();
  },
  away(gone) {
    away.hidden = !gone;
  },
});
setInterval(count, 250);
