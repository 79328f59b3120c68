// Draws one panel: hue = faction, fullness = trust, area = power, shape = role.
import { GONE, HERE, LEAVING } from "./recording.js";
import { percent, ui } from "./dom.js";

const MANY = 400;

export function coloursOf(element) {
  const style = getComputedStyle(element);
  const value = (name) => style.getPropertyValue(`--${name}`).trim();
  const factions = (letter) => [0, 1, 2, 3].map((hue) => value(letter + hue));
  const plain = ["ink", "paper", "soft", "card", "disc", "tie", "ghost"].map((name) => [name, value(name)]);
  return { ...Object.fromEntries(plain), fill: factions("f"), edge: factions("e"), font: style.fontFamily };
}

function addShape(path, role, x, y, r) {
  if (role === 1) {
    const half = r * 0.886;
    path.rect(x - half, y - half, 2 * half, 2 * half);
  } else if (role === 2) {
    const up = r * 1.555;
    path.moveTo(x, y - up);
    path.lineTo(x + up * 0.866, y + up / 2);
    path.lineTo(x - up * 0.866, y + up / 2);
    path.closePath();
  } else {
    path.moveTo(x + r, y);
    path.arc(x, y, r, 0, 2 * Math.PI);
  }
}

// Area is power, down to the least that can still be seen.
function radius(layout, power, role = 0) {
  const least = layout.step * (role ? 0.34 : 0.24);
  return Math.min(Math.max(0.54 * layout.step * Math.sqrt(power), least, 1.2), 1.5 * layout.step);
}

function addTie(path, layout, people, one, other) {
  const { x, y, branches } = layout;
  path.moveTo(x[one], y[one]);
  const [a, b] = [people.branch[one], people.branch[other]];
  if (a === b) {
    path.lineTo(x[other], y[other]);
    return;
  }
  // ties between branches are drawn together, through a point between the two discs
  const through = (axis, room) => (branches[a][axis] + branches[b][axis]) * 0.44 + room * 0.06;
  path.quadraticCurveTo(through("x", layout.width), through("y", layout.height), x[other], y[other]);
}

function stroke(pen, path, width, colour, alpha = 1) {
  pen.globalAlpha = alpha;
  pen.lineWidth = width;
  pen.strokeStyle = colour;
  pen.stroke(path);
  pen.globalAlpha = 1;
}

function drawDiscs(pen, layout, colours) {
  const discs = new Path2D();
  for (const { x, y, radius: r } of layout.branches) addShape(discs, 0, x, y, r);
  pen.fillStyle = colours.disc;
  pen.fill(discs);
}

// The colour of a tie: that of the faction to which both ends belong, else none.
function factionOf(world, week, one, other) {
  const leader = world.leader(week, one);
  return leader >= 0 && leader === world.leader(week, other) ? world.faction(week, one) : 0;
}

function drawLines(pen, layout, world, week, colours) {
  const paths = colours.fill.map(() => new Path2D());
  for (let tie = 0; tie < world.tieCount; tie++) {
    if (!world.tied(week, tie)) continue;
    const [one, other] = [world.from[tie], world.to[tie]];
    addTie(paths[factionOf(world, week, one, other)], layout, world.people, one, other);
  }
  paths.forEach((path, faction) => (faction
    ? stroke(pen, path, 1.3, colours.fill[faction], 0.55) : stroke(pen, path, 0.8, colours.tie)));
}

// With many people, each pair of branches gets one ribbon instead of lines.
function drawRibbons(pen, layout, world, week, colours) {
  const { branches } = layout;
  const counts = new Map();
  for (let tie = 0; tie < world.tieCount; tie++) {
    const [one, other] = [world.from[tie], world.to[tie]];
    const [a, b] = [world.people.branch[one], world.people.branch[other]];
    if (a === b || !world.tied(week, tie)) continue;
    const key = Math.min(a, b) * branches.length + Math.max(a, b);
    if (!counts.has(key)) counts.set(key, [0, 0, 0, 0]);
    counts.get(key)[factionOf(world, week, one, other)] += 1;
  }
  for (const [key, tally] of counts) {
    const [a, b] = [branches[Math.floor(key / branches.length)], branches[key % branches.length]];
    const scale = Math.min(1.1, (layout.step * 4) / Math.sqrt(1 + Math.max(...tally) * 4));
    const ribbon = new Path2D();
    ribbon.moveTo(a.x, a.y);
    ribbon.lineTo(b.x, b.y);
    // colours overlap: each is as wide as its own ties and all after it
    tally.forEach((ties, faction) => {
      const width = tally.slice(faction).reduce((sum, more) => sum + more, 0) * scale;
      if (ties) stroke(pen, ribbon, width, faction ? colours.fill[faction] : colours.tie);
    });
  }
}

function drawGhosts(pen, layout, world, week, colours) {
  const rings = new Path2D();
  const r = Math.max(layout.step * 0.34, 1.5);
  for (let person = 0; person < world.count; person++) {
    if (world.status(week, person) === GONE) addShape(rings, 0, layout.x[person], layout.y[person], r);
  }
  pen.setLineDash([r, r * (Math.PI / 2 - 1)]);
  stroke(pen, rings, 1.2, colours.ghost);
  pen.setLineDash([]);
}

