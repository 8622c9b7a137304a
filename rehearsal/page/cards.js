// Cards, drawn by Microsoft's renderer in Teams' colours.

import { el } from "./dom.js";

const { AdaptiveCards, markdownit } = window;
const markdown = markdownit({ html: false, linkify: false, breaks: true });

/** Markdown as HTML; people's and bots' mentions are lifted out of the text. */
export function marked(text) {
  return markdown.render(text).replace(/&lt;at&gt;(.*?)&lt;\/at&gt;/g, '<span class="mention">$1</span>');
}

AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = marked(text);
  result.didProcess = true;
};

let number = 0;

const tint = (name) => `var(--${name})`;
const colour = (plain, soft = plain) => ({ default: tint(plain), subtle: tint(soft) });
const TEXT = {
  default: colour("colorNeutralForeground1", "colorNeutralForeground3"),
  dark: colour("colorNeutralForeground1", "colorNeutralForeground3"),
  light: colour("colorNeutralForeground3"),
  accent: colour("colorBrandForegroundLink"),
  attention: colour("colorPaletteRedForeground1"),
  good: colour("colorStatusSuccessForeground1"),
  warning: colour("colorStatusWarningForeground3"),
};
const onAccent = Object.fromEntries(Object.keys(TEXT).map((name) => [name, colour("colorNeutralForegroundOnBrand")]));
const container = (background, foregroundColors = TEXT) => ({ backgroundColor: tint(background), foregroundColors });

const hostConfig = new AdaptiveCards.HostConfig({
  fontFamily: "inherit",
  fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
  lineHeights: { small: 16, default: 20, medium: 20, large: 24, extraLarge: 32 },
  spacing: { small: 4, default: 8, medium: 12, large: 20, extraLarge: 28, padding: 16 },
  separator: { lineThickness: 1, lineColor: tint("colorNeutralStroke2") },
  supportsInteractivity: true,
  containerStyles: {
    default: container("colorNeutralBackground1"),
    emphasis: container("colorNeutralBackground3"),
    accent: container("colorBrandBackground", onAccent),
    good: container("colorStatusSuccessBackground1"),
    attention: container("colorStatusDangerBackground1"),
    warning: container("colorStatusWarningBackground1"),
  },
  actions: {
    maxActions: 6,
    buttonSpacing: 8,
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    spacing: "default",
    showCard: { actionMode: "inline", inlineTopMargin: 12 },
  },
  inputs: {
    label: { requiredInputs: { weight: "bolder", suffix: " *", suffixColor: "attention" }, optionalInputs: { weight: "bolder" } },
    errorMessage: { color: "attention" },
  },
  factSet: { title: { weight: "bolder", wrap: true, maxWidth: 160 }, value: { wrap: true }, spacing: 12 },
  textBlock: { headingLevel: 4 },
  textStyles: { heading: { size: "large", weight: "bolder" } },
});

/**
 * A card's element. `onAction(action, button)` is told of each click: `kind` is Execute, Submit or OpenUrl.
 * `typed` holds what was typed in an earlier drawing of the same card, by input.
 */
export function drawCard(content, onAction, typed = {}) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = hostConfig;
  card.onExecuteAction = (action) => onAction(actionOf(action), document.activeElement);
  card.parse(withTyped(content, typed));
  const element = card.render() ?? el("p");
  element.classList.add("card");
  // The renderer makes each card a place to stop at with Tab; its buttons are enough.
  element.removeAttribute("tabindex");
  if (element.getAttribute("aria-label")) element.setAttribute("role", "group");
  // Radio buttons of one name are one group on the whole page, and the same poll may be drawn for several people.
  number += 1;
  for (const radio of element.querySelectorAll("input[type=radio]")) radio.name = `card-${number}-${radio.name}`;
  let touched = false;
  for (const kind of ["input", "change"]) element.addEventListener(kind, () => (touched = true));
  const typedIn = () => (touched ? Object.fromEntries(card.getAllInputs().map((one) => [one.id, one.value])) : {});
  return { element, typedIn };
}

function actionOf(action) {
  if (action instanceof AdaptiveCards.OpenUrlAction) return { kind: "OpenUrl", url: action.url };
  const kind = action instanceof AdaptiveCards.ExecuteAction ? "Execute" : "Submit";
  const data = action.data && typeof action.data === "object" ? action.data : {};
  return { kind, verb: action.verb, data };
}

/** The card with what was typed in its inputs. */
function withTyped(node, typed) {
  if (Array.isArray(node)) return node.map((one) => withTyped(one, typed));
  if (!node || typeof node !== "object") return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, key === "data" ? value : withTyped(value, typed)]));
  if (String(node.type).startsWith("Input.") && typed[node.id] !== undefined) copy.value = typed[node.id];
  return copy;
}
