// Lessons: a bet, a run, what happened, why, what would change it, a note for the facilitator.
import { amount, badge, button, h, say, wordsFor } from "./dom.js";

export function lessonList(app) {
  const { lessons } = app.start;
  const item = (lesson, index) => h("li", {},
    h("button", { type: "button", class: "chapter", "data-lesson": lesson.key, onclick: () => app.openLesson(lesson) },
      h("b", { class: "number" }, app.done.has(lesson.key) ? "✓" : String(index + 1)),
      h("span", {}, h("strong", {}, lesson.title), h("span", { class: "soft" }, lesson.idea))));
  return h("div", { class: "lessons" },
    h("p", { class: "lead" }, say("ui.lessons_intro")),
    h("ol", {}, lessons.map(item)),
    app.host.pair || app.recording?.atlas ? h("button", { type: "button", class: "chapter", "data-do": "sandbox", onclick: () => app.sandbox() },
      h("b", { class: "number" }, "+"),
      h("span", {}, h("strong", {}, say("ui.sandbox")), h("span", { class: "soft" }, say("ui.sandbox_tip")))) : null,
    h("p", { class: "soft honest" }, say("ui.honest")));
}

function bet(app, lesson) {
  const form = h("form", { class: "bet" },
    h("fieldset", {}, h("legend", {}, lesson.question),
      lesson.choices.map(({ key, text }) => h("label", { class: "choice" },
        h("input", { type: "radio", name: "bet", value: key, required: true }), h("span", {}, text)))),
    h("button", { type: "submit", class: "main", "data-do": "bet" }, say("ui.place_bet")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    app.placeBet(new FormData(form).get("bet"));
  });
  return form;
}

function outcome(app, lesson) {
  const { metric } = lesson;
  const week = app.recording.weeks;
  return h("div", { class: "outcome" },
    h("p", { class: "soft" }, wordsFor(`metrics.${metric}.name`) ?? metric),
    h("div", { class: "halves" }, app.worlds.map((world, side) => h("p", {}, badge(side),
      h("strong", { class: "big" }, amount(metric, world.metrics[metric]?.[week])), h("span", { class: "soft" }, app.nameOf(side))))));
}

function debrief(app, lesson) {
  const chosen = lesson.choices.find(({ key }) => key === app.bet);
  const right = app.bet === lesson.answer;
  const part = (name, ...body) => h("section", {}, h("h4", {}, say(`ui.${name}`)), ...body);
  const { lessons } = app.start;
  const next = lessons[lessons.findIndex(({ key }) => key === lesson.key) + 1];
  return h("div", { class: "debrief" },
    h("p", { class: right ? "verdict right" : "verdict" }, h("strong", {}, say(right ? "ui.bet_right" : "ui.bet_wrong")), " ",
      say("ui.your_bet", { bet: chosen?.text ?? "" })),
    outcome(app, lesson),
    part("happened", h("p", {}, lesson.happened)),
    part("why", h("p", {}, lesson.why, " ", h("small", {}, say("ui.source", { source: lesson.source })))),
    lesson.disagrees ? part("disagrees", h("p", {}, lesson.disagrees)) : null,
    part("change", h("p", {}, lesson.change)),
    h("div", { class: "row" }, app.host.repeat ? button("repeat", () => app.openRepeat(), "repeat") : null,
      app.host.pair ? button("try_it", () => app.sandbox(lesson)) : null),
    h("details", { class: "note" }, h("summary", {}, say("ui.note")), h("p", {}, lesson.note)),
    next ? h("button", { type: "button", class: "main", "data-do": "next-lesson", onclick: () => app.openLesson(next) }, say("ui.next_lesson", { title: next.title }))
      : app.host.pair ? h("button", { type: "button", class: "main", onclick: () => app.sandbox() }, say("ui.sandbox")) : null);
}

// The lesson under way: first the bet, then the run, and only then what it was about.
export function lessonPanel(app) {
  const { lesson, stage } = app;
  if (!lesson) return lessonList(app);
  const body = { bet: () => bet(app, lesson), debrief: () => debrief(app, lesson),
    run: () => h("div", { class: "running" }, h("p", { class: "lead" }, say("ui.watch")),
      h("p", {}, say("ui.your_bet", { bet: lesson.choices.find(({ key }) => key === app.bet)?.text ?? "" })),
      button("to_the_end", () => app.seek(app.recording.weeks)), app.story.list) }[stage];
  const steps = ["bet", "run", "debrief"].map((step) => h("li", { "aria-current": step === stage ? "step" : undefined }, say(`ui.step_${step}`)));
  return h("article", { class: "lesson", "data-stage": stage },
    h("header", {}, h("button", { type: "button", class: "plain", "data-do": "lessons", onclick: () => app.closeLesson() }, say("ui.all_lessons")),
      h("h3", { tabindex: -1 }, lesson.title), h("p", { class: "lead" }, lesson.idea)),
    h("ol", { class: "steps", "aria-label": say("ui.steps") }, steps),
    body());
}
