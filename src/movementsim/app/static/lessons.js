// Lessons: a bet, a run, what happened, why, what would change it, a note for the facilitator.
import { amount, badge, button, h, say, ui, wordsFor } from "./dom.js";

export function lessonList(app) {
  const { lessons } = app.start;
  const item = (lesson, index) => h("li",
    h("button", { class: "chapter", "data-lesson": lesson.key, onclick: () => app.openLesson(lesson) },
      h("b.number", app.done.has(lesson.key) ? "✓" : String(index + 1)),
      h("span", h("strong", lesson.title), h("span.soft", lesson.idea))));
  return h("div.lessons",
    h("p.lead", ui("lessons_intro")),
    h("ol", lessons.map(item)),
    app.host.pair || app.recording?.atlas ? h("button", { class: "chapter", "data-do": "sandbox", onclick: () => app.sandbox() },
      h("b.number", "+"),
      h("span", h("strong", ui("sandbox")), h("span.soft", ui("sandbox_tip")))) : null,
    h("p.soft.honest", ui("honest")));
}

function bet(app, lesson) {
  const form = h("form.bet",
    h("fieldset", h("legend", lesson.question),
      lesson.choices.map(({ key, text }) => h("label.choice",
        h("input", { type: "radio", name: "bet", value: key, required: true }), h("span", text)))),
    h("button", { type: "submit", class: "main", "data-do": "bet" }, ui("place_bet")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    app.placeBet(new FormData(form).get("bet"));
  });
  return form;
}

function outcome(app, lesson) {
  const { metric } = lesson;
  const week = app.recording.weeks;
  return h("div.outcome",
    h("p.soft", wordsFor(`metrics.${metric}.name`) ?? metric),
    h("div.halves", app.worlds.map((world, side) => h("p", badge(side),
      h("strong.big", amount(metric, world.metrics[metric]?.[week])), h("span.soft", app.nameOf(side))))));
}

function debrief(app, lesson) {
  const chosen = lesson.choices.find(({ key }) => key === app.bet);
  const right = app.bet === lesson.answer;
  const part = (name, ...body) => h("section", h("h4", ui(name)), ...body);
  const { lessons } = app.start;
  const next = lessons[lessons.findIndex(({ key }) => key === lesson.key) + 1];
  return h("div.debrief",
    h("p", { class: right ? "verdict right" : "verdict" }, h("strong", say(right ? "ui.bet_right" : "ui.bet_wrong")), " ",
      ui("your_bet", { bet: chosen?.text ?? "" })),
    outcome(app, lesson),
    part("happened", h("p", lesson.happened)),
    part("why", h("p", lesson.why, " ", h("small", ui("source", { source: lesson.source })))),
    lesson.disagrees ? part("disagrees", h("p", lesson.disagrees)) : null,
    part("change", h("p", lesson.change)),
    h("div.row", app.host.repeat ? button("repeat", () => app.openRepeat(), "repeat") : null,
      app.host.pair ? button("try_it", () => app.sandbox(lesson)) : null),
    h("details.note", h("summary", ui("note")), h("p", lesson.note)),
    next ? h("button", { class: "main", "data-do": "next-lesson", onclick: () => app.openLesson(next) }, ui("next_lesson", { title: next.title }))
      : app.host.pair ? h("button", { class: "main", onclick: () => app.sandbox() }, ui("sandbox")) : null);
}

// The lesson under way: first the bet, then the run, and only then what it was about.
export function lessonPanel(app) {
  const { lesson, stage } = app;
  if (!lesson) return lessonList(app);
  const body = { bet: () => bet(app, lesson), debrief: () => debrief(app, lesson),
    run: () => h("div.running", h("p.lead", ui("watch")),
      h("p", ui("your_bet", { bet: lesson.choices.find(({ key }) => key === app.bet)?.text ?? "" })),
      button("to_the_end", () => app.seek(app.recording.weeks)), app.story.list) }[stage];
  const steps = ["bet", "run", "debrief"].map((step) => h("li", { "aria-current": step === stage ? "step" : undefined }, say(`ui.step_${step}`)));
  return h("article.lesson", { "data-stage": stage },
    h("header", h("button", { class: "plain", "data-do": "lessons", onclick: () => app.closeLesson() }, ui("all_lessons")),
      h("h3", { tabindex: -1 }, lesson.title), h("p.lead", lesson.idea)),
    h("ol.steps", { "aria-label": ui("steps") }, steps),
    body());
}
