// Building elements, looking up words, drawing icons.

let words = {};

export function useWords(given) {
  words = given;
}

// A text by its dotted name in words.toml, with {fields} filled in; null where there is none.
export function wordsFor(name) {
  return name.split(".").reduce((table, key) => table?.[key], words) ?? null;
}

export function say(name, fields = {}) {
  const text = wordsFor(name);
  if (typeof text !== "string") return name;
  return text.replace(/\{(\w+)\}/g, (whole, key) => fields[key] ?? whole);
}

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const ICONS = {
  play: "M7 4.5v15l12-7.5z",
  pause: "M7 5h4v14H7zM14 5h4v14h-4z",
  next: "M5 5v14l9-7zM16 5h3v14h-3z",
  back: "M19 5v14l-9-7zM8 5H5v14h3z",
  reset: "M12 5a7 7 0 1 1-6.7 5h2.2A5 5 0 1 0 12 7v3.5L6.5 6 12 1.5z",
  film: "M3 5h18v14H3zm2 2v2h2V7zm0 4v2h2v-2zm0 4v2h2v-2zm12-8v2h2V7zm0 4v2h2v-2zm0 4v2h2v-2zM9 7v10h6V7z",
  repeat: "M5 12a2 2 0 1 1 0-.1zm7-5a2 2 0 1 1 0-.1zm0 10a2 2 0 1 1 0-.1zm7-8a2 2 0 1 1 0-.1zm0 8a2 2 0 1 1 0-.1z",
  screen: "M3 4h18v12h-8v2h4v2H7v-2h4v-2H3zm2 2v8h14V6z",
  theme: "M12 3a9 9 0 1 0 0 18zm0 0a9 9 0 0 1 0 18v-2a7 7 0 0 0 0-14z",
  link: "M10 7H7a5 5 0 0 0 0 10h3v-2H7a3 3 0 0 1 0-6h3zm4 0h3a5 5 0 0 1 0 10h-3v-2h3a3 3 0 0 0 0-6h-3zM8 11h8v2H8z",
  save: "M11 3h2v9l3-3 1.5 1.5L12 16l-5.500-5.500L8 9l3 3zM4 18h16v2.500H4z",
  help: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm-1.200 15.500h2.400V20h-2.400zM12 5.500c2.500 0 4.200 1.500 4.200 3.700 0 1.700-1 2.600-2 3.300-.8.600-1.100.9-1.100 1.700v.800h-2.200v-1c0-1.800 1-2.600 1.900-3.300.8-.6 1.200-.9 1.200-1.600 0-.9-.8-1.500-2-1.500s-2.100.7-2.200 1.900H7.600c.1-2.400 1.900-4 4.400-4z",
  close: "M5 6.500 6.500 5 12 10.500 17.500 5 19 6.500 13.500 12 19 17.500 17.500 19 12 13.500 6.500 19 5 17.500 10.500 12z",
};

export function icon(name) {
  return svg("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" },
    svg("path", { d: ICONS[name], "fill-rule": "evenodd" }));
}

export function button(name, action, picture, more = {}) {
  const label = say(`ui.${name}`);
  const tip = wordsFor(`tips.${name}`);
  return h("button", { type: "button", "data-do": name, title: tip, onclick: action, "aria-label": label, ...more },
    picture ? icon(picture) : null, more.class === "bare" ? null : h("span", {}, label));
}

// The mark of a scenario, A or B, in its own colour and with its letter: never a colour alone.
export function badge(side) {
  return h("span", { class: `badge ${"ab"[side]}` }, "AB"[side]);
}

export function percent(share) {
  return `${Math.round(share * 100)}%`;
}

export function amount(metric, value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  return say(`metrics.${metric}.unit`) === "share" ? percent(value) : String(Math.round(value));
}

export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
