// What was chosen, kept in the address: a reload, a bookmark and a test come back to it.

const known = new URLSearchParams(location.search);
const list = (name) => (known.get(name) ?? "").split(",").filter(Boolean);

export const choices = {
  people: list("people").length ? list("people") : list("person"),
  meeting: list("meeting"), // who looks at the meeting's chat
  current: known.get("current") ?? "", // who is seen where one person fits
  panel: known.get("panel"), // null: not chosen
  theme: known.get("theme") ?? "system",
  language: known.get("lang") === "en" ? "en" : "nl",
};

export function choose(changes) {
  Object.assign(choices, changes);
  const kept = new URLSearchParams();
  const put = (name, value) => value && kept.set(name, value);
  put("people", choices.people.join(","));
  put("meeting", choices.meeting.filter((key) => choices.people.includes(key)).join(","));
  put("current", choices.current);
  if (choices.panel !== null) kept.set("panel", choices.panel);
  put("theme", choices.theme === "system" ? "" : choices.theme);
  put("lang", choices.language === "nl" ? "" : choices.language);
  history.replaceState(null, "", `?${kept.toString().replaceAll("%2C", ",")}`);
}
