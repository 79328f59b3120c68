// Builds elements, looks up texts, draws icons.

let words = {};

export function useWords(given) {
  words = given;
}

// The entry of a dotted name in words.toml, null where there is none.
export function wordsFor(name) {
  return name.split(".").reduce((table, key) => table?.[key], words) ?? null;
}

export function say(name, fields = {}) {
  const text = wordsFor(name);
  if (typeof text !== "string") return name;
  return text.replace(/\{(\w+)\}/g, (whole, key) => fields[key] ?? whole);
}

export function ui(name, fields) {
  return say(`ui.${name}`, fields);
}

// An element: `h("div.card", { title: "..." }, child, ...)`; attributes may be left out.
export function h(kind, ...content) {
  const [tag, ...classes] = kind.split(".");
  const element = document.createElement(tag);
  const attributes = content[0]?.constructor === Object ? content.shift() : {};
  element.className = classes.join(" ");
  if (tag === "button") element.type = "button";
  for (const [name, value] of Object.entries(attributes)) {
    if ((value ?? false) === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...content.flat(9).filter((child) => (child ?? null) !== null));
  return element;
}

// A drawing is decoration, unless it has a role.
export function svg(kind, attributes = {}, ...children) {
  const [tag, ...classes] = kind.split(".");
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  const given = { class: classes.join(" "), "aria-hidden": tag === "svg" && !attributes.role, ...attributes };
  for (const [name, value] of Object.entries(given)) if (value !== false) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const ICONS = {
  play: "M7 4v16l13-8z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  step: "M5 5v14l9-7zM16 5h3v14h-3z",
  back: "M19 5v14l-9-7zM8 5H5v14h3z",
  reset: "M12 5a7 7 0 1 1-7 7h2a5 5 0 1 0 5-5v4L6 6l6-5z",
  film: "M3 5h18v14H3zm2 2v10h3V7zm5 0v10h4V7zm6 0v10h3V7z",
  repeat: "M3 10h4v4H3zM10 5h4v4h-4zM10 15h4v4h-4zM17 7h4v4h-4zM17 15h4v4h-4z",
  projector: "M3 4h18v12h-8v2h4v2H7v-2h4v-2H3zm2 2v8h14V6z",
  dark: "M12 3a9 9 0 1 0 0 18zm0 0a9 9 0 0 1 0 18v-2a7 7 0 0 0 0-14z",
  link: "M10 7H7a5 5 0 0 0 0 10h3v-2H7a3 3 0 0 1 0-6h3zm4 0h3a5 5 0 0 1 0 10h-3v-2h3a3 3 0 0 0 0-6h-3zM8 11h8v2H8z",
  save: "M11 3h2v9l4-4v3l-5 5-5-5V8l4 4zM4 18h16v3H4z",
  keys: "M3 6h18v12H3zm3 3v2h2V9zm5 0v2h2V9zm5 0v2h2V9zM7 13v2h10v-2z",
  close: "M5 7l2-2 5 5 5-5 2 2-5 5 5 5-2 2-5-5-5 5-2-2 5-5z",
};

export function icon(name) {
  return svg("svg.icon", { viewBox: "0 0 24 24" },
    svg("path", { d: ICONS[name], "fill-rule": "evenodd" }));
}

export function button(name, action, picture, more = {}) {
  const label = ui(name);
  const tip = wordsFor(`tips.${name}`);
  return h("button", { "data-do": name, title: tip, onclick: action, "aria-label": label, ...more },
    picture ? icon(picture) : null, more.class === "bare" ? null : h("span", label));
}

// The mark of a panel: its colour and its letter, never a colour alone.
export function badge(side) {
  return h(`span.badge.${"ab"[side]}`, "AB"[side]);
}

export function percent(share) {
  return `${Math.round(share * 100)}%`;
}

export function amount(metric, value) {
  if ((value ?? null) === null) return "–";
  return say(`metrics.${metric}.unit`) === "share" ? percent(value) : String(Math.round(value));
}

// Scrolls to what is less than half in view.
export function reveal(element) {
  const { top, bottom, height } = element.getBoundingClientRect();
  const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
  if (seen < Math.min(height, innerHeight) / 2) element.scrollIntoView();
}
