/* What a reader chooses, as the address's hash and in words, and what it selects: the same as the dashboard's filter of
   the same period, actors and sides. Days are ISO texts, which sort as they follow each other. Works without a page. */

import { tollOf, tollWords } from "./tolls.js";

export const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December"];
const FIRST_DAY = "1900-01-01", LAST_DAY = "2100-12-31";
const OUTLETS_NAMED = 4;
const FIGURES_NAMED = 2;

export const EVERYTHING = Object.freeze({ from: null, to: null, actors: [], sides: [], incident: null });

// ---- the address --------------------------------------------------------------------------------------------------

export function isDay(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < FIRST_DAY || text > LAST_DAY) return false;
  const time = Date.parse(text + "T00:00:00Z");
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}

/* The choice that a hash holds; what cannot be used is left out, each with a notice. */
export function readHash(hash, data) {
  const chosen = { ...EVERYTHING, actors: [], sides: [] }, notices = [];
  const known = {
    actor: new Set(data.actors.map((actor) => actor.id)),
    side: new Set(data.sides.map((side) => side.id)),
    incident: new Set(data.incidents.map((incident) => incident.id)),
  };
  for (const [key, value] of new URLSearchParams(hash.replace(/^#/, ""))) {
    if ((key === "from" || key === "to") && isDay(value)) chosen[key] = value;
    else if (key === "actor" && known.actor.has(value)) chosen.actors.push(value);
    else if (key === "side" && known.side.has(value)) chosen.sides.push(value);
    else if (key === "incident" && known.incident.has(value)) chosen.incident = value;
    else notices.push(`${key.slice(0, 40)}=${value.slice(0, 60)} is left out: this site has no such choice.`);
  }
  if (chosen.from && chosen.to && chosen.to < chosen.from) {
    notices.push(`The period is left out: ${chosen.to} is before ${chosen.from}.`);
    chosen.from = chosen.to = null;
  }
  for (const name of ["actors", "sides"]) chosen[name] = [...new Set(chosen[name])].sort();
  return { chosen, notices };
}

export function writeHash(chosen) {
  const pairs = [["from", chosen.from], ["to", chosen.to], ...chosen.actors.map((id) => ["actor", id]),
    ...chosen.sides.map((id) => ["side", id]), ["incident", chosen.incident]];
  const text = new URLSearchParams(pairs.filter(([, value]) => value)).toString();
  return text ? "#" + text : "";
}

// ---- what it selects ----------------------------------------------------------------------------------------------

/* The period of the whole site and of the reader together. */
function periodOf(data, chosen) {
  const [first, last] = data.period;
  const from = [first, chosen.from].filter(Boolean).sort().at(-1) ?? null;
  const to = [last, chosen.to].filter(Boolean).sort()[0] ?? null;
  return { from, to, isEmpty: from !== null && to !== null && to < from };
}

const overlaps = (dated, { from, to, isEmpty }) =>
  !isEmpty && (!to || dated.start <= to) && (!from || dated.end >= from);
const lies = (dated, { from, to }) => (!from || dated.start >= from) && (!to || dated.end <= to);
const anyOf = (own, wanted) => !wanted.length || wanted.some((id) => own.includes(id));

/* Places of incidents in `data.incidents`: `around` those of the chosen actors and sides, `ids` also of the period. */
export function select(data, chosen) {
  const period = periodOf(data, chosen);
  const around = [...data.incidents.keys()].filter((i) => anyOf(data.incidents[i].actors, chosen.actors)
    && anyOf(data.incidents[i].sides, chosen.sides));
  const ids = around.filter((i) => overlaps(data.incidents[i], period));
  return {
    period, around, ids,
    possibly: new Set(ids.filter((i) => !lies(data.incidents[i], period))),
    events: data.events.filter((event) => overlaps(event, period)),
  };
}

/* What `L.seamline.scene` draws, after packing. */
export function sceneOf(data, view, chosen) {
  const shown = new Set(view.ids), drawn = view.ids.filter((i) => data.incidents[i].mark !== null);
  const links = data.links.map((link) => ({ ...link, ids: link.ids.filter((i) => shown.has(i)) }))
    .filter((link) => link.ids.length > 1).map((link) => ({ ...link, ids: link.ids.map((i) => data.incidents[i].id) }));
  const { period } = view;
  const fronts = data.fronts.filter(({ from, to }) => !period.isEmpty && (!period.to || from <= period.to)
    && (!period.from || !to || to >= period.from)).map(({ band }) => band);
  const isShown = view.ids.some((i) => data.incidents[i].id === chosen.incident);
  return {
    marks: marksOf(data, view, drawn), links, fronts, show: data.show,
    events: view.events.flatMap((event) => event.marks),
    selected: isShown ? chosen.incident : null, legend: legendOf(data, view, { drawn, links, fronts }),
  };
}

function marksOf(data, view, drawn) {
  if (!drawn.length) return {};
  const { rows, words, maybe } = data.marks, own = [...words], picked = {};
  const places = drawn.map((i) => data.incidents[i].mark);
  for (const [name, column] of Object.entries(rows)) picked[name] = places.map((place) => column[place]);
  drawn.forEach((i, n) => {
    if (!view.possibly.has(i)) return;
    picked.possibly[n] = 1;
    picked.lines[n] = [own.push(maybe[places[n]]) - 1, ...picked.lines[n].slice(1)];
  });
  return { rows: picked, words: own };
}

/* Only what the view holds. */
function legendOf(data, view, { drawn, links, fronts }) {
  if (!data.legend) return null;
  const { about, parts, title } = data.legend;
  const held = [0, 1].map((which) => new Set(drawn.map((i) => data.incidents[i].legend[which])));
  const rows = data.marks.rows, marked = drawn.map((i) => data.incidents[i].mark);
  const lines = {
    area: drawn, link: links, band: fronts, scenes: marked.filter((row) => rows.others[row].length), event: view.events.filter((event) => event.marks.length),
  };
  const hasOpen = marked.some((row) => rows.open[row] && rows.low[row] > 0);
  const found = parts.map((part, n) => {
    const entries = {
      colour: () => part.entries.filter((_, entry) => held[0].has(entry)),
      shape: () => part.entries.filter((_, entry) => held[1].has(entry)),
      size: () => (drawn.length ? part.entries.filter(({ sign }) => sign !== "open" || hasOpen) : []),
      lines: () => part.entries.filter((entry) => lines[entry.sign].length),
    }[about[n]]();
    return "note" in part ? { ...part, entries, note: fronts.length ? part.note : null } : { ...part, entries };
  }).filter((part) => part.entries.length);
  return found.length ? { title, parts: found } : null;
}

// ---- in words -----------------------------------------------------------------------------------------------------

function dayParts(day) {
  const [year, month, number] = day.split("-").map(Number);
  return { year, month, number, words: `${number} ${MONTHS[month - 1]} ${year}` };
}

export function periodWords(from, to) {
  if (!from || !to) return from ? `from ${dayParts(from).words}` : to ? `until ${dayParts(to).words}` : "";
  const [start, end] = [dayParts(from), dayParts(to)];
  if (from === to) return end.words;
  if (start.year === end.year && start.month === end.month) return `${start.number}–${end.words}`;
  return `${start.year === end.year ? `${start.number} ${MONTHS[start.month - 1]}` : start.words} – ${end.words}`;
}

/* The reader's own choice; empty where everything is chosen. */
export function describe(data, chosen) {
  const named = (list, ids) => ids.map((id) => list.find((choice) => choice.id === id).label).join(" or ");
  return [
    periodWords(chosen.from, chosen.to),
    chosen.actors.length ? `actor ${named(data.actors, chosen.actors)}` : "",
    chosen.sides.length ? `side ${named(data.sides, chosen.sides)}` : "",
  ].filter(Boolean).join("; ");
}

/* The line of figures; a toll over no incident at all is no figure. */
export function figuresOf(data, view) {
  const toll = (outcome) => (view.ids.length ? tollWords(tollOf(data.tolls[outcome], view)) : "–");
  const unmapped = view.ids.filter((i) => !data.incidents[i].mapped).length;
  return {
    shown: `${view.ids.length.toLocaleString("en-US")} of ${data.incidents.length.toLocaleString("en-US")}`,
    killed: toll("killed"), wounded: toll("wounded"), told: toldBy(data, view),
    notes: [view.possibly.size && `${view.possibly.size} only possibly in the period`,
      unmapped && `${unmapped} too vague to map`, partedWords(data, view)].filter(Boolean),
  };
}

/* Shared figures of which incidents lie beyond the view: they count from 0, which no source has said. */
function partedWords(data, view) {
  const shown = new Set(view.ids);
  const found = data.shared.map(([words, whole, ids]) => [words, whole, ids.filter((i) => shown.has(i)).length])
    .filter(([, whole, held]) => held && held < whole)
    .map(([words, whole, held]) => `${words} is one figure for ${whole} incidents, ${held} of them in view, so it counts from 0`);
  const rest = found.length - FIGURES_NAMED;
  return [...found.slice(0, FIGURES_NAMED), ...(rest > 0 ? [`${rest} more such ${rest === 1 ? "figure" : "figures"}`] : [])].join("; ");
}

/* The outlets whose figures are counted, those with the most figures first. */
export function outletsOf(data, view) {
  const shown = new Set(view.ids), counts = new Map();
  for (const [outlet, incidents] of data.told.claims) {
    if (incidents.some((i) => shown.has(i))) counts.set(outlet, (counts.get(outlet) ?? 0) + 1);
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || a - b).map(([outlet]) => data.told.outlets[outlet]);
}

function toldBy(data, view) {
  const outlets = outletsOf(data, view), rest = outlets.length - OUTLETS_NAMED;
  if (!outlets.length) return view.ids.length ? "No source gives a figure." : "";
  return `Figures as told by ${outlets.slice(0, OUTLETS_NAMED).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}.`;
}
