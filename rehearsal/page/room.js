// The rehearsal room: draws what a person sees, and sends what they type and click to the stage.
"use strict";

const $ = (id) => document.getElementById(id);
const markdown = window.markdownit({ html: false, linkify: false });
const dark = matchMedia("(prefers-color-scheme: dark)");
let state = null;
let drawn = new Map(); // message id -> JSON that was drawn: what didn't change keeps its focus and its typed text

AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

function hostConfig() {
  const [text, soft, accent, attention, good] = dark.matches
    ? ["#ffffff", "#c7c7c7", "#9299f7", "#f1707b", "#92c353"]
    : ["#242424", "#5c5c5c", "#5b5fc7", "#a4262c", "#237b4b"];
  const colours = {};
  for (const [name, colour] of Object.entries({ default: text, dark: text, light: soft, accent, attention, good, warning: attention })) {
    colours[name] = { default: colour, subtle: name === "default" ? soft : colour };
  }
  const style = (backgroundColor) => ({ backgroundColor, foregroundColors: colours });
  return new AdaptiveCards.HostConfig({
    fontFamily: "'Segoe UI', system-ui, sans-serif",
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    spacing: { small: 4, default: 8, medium: 12, large: 20, extraLarge: 28, padding: 14 },
    separator: { lineThickness: 1, lineColor: dark.matches ? "#5c5c5c" : "#d1d1d1" },
    supportsInteractivity: true,
    containerStyles: {
      default: style(dark.matches ? "#292929" : "#ffffff"),
      emphasis: style(dark.matches ? "#383838" : "#f0f0f0"),
      accent: style(dark.matches ? "#9299f7" : "#5b5fc7"),
    },
    actions: { maxActions: 6, buttonSpacing: 8, actionsOrientation: "horizontal", actionAlignment: "left", spacing: "default", showCard: { actionMode: "inline" } },
    inputs: { label: { requiredInputs: { weight: "bolder", suffix: " *", suffixColor: "attention" }, optionalInputs: { weight: "bolder" } }, errorMessage: { color: "attention" } },
    textStyles: { heading: { size: "large", weight: "bolder" } },
  });
}

