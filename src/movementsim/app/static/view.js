// What is shown of a recording: panels, time, drawing, sidebar, keys.
import { Charts, metricsOf } from "./charts.js";
import { button, h, icon, reveal, say, ui, useWords } from "./dom.js";
import { filmstrip } from "./filmstrip.js";
import { header, keeping, keyPanel, keysHelp, legend, sheet, sidebar, tabsFor, transport } from "./frame.js";
import { layOut } from "./layout.js";
import { lessonPanel } from "./lessons.js";
import { changesOf, filledIn, leversPanel, presetOf } from "./levers.js";
import { Panel } from "./panel.js";
import { personCard, spoken } from "./person.js";
import { coloursOf } from "./picture.js";
import { repeatDialog } from "./repeat.js";
import { Story } from "./story.js";

const WEEKS_A_SECOND = 6;
let viewers = 0;

export class View {
  constructor(root, start, host) {
    useWords(start.words);
    Object.assign(this, {
      root, start, host, id: `viewer-${viewers++}`, parts: {}, worlds: [], recording: null, layout: null,
      moment: 0, seen: 0, playing: false, lastTab: "story", chosen: -1, hovered: -1, marked: [],
      tabs: tabsFor(start, host), lesson: null, stage: null, bet: null, done: new Set(), shortcuts: true, drawing: 0,
      settings: [{}, {}].map((settings) => filledIn(start, settings)), common: { ...start.defaults },
    });
    [this.tab] = this.tabs;
    this.seek = this.seek.bind(this);
    this.build();
    root.viewer = this;
  }

  build() {
    const { parts } = this;
    this.charts = new Charts(this.seek);
    this.story = new Story(this);
    this.panels = [0, 1].map((side) => new Panel(this, side));
    parts.notice = h("div.notice", { role: "alert", hidden: true });
    parts.banner = h("div.banner", { role: "status", hidden: true });
    parts.live = h("p.unseen", { "aria-live": "polite" });
    parts.panels = h("div.panels", this.panels.map((panel) => panel.element));
    parts.main = h("main", parts.notice, parts.panels, legend(), this.charts.element, transport(this));
    this.element = h("div.ms", header(this), parts.main, sidebar(this), parts.live);
    this.root.replaceChildren(this.element);
    (this.host.kind === "widget" ? this.element : document).addEventListener("keydown", (event) => this.key(event));
    this.watcher = new ResizeObserver(() => this.resize());
    this.watcher.observe(this.panels[0].map);
    this.showTab(this.tab);
  }

  take(worlds, week, seen) {
    const { recording, parts } = this;
    this.worlds = worlds;
    if (!recording.what_if) this.ran = worlds;
    this.moment = Math.min(week, recording.weeks);
    this.seen = Math.min(seen, recording.weeks);
    parts.title.textContent = this.lesson?.title ?? (recording.title || ui("title"));
    parts.about.textContent = this.difference();
    parts.scrub.max = recording.weeks;
    this.metrics = metricsOf(this.lesson ?? this.within);
    this.panels.forEach((panel) => panel.title());
    this.charts.set(worlds, recording.weeks, this.metrics);
    this.story.set(worlds, recording.weeks);
    this.whatIfBanner();
    this.layout = null;
    this.resize();
    this.update();
    this.showTab(this.tab);
    this.element.dataset.shown = recording.shown.join();
    this.element.dataset.ready = "yes";
  }

  // A panel without a name of its own is called after its starting point.
  nameOf(side) {
    const { name, settings } = this.worlds[side];
    if (name && name !== "AB"[side]) return this.moved(side) ? ui("moved", { name }) : name;
    const preset = settings && presetOf(this.start, settings);
    return say(preset ? `presets.${preset.key}.label` : "ui.own_mix");
  }

  // Whether levers were moved since a lesson named this panel.
  moved(side) {
    const { settings } = this.worlds[side];
    return this.within && settings && changesOf(this.start, settings, this.within["ab"[side]]);
  }

  // What differs between the panels, in words.
  difference() {
    if (this.recording.what_if) return ui("same_what_if");
    if (this.lesson || !this.worlds.every(({ settings }) => settings)) return ui("same");
    const changes = changesOf(this.start, ...this.worlds.map(({ settings }) => settings));
    if (this.within) return ui("within", { changes: changes || ui("none") });
    return `${ui("same")} ${ui(changes ? "only" : "nothing_differs", { changes })}`;
  }

