// A menu that opens at its button: arrows move, Enter and Space choose, Escape and a click elsewhere close it.

import { el, icon } from "./dom.js";

let number = 0;
const closedAt = new WeakMap(); // a press on the open menu's button closes it: that press doesn't open it again

/** Makes a button open a menu. `items()` gives, each time, what is in it: {text, icon, act, checked, stays} or null. */
export function menuOn(button, label, items) {
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", (event) => {
    const closes = event.detail > 0 && performance.now() - (closedAt.get(button) ?? -1000) < 200;
    if (!closes) open(button, label, items);
  });
  button.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      open(button, label, items);
    }
  });
}

function open(button, label, items) {
  number += 1;
  const menu = el("div", { role: "menu", class: "menu", popover: "auto", id: `menu-${number}`, "aria-label": label });
  const fill = () => menu.replaceChildren(...items().filter(Boolean).map((one) => itemOf(one, menu, fill)));
  fill();
  document.body.append(menu);
  button.setAttribute("aria-expanded", "true");
  button.setAttribute("aria-controls", menu.id);
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    button.setAttribute("aria-expanded", "false");
    button.removeAttribute("aria-controls");
    closedAt.set(button, performance.now());
    if (menu.contains(document.activeElement) || document.activeElement === document.body) button.focus();
    menu.remove();
  });
  menu.addEventListener("keydown", (event) => move(event, menu));
  menu.showPopover();
  place(menu, button);
  menu.querySelector("button")?.focus();
}

function itemOf(one, menu, fill) {
  const role = one.checked === undefined ? "menuitem" : "menuitemcheckbox";
  const checked = one.checked === undefined ? null : String(one.checked);
  return el(
    "button",
    {
      role,
      type: "button",
      tabindex: "-1",
      "aria-checked": checked,
      on: {
        click: () => {
          if (one.stays) {
            const at = [...menu.children].indexOf(document.activeElement);
            one.act();
            fill();
            menu.children[at]?.focus();
          } else {
            menu.hidePopover();
            one.act();
          }
        },
      },
    },
    checked === null ? null : el("span", { class: "tick" }, one.checked ? icon("check") : ""),
    one.icon ? icon(one.icon) : null,
    el("span", { text: one.text }),
    one.note ? el("small", { text: one.note }) : null,
  );
}

function move(event, menu) {
  const all = [...menu.querySelectorAll("button")];
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  all[(to + all.length) % all.length].focus();
}

function place(menu, button) {
  const at = button.getBoundingClientRect();
  const box = menu.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - box.width - 8));
  const below = at.bottom + 4 + box.height <= innerHeight - 8;
  menu.style.left = `${left}px`;
  menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - box.height - 4)}px`;
}
