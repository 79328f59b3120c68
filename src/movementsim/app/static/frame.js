// The page around the panels: header, sidebar with its tabs, timeline, sheets.
import { button, h, say, svg, ui, wordsFor } from "./dom.js";
import { saveData, savePicture, saveReplay } from "./save.js";

const SPEEDS = [0.5, 1, 2, 4];

function sheetButton(app, name) {
  return button(name, () => app.openSheet(name), name);
}

export function repeatButton(app) {
  return app.host.repeat ? sheetButton(app, "repeat") : null;
}

export function header(app) {
  app.parts.title = h("h1");
  app.parts.about = h("p.soft");
  app.parts.file = h("input.unseen", { type: "file", accept: ".json,application/json", tabindex: -1, "aria-label": ui("open_replay"),
    onchange: (event) => app.openFile(event.target) });
  const mode = (name) => button(name, () => app.toggle(name), name, { "aria-pressed": "false" });
  return h("header.top", h("div.titles", app.parts.title, app.parts.about, app.parts.banner),
    h("nav", { "aria-label": ui("tools") },
      sheetButton(app, "film"), repeatButton(app), mode("projector"), mode("dark"),
      app.host.kind === "widget" ? null : button("link", () => app.copyLink(), "link"),
      sheetButton(app, "save"), app.parts.file, sheetButton(app, "keys")));
}

export function transport(app) {
  const { parts } = app;
  parts.play = button("play", () => app.togglePlay(), "play", { class: "main" });
  parts.clock = h("output.clock");
  parts.scrub = h("input.scrub", { type: "range", "aria-label": ui("timeline"),
    oninput: () => app.seek(Number(parts.scrub.value)) });
  parts.speed = h("select", { "aria-label": ui("speed"), title: say("tips.speed"), "data-do": "speed" },
    SPEEDS.map((speed) => h("option", { value: speed, selected: speed === 1 }, ui("times", { speed }))));
  const jump = (name, week) => button(name, () => app.seek(week()), name, { class: "bare" });
  return h("div.transport", { role: "group", "aria-label": ui("controls") },
    h("div.buttons",
      jump("reset", () => 0), jump("back", () => app.week - 1), parts.play, jump("step", () => app.week + 1), parts.speed),
    parts.clock,
    h("div.time", parts.scrub, app.story.marks));
}

// Only what there is: a file may hold one recording and nothing else.
export function tabsFor(start, host) {
  const there = { lessons: start.lessons.length, story: true, levers: host.pair || start.recording?.atlas, key: true };
  return Object.keys(there).filter((name) => there[name]);
}

export function sidebar(app) {
  const { parts, tabs } = app;
  parts.tabs = Object.fromEntries(tabs.map((name) => [name, h("button", { role: "tab", id: `${app.id}-tab-${name}`,
    "aria-controls": `${app.id}-side`, onclick: () => app.showTab(name), "data-tab": name }, ui(`tab_${name}`))]));
  const list = h("div.tabs", { role: "tablist", "aria-label": ui("tabs"),
    onkeydown: (event) => {
      const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!move) return;
      event.preventDefault();
      event.stopPropagation();
      const next = tabs.at((tabs.indexOf(app.tab) + move) % tabs.length);
      app.showTab(next);
      parts.tabs[next].focus();
    } }, Object.values(parts.tabs));
  parts.side = h("div.side-body", { role: "tabpanel", id: `${app.id}-side`, tabindex: 0 });
  return h("aside.side", { "aria-label": ui("sidebar") }, list, parts.side);
}

const SHAPES = { circle: "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0", square: "M-.89-.89H.89V.89H-.89Z", triangle: "M0-1.55L1.35.78H-1.35Z" };

function drawn(...shapes) {
  return svg("svg.sample", { viewBox: "-14 -14 28 28" }, ...shapes);
}

function sample(role, faction, fullness = 0.7, size = 9) {
  const shape = (kind, r) => svg(`path.${kind}.f${faction}`, { d: SHAPES[role], transform: `scale(${r})` });
  return drawn(shape(role === "circle" ? "body" : "body.inked", size), shape("heart", size * Math.sqrt(fullness)));
}

function keyLines(place, textOf, lines = {}) {
  Object.assign(lines, { factions: [1, 2, 3].map((faction) => sample("circle", faction, 1)),
    trust: [0.1, 0.45, 1].map((trust) => sample("circle", 0, trust)),
    power: [4, 8, 13].map((size) => sample("circle", 0, 1, size)),
    organiser: [sample("square", 0)], factionalist: [sample("triangle", 1, 0.7, 8)],
    ghost: ["ring", "gone"].map((kind) => drawn(svg(`circle.${kind}`, { r: 8 }))),
  });
  return h(place, Object.entries(lines).map(([name, pictures]) => h("li", h("span.samples", pictures), textOf(`key.${name}`))));
}

export function legend() {
  return keyLines("ul.legend", (name) => say(`${name}.label`));
}

export function keyPanel() {
  return h("div.key",
    keyLines("ul", (name) => h("span", h("strong", say(`${name}.label`)), " ", wordsFor(`${name}.text`) ?? ""),
      { member: [sample("circle", 0, 1)] }),
    h("h3", ui("how_to_read")), h("p", say("key.places")), h("p", say("key.ties")), h("p", say("key.same")),
    h("p.honest", ui("honest")));
}

export function keeping(app) {
  const choice = (name, action) => button(name, () => {
    app.parts.sheet.close();
    action(app);
  });
  return { element: h("div.keep", choice("save_picture", savePicture), choice("save_replay", saveReplay), choice("save_data", saveData),
    choice("open_replay", () => app.parts.file.click())) };
}

export function keysHelp(app) {
  const box = h("input", { type: "checkbox", checked: app.shortcuts, onchange: (event) => { app.shortcuts = event.target.checked; } });
  const element = h("div.keys",
    h("dl", Object.values(wordsFor("keys")).map(({ key, text }) => h("div", h("dt", h("kbd", key)), h("dd", text)))),
    h("label.choice", box, h("span", ui("shortcuts"))));
  return { element };
}

export function sheet(title, body, closed) {
  const heading = h("h2", { id: "sheet-title" }, title);
  const element = h("dialog.sheet", { "aria-labelledby": heading.id });
  element.append(h("header", heading, button("close", () => element.close(), "close")), body);
  element.addEventListener("close", () => {
    element.remove();
    closed?.();
  });
  return element;
}
