// Days, months and the scale between them and pixels; put in front of timeline.js, for a component is one module.
// Days are counted from 1970-01-01 in UTC, so no time zone can move one; null is an open end of the period.

const DAY_MS = 86400000;
const MARGIN = 6; // pixels: room for half a grip at both ends of the strip
const LETTER = 6.2; // pixels, of the axis labels
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December"];
const OPEN = [null, null];

const dayOf = (iso) => (iso === null ? null : Date.parse(`${iso}T00:00:00Z`) / DAY_MS);
const isoOf = (day) => (day === null ? null : new Date(day * DAY_MS).toISOString().slice(0, 10));
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const same = (a, b) => a[0] === b[0] && a[1] === b[1];

function parts(day) {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate() };
}

function dayWords(day, short) {
  const { year, month, day: number } = parts(day);
  return `${number} ${short ? MONTHS[month].slice(0, 3) : MONTHS[month]} ${year}`;
}

function periodWords([start, end]) {
  if (start === null && end === null) return "";
  const wholeMonths = (start === null || parts(start).day === 1) && (end === null || parts(end + 1).day === 1);
  const word = (day) => (wholeMonths ? dayWords(day, true).replace(/^\d+ /, "") : dayWords(day, true));
  if (start === null) return `until ${word(end)}`;
  if (end === null) return `from ${word(start)}`;
  return word(start) === word(end) ? word(start) : `${word(start)} – ${word(end)}`;
}

// The strip's scale: months from its first, as whole numbers for their beginnings.
class Scale {
  constructor(first, months, width) {
    Object.assign(this, { year: first.year, month: first.month, months, width });
    this.column = width / months;
    this.first = this.beginning(0);
    this.last = this.beginning(months) - 1;
  }

  beginning(index) {
    return Date.UTC(this.year, this.month + index, 1) / DAY_MS;
  }

  index(day) {
    const { year, month } = parts(day);
    return (year - this.year) * 12 + month - this.month;
  }

  x(day) {
    const index = this.index(day);
    const [start, end] = [this.beginning(index), this.beginning(index + 1)];
    return MARGIN + (index + (day - start) / (end - start)) * this.column;
  }

  at(x) {
    return clamp((x - MARGIN) / this.column, 0, this.months);
  }

  day(x) {
    const at = this.at(x);
    const index = Math.min(Math.floor(at), this.months - 1);
    const start = this.beginning(index);
    const length = this.beginning(index + 1) - start;
    return start + Math.min(Math.floor((at - index) * length), length - 1);
  }

  // The same day some months on; the last day of a month stays the last.
  shifted(day, months) {
    const index = this.index(day) + months;
    const last = this.beginning(index + 1) - 1;
    if (parts(day + 1).day === 1) return last;
    return Math.min(this.beginning(index) + parts(day).day - 1, last);
  }

  // A period that was drawn keeps both its days, even the strip's own, for the strip may grow; the whole strip is none.
  drawn(start, end) {
    return start <= this.first && end >= this.last ? OPEN : [start, end];
  }

  // One end of a period moved; brought back to the strip's end, it is open again. It does not pass the other.
  moved(period, side, edge) {
    const [start, end] = this.closed(period);
    if (side === 0) return [edge <= this.first ? null : Math.min(edge, end), period[1]];
    return [period[0], edge >= this.last ? null : Math.max(edge, start)];
  }

  closed([start, end]) {
    return [clamp(start ?? this.first, this.first, this.last), clamp(end ?? this.last, this.first, this.last)];
  }
}

// Years, and months between them where there is room.
function ticks(scale) {
  const every = [1, 3, 12, 24, 60, 120].find((months) => months * scale.column >= (months < 12 ? 44 : 32)) ?? 240;
  const found = [];
  for (let index = 0; index < scale.months; index += 1) {
    const [year, month] = [scale.year + Math.floor((scale.month + index) / 12), (scale.month + index) % 12];
    const isRound = every < 12 ? month % every === 0 : month === 0 && year % (every / 12) === 0;
    const name = month === 0 || every >= 12 ? "" : `${MONTHS[month].slice(0, 3)} `;
    const label = month === 0 || every >= 12 || index === 0 ? `${name}${year}` : name.trim();
    if (isRound || index === 0) found.push({ x: MARGIN + index * scale.column, label, isRound });
  }
  const ends = [...found.slice(1).map((tick) => tick.x), scale.width + 2 * MARGIN];
  return found.map((tick, place) => {
    const fits = ends[place] - tick.x - 4 >= tick.label.length * LETTER;
    return { ...tick, label: fits ? tick.label : "" };
  });
}
