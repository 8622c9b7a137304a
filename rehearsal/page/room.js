// The rehearsal room: puts the page's parts together.

import { choices, choose } from "./choices.js";
import { $ } from "./dom.js";
import { drawPanel, startPanel } from "./panel.js";
import { drawPeople, startPeople } from "./people.js";
import { follow, onChange, read, stage } from "./server.js";
import { startTheme } from "./theme.js";
import { fill, moment, t } from "./words.js";

const USUAL = ["fatima", "moderator"];

fill();
startTheme();
startPeople();
startPanel();
choose({ people: [...new Set(choices.people.length ? choices.people : USUAL)] });
if (choices.people.includes("anonymous")) choose({ meeting: [...new Set([...choices.meeting, "anonymous"])] });

onChange((fresh) => {
  drawBar();
  drawPeople(fresh);
  drawPanel();
});

let isAway = false;
function away(is) {
  isAway = is;
  drawBar();
}

function drawBar() {
  const { state } = stage;
  if (state) {
    $("title").textContent = state.event.title[choices.language];
    $("now").textContent = state.clock ? moment(state.clock.now, state.event.zone) : "";
    if (state.clock) $("now").dateTime = state.clock.now;
  }
  const trouble = isAway ? t("away") : state?.away ? t("bot_away") : "";
  $("away").hidden = !trouble;
  if ($("away").textContent !== trouble) $("away").textContent = trouble;
}

read().then(() => follow(away), () => away(true));
