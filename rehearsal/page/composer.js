// Where somebody types what they say, or sends a file or a sticker.

import { el, icon } from "./dom.js";
import { menuOn } from "./menu.js";
import { toast } from "./notices.js";
import { act, kindly, stage } from "./server.js";
import { t } from "./words.js";

/** For one pane: {person, kind}. */
export function composer({ person, kind }) {
  const id = `say-${person}-${kind}`;
  const input = el("textarea", { id, rows: "1", placeholder: t(`placeholder_${kind}`), autocomplete: "off" });
  const mention = el("button", { type: "button", class: "toggle", "aria-pressed": "true", title: t("mention_long"), "aria-label": t("mention_long") }, t("mention"));
  const attach = el("button", { type: "button", class: "subtle", "aria-label": t("attach") }, icon("attach"));
  const send = el("button", { class: "subtle send", "aria-label": t("send") }, icon("send"));

  const tell = async (name, body) => {
    const done = await act(name, { person, chat: stage.chats[person][kind].id, ...body });
    if (kindly(done?.status)) toast(kindly(done.status));
  };
  const say = (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    tell("says", { text, mention: mention.getAttribute("aria-pressed") === "true" });
  };
  mention.addEventListener("click", () => mention.setAttribute("aria-pressed", String(mention.getAttribute("aria-pressed") !== "true")));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) say(event);
  });
  menuOn(attach, t("attach"), () => [
    { text: t("attach_file"), icon: "file", act: () => tell("attaches", { name: "deelnemers.xlsx" }) },
    { text: t("attach_sticker"), icon: "sticker", act: () => tell("attaches", { name: "duim.gif" }) },
  ]);
  return el(
    "form",
    { class: "composer", hidden: true, on: { submit: say } },
    el("label", { class: "hidden", for: id, text: t(`say_${kind}`) }),
    kind === "meeting" ? mention : null,
    input,
    attach,
    send,
  );
}
