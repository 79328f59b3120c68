// Five moments of both panels side by side.
import { amount, badge, h, percent, ui } from "./dom.js";
import { coloursOf, drawBackground, drawPeople } from "./picture.js";

export function filmstrip(app) {
  const { worlds, recording } = app;
  const layout = { ...app.layout, labelled: false };
  const weeks = [0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * recording.weeks));
  const colours = coloursOf(app.element);
  const frame = (world, side, week) => {
    const canvas = h("canvas", { "aria-hidden": "true", width: layout.width, height: layout.height });
    const pen = canvas.getContext("2d");
    drawBackground(pen, layout, world, week, colours);
    drawPeople(pen, layout, world, week, colours);
    const { members, trust, in_factions: inFactions } = world.metrics;
    return h("button.frame", { "data-week": week, onclick: () => {
      app.parts.sheet.close();
      app.seek(week);
    } },
    h("span.head", badge(side), h("strong", ui("week_short", { week }))),
    h("b", ui("heads", { members: members[week] })),
    h("span", ui("frame", { trust: amount("trust", trust[week]), faction: percent(inFactions[week] ?? 0) })),
    canvas);
  };
  const element = h("div.film", h("p.lead", ui("film_intro")),
    h("div.frames", worlds.flatMap((world, side) => weeks.map((week) => frame(world, side, week)))));
  return { element };
}
