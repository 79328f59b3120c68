// The viewer: what is shown, and everything one can do to it.
import { Charts, metricsOf } from "./charts.js";
import { calm, h, icon, say, ui, useWords } from "./dom.js";
import { filmstrip } from "./filmstrip.js";
import { header, keeping, keyPanel, keysHelp, legend, sheet, sidebar, tabsFor, transport } from "./frame.js";
import { serverHost } from "./host.js";
import { layOut } from "./layout.js";
import { lessonPanel } from "./lessons.js";
import { filledIn, leversPanel, presetOf, shownValue } from "./levers.js";
import { Panel } from "./panel.js";
import { personCard, spoken } from "./person.js";
import { coloursOf } from "./picture.js";
import { Recording } from "./recording.js";
import { repeatDialog } from "./repeat.js";
import { linkOf, readLink, saveData, savePicture, saveReplay } from "./save.js";
import { Story } from "./story.js";

const WEEKS_A_SECOND = 6;
let viewers = 0;

export class App {
  constructor(root, start, host) {
    useWords(start.words);
    Object.assign(this, {
      root, start, host, id: `viewer-${viewers++}`, parts: {}, worlds: [], recording: null, layout: null,
      moment: 0, seen: 0, playing: false, speed: 1, chosen: -1, hovered: -1, marked: [],
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
    this.element = h("div.ms", header(this),
      h("main", parts.notice,
        h("div.panels", this.panels.map((panel) => panel.element)), legend(), this.charts.element, transport(this)),
      sidebar(this), parts.live);
    this.root.replaceChildren(this.element);
    (this.host.kind === "widget" ? this.element : document).addEventListener("keydown", (event) => this.key(event));
    this.watcher = new ResizeObserver(() => this.resize());
    this.watcher.observe(this.panels[0].map);
    this.showTab(this.tab);
  }

  // A link that leads nowhere is told, beside what is shown without one.
  async open() {
    const link = this.host.kind === "widget" ? "" : location.hash;
    await this.attempt(() => this.openLink(readLink(link)), () => {
      this.share(this.start.defaults);
      return this.openLink(readLink(""));
    });
  }

  async attempt(action, instead = null) {
    try {
      await action();
    } catch (error) {
      if (instead) await this.attempt(instead);
      this.notify(error.message, "error");
    }
  }

  async openLink(link) {
    const lesson = this.start.lessons.find(({ key }) => key === link.lesson);
    this.stored = this.start.recording && !lesson;
    if (this.stored) await this.show(this.start.recording, { week: link.week ?? 0, shown: link.shown });
    else if (lesson) await this.openLesson(lesson);
    else if (this.host.pair) {
      const usual = this.start.presets;
      this.settings = [link.a, link.b].map((given, side) => filledIn(this.start, link.empty ? usual[side]?.settings : given));
      this.share(link);
      if (!link.empty) this.tab = "levers";
      await this.run({ week: link.week ?? 0 });
    } else if (this.start.lessons.some(({ recording }) => recording)) await this.openLesson(this.start.lessons[0]);
    const person = this.recording?.people.uid.findIndex((uid) => String(uid) === link.who) ?? -1;
    if (person >= 0) this.choose(person);
  }

  share(given) {
    for (const key of Object.keys(this.common)) this.common[key] = given[key] ?? this.common[key];
  }

  body() {
    if (this.lesson) return { lesson: this.lesson.key };
    if (this.stored) return { stored: true };
    const [a, b] = this.settings;
    return { a, b, ...this.common };
  }

  async run(view = {}) {
    await this.ask(this.host.pair, this.body(), (given) => this.show(given, view));
  }

  // Asks the host; whoever asks again has given up waiting for what was asked before.
  async ask(question, body, take) {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    this.element.classList.add("busy");
    try {
      const given = await question(body, asking.signal);
      if (this.asking === asking) await take(given);
    } catch (error) {
      if (!asking.signal.aborted) throw error;
    } finally {
      if (this.asking === asking) this.element.classList.remove("busy");
    }
  }

  async show(given, { week = 0, seen = week, shown = [] } = {}) {
    const recording = new Recording(given);
    if (recording.atlas && shown.length === 2 && shown.every((one) => recording.worlds[one])) recording.shown = [...shown];
    const worlds = await recording.pair();
    this.given = given;
    this.pause();
    this.recording = recording;
    this.chosen = -1;
    this.marked = recording.twin?.changed ?? [];
    this.quiet();
    this.take(worlds, week, seen);
  }

  take(worlds, week, seen) {
    const { recording, parts } = this;
    this.worlds = worlds;
    this.moment = Math.min(week, recording.weeks);
    this.seen = Math.min(Math.max(seen, this.week), recording.weeks);
    parts.title.textContent = this.lesson?.title ?? (recording.title || ui("title"));
    parts.about.textContent = this.difference();
    parts.scrub.max = recording.weeks;
    this.metrics = metricsOf(this.lesson);
    this.panels.forEach((panel) => panel.title());
    this.charts.set(worlds, recording.weeks, this.metrics);
    this.story.set(worlds, recording.weeks);
    this.twinBanner();
    this.layout = null;
    this.resize();
    this.update();
    this.showTab(this.tab);
    this.element.dataset.shown = recording.shown.join();
    this.element.dataset.ready = "yes";
  }

  // A panel whose scenario has no name of its own is called after its starting point.
  nameOf(side) {
    const { name, settings } = this.worlds[side];
    if (name && name !== "AB"[side]) return name;
    const preset = settings && presetOf(this.start, settings);
    return say(preset ? `presets.${preset.key}.label` : "ui.own_mix");
  }

  // What differs between the panels, in words: exactly what was changed.
  difference() {
    if (this.recording.twin) return ui("same_twin");
    const [a, b] = this.worlds.map(({ settings }) => filledIn(this.start, settings));
    const differs = this.start.levers.filter(({ key }) => a[key] !== b[key])
      .map((lever) => ui("change_of", { lever: say(`levers.${lever.key}.label`), a: shownValue(lever, a[lever.key]), b: shownValue(lever, b[lever.key]) }));
    if (this.lesson || !this.worlds.every(({ settings }) => settings)) return ui("same");
    return `${ui("same")} ${differs.length ? ui("only", { changes: differs.join("; ") }) : ui("nothing_differs")}`;
  }

  async showFromAtlas(side, index) {
    this.recording.shown[side] = index;
    const worlds = await this.recording.pair();
    this.take(worlds, this.week || this.recording.weeks, this.recording.weeks);
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
    if (this.chosen >= 0 && this.tab === "person") this.refill(parts.side, personCard(this));
    if (this.hovered >= 0) this.hover(this.hovered);
    if (this.lesson && this.stage === "run" && this.seen === recording.weeks) this.finishLesson();
    this.redraw();
  }

  seek(week) {
    if (this.held) return;
    this.pause();
    this.moment = Math.min(Math.max(week, 0), this.recording.weeks);
    this.update();
  }

  // Before the bet is placed, nobody may look ahead.
  get held() {
    return !this.recording || this.stage === "bet";
  }

  togglePlay() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (this.held) return;
    if (this.week >= this.recording.weeks) this.moment = 0;
    this.playing = true;
    this.marked = this.recording.twin?.changed ?? [];
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
    this.moment = Math.min(this.moment + (passed / 1000) * WEEKS_A_SECOND * this.speed, this.recording.weeks);
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
    const smooth = this.playing && !calm();
    for (const panel of this.panels) panel.draw(smooth ? this.moment : this.week, this.colours, smooth);
    if (this.playing) this.redraw();
  }

  // While playing, the moment lies between two weeks; what is known is that of the earlier.
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
      if (this.tab === "person") this.showTab(this.lastTab ?? "story");
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
    for (const [key, tab] of Object.entries(this.parts.tabs)) {
      tab.setAttribute("aria-selected", String(key === name));
      tab.tabIndex = key === name || (name === "person" && key === this.lastTab) ? 0 : -1;
    }
    const { side, tabs } = this.parts;
    side.setAttribute("aria-labelledby", (tabs[name] ?? tabs[this.lastTab ?? "story"]).id);
    const fill = { lessons: lessonPanel, story: () => this.story.list, key: keyPanel, levers: leversPanel, person: personCard }[name];
    if (!this.recording && name !== "key" && name !== "lessons") side.replaceChildren(h("p.soft", ui("starting")));
    else this.refill(side, fill(this));
  }

