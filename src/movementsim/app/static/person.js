// One person in both panels: who they are now, and their own story.
import { spark } from "./charts.js";
import { badge, button, h, percent, say, ui, wordsFor } from "./dom.js";
import { HERE } from "./recording.js";

function word(name, fields) {
  return say(`person.${name}`, fields);
}

function nameOf(world, person) {
  return person >= 0 ? world.people.name[person] : word("nobody");
}

function factionName(world, week, person) {
  const leader = world.leader(week, person);
  if (leader < 0) return word("no_faction");
  return leader === person ? word("own_faction") : word("faction_of", { name: nameOf(world, leader) });
}

function facts(world, week, person) {
  const status = world.status(week, person);
  if (status !== HERE) return [[word("status"), word(`status_${status}`)]];
  const told = {
    trust: percent(world.trust(week, person)),
    stake: percent(world.stake(week, person)),
    power: word("votes", { votes: world.power(week, person).toFixed(1) }),
    faction: factionName(world, week, person),
    patron: nameOf(world, world.patron(week, person)),
    ties: world.friends(week, person).length,
  };
  return Object.entries(told).map(([name, text]) => [word(name), text]);
}

function roleOf(world, week, person) {
  const office = world.office(week, person);
  const role = word(`role_${world.role(week, person)}`);
  return office ? `${role}, ${word(`office_${office}`)}` : role;
}

function basics(world, week, person) {
  return [h("p.soft", roleOf(world, week, person)),
    h("dl", facts(world, week, person).map(([label, text]) => h("div", h("dt", label), h("dd", text))))];
}

function tellable(world, week, person) {
  return world.life(person).filter(([when, kind]) => when <= week && wordsFor(`events.${kind}`));
}

function told(world, [, kind, who, whom]) {
  return say(`events.${kind}`, { who: nameOf(world, who), whom: nameOf(world, whom) });
}

function lifeOf(world, week, person, seek) {
  const lines = tellable(world, week, person);
  if (!lines.length) return h("p.soft", word("nothing"));
  return h("ol.life", lines.map((line) => h("li",
    h("button.week", { onclick: () => seek(line[0]) }, ui("week_short", { week: line[0] })),
    h("span", told(world, line)))));
}

function column(world, side, week, person, app) {
  return h(`section.half.${"ab"[side]}`,
    h("h4", badge(side), h("span", app.nameOf(side))),
    ...basics(world, week, person),
    h("p.soft", word("trust")),
    spark((at) => (world.status(at, person) === HERE ? world.trust(at, person) : null), week, world.weeks),
    h("h5", word("story")),
    lifeOf(world, week, person, app.seek));
}

export function personCard(app) {
  const { worlds, week, chosen } = app;
  const { people } = worlds[0];
  return h("div.person",
    h("header", h("h3", { tabindex: -1 }, people.name[chosen]), button("forget", () => app.choose(-1), "close", { class: "bare" })),
    h("p.soft", word("where", { branch: app.recording.branches[people.branch[chosen]].name })),
    h("div.halves", worlds.map((world, side) => column(world, side, week, chosen, app))));
}

export function spoken(world, side, week, person) {
  return `${"AB"[side]}: ${world.people.name[person]}, ${facts(world, week, person).map((fact) => fact.join(" ")).join(", ")}.`;
}

export function hoverCard(world, side, week, person) {
  const latest = tellable(world, week, person).at(-1);
  return [h("strong", badge(side), ` ${world.people.name[person]}`),
    ...basics(world, week, person),
    latest ? h("p", h("span.soft", ui("week_short", { week: latest[0] })), " ", told(world, latest)) : ""];
}
