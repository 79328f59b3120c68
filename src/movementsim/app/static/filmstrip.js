// Five moments side by side: small pictures are read faster than a film.
import { amount, badge, h, percent, ui } from "./dom.js";
import { coloursOf, drawBackground, drawPeople } from "./picture.js";

export function filmstrip(app) {
  const { worlds, recording, layout } = app;
  const weeks = [0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * recording.weeks));
  const colours = coloursOf(app.element);
  const frame = (world, side, week) => {
    const canvas = h("canvas", { "aria-hidden": "true" });
    const { metrics } = world;
    const button = h("button", { class: "frame", "data-week": week, onclick: () => {
      app.parts.sheet.close();
      app.seek(week);
    } },
      h("span.head", badge(side), h("strong", ui("week_short", { week }))),
      h("span", ui("frame", { members: metrics.members[week], trust: amount("trust", metrics.trust[week]),
        band: percent(metrics.in_factions[week] ?? 0) })),
      canvas);
    return { canvas, button, world, week };
  };
  const frames = worlds.flatMap((world, side) => weeks.map((week) => frame(world, side, week)));
  const element = h("div.film", h("p.lead", ui("film_intro")),
    h("div.frames", frames.map(({ button }) => button)));
  const draw = () => {
    for (const { canvas, world, week } of frames) {
      const { width, height } = canvas.getBoundingClientRect();
      const dense = devicePixelRatio || 1;
      canvas.width = width * dense;
      canvas.height = height * dense;
      const pen = canvas.getContext("2d");
      const scale = Math.min(width / layout.width, height / layout.height);
      pen.setTransform(scale * dense, 0, 0, scale * dense,
        ((width - layout.width * scale) / 2) * dense, ((height - layout.height * scale) / 2) * dense);
      drawBackground(pen, layout, world, week, colours, false);
      drawPeople(pen, layout, world, week, colours);
    }
  };
  return { element, draw };
}
