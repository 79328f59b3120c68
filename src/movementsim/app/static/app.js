// Loads what the page shows: from a link, a lesson, levers, a what-if or a file.
import { h, reveal, ui } from "./dom.js";
import { serverHost } from "./host.js";
import { filledIn } from "./levers.js";
import { Recording } from "./recording.js";
import { linkOf, readLink } from "./save.js";
import { View } from "./view.js";

export class App extends View {
  // A link that leads nowhere is reported, and the page opens as without a link.
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
    const { host, start } = this;
    const lesson = start.lessons.find(({ key }) => key === link.lesson);
    if (link.lesson && !lesson) throw new Error(ui("no_lesson", link));
    if (link.stored && !start.recording) throw new Error(ui("no_stored"));
    this.stored = start.recording && !lesson && (link.empty || link.stored || !host.pair);
    if (this.stored) await this.show(start.recording, link);
    else if (lesson && !(link.levers && host.pair)) await this.openLesson(lesson);
    else if (host.pair) {
      this.settings = [link.a, link.b].map((given, side) => filledIn(start, link.empty ? start.presets[side]?.settings : given));
      this.share(link);
      this.within = lesson;
      if (!link.empty) this.tab = "levers";
      await this.run(link);
    } else if (start.lessons.some(({ recording }) => recording)) await this.openLesson(start.lessons[0]);
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
    return { lesson: this.within?.key, a, b, ...this.common };
  }

  // Whether the server can run what is shown again: neither a file nor a what-if can.
  get canAsk() {
    return this.host.pair && !this.fromFile && !this.recording.what_if;
  }

  async run(view) {
    await this.ask(this.host.pair, this.body(), (given) => this.show(given, view));
  }

  // A new request replaces the one before.
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

  // An atlas opens at its last week, since its sliders compare how runs end.
  async show(given, { week = given.atlas ? given.weeks : 0, seen = week, shown = [], original, fromFile } = {}) {
    const recording = new Recording(given);
    if (recording.atlas && shown.length === 2 && shown.every((one) => recording.worlds[one])) recording.shown = shown;
    const worlds = await recording.pair();
    if (fromFile) Object.assign(this, { lesson: null, stage: null, stored: false, within: null });
    this.pause();
    Object.assign(this, { given, recording, original, fromFile, chosen: -1, marked: recording.what_if?.changed ?? [] });
    this.quiet();
    this.take(worlds, week, seen);
  }

  async showFromAtlas(side, index) {
    this.recording.shown[side] = index;
    const worlds = await this.recording.pair();
    this.take(worlds, this.week || this.recording.weeks, this.recording.weeks);
  }

  // Runs again with other levers, which ends any lesson or stored run.
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
      // some frames do not allow it; the link button still works
    }
  }

  // Levers move within a lesson's own scenario, where it has one.
  async openLesson(lesson) {
    Object.assign(this, { lesson, within: lesson.own && lesson, stored: null, stage: "bet", bet: null, tab: "lessons" });
    this.settings = [lesson.a, lesson.b].map((given) => filledIn(this.start, given));
    this.share(lesson);
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
    this.parts.main.scrollIntoView();
    this.play();
  }

  update() {
    super.update();
    if (this.stage === "run" && !this.recording.what_if && this.seen === this.recording.weeks) this.finishLesson();
  }

  finishLesson() {
    this.stage = "debrief";
    this.done.add(this.lesson.key);
    this.parts.live.textContent = ui("run_over");
    if (this.tab !== "lessons") return;
    this.showTab("lessons");
    reveal(this.parts.side);
  }

  closeLesson() {
    this.lesson = this.stage = null;
    this.showTab("lessons");
  }

  async sandbox(within = null) {
    Object.assign(this, { lesson: null, stage: null, within, tab: "levers" });
    if (this.host.pair) await this.rerun();
    else await this.show(this.start.recording);
    this.showTab("levers");
  }

  async showWhatIf(line) {
    const { given: shown, week, seen } = this;
    const body = { ...this.body(), panel: "ab"[line.side], without: line.act };
    await this.attempt(() => this.ask(this.host.whatIf, body,
      (given) => this.show(given, { week: given.weeks, original: { given: shown, week, seen } })));
  }

  async copyLink() {
    if (this.fromFile) return this.notify(ui("no_link"));
    const link = location.href.split("#")[0] + linkOf(this);
    this.remember();
    const kind = this.recording.what_if ? "what_if" : this.lesson ? "lesson" : this.stored && this.host.pair ? "stored" : "copied";
    try {
      await navigator.clipboard.writeText(link);
      this.notify(ui(`link_${kind}`));
    } catch {
      this.notify(ui("link_shown", { link }));
    }
  }

  async openFile(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    this.asking?.abort();
    try {
      await this.show(JSON.parse(await file.text()), { fromFile: true });
    } catch (error) {
      this.notify(ui("bad_replay", { name: file.name, reason: error.message }), "error");
    }
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
