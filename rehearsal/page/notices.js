// What is said beside the chats: a passing sentence, and a few words for screen readers.

import { $, el } from "./dom.js";
import { t } from "./words.js";

const SHOWN = 8000;
let timer;

/** A sentence over the page for a while. */
export function toast(text) {
  $("toast").replaceChildren(el("p", { text }));
  clearTimeout(timer);
  timer = setTimeout(() => $("toast").replaceChildren(), SHOWN);
}

let waiting = [];
let speaking;

/** To screen readers, once things have calmed down: several messages for one person become one sentence. */
export function announce(name, who, what) {
  waiting.push({ name, what: t("said_by", { who, name, what }) });
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    const several = waiting.length > 2;
    $("announcer").textContent = several ? t("many_new", { n: waiting.length, name }) : waiting.map((one) => one.what).join(" ");
    waiting = [];
  }, 700);
}

/** To screen readers, at once. */
export function tell(text) {
  $("announcer").textContent = text;
}