  update() {
    const { week, recording, parts } = this;
    this.seen = Math.max(this.seen, week);
    parts.clock.textContent = ui("week_of", { week, weeks: recording.weeks });
    parts.scrub.value = week;
    parts.scrub.setAttribute("aria-valuetext", parts.clock.textContent);
    this.panels.forEach((panel) => panel.count(week));
    this.charts.show(week, this.seen);
    this.story.show(week, this.seen, this.playing);
    if (this.chosen >= 0 && this.tab === "person") this.refill(personCard(this));
    if (this.hovered >= 0) this.hover(this.hovered);
    this.redraw();
  }

  seek(week) {
    if (this.held) return;
    this.pause();
    this.moment = Math.min(Math.max(week, 0), this.recording.weeks);
    this.update();
  }

  // Before the bet is placed, the page stays at week 0.
  get held() {
    return !this.recording || this.stage === "bet";
  }

  togglePlay() {
    this[this.playing ? "pause" : "play"]();
  }

  play() {
    if (this.held) return;
    if (this.week >= this.recording.weeks) this.moment = 0;
    this.playing = true;
    reveal(this.parts.panels);
    this.marked = this.recording.what_if?.changed ?? [];
    this.playButton();
    this.clock = null;
    this.update();
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.moment = this.week;
    this.playButton();
    this.redraw();
  }

  playButton() {
    const name = this.playing ? "pause" : "play";
    this.parts.play.setAttribute("aria-label", ui(name));
    this.parts.play.replaceChildren(icon(name), h("span", ui(name)));
  }

  advance(now) {
    const passed = this.clock === null ? 0 : Math.min(now - this.clock, 250);
    this.clock = now;
    const { week } = this;
    this.moment = Math.min(this.moment + (passed / 1000) * WEEKS_A_SECOND * this.parts.speed.value, this.recording.weeks);
    if (this.moment >= this.recording.weeks) this.pause();
    if (this.week !== week) this.update();
  }

  resize() {
    if (!this.recording) return;
    const { width, height } = this.panels[0].map.getBoundingClientRect();
    if (width < 40 || height < 40) return;
    const unit = parseFloat(getComputedStyle(this.element).fontSize);
    const size = [width, height, unit].map(Math.round).join();
    if (this.layout?.size !== size) {
      this.layout = { ...layOut(this.recording, width, height, unit, this.before), size };
      this.before = this.layout;
      this.panels.forEach((panel) => panel.size(width, height, devicePixelRatio || 1));
    }
    this.repaint();
  }

  repaint() {
    this.colours = coloursOf(this.element);
    this.drawing += 1;
    this.redraw();
  }

  redraw() {
    this.waiting ??= requestAnimationFrame((now) => this.paint(now));
  }

