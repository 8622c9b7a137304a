// The JSON of a card, to read and to copy.

import { $, el, icon } from "./dom.js";
import { tell, toast } from "./notices.js";
import { t } from "./words.js";

export function showJson(title, content) {
  const dialog = $("viewer");
  const text = JSON.stringify(content, null, 2);
  const size = (new TextEncoder().encode(JSON.stringify(content)).length / 1024).toFixed(1);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      tell(t("copied"));
    } catch (error) {
      toast(t("wrong", { error: error.message }));
    }
  };
  dialog.replaceChildren(
    el(
      "header",
      {},
      el("h2", { id: "viewer-title", tabindex: "-1", text: title }),
      el("p", { class: "soft", text: t("size_of", { size }) }),
      el("button", { type: "button", text: t("copy"), on: { click: copy } }),
      el("button", { type: "button", class: "subtle", "aria-label": t("close"), on: { click: () => dialog.close() } }, icon("close")),
    ),
    el("pre", { tabindex: "0", role: "region", "aria-label": t("show_json") }, text),
  );
  dialog.showModal();
  $("viewer-title").focus();
}
