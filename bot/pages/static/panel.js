// The panel: a click is answered in its own piece, and the others follow what happens. Without this it works too: then
// each click loads the page anew.

import { follow } from "./live.js";

const body = document.body;
const panel = document.getElementById("panel");
const says = document.getElementById("says");
const away = document.getElementById("away");
const drawn = new Map(); // each piece as the bot drew it last, by its id
let latest = null; // what the bot told last
const due = new Set(); // the columns in which something changed since they were looked at
let waiting = null; // the look that is planned: {at, timer}
let looking = false;
let pressed = null; // the piece on which a button is held down: drawn anew now, the click would be lost

const pieces = () => [...panel.querySelectorAll(".piece")];
for (const one of pieces()) drawn.set(one.id, one.outerHTML);

function tell(what) {
  if (what) says.textContent = what;
}

function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html").body;
}

// ---- in place, with what was typed and where one was -----------------------------------------------------------

function fieldsOf(piece) {
  return [...piece.querySelectorAll("input:not([type=hidden]), textarea, select")];
}

function isTouched(one) {
  if (one.type === "radio" || one.type === "checkbox") return one.checked !== one.defaultChecked;
  if (one.tagName === "SELECT") return [...one.options].some((option) => option.selected !== option.defaultSelected);
  return one.value !== one.defaultValue;
}

/** What was filled in and not sent yet, by field. */
function typed(piece) {
  const groups = new Set(fieldsOf(piece).filter(isTouched).map((one) => one.name));
  return fieldsOf(piece)
    .filter((one) => groups.has(one.name))
    .map((one) => ({ name: one.name, type: one.type, value: one.value, checked: one.checked }));
}

function fillIn(piece, values) {
  for (const was of values) {
    for (const one of fieldsOf(piece).filter((field) => field.name === was.name && field.type === was.type)) {
      if (one.type !== "radio" && one.type !== "checkbox") one.value = was.value;
      else if (one.value === was.value) one.checked = was.checked;
    }
  }
}

/** What an element is, whatever its id has become. */
function nameOf(one) {
  const held = one.form ? [...one.form.querySelectorAll("input[type=hidden]")].map((field) => field.value) : [];
  const value = one.type === "text" || one.tagName === "TEXTAREA" ? "" : one.value;
  return [one.tagName, one.name, value, one.getAttribute("href"), one.getAttribute("formaction"), ...held].join("\n");
}

function find(piece, name) {
  return [...piece.querySelectorAll("a, button, input, textarea, select")].find((one) => nameOf(one) === name);
}

/** `own`: the reader did it, and is to hear and see what came of it. */
function replace(piece, fresh, own) {
  const focus = piece.contains(document.activeElement) ? document.activeElement : null;
  const name = focus && focus !== piece ? nameOf(focus) : null;
  const range = focus && "selectionStart" in focus ? [focus.selectionStart, focus.selectionEnd] : null;
  const values = own ? [] : typed(piece);
  piece.replaceWith(fresh);
  fillIn(fresh, values);
  if (!focus && !own) return;
  const mistakes = own ? fresh.querySelector(".mistakes") : null;
  const same = name && find(fresh, name);
  const next = mistakes ?? same ?? fresh;
  next.focus({ preventScroll: !own || next !== mistakes });
  if (range && next === same && range[0] !== null) next.setSelectionRange(...range);
}

// ---- what the reader does --------------------------------------------------------------------------------------

async function ask(url, form, headers = {}) {
  const answer = await fetch(url, { method: "POST", body: form, headers, redirect: "error" });
  if (answer.status === 404 || answer.status === 410) location.reload(); // the link holds no more
  if (!answer.ok) throw new Error(String(answer.status));
  return parsed(await answer.text());
}

async function send(piece, url, form) {
  if (piece.getAttribute("aria-busy")) return;
  piece.setAttribute("aria-busy", "true");
  const shown = piece.dataset.again;
  piece.dataset.again = "held"; // no look is to come between
  try {
    const fresh = (await ask(url, form, { "X-Piece": "alone" })).querySelector(".piece");
    drawn.set(fresh.id, fresh.outerHTML);
    replace(piece, fresh, true);
    tell(fresh.dataset.says);
    plan(300, ["polls", "questions"]);
  } catch {
    piece.removeAttribute("aria-busy");
    piece.dataset.again = shown;
    tell(body.dataset.failed);
    notice(piece, body.dataset.failed);
  }
}