  // Puts new content in place without losing the reader's focus, open details or place.
  refill(place, content) {
    const within = (selector) => [...place.querySelectorAll(selector)];
    const focusable = "button, input, select, summary";
    const at = within(focusable).indexOf(document.activeElement);
    const open = within("details").map((details) => details.open);
    const { scrollTop } = place;
    const same = place.firstElementChild?.className === content.className;
    place.replaceChildren(content);
    if (!same) {
      place.scrollTop = 0;
      return;
    }
    place.scrollTop = scrollTop;
    within("details").forEach((details, index) => { details.open = open[index] ?? details.open; });
    if (at >= 0) within(focusable)[at]?.focus({ preventScroll: true });
  }

  // Runs again with other levers: from here on it is neither a lesson nor a stored run.
  rerun(common = {}) {
    Object.assign(this.common, common);
    this.lesson = this.stage = this.stored = null;
    return this.attempt(async () => {
      await this.run({ week: this.week || this.common.weeks, seen: this.common.weeks });
      this.remember();
    });
  }

  pull(side, settings) {
    this.settings[side] = { ...this.settings[side], ...settings };
    return this.rerun();
  }

  remember() {
    if (this.host.kind === "widget") return;
    try {
      history.replaceState(null, "", linkOf(this));
    } catch {
      // a page opened in a frame may not be allowed to; the link button still works
    }
  }

  async openLesson(lesson) {
    Object.assign(this, { lesson, stored: null, stage: "bet", bet: null, tab: "lessons" });
    this.settings = [lesson.a, lesson.b].map((given) => filledIn(this.start, given));
    await this.attempt(async () => {
      if (lesson.recording) await this.show(lesson.recording);
      else await this.run();
      this.remember();
    });
    this.parts.side.querySelector("h3")?.focus();
  }

