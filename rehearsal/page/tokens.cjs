// Writes Teams' own colours, radii, shadows and type sizes as CSS variables. npm runs it after an installation.
"use strict";

const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { teamsDarkTheme, teamsHighContrastTheme, teamsLightTheme } = require("@fluentui/tokens");

const used = /^(color(Neutral|Brand|CompoundBrand|Subtle|Status|Transparent|Stroke|PaletteRed|PaletteGreen|PaletteYellow)|borderRadius|shadow|fontSize|lineHeight|fontWeight|duration)/;
const block = (selector, theme) =>
  `${selector} {\n${Object.entries(theme)
    .filter(([name]) => used.test(name))
    .map(([name, value]) => `  --${name}: ${value};`)
    .join("\n")}\n}\n`;

writeFileSync(
  join(__dirname, "node_modules", ".tokens.css"),
  [
    block(":root", teamsLightTheme),
    `@media (prefers-color-scheme: dark) {\n${block(":root", teamsDarkTheme)}}\n`,
    block(':root[data-theme="light"]', teamsLightTheme),
    block(':root[data-theme="dark"]', teamsDarkTheme),
    block(':root[data-theme="contrast"]', teamsHighContrastTheme),
  ].join("\n"),
);
