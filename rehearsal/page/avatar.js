// The round picture of a person: initials in a colour of their own.

import { el } from "./dom.js";

const COLOURS = 8;

export function avatar(name, bot = false) {
  if (bot) return el("span", { class: "avatar mark", "aria-hidden": "true", text: "G" });
  const letters = name.split(/\s+/).map((word) => [...word][0]);
  const initials = letters.length > 1 ? `${letters[0]}${letters.at(-1)}` : letters[0];
  let number = 0;
  for (const letter of name) number = (number * 31 + letter.codePointAt(0)) % 997;
  return el("span", { class: `avatar hue-${number % COLOURS}`, "aria-hidden": "true", text: initials.toUpperCase() });
}