  placeBet(bet) {
    Object.assign(this, { bet, stage: "run" });
    this.showTab("lessons");
    this.play();
  }

  finishLesson() {
    this.stage = "debrief";
    this.done.add(this.lesson.key);
    this.parts.live.textContent = ui("run_over");
    if (this.tab === "lessons") this.showTab("lessons");
  }

  closeLesson() {
    this.lesson = this.stage = null;
    this.showTab("lessons");
  }

  async sandbox(lesson = {}) {
    this.share(lesson);
    if (this.host.pair) await this.rerun();
    else this.closeLesson();
    this.showTab("levers");
  }

  async showTwin(line) {
    const before = { given: this.given, week: this.week, seen: this.seen };
    const body = { ...this.body(), panel: "ab"[line.side], without: line.act };
    await this.attempt(() => this.ask(this.host.twin, body, (given) => {
      this.original = before;
      return this.show(given, { week: given.weeks });
    }));
  }

  twinBanner() {
    const { banner } = this.parts;
    const { twin } = this.recording;
    banner.hidden = !twin;
    this.parts.about.hidden = Boolean(twin);
    if (!twin) return;
    const count = twin.changed.length;
    const names = twin.changed.slice(0, 4).map((person) => this.recording.people.name[person]).join(", ");
    const changed = count ? ui(count > 4 ? "changed_more" : "changed", { names, count }) : "";
    banner.replaceChildren(h("p", h("strong", ui("twin", twin)), ` ${twin.line} ${changed}`),
    h("button", { "data-do": "back-from-twin", onclick: () => this.show(this.original.given, this.original) }, ui("back_from_twin")));
  }

  // What opens over the page: each makes its element, and may have to be stopped.
  openSheet(name) {
    if (["film", "repeat"].includes(name) && this.held) return;
    if (name === "repeat" && !this.host.repeat) return;
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

  async copyLink() {
    const link = location.href.split("#")[0] + linkOf(this);
    this.remember();
    try {
      await navigator.clipboard.writeText(link);
      this.notify(ui(this.lesson ? "link_lesson" : "link_copied"));
    } catch {
      this.notify(ui("link_shown", { link }));
    }
  }

  save(what) {
    this.parts.sheet.close();
    if (this.recording) ({ picture: savePicture, replay: saveReplay, data: saveData })[what](this);
  }

  async openFile(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    this.lesson = this.stage = null;
    try {
      this.opened = JSON.parse(await file.text());
      await this.show(this.opened);
    } catch (error) {
      this.notify(ui("bad_replay", { name: file.name, reason: error.message }), "error");
    }
  }

  notify(text, kind = "") {
    const { notice } = this.parts;
    notice.className = `notice ${kind}`;
    notice.hidden = false;
    notice.replaceChildren(h("p", text), h("button.bare", { "aria-label": ui("close"), onclick: () => this.quiet() }, icon("close")));
    clearTimeout(this.quieting);
    if (!kind) this.quieting = setTimeout(() => this.quiet(), 6000);
  }

  quiet() {
    this.parts.notice.hidden = true;
  }

  key(event) {
    const { target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || this.parts.sheet?.open || !this.recording) return;
    const typing = target.closest?.("input, select, textarea");
    if (event.key === "Escape") this.choose(-1);
    if (typing || !this.shortcuts) return;
    const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if ((pressed === " " || pressed === "Enter") && target.closest?.("button, summary, a")) return;
    const far = event.shiftKey ? 10 : 1;
    const actions = { " ": () => this.togglePlay(), ArrowRight: () => this.seek(this.week + far), ArrowLeft: () => this.seek(this.week - far),
      Home: () => this.seek(0), End: () => this.seek(this.recording.weeks), f: () => this.openSheet("film"), r: () => this.openSheet("repeat"),
      p: () => this.toggle("projector"), d: () => this.toggle("dark"), l: () => this.copyLink(), "?": () => this.openSheet("keys"),
      "+": () => this.faster(1), "-": () => this.faster(-1) };
    if (!actions[pressed]) return;
    event.preventDefault();
    actions[pressed]();
  }

  faster(by) {
    const { speed } = this.parts;
    speed.selectedIndex = Math.min(Math.max(speed.selectedIndex + by, 0), speed.options.length - 1);
    this.speed = Number(speed.value);
  }

  leave() {
    this.asking?.abort();
    this.parts.sheet?.close();
    this.watcher.disconnect();
    this.pause();
  }
}

export async function boot() {
  const root = document.getElementById("movementsim");
  try {
    const inside = document.getElementById("start");
    const start = inside ? JSON.parse(inside.textContent) : await (await fetch("api/start")).json();
    await new App(root, start, start.host === "server" ? serverHost() : { kind: "file" }).open();
  } catch (error) {
    root.replaceChildren(h("p.ms.failed", { role: "alert" }, `movementsim: ${error.message}`));
  }
}

export function render({ model, el }) {
  const app = new App(el, model.get("start"), { kind: "widget" });
  app.open();
  model.on?.("change:start", () => {
    app.start = model.get("start");
    app.open();
  });
  return () => app.leave();
}
