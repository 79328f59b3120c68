// One of the two panels: its head with the big numbers, and the map of people.
import { amount, badge, h, say, ui } from "./dom.js";
import { nearest, neighbour } from "./layout.js";
import { hoverCard } from "./person.js";
import { drawBackground, drawFocus, drawMarks, drawPeople, drawPulses } from "./picture.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Panel {
  constructor(app, side) {
    Object.assign(this, { app, side });
    this.name = h("h2");
    this.lead = h("p.soft.lead");
    this.row = h("dl.numbers-row");
    this.canvas = h("canvas", { tabindex: 0, role: "application", "aria-label": ui("map", { side: "AB"[side] }),
      "aria-roledescription": ui("map_role"),
      onpointermove: (event) => app.hover(this.under(event)),
      onpointerleave: () => app.hover(-1),
      onclick: (event) => app.choose(this.under(event)),
      onkeydown: (event) => this.walk(event) });
    this.card = h("div.hover", { hidden: true });
    this.map = h("div.map", this.canvas, this.card);
    this.element = h(`section.panel.${"ab"[side]}`,
      h("header", badge(side), h("div", this.name, this.lead)),
      this.row, this.map);
    this.behind = h("canvas");
    this.drawn = "";
  }

  get world() {
    return this.app.worlds[this.side];
  }

  under(event) {
    const { layout, week } = this.app;
    return layout ? nearest(layout, this.world, week, event.offsetX, event.offsetY) : -1;
  }

  walk(event) {
    const { app } = this;
    if (!ARROWS[event.key] || !app.layout || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const from = app.chosen;
    const { width, height } = app.layout;
    const next = from < 0 ? nearest(app.layout, this.world, app.week, width / 2, height / 2, Infinity)
      : neighbour(app.layout, this.world, app.week, from, ...ARROWS[event.key]);
    if (next >= 0) app.choose(next, true);
  }

  size(width, height, dense) {
    for (const canvas of [this.canvas, this.behind]) {
      canvas.width = Math.round(width * dense);
      canvas.height = Math.round(height * dense);
    }
    this.dense = dense;
    this.drawn = "";
  }

  clear(canvas) {
    const pen = canvas.getContext("2d");
    pen.setTransform(this.dense, 0, 0, this.dense, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    return pen;
  }

  title() {
    const { world } = this;
    this.name.textContent = this.app.nameOf(this.side);
    this.lead.textContent = (!this.app.moved(this.side) && world.lead) || "";
    this.lead.hidden = !this.app.worlds.some(({ lead }) => lead);
    this.numbers = this.app.metrics.map((metric) => ({ metric, value: h("dd") }));
    this.row.replaceChildren(...this.numbers.map(({ metric, value }) =>
      h("div", { title: say(`metrics.${metric}.tip`) }, h("dt", say(`metrics.${metric}.short`)), value)));
  }

  count(week) {
    for (const { metric, value } of this.numbers) value.textContent = amount(metric, this.world.metrics[metric][week]);
  }

  draw(moment, colours, pulses) {
    const { layout, focus, marked } = this.app;
    const week = Math.floor(moment);
    const key = `${this.app.drawing}:${week}`;
    if (key !== this.drawn) {
      drawBackground(this.clear(this.behind), layout, this.world, week, colours);
      this.drawn = key;
    }
    const pen = this.clear(this.canvas);
    pen.drawImage(this.behind, 0, 0, this.behind.width / this.dense, this.behind.height / this.dense);
    drawPeople(pen, layout, this.world, moment, colours);
    if (pulses) drawPulses(pen, layout, this.world, moment, colours);
    if (focus >= 0) drawFocus(pen, layout, this.world, moment, colours, focus);
    else if (marked.length) drawMarks(pen, layout, marked, colours);
  }

  showCard(person) {
    const { layout, week } = this.app;
    this.card.hidden = person < 0;
    if (person < 0) return;
    this.card.replaceChildren(...hoverCard(this.world, this.side, week, person));
    // in the corner farthest away, where it hides none of the person's ties
    this.card.classList.toggle("right", layout.x[person] < layout.width / 2);
    this.card.classList.toggle("low", layout.y[person] < layout.height / 2);
  }
}
