// The page around the panels: header, sidebar with its tabs, timeline, sheets.
import { button, h, icon, say, svg, wordsFor } from "./dom.js";

export const TABS = ["lessons", "story", "levers", "key"];
export const SPEEDS = [0.5, 1, 2, 4];

export function header(app) {
  app.parts.title = h("h1", {});
  app.parts.about = h("p", { class: "soft" });
  const menu = h("details", { class: "menu" },
    h("summary", { "data-do": "save", "aria-label": say("ui.save") }, icon("save"), h("span", {}, say("ui.save"))),
    h("div", { class: "drop" }, button("save_picture", () => app.save("picture")), button("save_replay", () => app.save("replay")),
      button("save_data", () => app.save("data")), button("open_replay", () => app.parts.file.click())));
  app.parts.menu = menu;
  app.parts.file = h("input", { type: "file", accept: ".json,application/json", class: "unseen", tabindex: -1, "aria-label": say("ui.open_replay"),
    onchange: (event) => app.openFile(event.target) });
  return h("header", { class: "top" }, h("div", { class: "titles" }, app.parts.title, app.parts.about, app.parts.banner),
    h("nav", { "aria-label": say("ui.tools") },
      button("film", () => app.openFilm(), "film"),
      app.host.repeat ? button("repeat", () => app.openRepeat(), "repeat") : null,
      button("projector", () => app.toggle("projector"), "screen", { "aria-pressed": "false" }),
      button("dark", () => app.toggle("dark"), "theme", { "aria-pressed": "false" }),
      app.host.kind === "widget" ? null : button("link", () => app.copyLink(), "link"),
      menu, app.parts.file, button("keys", () => app.openKeys(), "help")));
}

export function transport(app) {
  const { parts } = app;
  parts.play = button("play", () => app.togglePlay(), "play", { class: "main" });
  parts.clock = h("output", { class: "clock" });
  parts.scrub = h("input", { type: "range", min: "0", step: "1", class: "scrub", "aria-label": say("ui.timeline"),
    oninput: () => app.seek(Number(parts.scrub.value)) });
  parts.speed = h("select", { "aria-label": say("ui.speed"), title: say("tips.speed"), "data-do": "speed",
    onchange: () => { app.speed = Number(parts.speed.value); } },
  SPEEDS.map((speed) => h("option", { value: String(speed), selected: speed === 1 }, say("ui.times", { speed }))));
  return h("div", { class: "transport", role: "group", "aria-label": say("ui.controls") },
    h("div", { class: "buttons" },
      button("reset", () => app.seek(0), "reset", { class: "bare" }),
      button("back", () => app.step(-1), "back", { class: "bare" }),
      parts.play,
      button("step", () => app.step(1), "next", { class: "bare" }),
      parts.speed),
    parts.clock,
    h("div", { class: "time" }, parts.scrub, app.story.marks));
}

export function sidebar(app) {
  const { parts } = app;
  parts.tabs = Object.fromEntries(TABS.map((name) => [name, h("button", { type: "button", role: "tab", id: `${app.id}-tab-${name}`,
    "aria-controls": `${app.id}-side`, onclick: () => app.showTab(name), "data-tab": name }, say(`ui.tab_${name}`))]));
  const list = h("div", { role: "tablist", "aria-label": say("ui.tabs"), class: "tabs",
    onkeydown: (event) => {
      const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!move) return;
      event.preventDefault();
      event.stopPropagation();
      const next = TABS[(TABS.indexOf(app.tab) + move + TABS.length) % TABS.length];
      app.showTab(next);
      parts.tabs[next].focus();
    } }, Object.values(parts.tabs));
  parts.side = h("div", { class: "side-body", role: "tabpanel", id: `${app.id}-side`, tabindex: 0 });
  return h("aside", { class: "side", "aria-label": say("ui.sidebar") }, list, parts.side);
}

function sample(role, faction, fullness, size = 9) {
  const drawing = svg("svg", { viewBox: "-14 -14 28 28", class: "sample", "aria-hidden": "true" });
  const shape = (r, kind) => {
    if (role === "square") return svg("rect", { x: -r * 0.886, y: -r * 0.886, width: r * 1.772, height: r * 1.772, class: kind });
    if (role === "triangle") {
      const up = r * 1.555;
      return svg("path", { d: `M0 ${-up}L${up * 0.866} ${up / 2}L${-up * 0.866} ${up / 2}Z`, class: kind });
    }
    return svg("circle", { r, class: kind });
  };
  drawing.append(shape(size, `body f${faction} ${role === "circle" ? "" : "inked"}`));
  if (fullness) drawing.append(shape(size * Math.sqrt(fullness), `heart f${faction}`));
  return drawing;
}

export function keyPanel() {
  const lines = [
    ["member", [sample("circle", 0, 1)]], ["bands", [sample("circle", 1, 1), sample("circle", 2, 1), sample("circle", 3, 1)]],
    ["trust", [sample("circle", 0, 0.1), sample("circle", 0, 0.45), sample("circle", 0, 1)]],
    ["power", [sample("circle", 0, 1, 4), sample("circle", 0, 1, 8), sample("circle", 0, 1, 13)]],
    ["organiser", [sample("square", 0, 0.7)]], ["factionalist", [sample("triangle", 1, 0.7, 8)]],
    ["ghost", [svg("svg", { viewBox: "-14 -14 28 28", class: "sample", "aria-hidden": "true" }, svg("circle", { r: 8, class: "gone" }))]],
  ];
  return h("div", { class: "key" },
    h("ul", {}, lines.map(([name, pictures]) => h("li", {}, h("span", { class: "samples" }, pictures),
      h("span", {}, h("strong", {}, say(`key.${name}.label`)), " ", wordsFor(`key.${name}.text`) ?? "")))),
    h("h3", {}, say("ui.how_to_read")), h("p", {}, say("key.places")), h("p", {}, say("key.ties")), h("p", {}, say("key.same")),
    h("p", { class: "honest" }, say("ui.honest")));
}

export function keysHelp(app) {
  const lines = ["space", "arrows", "shift", "home", "letters_f", "letters_r", "letters_p", "letters_d", "letters_l", "map"];
  const box = h("input", { type: "checkbox", checked: app.shortcuts, onchange: (event) => { app.shortcuts = event.target.checked; } });
  return h("div", { class: "keys" },
    h("dl", {}, lines.map((name) => h("div", {}, h("dt", {}, h("kbd", {}, say(`keys.${name}.key`))), h("dd", {}, say(`keys.${name}.text`))))),
    h("label", { class: "choice" }, box, h("span", {}, say("ui.shortcuts"))));
}

// One sheet over the page at a time: filmstrip, repeats, keys.
export function sheet(title, body, closed) {
  const heading = h("h2", { id: `sheet-${Math.random().toString(36).slice(2)}` }, title);
  const element = h("dialog", { class: "sheet", "aria-labelledby": heading.id });
  element.append(h("header", {}, heading, button("close", () => element.close(), "close")), body);
  element.addEventListener("close", () => {
    element.remove();
    closed?.();
  });
  return element;
}
