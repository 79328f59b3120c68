// Unpacks a recording: who is where with what, every week.
import { ui } from "./dom.js";

export const HERE = 1;
export const LEAVING = 2;
export const GONE = 3;

async function inflate(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function cut(array, parts) {
  const size = array.length / parts;
  return Array.from({ length: parts }, (_, part) => array.subarray(part * size, (part + 1) * size));
}

// One scenario: four planes of bytes (week after week), ties, patrons, story.
export class World {
  constructor(given, recording) {
    const { people, weeks, kinds } = recording;
    Object.assign(this, given, { people, weeks, kinds });
    this.powerTop = recording.power_top;
    this.count = people.name.length;
  }

  async unpack() {
    if (this.state) return this;
    const [bytes, ties, events] = await Promise.all(
      [this.bytes, this.ties, this.events].map(inflate));
    const { count } = this;
    const size = (this.weeks + 1) * count;
    if (bytes.length !== 4 * size) throw new Error(ui("damaged"));
    const planes = cut(bytes, 4);
    for (const plane of planes) {
      for (let at = count; at < size; at++) plane[at] += plane[at - count];
    }
    [this.state, this.trustByte, this.powerByte, this.stakeByte] = planes;
    [this.from, this.to, this.first, this.last] = cut(new Uint16Array(ties.buffer, 0, ties.length >> 1), 4);
    this.tieCount = this.from.length;
    this.patrons = this.spread(this.patrons);
    this.leaders = this.spread(this.leaders);
    const facts = cut(new Int16Array(events.buffer, 0, events.length >> 1), 4);
    this.acts = Array.from(facts[0], (_, row) => facts.map((column) => column[row]));
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

  present(week, person) {
    const status = this.status(week, person);
    return status === HERE || status === LEAVING;
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

  // The leader of somebody's faction, or -1.
  leader(week, person) {
    return this.leaders[this.at(week, person)];
  }

  tied(week, tie) {
    if (this.first[tie] > week || this.last[tie] < week) return false;
    return this.present(week, this.from[tie]) && this.present(week, this.to[tie]);
  }

  friends(week, person) {
    const friends = [];
    for (let tie = 0; tie < this.tieCount; tie++) {
      const [one, other] = [this.from[tie], this.to[tie]];
      if ((one === person || other === person) && this.tied(week, tie)) friends.push(one + other - person);
    }
    return friends;
  }

  branchFigures(week, branch) {
    let [members, trust] = [0, 0];
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
      if (leader !== was) life.push([week, leader < 0 ? "faction_left" : leader === person ? "faction_own" : "faction_joined", person, leader]);
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
    if (given?.version !== 3) throw new Error(ui("no_recording"));
    Object.assign(this, given);
    this.worlds = given.scenarios.map((scenario) => new World(scenario, given));
    this.shown = [...(given.shown ?? [0, 1])];
  }

  async pair() {
    return Promise.all(this.shown.map((index) => this.worlds[index].unpack()));
  }
}
