// Light, dark or high contrast: as the device says, or as chosen on the page.

import { $ } from "./dom.js";
import { choices, choose } from "./choices.js";
import { t } from "./words.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const contrast = matchMedia("(prefers-contrast: more)");

function resolved() {
  if (["light", "dark", "contrast"].includes(choices.theme)) return choices.theme;
  return contrast.matches && !matchMedia("(forced-colors: active)").matches ? "contrast" : dark.matches ? "dark" : "light";
}

function apply() {
  document.documentElement.dataset.theme = resolved();
}

export function startTheme() {
  $("theme").replaceChildren(...["system", "light", "dark", "contrast"].map((key) => new Option(t(key), key)));
  $("theme").value = ["light", "dark", "contrast"].includes(choices.theme) ? choices.theme : "system";
  $("theme").addEventListener("change", () => {
    choose({ theme: $("theme").value });
    apply();
  });
  for (const query of [dark, contrast]) query.addEventListener("change", apply);
  apply();
  $("language").value = choices.language;
  $("language").addEventListener("change", () => {
    choose({ language: $("language").value });
    location.reload();
  });
}
