// Small help with elements.

export const $ = (id) => document.getElementById(id);

/** An element. `on` holds listeners; false and null attributes are left out; `text` is its text. */
export function el(tag, { on = {}, text, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  if (text !== undefined) element.textContent = text;
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const SHAPES = {
  direct: "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM10 5.5V10l3 2",
  faults: "M11 2.5 4.5 11H9l-1 6.5L15.5 9H11V2.5Z",
  log: "M3 5h.5M3 10h.5M3 15h.5M7 5h10M7 10h10M7 15h10",
  people: "M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.5 16.5c0-2.5 2-4.5 5-4.5s5 2 5 4.5M13 9.5a2.5 2.5 0 1 0-1-4.8M14 12c2 .3 3.5 2 3.5 4.5",
  add: "M10 4v12M4 10h12",
  close: "M5 5l10 10M15 5 5 15",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  send: "M3 3.5 17 10 3 16.5 5 10 3 3.5ZM5 10h6",
  attach: "M14.5 9.5 9 15a3.2 3.2 0 0 1-4.5-4.5l6-6a2.2 2.2 0 0 1 3 3l-5.5 5.6a1 1 0 0 1-1.5-1.5L11.5 7",
  join: "M3 6h9v8H3zM12 9l5-2.5v7L12 11",
  file: "M5 2.5h6l4 4v11H5zM11 2.5v4h4",
  sticker: "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM7 8h.01M13 8h.01M6.5 11.5c1.5 3 5.5 3 7 0",
  like: "M7 9v7.5H4V9zM7 9l3-6c1.5 0 2 1 1.7 2.5L11 8h4.5c.8 0 1.3.7 1.1 1.5l-1.4 6c-.2.6-.6 1-1.2 1H7",
  heart: "M10 16.5S3 12.5 3 7.700A3.700 3.700 0 0 1 10 6a3.700 3.700 0 0 1 7 1.700c0 4.800-7 8.800-7 8.800Z",
  laugh: "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM7 8h.01M13 8h.01M6 11h8c0 2.500-1.500 4-4 4s-4-1.500-4-4Z",
  surprised: "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM7 8h.01M13 8h.01M10 11.500a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z",
  check: "M4 10.500 8 14.500 16 5.500",
};

/** A picture that says nothing to a screen reader: its button has the words. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

const FOCUSABLE = "a[href], button, input, select, textarea, [tabindex]";

function nameOf(element) {
  const label = element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? element.textContent;
  return `${element.tagName} ${element.type ?? ""} ${label.trim()} ${element.value ?? ""}`;
}

/** Puts a new element in an old one's place; who was in the old one stays at the same thing in the new one. */
export function replaceKeepingFocus(old, fresh) {
  const active = document.activeElement;
  if (!old.contains(active)) {
    old.replaceWith(fresh);
    return;
  }
  const within = (item) => [...((active.closest(".card") && item.querySelector(".card")) || item).querySelectorAll(FOCUSABLE)];
  const place = within(old).filter((one) => one.tagName === active.tagName).indexOf(active);
  const name = nameOf(active);
  const caret = active.matches("textarea, input[type=text], input:not([type])") ? active.selectionStart : null;
  old.replaceWith(fresh);
  const found = within(fresh);
  const alike = found.filter((one) => one.tagName === active.tagName);
  const same = found.find((one) => nameOf(one) === name) ?? alike[Math.min(place, alike.length - 1)];
  const target = same ?? fresh;
  if (target === fresh) fresh.tabIndex = -1;
  target.focus({ preventScroll: true });
  if (caret !== null && same) same.setSelectionRange?.(caret, caret);
}