async function post(name, body) {
  document.body.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`/api/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ person: state.me, ...body }),
    });
    const result = await answer.json();
    if (!answer.ok) toast(result.error || `Fout ${answer.status}`);
    return result;
  } finally {
    document.body.removeAttribute("aria-busy");
  }
}

let toastTimer;
function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => ($("toast").hidden = true), 8000);
}

function drawCard(content, chat, message) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = hostConfig();
  card.onExecuteAction = async (action) => {
    if (action instanceof AdaptiveCards.OpenUrlAction) {
      toast(`Teams opent nu: ${action.url}`);
      return;
    }
    const answer = await post("clicks", { chat: chat.id, message: message.id, verb: action.verb, data: action.data });
    if (answer.type === "application/vnd.microsoft.activity.message") toast(answer.value);
    else if (answer.statusCode && answer.statusCode >= 400) toast(answer.value.message || answer.value);
  };
  card.parse(content);
  const element = card.render();
  element.classList.add("card");
  return element;
}

function drawMessage(message, chat) {
  const item = document.createElement("li");
  item.id = `m-${message.id}`;
  if (message.mine) item.className = "mine";
  const sender = document.createElement("div");
  sender.className = "sender";
  sender.textContent = message.sender + (message.edited ? " · bewerkt" : "");
  item.append(sender);
  if (message.text) {
    const text = document.createElement("div");
    text.className = "text";
    text.textContent = message.text;
    item.append(text);
  }
  if (message.card) item.append(drawCard(message.card, chat, message));
  return item;
}

function drawChat(list, chat) {
  const wanted = new Set(chat.messages.map((one) => `m-${one.id}`));
  for (const item of [...list.children]) if (!wanted.has(item.id)) item.remove();
  let newest = null;
  for (const message of chat.messages) {
    const json = JSON.stringify(message);
    const old = document.getElementById(`m-${message.id}`);
    if (old && drawn.get(message.id) === json) continue;
    const hadFocus = old && old.contains(document.activeElement);
    const item = drawMessage(message, chat);
    if (old) old.replaceWith(item);
    else list.append(item);
    drawn.set(message.id, json);
    if (hadFocus) { item.tabIndex = -1; item.focus(); }
    newest = item;
  }
  if (newest) newest.scrollIntoView({ block: "nearest" });
}

function words(iso) {
  return new Intl.DateTimeFormat("nl-NL", { dateStyle: "full", timeStyle: "short", timeZone: state.event.zone }).format(new Date(iso));
}

function draw() {
  $("title").textContent = state.event.title;
  if ($("person").options.length !== state.people.length) {
    $("person").replaceChildren(...state.people.map((one) => new Option(`${one.name} (${one.role})`, one.key)));
  }
  $("person").value = state.me;
  for (const chat of state.chats) {
    drawChat($(chat.kind), chat);
    document.querySelector(`form[data-chat=${chat.kind}]`).hidden = !chat.installed || !chat.canWrite;
    if (chat.kind === "personal") {
      $("install").hidden = chat.installed || !chat.canWrite;
      $("closed").hidden = chat.canWrite;
    } else $("add").hidden = chat.installed;
  }
  $("now").textContent = words(state.clock.now);
  $("now").dateTime = state.clock.now;
  if (!$("to").value) $("to").value = state.clock.suggested.slice(0, 16);
  const moments = JSON.stringify(state.clock.moments);
  if ($("moments").dataset.drawn !== moments) {
    $("moments").dataset.drawn = moments;
    $("moments").replaceChildren(...state.clock.moments.map((one) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.textContent = `${one.key}: ${words(one.at)}`;
      button.className = one.past ? "past" : "";
      button.addEventListener("click", () => jump(one.at));
      item.append(button);
      return item;
    }));
  }
  $("next").disabled = state.clock.moments.every((one) => one.past);
  $("log").textContent = state.log;
}

let reading = null;
let again = false;
async function read() {
  if (reading) { again = true; return reading; }
  reading = (async () => {
    do {
      again = false;
      const me = state ? state.me : new URLSearchParams(location.search).get("person") || "";
      const answer = await fetch(`/api/state?person=${encodeURIComponent(me)}`);
      const fresh = await answer.json();
      if (!state || fresh.me === state.me) { state = fresh; draw(); } else again = true;
    } while (again);
  })();
  try { await reading; } finally { reading = null; }
}

function become(key) {
  state.me = key;
  drawn = new Map();
  for (const list of document.querySelectorAll(".messages")) list.replaceChildren();
  history.replaceState(null, "", `?person=${key}`);
  return read();
}

async function jump(to) {
  await post("clock", { to });
  await read();
}

$("person").addEventListener("change", (event) => become(event.target.value));
for (const form of document.querySelectorAll("form[data-chat]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const input = form.querySelector("input");
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    const chat = state.chats.find((one) => one.kind === form.dataset.chat);
    await post("says", { chat: chat.id, text });
    await read();
  });
}
$("install").addEventListener("click", () => post("installs", {}).then(read));
$("add").addEventListener("click", () => post("adds", { chat: state.chats.find((one) => one.kind === "meeting").id }).then(read));
$("next").addEventListener("click", () => jump(state.clock.moments.find((one) => !one.past).at));
$("jump").addEventListener("submit", (event) => { event.preventDefault(); jump($("to").value); });
$("start").addEventListener("click", () => post("meeting", { what: "start" }).then(read));
$("end").addEventListener("click", () => post("meeting", { what: "end" }).then(read));
dark.addEventListener("change", () => become(state.me));

read().then(() => {
  new EventSource("/api/events").addEventListener("message", read);
});
