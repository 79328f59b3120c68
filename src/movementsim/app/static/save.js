// What can be saved: a picture, the replay, the data, a link.
import { amount, h, say, ui } from "./dom.js";
import { coloursOf, drawBackground, drawPeople } from "./picture.js";

function keep(name, blob) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function nameFor(app, ending) {
  const title = app.parts.title.textContent.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return `${title || "movement"}${ending}`;
}

export function savePicture(app) {
  const { layout, parts, recording, week, worlds } = app;
  const colours = coloursOf(app.element);
  const [edge, top, scale] = [40, 210, 2];
  const width = layout.width * 2 + edge * 3;
  const canvas = h("canvas", { width: width * scale, height: (layout.height + top + 90) * scale });
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  pen.fillStyle = colours.paper;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  const write = (text, x, y, size, colour, weight = 400) => {
    pen.font = `${weight} ${size}px ${colours.font}`;
    pen.fillStyle = colour;
    pen.fillText(text, x, y, width - edge - x);
  };
  write(parts.title.textContent, edge, 56, 32, colours.ink, 700);
  const told = recording.what_if ? ui("what_if_shown", recording.what_if) : parts.about.textContent;
  write(`${parts.clock.textContent}. ${told}`, edge, 88, 18, colours.soft);
  worlds.forEach((world, side) => {
    const x = edge + side * (layout.width + edge);
    pen.fillStyle = colours.card;
    pen.fillRect(x, 104, layout.width, layout.height + top - 104);
    write(`${"AB"[side]}  ${app.nameOf(side)}`, x + 16, 136, 22, colours.ink, 700);
    app.metrics.forEach((metric, index) => {
      const at = x + 16 + (index * layout.width) / 4;
      write(amount(metric, world.metrics[metric][week]), at, 174, 26, colours.ink, 700);
      write(say(`metrics.${metric}.short`), at, 196, 16, colours.soft);
    });
    pen.save();
    pen.translate(x, top);
    drawBackground(pen, layout, world, week, colours);
    drawPeople(pen, layout, world, week, colours);
    pen.restore();
  });
  write(ui("honest"), edge, layout.height + top + 36, 16, colours.soft);
  write(ui("key_line"), edge, layout.height + top + 62, 16, colours.soft);
  canvas.toBlob((blob) => keep(nameFor(app, `-week-${week}.png`), blob), "image/png");
}

export function saveReplay(app) {
  keep(nameFor(app, ".json"), new Blob([JSON.stringify(app.given)], { type: "application/json" }));
}

export function saveData(app) {
  const names = Object.keys(app.worlds[0].metrics);
  const rows = [["panel", "scenario", "week", ...names]];
  app.worlds.forEach((world, side) => {
    for (let week = 0; week <= app.recording.weeks; week++) {
      const name = `"${app.nameOf(side).replaceAll('"', '""')}"`;
      rows.push(["AB"[side], name, week, ...names.map((metric) => world.metrics[metric][week] ?? "")]);
    }
  });
  keep(nameFor(app, ".csv"), new Blob([rows.map((row) => row.join(",")).join("\r\n") + "\r\n"], { type: "text/csv" }));
}

// The link: everything that decides what is shown, after the #.
export function linkOf(app) {
  const fields = new URLSearchParams();
  const { lesson, within } = app;
  if (lesson || within) fields.set("lesson", (lesson || within).key);
  if (app.stored) fields.set("stored", 1);
  else if (app.host.pair && !lesson) {
    ["a", "b"].forEach((key, side) => fields.set(key, Object.entries(app.settings[side]).map((pair) => pair.join(":")).join()));
    Object.entries(app.common).forEach(([key, value]) => fields.set(key, value));
  }
  if (app.recording?.atlas) fields.set("shown", app.recording.shown.join());
  fields.set("week", app.week);
  if (app.chosen >= 0) fields.set("who", app.recording.people.uid[app.chosen]);
  return `#${fields}`;
}

export function readLink(hash) {
  const fields = new URLSearchParams(hash.slice(1));
  const text = (key) => fields.get(key) ?? "";
  const number = (key) => (/^\d{1,10}$/.test(text(key)) ? Number(text(key)) : undefined);
  const settings = (key) => Object.fromEntries(text(key).split(",").map((part) => part.split(":"))
    .map(([name, value]) => [name, Number(value)]).filter(([, value]) => Number.isFinite(value)));
  return {
    lesson: text("lesson"), levers: fields.has("a"), stored: fields.has("stored"), a: settings("a"), b: settings("b"), week: number("week"), who: text("who"),
    members: number("members"), weeks: number("weeks"), seed: number("seed"),
    shown: text("shown").split(",").map(Number), empty: !hash,
  };
}
