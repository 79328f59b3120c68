// The narrated log, and its marks on the timeline.
import { badge, h, say, svg, ui } from "./dom.js";

// The lines of both panels, latest first; of a what-if only those that differ.
function linesOf(worlds, whatIf) {
  const told = (line, world) => world.story.some(({ week, text }) => week === line.week && text === line.text);
  const own = (line, side) => !whatIf || !told(line, worlds[1 - side]);
  return worlds.flatMap((world, side) => world.story.filter((line) => own(line, side)).map((line) => ({ ...line, side })))
    .sort((one, other) => other.week - one.week || one.side - other.side);
}

function whole(line) {
  return `${ui("week_short", { week: line.week })}, ${"AB"[line.side]}: ${line.text}`;
}

export class Story {
  constructor(app) {
    this.app = app;
    this.list = h("ol.story", { tabindex: 0, "aria-label": ui("story") });
    this.marks = svg("svg.marks", { preserveAspectRatio: "none" });
    this.items = [];
  }

  set(worlds, weeks) {
    this.lines = linesOf(worlds, Boolean(this.app.recording.what_if));
    this.items = this.lines.map((line) => this.item(line));
    this.list.replaceChildren(...this.items, h("li.soft.end", ui("story_start")));
    this.marks.setAttribute("viewBox", `0 0 ${weeks} 20`);
    this.ticks = this.lines.map((line) => {
      const y = line.side ? 12 : 1;
      const tick = svg(`rect.tick.${"ab"[line.side]}`, { x: line.week - weeks / 700, y, width: weeks / 350, height: 7 },
        svg("title", {}, whole(line)));
      tick.addEventListener("click", () => this.app.showLine(line));
      return tick;
    });
    this.marks.replaceChildren(...this.ticks);
    this.told = -1;
  }

  item(line) {
    const { app } = this;
    const undo = line.act >= 0 && app.canAsk;
    return h("li", { "data-week": line.week, "data-kind": line.kind },
      h("button.line", { onclick: () => app.showLine(line) },
        h("span.when", badge(line.side), ui("week_short", { week: line.week })),
        h("span", line.text)),
      undo ? h("button.undo", { "data-act": line.act, title: say("tips.what_if"),
        onclick: () => app.showWhatIf(line) }, ui("what_if")) : null);
  }

  // Shows what is known by a week; while playing, new lines are read out.
  show(week, seen, playing) {
    const fresh = [];
    this.lines.forEach((line, index) => {
      const known = line.week <= seen;
      const item = this.items[index];
      item.hidden = !known;
      item.classList.toggle("now", line.week === week);
      item.classList.toggle("later", line.week > week);
      this.ticks[index].style.display = known ? "" : "none";
      if (line.week <= week && line.week > this.told) fresh.push(line);
    });
    if (playing && fresh.length && this.told >= 0) this.app.parts.live.textContent = whole(fresh[0]);
    this.told = week;
  }
}
