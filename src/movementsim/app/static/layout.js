// Where everybody stands in both panels: on a spiral in the disc of the branch.

const TURN = Math.PI * (3 - Math.sqrt(5));

// Tries to place discs without overlap; returns how far the worst still overlaps.
function settle(discs, width, height) {
  let worst = 0;
  for (let round = 0; round < 240; round++) {
    worst = 0;
    for (let one = 0; one < discs.length; one++) {
      for (let other = one + 1; other < discs.length; other++) {
        const [a, b] = [discs[one], discs[other]];
        const dy = b.y - a.y;
        const dx = b.x - a.x || (dy ? 0 : 0.01 * (other + 1));
        const apart = Math.hypot(dx, dy);
        const overlap = a.reach + b.reach - apart;
        if (overlap <= 0) continue;
        worst = Math.max(worst, overlap);
        const push = (overlap * 0.5) / apart;
        a.x -= dx * push; a.y -= dy * push;
        b.x += dx * push; b.y += dy * push;
      }
    }
    for (const disc of discs) {
      disc.x = Math.min(Math.max(disc.x, disc.reach), width - disc.reach);
      disc.y = Math.min(Math.max(disc.y, disc.reach), height - disc.reach);
    }
    if (worst < 0.5 && round > 8) break;
  }
  return worst;
}

function middle(discs, axis, room) {
  const low = Math.min(...discs.map((disc) => disc[axis] - disc.reach));
  const high = Math.max(...discs.map((disc) => disc[axis] + disc.reach));
  return (room - low - high) / 2;
}

// The largest step of the spirals at which all discs, and the labels above them, fit; the rough
// map is turned to whatever leaves them most room.
function packed(recording, rooms, width, height, gap, label, turns) {
  const attempt = (step, turn) => {
    const radii = rooms.map((room) => step * (Math.sqrt(room) + 0.75) + gap);
    const flat = 1 / (1 + label / (2 * Math.min(...radii)));
    const discs = recording.branches.map(({ x, y }, index) => ({
      x: (0.5 + (x - 0.5) * Math.cos(turn) - (y - 0.5) * Math.sin(turn)) * width,
      y: (0.5 + (x - 0.5) * Math.sin(turn) + (y - 0.5) * Math.cos(turn)) * height * flat,
      reach: radii[index],
    }));
    const fits = radii.every((radius) => radius * 2 <= Math.min(width, height * flat));
    if (!fits || settle(discs, width, height * flat) >= 0.6) return null;
    const across = middle(discs, "x", width);
    const down = middle(discs, "y", height * flat);
    return discs.map(({ x, y }) => ({ x: x + across, y: (y + down) / flat + label / 2 }));
  };
  let best = { step: 0.5, turn: 0, discs: attempt(0.5, 0) ?? [] };
  for (const turn of turns) {
    let high = 40;
    let low = best.step;
    while (high - low > 0.1) {
      const step = (low + high) / 2;
      const discs = attempt(step, turn);
      if (discs) {
        low = step;
        best = { step, turn, discs };
      } else high = step;
    }
  }
  return best;
}

// Branches keep the places of an earlier layout unless they outgrow them.
export function layOut(recording, width, height, unit, before = null) {
  const { branch, place } = recording.people;
  const rooms = recording.branches.map(({ founders = 1 }) => Math.ceil(founders * 1.25));
  branch.forEach((at, person) => { rooms[at] = Math.max(rooms[at], place[person] + 1); });
  const kin = `${recording.members} ${recording.seed} ${rooms.length}`;
  const known = before?.kin === kin ? before : null;
  known?.rooms.forEach((room, index) => { rooms[index] = Math.max(rooms[index], room); });
  const label = rooms.length > 24 ? 0 : unit * 1.4;
  const many = rooms.length > 30 ? 1 : 12;
  const turns = known ? [known.turn] : Array.from({ length: many }, (_, part) => (part / many) * 2 * Math.PI);
  const { step, turn, discs } = packed(recording, rooms, width, height, unit * 0.3, label, turns);
  const branches = discs.map(({ x, y }, index) => ({
    ...recording.branches[index], x, y, radius: step * (Math.sqrt(rooms[index]) + 0.75),
  }));
  const x = new Float32Array(branch.length);
  const y = new Float32Array(branch.length);
  branch.forEach((at, person) => {
    const far = step * Math.sqrt(place[person] + 0.5);
    x[person] = branches[at].x + far * Math.cos(place[person] * TURN);
    y[person] = branches[at].y + far * Math.sin(place[person] * TURN);
  });
  return { width, height, unit, step, branches, x, y, kin, rooms, turn, labelled: label > 0 };
}

export function nearest(layout, world, week, x, y, reach = layout.step * 1.3) {
  return cheapest(world, week, (person) => {
    const away = Math.hypot(layout.x[person] - x, layout.y[person] - y);
    return away < reach ? away : Infinity;
  });
}

export function neighbour(layout, world, week, person, dx, dy) {
  return cheapest(world, week, (other) => {
    const [x, y] = [layout.x[other] - layout.x[person], layout.y[other] - layout.y[person]];
    const along = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    return along <= 0 || aside > along * 1.2 ? Infinity : along + 2 * aside;
  });
}

// The person present with the lowest cost, or -1.
function cheapest(world, week, cost) {
  let [found, best] = [-1, Infinity];
  for (let person = 0; person < world.count; person++) {
    const its = world.status(week, person) ? cost(person) : Infinity;
    if (its < best) [found, best] = [person, its];
  }
  return found;
}
