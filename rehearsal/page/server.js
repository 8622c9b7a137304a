// The stage as this page knows it: read when something changed, and told what people do.

import { choices } from "./choices.js";
import { t } from "./words.js";
import { toast } from "./notices.js";

/** The newest answer, and each chat's messages by person: `chats.fatima.personal.messages`. */
export const stage = { state: null, chats: {} };

const listeners = [];
let mark = 0;
let reading = null;
let again = false;

/** Called with (what changed) each time that something did: `{fresh: {person: {kind: [messages]}}}`. */
export function onChange(listener) {
  listeners.push(listener);
}

/** Reads until nothing changed meanwhile. */
export async function read() {
  again = true;
  reading ??= (async () => {
    try {
      while (again) {
        again = false;
        await readOnce();
      }
    } finally {
      reading = null;
    }
  })();
  return reading;
}

async function readOnce() {
  const people = [...choices.people];
  const since = people.every((key) => stage.chats[key]) ? mark : 0;
  const answer = await fetch(`/api/state?people=${people.join(",")}&since=${since}`);
  const state = await answer.json();
  if (state.mark < mark) return location.reload(); // the stage was started anew
  mark = state.mark;
  const fresh = {};
  for (const [key, chats] of Object.entries(state.columns)) {
    stage.chats[key] ??= {};
    fresh[key] = {};
    for (const [kind, chat] of Object.entries(chats)) {
      const known = stage.chats[key][kind]?.messages ?? new Map();
      fresh[key][kind] = chat.messages;
      for (const one of chat.messages) known.set(one.id, one);
      stage.chats[key][kind] = { ...chat, messages: known };
    }
  }
  stage.state = state;
  for (const listener of listeners) listener(fresh);
}

/** Follows the stage until the page is left. */
export function follow(onAway) {
  const events = new EventSource("/api/events");
  events.addEventListener("message", () => read().catch(() => onAway(true)));
  events.addEventListener("open", () => onAway(false));
  events.addEventListener("error", () => onAway(true));
}

/** Tells what somebody does. Null, and a kind sentence, when it didn't work. */
export async function act(name, body) {
  let answer, result;
  try {
    answer = await fetch(`/api/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    result = await answer.json();
  } catch {
    toast(t("away"));
    return null;
  }
  if (!answer.ok) {
    toast(answer.status === 502 ? t("unreachable") : t("wrong", { error: result.error }));
    return null;
  }
  read();
  return result;
}

/** What to say of a bot's HTTP status; empty when all is well. */
export function kindly(status) {
  if (!status || status < 400) return "";
  if (status === 403) return t("not_served");
  if (status === 429 || status === 503) return t("too_busy", { status });
  return t("refused", { status });
}
