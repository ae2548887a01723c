/* The strip of months under the map, in the form that the timeline draws: every incident of the chosen actors and sides,
   pale where the period leaves it out. */

import { MONTHS } from "./selection.js";

const MOST_BLOCKS = 40; // in one month; thinner ones would be less than a pixel and a half

const monthOf = (day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
const lengthOf = (month) => new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate();
const nameOf = (month) => `${MONTHS[month % 12]} ${Math.floor(month / 12)}`;
const counted = (count) => `${count} ${count === 1 ? "incident" : "incidents"}`;
const rounded = (value) => Math.round(value * 1000) / 1000;
const daysOf = (dated) => dated.start + dated.end;
const byDay = (one, other) => (daysOf(one) < daysOf(other) ? -1 : daysOf(one) > daysOf(other) ? 1 : 0);

/* Null where there is no incident to show. */
export function timeOf(data, view, chosen, { answered }) {
  if (!view.around.length) return null;
  const shown = new Set(view.ids), dated = new Set(view.events);
  const events = data.events.filter((event) => event.dated).sort(byDay);
  const blocks = view.around.map((i) => ({ ...data.incidents[i], inView: shown.has(i) })); // in order of date already
  const all = [...blocks, ...events], first = Math.min(...all.map((each) => monthOf(each.start)));
  const months = Math.max(...all.map((each) => monthOf(each.end))) - first + 1;
  const byMonth = new Map();
  for (const block of blocks) {
    const month = monthOf(block.start) - first;
    byMonth.set(month, [...(byMonth.get(month) ?? []), block]);
  }
  const fullest = Math.max(...[...byMonth.values()].map((members) => members.length));
  const draw = fullest > MOST_BLOCKS ? barOf : blocksOf;
  return {
    first: `${String(Math.floor(first / 12)).padStart(4, "0")}-${String((first % 12) + 1).padStart(2, "0")}-01`,
    months, fullest, answered, chosen: [chosen.from, chosen.to],
    marks: [...byMonth].flatMap(([month, members]) => draw(members, { month, first, selected: chosen.incident })),
    events: events.map((event) => eventOf(event, { first, inView: dated.has(event) })),
    summary: summaryOf(blocks, byMonth, { first, months, events }),
  };
}

function blockOf(block, { month, first, selected }) {
  const end = monthOf(block.end) - first;
  return {
    id: block.id, month, title: block.title, when: block.when, words: `killed ${block.tolls.killed}`,
    colour: block.colour, inView: block.inView, selected: block.id === selected,
    reach: end > month ? rounded(end + Number(block.end.slice(8)) / lengthOf(end + first)) : null,
  };
}

function blocksOf(members, where) {
  return members.map((block, level) => ({ ...blockOf(block, where), level }));
}

function barOf(members, where) {
  const shown = members.filter((block) => block.inView).length;
  const title = nameOf(where.month + where.first);
  const words = { id: null, title, when: counted(members.length), words: `${shown} in view` };
  return [{
    ...(members.length === 1 ? blockOf(members[0], where) : words), month: where.month, count: members.length, shown,
    selected: members.some((block) => block.id === where.selected),
  }];
}

function eventOf(event, { first, inView }) {
  const month = monthOf(event.start);
  return {
    title: event.title, when: event.when, words: event.kind, inView,
    at: rounded(month - first + (Number(event.start.slice(8)) - 0.5) / lengthOf(month)),
  };
}

function summaryOf(blocks, byMonth, { first, months, events }) {
  const [month, most] = [...byMonth].map(([at, members]) => [at, members.length])
    .reduce((best, each) => (each[1] > best[1] ? each : best));
  const told = events.map((event) => `${event.title}, ${event.when}`).join("; ");
  return `${counted(blocks.length)}, ${nameOf(first)} to ${nameOf(first + months - 1)}; `
    + `${blocks.filter((block) => block.inView).length} in view. Most in one month: ${most}, ${nameOf(month + first)}.`
    + (told ? ` Agreements and other events: ${told}.` : "");
}
