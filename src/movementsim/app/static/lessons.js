// Lessons: a bet, a run, a talk.
import { amount, badge, button, h, say, ui } from "./dom.js";
import { repeatButton } from "./frame.js";

export function lessonList(app) {
  const { lessons } = app.start;
  const chapter = (number, title, idea, attributes) => h("button.chapter", { ...attributes },
    h("b.number", number), h("span", h("strong", title), h("span.soft", idea)));
  const item = (lesson, index) => h("li", chapter(app.done.has(lesson.key) ? "✓" : String(index + 1), lesson.title, lesson.idea,
    { "data-lesson": lesson.key, onclick: () => app.openLesson(lesson) }));
  return h("div.lessons",
    h("p.lead", ui("lessons_intro")),
    h("ol", lessons.map(item)),
    app.tabs.includes("levers") ? chapter("+", ui("sandbox"), ui("sandbox_tip"),
      { "data-do": "sandbox", onclick: () => app.sandbox() }) : null,
    h("p.soft.honest", ui("honest")));
}

function bet(app, lesson) {
  const form = h("form.bet",
    h("fieldset", h("legend", lesson.question),
      lesson.choices.map(({ key, text }) => h("label.choice",
        h("input", { type: "radio", name: "bet", value: key, required: true }), h("span", text)))),
    h("button.main", { type: "submit", "data-do": "bet" }, ui("place_bet")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    app.placeBet(new FormData(form).get("bet"));
  });
  return form;
}

function outcome(app, lesson) {
  const { metric } = lesson;
  return h("div.outcome",
    h("p.soft", say(`metrics.${metric}.name`)),
    h("div.halves", app.ran.map((world, side) => h("p", badge(side),
      h("strong.big", amount(metric, world.metrics[metric]?.at(-1))), h("span.soft", lesson.names[side])))));
}

function yourBet(app, lesson) {
  return ui("your_bet", { bet: lesson.choices.find(({ key }) => key === app.bet).text });
}

function debrief(app, lesson) {
  const right = app.bet === lesson.answer;
  const part = (name, ...body) => h("section", h("h4", ui(name)), ...body);
  const { lessons } = app.start;
  const next = lessons[lessons.findIndex(({ key }) => key === lesson.key) + 1];
  return h("div.debrief",
    h(right ? "p.verdict.right" : "p.verdict", h("strong", ui(right ? "bet_right" : "bet_wrong")), " ",
      yourBet(app, lesson)),
    outcome(app, lesson),
    part("happened", h("p", lesson.happened)),
    part("sure", h("p", lesson.sure)),
    part("why", h("p", lesson.why, " ", h("small", ui("source", { source: lesson.source })))),
    lesson.disagrees ? part("disagrees", h("p", lesson.disagrees)) : null,
    part("change", h("p", lesson.change)),
    h("div.row", repeatButton(app),
      app.host.pair ? button("try_it", () => app.sandbox(app.within)) : null),
    h("details.note", h("summary", ui("note")), h("p", lesson.note)),
    next ? h("button.main", { "data-do": "next-lesson", onclick: () => app.openLesson(next) }, ui("next_lesson", { title: next.title }))
      : app.host.pair ? h("button.main", { onclick: () => app.sandbox() }, ui("sandbox")) : null);
}

// The bet comes first, then the run, and the explanation last.
export function lessonPanel(app) {
  const { lesson, stage } = app;
  if (!lesson) return lessonList(app);
  const body = { bet: () => bet(app, lesson), debrief: () => debrief(app, lesson),
    run: () => h("div.running", h("p.lead", ui("watch")),
      h("p", yourBet(app, lesson)),
      button("to_the_end", () => app.seek(app.recording.weeks)), app.story.list) }[stage];
  const steps = ["bet", "run", "debrief"].map((step) => h("li", { "aria-current": step === stage ? "step" : undefined }, ui(`step_${step}`)));
  return h(`article.lesson.at-${stage}`, { "data-stage": stage },
    h("header", h("button.plain", { "data-do": "lessons", onclick: () => app.closeLesson() }, ui("all_lessons")),
      h("h3", { tabindex: -1 }, lesson.title), h("p.lead", lesson.idea)),
    h("ol.steps", { "aria-label": ui("steps") }, steps),
    body());
}