function notice(piece, what) {
  piece.querySelector(":scope > .notice")?.remove();
  const said = document.createElement("p");
  said.className = "notice";
  said.textContent = what;
  piece.prepend(said);
}

document.addEventListener("submit", (event) => {
  const piece = event.target.closest(".piece");
  if (!piece) return;
  event.preventDefault();
  const form = new URLSearchParams(new FormData(event.target, event.submitter));
  send(piece, event.submitter?.getAttribute("formaction") ?? event.target.getAttribute("action"), form);
});

document.addEventListener("pointerdown", (event) => {
  pressed = event.target.closest?.(".piece") ?? null;
});
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, () => setTimeout(() => (pressed = null)));
}

document.addEventListener("click", (event) => {
  const home = event.target.closest?.("[data-home]");
  if (!home) return;
  event.preventDefault();
  const piece = home.closest(".piece");
  due.add(columnOf(piece));
  look(piece.id);
});

// ---- what happens ----------------------------------------------------------------------------------------------

function columnOf(piece) {
  return piece.closest(".column").id.replace("column-", "");
}

/** The pieces as they stand now, of the columns in which something changed; `home` is the one that its reader leaves
 * what they were at in. */
async function look(home = null) {
  if (looking) return plan(300, [], home);
  looking = true;
  const columns = [...due];
  due.clear();
  try {
    const form = new URLSearchParams();
    for (const one of pieces()) {
      if (one.id !== home) form.set(one.id, columns.includes(columnOf(one)) ? one.dataset.again : "held");
    }
    const fresh = await ask(body.dataset.pieces, form);
    for (const column of fresh.querySelectorAll(".column")) settle(column, form, home);
    away.hidden = true;
  } catch {
    away.hidden = false;
    plan(10_000, columns);
  } finally {
    looking = false;
  }
}

/** `asked` is what each piece showed when this look began: where its reader went on meanwhile it comes too late. */
function settle(column, asked, home) {
  const isLate = (here) => here.id !== home && asked.get(here.id) !== here.dataset.again;
  const isNew = (one) => one.dataset.held === undefined;
  const place = document.getElementById(column.id);
  const coming = [...column.children];
  for (const gone of [...place.children]) {
    if (coming.some((one) => one.id === gone.id)) continue;
    const held = gone.contains(document.activeElement) || gone.getAttribute("aria-busy");
    if (held && gone.dataset.again === "held") coming.unshift(gone); // they are at it
    else {
      if (gone.contains(document.activeElement)) panel.focus({ preventScroll: true });
      gone.remove();
      drawn.delete(gone.id);
    }
  }
  let before = null;
  for (const one of coming) {
    let here = document.getElementById(one.id);
    const html = one.outerHTML;
    if (!here) {
      place.insertBefore(one, before ? before.nextSibling : place.firstChild);
      drawn.set(one.id, html);
      tell(one.dataset.says);
      here = one;
    } else if (here === pressed) {
      plan(300, [columnOf(here)]);
    } else if (one !== here && !isLate(here) && isNew(one) && drawn.get(one.id) !== html) {
      drawn.set(one.id, html);
      replace(here, one, one.id === home);
      here = one;
    }
    if (here.previousElementSibling !== before) place.insertBefore(here, before ? before.nextSibling : place.firstChild);
    before = here;
  }
}

/** Look within so many milliseconds; an earlier look that is planned already will do. */
function plan(within, columns, home = null) {
  for (const one of columns) due.add(one);
  const at = Date.now() + within;
  if (waiting && waiting.at <= at && !home) return;
  if (waiting) clearTimeout(waiting.timer);
  waiting = {
    at,
    timer: setTimeout(() => {
      waiting = null;
      look(home);
    }, within),
  };
}

follow(body.dataset.events, {
  state(text) {
    const now = JSON.parse(text);
    const differs = (what) => ["polls", "questions"].filter((one) => latest?.[what][one] !== now[what][one]);
    const [shape, numbers] = [differs("shape"), differs("numbers")];
    // Everybody's panel hears it at the same moment, and they aren't to come all at once.
    if (shape.length) plan(Math.random() * now.soon, [...shape, ...numbers]);
    else if (numbers.length) plan(now.later * (0.5 + Math.random() / 2), numbers);
    latest = now;
  },
  away(gone) {
    away.hidden = !gone;
  },
});
