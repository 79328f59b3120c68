// Unpacks a recording: who is where with what, every week, so that looking back is free.

export const HERE = 1;
export const LEAVING = 2;
export const GONE = 3;

async function inflate(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// One scenario of a recording: four planes of bytes (week after week), ties, patrons, story.
export class World {
  constructor(given, recording) {
    const { people, weeks, kinds } = recording;
    Object.assign(this, given, { people, weeks, kinds });
    this.powerTop = recording.power_top;
    this.count = people.name.length;
    this.adjacent = null;
  }

  async unpack() {
    if (this.state) return this;
    const [bytes, ties, events] = await Promise.all(
      [this.bytes, this.ties, this.events].map(inflate));
    const { count } = this;
    const size = (this.weeks + 1) * count;
    if (bytes.length !== 4 * size) throw new Error("This recording is damaged: its length is wrong.");
    for (let plane = 0; plane < 4; plane++) {
      const start = plane * size;
      for (let at = start + count; at < start + size; at++) bytes[at] += bytes[at - count];
    }
    [this.state, this.trustByte, this.powerByte, this.stakeByte] = [0, 1, 2, 3].map(
      (plane) => bytes.subarray(plane * size, (plane + 1) * size));
    const numbers = new Uint16Array(ties.buffer, 0, ties.length >> 1);
    this.tieCount = numbers.length / 4;
    [this.from, this.to, this.first, this.last] = [0, 1, 2, 3].map(
      (column) => numbers.subarray(column * this.tieCount, (column + 1) * this.tieCount));
    this.patrons = this.spread(this.patrons);
    this.leaders = this.spread(this.leaders);
    const facts = new Int32Array(events.buffer, 0, events.length >> 2);
    const acts = facts.length / 5;
    this.acts = Array.from({ length: acts }, (_, row) =>
      [0, 1, 2, 3, 4].map((column) => facts[column * acts + row]));
    return this;
  }

  spread(changes) {
    const { count, weeks } = this;
    const table = new Int16Array((weeks + 1) * count).fill(-1);
    let next = 0;
    for (let week = 0; week <= weeks; week++) {
      const row = week * count;
      if (week) table.copyWithin(row, row - count, row);
      for (; next < changes.length && changes[next][0] <= week; next++) {
        table[row + changes[next][1]] = changes[next][2];
      }
    }
    return table;
  }

  at(week, person) {
    return week * this.count + person;
  }

  status(week, person) {
    return (this.state[this.at(week, person)] >> 2) & 3;
  }

  faction(week, person) {
    return this.state[this.at(week, person)] & 3;
  }

  role(week, person) {
    return (this.state[this.at(week, person)] >> 4) & 3;
  }

  office(week, person) {
    return this.state[this.at(week, person)] >> 6;
  }

  trust(week, person) {
    return this.trustByte[this.at(week, person)] / 255;
  }

  power(week, person) {
    return this.powerTop * (this.powerByte[this.at(week, person)] / 255) ** 2;
  }

  stake(week, person) {
    return this.stakeByte[this.at(week, person)] / 255;
  }

  patron(week, person) {
    return this.patrons[this.at(week, person)];
  }

  // The head of somebody's band, or -1. Two people are of one band when this is the same.
  leader(week, person) {
    return this.leaders[this.at(week, person)];
  }

  tied(week, tie) {
    if (this.first[tie] > week || this.last[tie] < week) return false;
    const one = this.status(week, this.from[tie]);
    const other = this.status(week, this.to[tie]);
    return (one === HERE || one === LEAVING) && (other === HERE || other === LEAVING);
  }

  friends(week, person) {
    if (!this.adjacent) {
      this.adjacent = Array.from({ length: this.count }, () => []);
      for (let tie = 0; tie < this.tieCount; tie++) {
        this.adjacent[this.from[tie]].push(tie);
        this.adjacent[this.to[tie]].push(tie);
      }
    }
    return this.adjacent[person].filter((tie) => this.tied(week, tie))
      .map((tie) => this.from[tie] + this.to[tie] - person);
  }

  branchFigures(week, branch) {
    let members = 0;
    let trust = 0;
    for (let person = 0; person < this.count; person++) {
      if (this.people.branch[person] !== branch || this.status(week, person) !== HERE) continue;
      members += 1;
      trust += this.trustByte[this.at(week, person)];
    }
    return { members, trust: members ? trust / members / 255 : 0 };
  }

  // What happened to one person: [week, kind, who, whom], in order.
  life(person) {
    const life = [];
    for (let week = 0; week <= this.weeks; week++) {
      const at = this.at(week, person);
      const [now, before] = [this.state[at], week ? this.state[at - this.count] : 0];
      if (((now >> 2) & 3) !== HERE) continue;
      if (!week) life.push([0, "founder", person, -1]);
      const [leader, was] = [this.leaders[at], week ? this.leaders[at - this.count] : -1];
      if (leader !== was) life.push([week, leader < 0 ? "band_left" : leader === person ? "band_own" : "band", person, leader]);
      if (now >> 6 !== before >> 6) life.push([week, `office_${now >> 6}`, person, -1]);
    }
    for (const [week, kind, who, whom] of this.acts) {
      if (who === person || (whom === person && this.kinds[kind] !== "voice")) life.push([week, this.kinds[kind], who, whom]);
    }
    return life.sort((one, other) => one[0] - other[0]);
  }
}

export class Recording {
  constructor(given) {
    if (given?.version !== 1) throw new Error("This is not a recording that this page can read.");
    Object.assign(this, given);
    this.worlds = given.scenarios.map((scenario) => new World(scenario, given));
    this.shown = [...(given.shown ?? [0, 1])];
  }

  async pair() {
    return Promise.all(this.shown.map((index) => this.worlds[index].unpack()));
  }
}