function drawLabels(pen, layout, world, week, colours) {
  pen.save();
  pen.textAlign = "center";
  layout.branches.forEach((branch, index) => {
    const { members, trust } = world.branchFigures(week, index);
    const y = branch.y - branch.radius - layout.unit * 0.4;
    const room = Math.min(branch.radius * 2.15, layout.width);
    pen.font = `600 ${layout.unit}px ${colours.font}`;
    const said = { name: branch.name, members, trust: percent(trust) };
    const texts = ["branch_full", "branch_short", "branch_least"].map((name) => ui(name, said));
    const text = texts.find((one) => pen.measureText(one).width <= room) ?? String(members);
    const half = pen.measureText(text).width / 2;
    const x = Math.min(Math.max(branch.x, half + 2), layout.width - half - 2);
    pen.lineWidth = 4;
    pen.lineJoin = "round";
    pen.strokeStyle = colours.card;
    pen.strokeText(text, x, y);
    pen.fillStyle = colours.soft;
    pen.fillText(text, x, y);
  });
  pen.restore();
}

// What changes from week to week: discs, ties, places left empty.
export function drawBackground(pen, layout, world, week, colours) {
  const many = world.metrics.members[week] > MANY;
  if (many) drawRibbons(pen, layout, world, week, colours);
  drawDiscs(pen, layout, colours);
  if (!many) drawLines(pen, layout, world, week, colours);
  drawGhosts(pen, layout, world, week, colours);
}

// Everybody at a moment between two weeks; the most powerful first, labels last.
// One small path each: software drawing takes long over paths of many parts.
export function drawPeople(pen, layout, world, moment, colours, only = null) {
  const week = Math.floor(moment);
  const next = Math.min(week + 1, world.weeks);
  const part = moment - week;
  const above = [];
  const between = (bytes, person) => {
    const before = bytes[world.at(week, person)];
    return (before + (bytes[world.at(next, person)] - before) * part) / 255;
  };
  for (let person = 0; person < world.count; person++) {
    if (!world.present(week, person) || (only && !only.has(person))) continue;
    const leaving = world.status(week, person) === LEAVING;
    const role = leaving ? 0 : world.role(week, person);
    const root = between(world.powerByte, person);
    const r = radius(layout, world.powerTop * root * root, role);
    const mark = { person, leaving, role, faction: world.faction(week, person), r, full: Math.sqrt(between(world.trustByte, person)) };
    if (r > layout.step) drawPerson(pen, layout, mark, colours);
    else above.push(mark);
  }
  for (const mark of above) drawPerson(pen, layout, mark, colours);
  if (layout.labelled && !only) drawLabels(pen, layout, world, week, colours);
}

function drawPerson(pen, layout, { person, leaving, role, faction, r, full }, colours) {
  const [x, y] = [layout.x[person], layout.y[person]];
  const line = Math.max(1, Math.min(1.6, layout.step * 0.12)) * (role ? 1.7 : 1);
  const shape = (size, colour) => {
    pen.beginPath();
    addShape(pen, role, x, y, size);
    pen.fillStyle = colour;
    if (!leaving) pen.fill();
  };
  const small = r < 2.4;
  shape(r, small ? colours.fill[faction] : colours.card);
  pen.lineWidth = line;
  pen.strokeStyle = leaving ? colours.ghost : role ? colours.ink : colours.edge[faction];
  pen.stroke();
  if (!small) shape((r - line / 2) * full, colours.fill[faction]);
}

export function drawFocus(pen, layout, world, moment, colours, person) {
  const week = Math.floor(moment);
  pen.globalAlpha = 0.72;
  pen.fillStyle = colours.card;
  pen.fillRect(0, 0, layout.width, layout.height);
  pen.globalAlpha = 1;
  const friends = world.friends(week, person);
  const patron = world.patron(week, person);
  const tieTo = (others, width, alpha) => {
    const path = new Path2D();
    for (const other of others) addTie(path, layout, world.people, person, other);
    stroke(pen, path, width, colours.ink, alpha);
  };
  tieTo(friends, 1.6, 0.55);
  if (patron >= 0) tieTo([patron], 4);
  drawPeople(pen, layout, world, moment, colours, new Set([person, patron, ...friends]));
  const r = radius(layout, world.power(week, person)) + layout.step * 0.45 + 2;
  ringAround(pen, layout, person, r, colours.ink, 2.5);
}

function ringAround(pen, layout, person, r, colour, width, alpha) {
  const ring = new Path2D();
  addShape(ring, 0, layout.x[person], layout.y[person], r);
  stroke(pen, ring, width, colour, alpha);
}

export function drawMarks(pen, layout, people, colours) {
  for (const person of people) ringAround(pen, layout, person, layout.step * 0.95 + 1, colours.ink, 2);
}

// A ring opens and fades where somebody joins, leaves or changes sides.
export function drawPulses(pen, layout, world, moment, colours) {
  const week = Math.floor(moment);
  if (!week) return;
  const part = moment - week;
  for (let person = 0; person < world.count; person++) {
    const [before, now] = [week - 1, week].map((at) => world.state[world.at(at, person)] & 15);
    const left = now >> 2 > HERE;
    if (now === before || (left && before >> 2 > HERE)) continue;
    const colour = left ? colours.ink : colours.edge[now & 3];
    ringAround(pen, layout, person, layout.step * (0.5 + 1.3 * part), colour, 2, (1 - part) * 0.9);
  }
}
