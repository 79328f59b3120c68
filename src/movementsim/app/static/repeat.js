// Where A and B end, run after run, as dots with means and intervals.
import { amount, badge, button, h, say, svg, ui } from "./dom.js";

function piles(values, scale, width) {
  const heights = new Map();
  return values.map((value) => {
    const column = Math.round(scale(value) / width);
    const height = heights.get(column) ?? 0;
    heights.set(column, height + 1);
    return [column * width, height];
  });
}

function strip(metric, runs, summary) {
  const ends = (key) => runs.map((run) => run[key][metric]).filter((value) => value !== null);
  const both = [...ends("a"), ...ends("b")];
  const share = say(`metrics.${metric}.unit`) === "share";
  let [low, high] = [Math.min(...both), Math.max(...both)];
  const room = Math.max((high - low) * 0.08, share ? 0.02 : 2);
  [low, high] = [Math.max(0, low - room), share ? Math.min(1, high + room) : high + room];
  const scale = (value) => 10 + ((value - low) / (high - low)) * 980;
  const drawing = svg("svg", { viewBox: "0 0 1000 190", role: "img", "aria-label": lineOf(metric, summary) });
  [0, 1].forEach((side) => {
    const key = "ab"[side];
    const floor = side ? 158 : 70;
    drawing.append(svg("line.base", { x1: 0, x2: 1000, y1: floor + 8, y2: floor + 8 }));
    const marks = piles(ends(key), scale, 13);
    const tall = Math.max(...marks.map(([, height]) => height), 1);
    const rise = Math.min(12, 58 / tall);
    marks.forEach(([x, height]) => drawing.append(svg(`circle.dot.${key}`, { cx: x, cy: floor - height * rise, r: Math.max(rise / 2, 4) })));
    const [mean, from, to] = summary[metric][key];
    if ((mean ?? null) !== null) {
      drawing.append(svg(`line.interval.${key}`, { x1: Math.max(0, scale(from)), x2: Math.min(1000, scale(to)), y1: floor + 16, y2: floor + 16 }),
        svg(`circle.mean.${key}`, { cx: scale(mean), cy: floor + 16, r: 7 }));
    }
  });
  const edge = (value) => h("span", amount(metric, value));
  return h("figure.strip",
    h("figcaption", h("strong", say(`metrics.${metric}.name`)), ": ", h("b", lineOf(metric, summary))),
    h("div.beside", h("div.sides", badge(0), badge(1)), drawing),
    h("div.edges", { "aria-hidden": "true" }, edge(low), edge(high)));
}

function lineOf(metric, summary) {
  const { a_more: a, b_more: b, equal } = summary[metric];
  return ui("beats", { a, b, equal, runs: a + b + equal });
}

export function repeatDialog(app) {
  const runs = [];
  const stop = new AbortController();
  const bar = h("progress", { max: 50, value: 0, "aria-label": ui("progress") });
  const count = h("p", { role: "status" });
  const body = h("div.strips");
  const cancel = button("cancel", () => stop.abort());
  const element = h("div.repeat",
    h("p.lead", ui("repeat_intro")), h("div.row", bar, cancel), count, body);
  const tell = (name, fields) => { count.textContent = ui(name, fields); };
  const take = (line) => {
    if (line.error) throw new Error(line.error);
    if (line.a) runs.push(line);
    bar.max = line.of;
    bar.value = line.done;
    tell("repeated", { done: line.done, of: line.of });
    if (runs.length) body.replaceChildren(...Object.keys(line.summary).map((metric) => strip(metric, runs, line.summary)));
  };
  tell("starting");
  app.host.repeat({ ...app.body(), times: 50 }, take, stop.signal)
    .then(() => element.classList.add("finished"))
    .catch((error) => {
      if (stop.signal.aborted) tell("cancelled", { done: bar.value });
      else count.textContent = error.message;
    })
    .finally(() => cancel.remove());
  return { element, close: () => stop.abort() };
}