  paint(now) {
    this.waiting = null;
    if (this.playing) this.advance(now);
    if (!this.layout || !this.worlds.length) return;
    const smooth = this.playing && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const panel of this.panels) panel.draw(smooth ? this.moment : this.week, this.colours, smooth);
    if (this.playing) this.redraw();
  }

  // While playing, the moment lies between two weeks; the earlier one is shown.
  get week() {
    return Math.floor(this.moment);
  }

  get focus() {
    return this.hovered >= 0 ? this.hovered : this.chosen;
  }

  hover(person) {
    if (!this.layout) return;
    const changed = person !== this.hovered;
    this.hovered = person;
    this.panels.forEach((panel) => panel.showCard(person));
    if (changed) this.redraw();
  }

  choose(person, told = false) {
    this.chosen = person;
    if (person < 0) {
      if (this.tab === "person") this.showTab(this.lastTab);
    } else {
      if (this.tab !== "person") this.lastTab = this.tab;
      this.showTab("person");
      if (told) this.parts.live.textContent = this.worlds.map((world, side) => spoken(world, side, this.week, person)).join(" ");
    }
    this.redraw();
  }

  showLine(line) {
    this.seek(line.week);
    this.marked = line.who ?? [];
    this.redraw();
  }

  showTab(name) {
    this.tab = name;
    const { side, tabs } = this.parts;
    const at = tabs[name] ?? tabs[this.lastTab];
    for (const tab of Object.values(tabs)) {
      tab.setAttribute("aria-selected", String(tab === tabs[name]));
      tab.tabIndex = tab === at ? 0 : -1;
    }
    side.setAttribute("aria-labelledby", at.id);
    const fill = { lessons: lessonPanel, story: () => this.story.list, key: keyPanel, levers: leversPanel, person: personCard }[name];
    const early = !this.recording && name !== "key" && name !== "lessons";
    this.refill(early ? h("p.soft", ui("starting")) : fill(this));
  }

  // Fills the side without losing the reader's focus, open details or place.
  refill(content) {
    const { side: place, tabs } = this.parts;
    const within = (selector) => [...place.querySelectorAll(selector)];
    const focusable = "h3, button, input, select, summary";
    const at = within(focusable).indexOf(document.activeElement);
    const inside = place.contains(document.activeElement);
    const open = within("details").map((details) => details.open);
    const { scrollTop } = place;
    const same = place.firstElementChild?.className === content.className;
    place.replaceChildren(content);
    if (!same) {
      place.scrollTop = 0;
      if (inside) (place.querySelector("h3[tabindex]") ?? tabs[this.tab])?.focus({ preventScroll: true });
      return;
    }
    place.scrollTop = scrollTop;
    within("details").forEach((details, index) => { details.open = open[index] ?? details.open; });
    if (at >= 0) within(focusable)[at]?.focus({ preventScroll: true });
  }

  whatIfBanner() {
    const { original, parts: { about, banner }, recording: { people, what_if: whatIf } } = this;
    banner.hidden = !whatIf;
    about.hidden = !banner.hidden;
    if (!whatIf) return;
    const count = whatIf.changed.length;
    const names = whatIf.changed.slice(0, 4).map((person) => people.name[person]).join(", ");
    const changed = count ? ui(count > 4 ? "changed_more" : "changed", { names, count }) : "";
    banner.replaceChildren(h("p", h("strong", ui("what_if_shown", whatIf)), ` ${whatIf.line} ${changed}`),
      original ? h("button", { "data-do": "back-from-what-if", onclick: () => this.show(original.given, original) }, ui("back_from_what_if")) : "");
  }

  // What opens over the page: each makes its element, and may have to be stopped.
  openSheet(name) {
    if (["film", "repeat"].includes(name) && this.held) return;
    if (name === "repeat" && !this.canAsk) {
      this.notify(ui("no_repeat"));
      return;
    }
    this.pause();
    this.parts.sheet?.close();
    const { element, close } = { film: filmstrip, repeat: repeatDialog, keys: keysHelp, save: keeping }[name](this);
    this.parts.sheet = sheet(ui(`${name}_title`), element, close);
    this.element.append(this.parts.sheet);
    this.parts.sheet.showModal();
  }

  toggle(mode) {
    const on = this.element.classList.toggle(mode);
    this.element.querySelector(`[data-do=${mode}]`).setAttribute("aria-pressed", String(on));
    this.resize();
    this.repaint();
  }

  notify(text, kind = "") {
    const { notice } = this.parts;
    notice.className = `notice ${kind}`;
    notice.hidden = false;
    notice.replaceChildren(h("p", text), button("close", () => this.quiet(), "close", { class: "bare" }));
    clearTimeout(this.quieting);
    if (!kind) this.quieting = setTimeout(() => this.quiet(), 6000);
  }

  quiet() {
    this.parts.notice.hidden = true;
  }

  key(event) {
    const { key, shiftKey, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || this.parts.sheet?.open || !this.recording) return;
    if (key === "Escape") this.choose(-1);
    if (!this.shortcuts || target.closest?.("input, select")) return;
    if (key === " " && target.closest?.("button, summary")) return;
    const far = shiftKey ? 10 : 1;
    const named = { " ": "play", home: "reset", f: "film", r: "repeat", p: "projector", d: "dark", l: "link", "?": "keys" }[key.toLowerCase()];
    const action = named ? () => this.element.querySelector(`[data-do=${named}]`)?.click()
      : { ArrowRight: () => this.seek(this.week + far), ArrowLeft: () => this.seek(this.week - far),
        End: () => this.seek(this.recording.weeks), "+": () => this.faster(1), "-": () => this.faster(-1) }[key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  faster(by) {
    const { speed } = this.parts;
    speed.selectedIndex = Math.min(Math.max(speed.selectedIndex + by, 0), speed.options.length - 1);
  }
}
