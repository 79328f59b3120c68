// One person in both worlds: who they are now, and their own story.
import { badge, button, h, percent, say, svg, ui, wordsFor } from "./dom.js";
import { HERE } from "./recording.js";

function nameOf(world, person) {
  return person >= 0 ? world.people.name[person] : say("person.nobody");
}

function bandName(world, week, person) {
  const leader = world.leader(week, person);
  if (leader < 0) return say("person.no_band");
  return leader === person ? say("person.own_band") : say("person.band_of", { name: nameOf(world, leader) });
}

function facts(world, week, person) {
  const status = world.status(week, person);
  if (status !== HERE) return [[say("person.status"), say(`person.status_${status}`)]];
  const patron = world.patron(week, person);
  return [
    [say("person.trust"), percent(world.trust(week, person))],
    [say("person.stake"), percent(world.stake(week, person))],
    [say("person.power"), say("person.votes", { votes: world.power(week, person).toFixed(1) })],
    [say("person.band"), bandName(world, week, person)],
    [say("person.patron"), nameOf(world, patron)],
    [say("person.ties"), String(world.friends(week, person).length)],
  ];
}

function factList(world, week, person) {
  return h("dl", facts(world, week, person).map(([label, text]) => h("div", h("dt", label), h("dd", text))));
}

function roleOf(world, week, person) {
  const office = world.office(week, person);
  const role = say(`person.role_${world.role(week, person)}`);
  return office ? `${role}, ${say(`person.office_${office}`)}` : role;
}

function spark(world, week, person, column, top) {
  const values = [];
  for (let at = 0; at <= week; at++) {
    if (world.status(at, person) === HERE) values.push(`${at} ${40 - 38 * Math.min(1, column(at) / top)}`);
  }
  const drawing = svg("svg", { viewBox: `0 0 ${world.weeks} 40`, preserveAspectRatio: "none", class: "spark", "aria-hidden": "true" },
    svg("line", { x1: 0, x2: world.weeks, y1: 40, y2: 40, class: "base" }));
  if (values.length > 1) drawing.append(svg("path", { d: `M${values.join("L")}`, class: "line" }));
  return drawing;
}

function tellable(world, week, person) {
  return world.life(person).filter(([when, kind]) => when <= week && wordsFor(`events.${kind}`));
}

function told(world, [, kind, who, whom]) {
  return say(`events.${kind}`, { who: nameOf(world, who), whom: nameOf(world, whom) });
}

function lifeOf(world, week, person, seek) {
  const lines = tellable(world, week, person);
  if (!lines.length) return h("p.soft", say("person.nothing"));
  return h("ol.life", lines.map((line) => h("li",
    h("button", { class: "week", onclick: () => seek(line[0]) }, ui("week_short", { week: line[0] })),
    h("span", told(world, line)))));
}

function column(world, side, week, person, app) {
  return h("section", { class: `half ${"ab"[side]}` },
    h("h4", badge(side), h("span", app.nameOf(side))),
    h("p.role", roleOf(world, week, person)),
    factList(world, week, person),
    h("p.soft", say("person.trust")),
    spark(world, week, person, (at) => world.trust(at, person), 1),
    h("h5", say("person.story")),
    lifeOf(world, week, person, app.seek));
}

export function personCard(app) {
  const { worlds, week, chosen } = app;
  const { people } = worlds[0];
  return h("div.person",
    h("header", h("h3", { tabindex: -1 }, people.name[chosen]), button("forget", () => app.choose(-1), "close", { class: "bare" })),
    h("p.soft", say("person.where", { branch: app.recording.branches[people.branch[chosen]].name })),
    h("div.halves", worlds.map((world, side) => column(world, side, week, chosen, app))));
}

export function spoken(world, side, week, person) {
  return `${"AB"[side]}: ${world.people.name[person]}, ${facts(world, week, person).map((fact) => fact.join(" ")).join(", ")}.`;
}

export function hoverCard(world, side, week, person) {
  const latest = tellable(world, week, person).at(-1);
  return [h("strong", badge(side), ` ${world.people.name[person]}`),
    h("span.soft", roleOf(world, week, person)),
    factList(world, week, person),
    latest ? h("p", h("span.soft", ui("week_short", { week: latest[0] })), " ", told(world, latest)) : ""];
}
