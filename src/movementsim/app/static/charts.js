// Small charts of both panels over the weeks.
import { amount, h, say, svg } from "./dom.js";

const USUAL = ["members", "trust", "in_factions", "power_top_tenth"];

// The metrics on the page: the usual four, with a lesson's own metric second.
export function metricsOf(lesson) {
  const own = lesson?.metric;
  return !own || USUAL.includes(own) ? USUAL : [USUAL[0], own, USUAL[1], USUAL[3]];
}

function ceiling(metric, worlds) {
  const top = Math.max(...worlds.flatMap((world) => world.metrics[metric]), 1e-9);
  if (say(`metrics.${metric}.unit`) === "share") return top > 0.5 ? 1 : top > 0.25 ? 0.5 : 0.25;
  const step = 10 ** Math.floor(Math.log10(top)) / 2;
  return Math.ceil((top * 1.02) / step) * step;
}

// The path of a number over the weeks; weeks without one are left out.
function line(valueAt, upTo, top) {
  const points = [];
  for (let week = 0; week <= upTo; week++) {
    const value = valueAt(week);
    if (value !== null) points.push(`${week} ${100 - Math.min(value / top, 1) * 100}`);
  }
  return points.length > 1 ? `M${points.join("L")}` : "";
}

function drawing(kind, weeks, ...marks) {
  return svg(kind, { viewBox: `0 0 ${weeks} 100`, preserveAspectRatio: "none" },
    svg("line.base", { x1: 0, x2: weeks, y1: 100, y2: 100 }), ...marks);
}

export function spark(valueAt, upTo, weeks) {
  return drawing("svg.spark", weeks, svg("path.line", { d: line(valueAt, upTo, 1) }));
}

export class Charts {
  constructor(seek) {
    this.seek = seek;
    this.element = h("div.charts");
    this.charts = [];
  }

  set(worlds, weeks, metrics) {
    this.worlds = worlds;
    this.weeks = weeks;
    this.seen = -1;
    this.charts = metrics.map((metric) => this.chart(metric, worlds, weeks));
    this.element.replaceChildren(...this.charts.map((chart) => chart.element));
  }

  chart(metric, worlds, weeks) {
    const top = ceiling(metric, worlds);
    const lines = worlds.map((_, side) => svg(`path.line.${"ab"[side]}`));
    const cursor = svg("line.cursor", { y1: 0, y2: 100 });
    const plot = drawing("svg", weeks, svg("line.grid", { x1: 0, x2: weeks, y1: 50, y2: 50 }), ...lines, cursor);
    const values = worlds.map((_, side) => h("b.value",
      h(`span.key.${"ab"[side]}`), h("span")));
    const element = h("figure.chart", { "data-metric": metric, title: say(`metrics.${metric}.tip`) },
      h("figcaption", h("span.name", say(`metrics.${metric}.name`)), ...values),
      h("div.plot", { "aria-hidden": "true" }, h("div.axis", h("span", amount(metric, top)), h("span", amount(metric, 0))), plot));
    plot.addEventListener("pointerdown", (event) => {
      const box = plot.getBoundingClientRect();
      this.seek(Math.round(((event.clientX - box.left) / box.width) * weeks));
    });
    return { metric, top, lines, cursor, values, element };
  }

  show(week, seen) {
    for (const { metric, top, lines, cursor, values } of this.charts) {
      this.worlds.forEach((world, side) => {
        if (seen !== this.seen) lines[side].setAttribute("d", line((at) => world.metrics[metric][at], seen, top));
        values[side].lastChild.textContent = `${"AB"[side]} ${amount(metric, world.metrics[metric][week])}`;
      });
      ["x1", "x2"].forEach((end) => cursor.setAttribute(end, week));
    }
    this.seen = seen;
  }
}
