/* Adds up the tolls that Python has prepared, for any selection: each person once, a shared figure from 0 where only
   some of its incidents are selected, unknown never 0. The rules are those of the method page; geo/site/sums.py says what
   comes in. */

const NOTHING = { low: 0, high: 0, open: false, unknown: 0, stated: false };

const added = (one, other) => ({
  low: one.low + other.low,
  high: one.high + other.high,
  open: one.open || other.open,
  unknown: one.unknown + other.unknown,
  stated: one.stated || other.stated,
});

const fromColumns = ([low, high, open, unknown, stated]) => ({ low, high, open, unknown, stated });

function readingToll(reading, chosen) {
  let total = NOTHING;
  for (const [low, high, incidents, isWhole] of reading.claims) {
    const inside = incidents.filter((i) => chosen.has(i)).length;
    if (!inside) continue;
    const whole = isWhole && inside === incidents.length;
    total = added(total, {
      low: whole ? low ?? 0 : 0, high: high ?? low ?? 0, open: high === null, unknown: 0, stated: low !== null,
    });
  }
  for (const [incident, columns] of reading.others) {
    if (chosen.has(incident)) total = added(total, fromColumns(columns));
  }
  return reading.uncovered.some((i) => chosen.has(i)) ? { ...total, open: true } : total;
}

function joinedToll(part, chosen) {
  const tolls = part.readings.map((reading) => readingToll(reading, chosen));
  return {
    low: Math.min(...tolls.map((toll) => toll.low)),
    high: Math.max(...tolls.map((toll) => toll.high)),
    open: tolls.some((toll) => toll.open),
    unknown: part.scope.filter((i) => chosen.has(i) && !part.known.includes(i)).length,
    stated: tolls.some((toll) => toll.stated),
  };
}

/* The toll over a set of incidents; one of whom nobody gives any figure is unknown. */
function sumOver(parts, chosen) {
  let total = NOTHING;
  const left = new Set(chosen);
  for (const part of parts.joined) {
    if (!part.scope.some((i) => left.has(i))) continue;
    total = added(total, joinedToll(part, chosen));
    part.scope.forEach((i) => left.delete(i));
  }
  for (const i of left) {
    const own = parts.single[i];
    total = added(total, own ? fromColumns(own) : { ...NOTHING, open: true, unknown: 1 });
  }
  return total;
}

/* The toll of a view: an incident that lies in the period only possibly counts from 0. */
export function tollOf(parts, { ids, possibly }) {
  const whole = sumOver(parts, new Set(ids)), sure = sumOver(parts, new Set(ids.filter((i) => !possibly.has(i))));
  return { ...whole, low: Math.min(sure.low, whole.low) };
}

const grouped = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

/* A toll in words, such as "6–8 or more, 2 unknown". */
export function tollWords(toll) {
  if (!toll.stated && !toll.high && toll.open) {
    return toll.unknown <= 1 ? "unknown" : `unknown in ${toll.unknown} incidents`;
  }
  const range = toll.low === toll.high ? grouped(toll.low) : `${grouped(toll.low)}–${grouped(toll.high)}`;
  return range + (toll.open ? " or more" : "") + (toll.unknown ? `, ${toll.unknown} unknown` : "");
}
