// The browser's side of the timeline: draws what Python says, and turns gestures into replies.

const SVG = "http://www.w3.org/2000/svg";
const TOP = 15;
const BASE = 69;
const TALLEST = 14; // of one block
const EVENT = { y: 4, half: 3.6 }; // the row of diamonds over the blocks
const WIDEST = { block: 16, bar: 32 };
const COUNTED = 26; // a column as wide as this has room for its number
const DRAG = { mouse: 4, touch: 8 }; // pixels a pointer may wander and still click
const GRASP = { mouse: 6, touch: 18 };
const NEAR = { mouse: 3, touch: 14 };
const KEYS_REST_MS = 600; // a pause in the arrow keys sends the period

const charts = new WeakMap();

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const root = parentElement.querySelector(".timeline");
  if (!root || !data) return undefined;
  let chart = charts.get(root);
  if (!chart) charts.set(root, (chart = new Chart(root)));
  chart.update(data, (reply) => setTriggerValue("reply", reply));
  return () => {
    chart.stop();
    charts.delete(root);
  };
}

// ---- the chart -------------------------------------------------------------------------------------------------

function make(name, className, parent) {
  const node = document.createElementNS(SVG, name);
  if (className) node.setAttribute("class", className);
  parent.append(node);
  return node;
}

function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    const text = String(value);
    if (node.getAttribute(name) !== text) node.setAttribute(name, text);
  }
}

class Chart {
  constructor(root) {
    this.root = root;
    this.find = (selector) => root.querySelector(selector);
    this.marks = new Map();
    this.brush = OPEN;
    this.wish = OPEN; // the period that Python has, or has been asked for
    this.number = 0; // of the last reply sent
    this.owed = false; // whether Python has yet to answer it
    this.answered = 0;
    this.gone = new AbortController();
    this.build();
    this.listen();
    this.watch = new ResizeObserver(() => this.data && this.draw());
    this.watch.observe(this.svg);
  }

  // Streamlit may stop a component and start it again on the same elements: nothing of the first may stay there.
  stop() {
    this.watch.disconnect();
    clearTimeout(this.timer);
    this.gone.abort();
    this.svg.remove();
  }

  build() {
    this.svg = document.createElementNS(SVG, "svg");
    set(this.svg, { tabindex: -1 }); // so that Escape is heard after a press on it
    this.band = make("rect", "band", this.svg);
    this.top = make("line", "top", this.svg);
    this.most = make("text", "most", this.svg);
    this.axis = make("g", "axis", this.svg);
    this.events = make("g", "events", this.svg);
    this.list = make("g", "list", this.svg);
    this.veils = [make("rect", "veil", this.svg), make("rect", "veil", this.svg)];
    this.base = make("line", "base", this.svg);
    this.span = make("line", "span", this.svg);
    this.handles = ["First day", "Last day"].map((label, side) => this.buildHandle(label, side));
    set(this.list, { role: "listbox", "aria-label": "Incidents, earliest first", "aria-orientation": "horizontal" });
    for (const node of [this.axis, this.most, this.events]) set(node, { "aria-hidden": "true" });
    this.find(".plot").append(this.svg);
  }

  buildHandle(label, side) {
    const handle = make("g", "handle", this.svg);
    set(handle, { role: "slider", tabindex: 0, "aria-label": label, "aria-orientation": "horizontal" });
    set(make("line", "edge", handle), { y1: TOP - 6, y2: BASE });
    set(make("rect", "zone", handle), { x: -7, y: BASE - 1, width: 14, height: 12 });
    set(make("circle", "grip", handle), { cy: BASE, r: 5 });
    handle.addEventListener("keydown", (event) => this.steer(event, side));
    handle.addEventListener("blur", () => this.timer && this.commit());
    return handle;
  }

  // Python's word is the last one, but not in the middle of a gesture and not before it has heard the latest reply.
  update(data, send) {
    this.data = data;
    this.send = send;
    if (data.answered < this.answered) this.number = data.answered; // a new session counts from the beginning
    if (data.answered >= this.number) this.owed = false;
    this.answered = data.answered;
    this.number = Math.max(this.number, data.answered);
    if (!this.owed) this.wish = data.chosen.map(dayOf);
    if (!this.owed && !this.press && !this.timer) this.brush = this.wish;
    this.hideTip();
    this.find("#summary").textContent = data.summary;
    this.draw();
  }

  reply(message) {
    this.number += 1;
    this.owed = true;
    this.send({ number: this.number, ...message });
  }

  commit() {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!same(this.brush, this.wish)) {
      this.wish = this.brush;
      this.reply({ kind: "period", start: isoOf(this.brush[0]), end: isoOf(this.brush[1]) });
    }
    this.drawBrush();
  }

  clear() {
    this.brush = OPEN;
    const focused = this.root.getRootNode().activeElement === this.find(".clear");
    this.commit();
    if (focused) this.handles[0].focus(); // the button is gone
  }

  choose(mark) {
    this.hideTip();
    if (mark.id !== null) {
      this.reply({ kind: "incident", incident: mark.id });
      for (const other of this.data.marks) other.selected = other === mark;
      this.drawMarks();
    } else {
      this.brush = this.scale.drawn(this.scale.beginning(mark.month), this.scale.beginning(mark.month + 1) - 1);
      this.commit();
    }
  }

  // ---- drawing ----

  draw() {
    const width = this.svg.getBoundingClientRect().width;
    if (!width) return; // in a tab or an expander that is closed
    const first = parts(dayOf(this.data.first));
    this.scale = new Scale(first, this.data.months, Math.max(width - 2 * MARGIN, 1));
    this.unit = Math.min(TALLEST, (BASE - TOP) / Math.max(this.data.fullest, 1));
    this.drawAxis();
    this.drawEvents();
    this.drawMarks();
    this.drawBrush();
  }

  // Agreements and the like: not counted, not picked; what they are stands in the tooltip and in the summary.
  drawEvents() {
    const { scale } = this;
    this.events.replaceChildren();
    for (const event of this.data.events) {
      const x = MARGIN + event.at * scale.column;
      Object.assign(event, { x: x - EVENT.half, y: EVENT.y - EVENT.half, width: 2 * EVENT.half, height: 2 * EVENT.half });
      const group = make("g", event.inView ? "event" : "event out", this.events);
      set(make("line", "stem", group), { x1: x, x2: x, y1: EVENT.y + EVENT.half, y2: BASE });
      const half = EVENT.half;
      set(make("path", "diamond", group), { d: `M${x} ${EVENT.y - half}l${half} ${half}l${-half} ${half}l${-half} ${-half}z` });
    }
  }

  drawAxis() {
    const { scale } = this;
    const [left, right] = [MARGIN, MARGIN + scale.width];
    // Where each bar carries its number, the axis needs none.
    const fullest = this.data.fullest && this.data.marks[0].count && scale.column >= COUNTED ? 0 : this.data.fullest;
    const height = BASE - fullest * this.unit;
    set(this.base, { x1: left, x2: right, y1: BASE, y2: BASE });
    set(this.top, { x1: left, x2: right, y1: height, y2: height, visibility: fullest ? "visible" : "hidden" });
    set(this.most, { x: left, y: height - 3 });
    this.most.textContent = fullest ? `${fullest} ${fullest === 1 ? "incident" : "incidents"}` : "";
    this.axis.replaceChildren();
    for (const { x, label, isRound } of ticks(scale)) {
      if (isRound) set(make("line", "tick", this.axis), { x1: x, x2: x, y1: BASE, y2: BASE + 7 });
      const text = make("text", "", this.axis);
      set(text, { x: x + 3, y: BASE + 17 });
      text.textContent = label;
    }
  }

  drawMarks() {
    const { scale, unit } = this;
    const gap = scale.column >= 6 ? 1.5 : scale.column >= 3 ? 1 : 0.4;
    const isBars = this.data.marks[0]?.count !== undefined;
    const width = Math.min(scale.column - gap, isBars ? WIDEST.bar : WIDEST.block);
    const kept = new Set();
    const order = [];
    for (const mark of this.data.marks) {
      const key = isBars ? `bar ${mark.month}` : `block ${mark.id}`;
      const group = this.marks.get(key) ?? this.buildMark(key, isBars);
      mark.x = MARGIN + (mark.month + 0.5) * scale.column - width / 2;
      mark.width = width;
      if (isBars) placeBar(group, mark, unit, scale);
      else placeBlock(group, mark, unit, scale);
      set(group, {
        class: ["mark", mark.selected && "selected", mark.inView === false && "out", mark.possibly && "possibly"].filter(Boolean).join(" "),
        "aria-selected": Boolean(mark.selected),
        "aria-label": [mark.title, mark.when, mark.words, mark.inView === false && "not in view"].filter(Boolean).join(", "),
      });
      group.mark = mark;
      kept.add(key);
      order.push(group);
    }
    for (const [key, group] of this.marks) {
      if (!kept.has(key)) {
        group.remove();
        this.marks.delete(key);
      }
    }
    if (order.some((group, place) => this.list.children[place] !== group)) this.list.append(...order);
    this.root.classList.toggle("dense", !isBars && (unit < 5 || width < 3));
    this.root.classList.toggle("has-selected", this.data.marks.some((mark) => mark.selected));
    this.rove(order.find((group) => group.tabIndex === 0) ?? order.find((group) => group.mark.selected) ?? order[0]);
  }

  buildMark(key, isBar) {
    const group = make("g", "mark", this.list);
    set(group, { role: "option", tabindex: -1 });
    if (isBar) group.rest = make("rect", "rest", group);
    else group.line = make("line", "reach", group);
    group.shown = make("rect", "shown", group);
    if (isBar) group.number = make("text", "number", group);
    group.addEventListener("keydown", (event) => this.walk(event, group));
    group.addEventListener("focus", () => {
      this.rove(group);
      if (group.matches(":focus-visible")) this.showTip(group.mark);
    });
    group.addEventListener("blur", () => this.hideTip());
    // A screen reader clicks without a pointer.
    group.addEventListener("click", (event) => event.detail === 0 && !event.pointerType && this.choose(group.mark));
    this.marks.set(key, group);
    return group;
  }

  drawBrush() {
    const { scale } = this;
    if (!scale) return;
    const [start, end] = scale.closed(this.brush);
    const isOpen = same(this.brush, OPEN);
    const edges = [scale.x(start), scale.x(end + 1)];
    const right = MARGIN + scale.width;
    set(this.band, { x: edges[0], y: TOP - 6, width: Math.max(edges[1] - edges[0], 0), height: BASE - TOP + 6 });
    set(this.span, { x1: edges[0], x2: edges[1], y1: BASE, y2: BASE });
    for (const node of [this.band, this.span]) set(node, { visibility: isOpen ? "hidden" : "visible" });
    set(this.veils[0], { x: MARGIN - 1, y: 0, width: Math.max(edges[0] - MARGIN + 1, 0), height: BASE });
    set(this.veils[1], { x: edges[1], y: 0, width: Math.max(right - edges[1] + 1, 0), height: BASE });
    this.handles.forEach((handle, side) => this.drawHandle(handle, side, edges[side]));
    const [period, clear] = [this.find(".period"), this.find(".clear")];
    const words = periodWords(this.brush);
    if (period.textContent !== words) period.textContent = words;
    clear.hidden = isOpen;
    this.find(".hint").hidden = !isOpen;
  }

  drawHandle(handle, side, x) {
    const { scale } = this;
    const day = this.brush[side];
    const value = scale.closed(this.brush)[side];
    set(handle, {
      class: day === null ? "handle" : "handle set",
      transform: `translate(${x.toFixed(2)} 0)`,
      "aria-valuemin": 0,
      "aria-valuemax": scale.last - scale.first,
      "aria-valuenow": value - scale.first,
      "aria-valuetext": day === null ? `open, ${side ? "to" : "from"} ${dayWords(value)}` : dayWords(day),
    });
  }

  // ---- pointer ----

  listen() {
    const { svg } = this;
    const { signal } = this.gone;
    svg.addEventListener("pointerdown", (event) => this.down(event));
    svg.addEventListener("pointermove", (event) => this.move(event));
    svg.addEventListener("pointerup", (event) => this.up(event));
    svg.addEventListener("lostpointercapture", () => this.cancel()); // the page scrolls, or the browser takes over
    svg.addEventListener("pointerleave", () => this.hideTip());
    svg.addEventListener("dblclick", (event) => this.markAt(this.point(event), "mouse") || this.clear());
    this.find(".clear").addEventListener("click", () => this.clear(), { signal });
    const escape = (event) => {
      if (event.key !== "Escape") return;
      if (this.press) this.cancel();
      else if (!same(this.brush, OPEN)) this.clear();
      else return;
      event.stopPropagation();
    };
    this.root.addEventListener("keydown", escape, { signal });
  }

  point(event) {
    const box = this.svg.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  down(event) {
    if (event.button !== 0 || !event.isPrimary || !this.scale) return;
    const kind = event.pointerType === "mouse" ? "mouse" : "touch";
    const point = this.point(event);
    this.press = { ...point, kind, moved: false, before: this.brush, grip: this.gripAt(point, kind) };
    this.svg.setPointerCapture(event.pointerId);
  }

  // What a drag from here does: 0 or 1 moves that handle, "body" the whole period, "new" begins another.
  gripAt({ x, y }, kind) {
    const [start, end] = this.scale.closed(this.brush);
    const edges = [this.scale.x(start), this.scale.x(end + 1)];
    const side = x < (edges[0] + edges[1]) / 2 ? 0 : 1;
    const isNear = Math.abs(x - edges[side]) <= GRASP[kind];
    // An open end has no line, only its grip on the axis; above it a new period can begin.
    if (isNear && (this.brush[side] !== null || y > BASE - 12)) return side;
    return !same(this.brush, OPEN) && x > edges[0] && x < edges[1] ? "body" : "new";
  }

  move(event) {
    const point = this.point(event);
    const { press } = this;
    if (!press) {
      if (event.pointerType === "mouse") this.hover(point);
      return;
    }
    if (!press.moved && Math.abs(point.x - press.x) < DRAG[press.kind]) return;
    if (!press.moved) this.begin(press);
    this.brush = this.dragged(press, point.x, event.shiftKey);
    this.drawBrush();
  }

  begin(press) {
    press.moved = true;
    this.hideTip();
    this.root.classList.add("dragging");
  }

  dragged({ grip, x: from, before }, x, byDay) {
    const { scale } = this;
    if (grip === "body") return this.slid(scale.closed(before), (x - from) / scale.column, byDay);
    if (grip !== "new") {
      const edge = byDay ? scale.day(x) : scale.beginning(Math.round(scale.at(x))) - grip;
      return scale.moved(before, grip, edge);
    }
    const [left, right] = [from, x].sort((a, b) => a - b).map((end) => scale.day(end));
    if (byDay) return scale.drawn(left, right);
    return scale.drawn(scale.beginning(scale.index(left)), scale.beginning(scale.index(right) + 1) - 1);
  }

  slid([start, end], columns, byDay) {
    const { scale } = this;
    if (byDay) {
      const days = clamp(Math.round(columns * 30.4), scale.first - start, scale.last - end);
      return scale.drawn(start + days, end + days);
    }
    const months = clamp(Math.round(columns), -scale.index(start), scale.months - 1 - scale.index(end));
    // 31 January slides to 28 February: a first day is kept as it is, a last day of a month stays the last.
    const first = parts(start).day === 1 ? scale.beginning(scale.index(start) + months) : scale.shifted(start, months);
    return scale.drawn(first, Math.max(first, scale.shifted(end, months)));
  }

  up(event) {
    const { press } = this;
    if (!press) return;
    this.release();
    if (press.moved) {
      this.commit();
      return;
    }
    const mark = this.markAt(this.point(event), press.kind);
    if (mark) this.choose(mark);
    else if (typeof press.grip === "number") this.handles[press.grip].focus();
  }

  cancel() {
    if (!this.press) return;
    this.brush = this.press.before;
    this.release();
    this.drawBrush();
  }

  release() {
    this.press = undefined;
    this.root.classList.remove("dragging");
  }

  markAt(point, kind) {
    return this.nearest(this.data.marks, point, kind);
  }

  nearest(marks, { x, y }, kind) {
    let best;
    let nearest = NEAR[kind];
    for (const mark of marks) {
      const dx = Math.max(mark.x - x, x - mark.x - mark.width, 0);
      const dy = Math.max(mark.y - y, y - mark.y - mark.height, 0);
      const distance = Math.hypot(dx, dy);
      if (distance < nearest || (distance === 0 && !best)) [best, nearest] = [mark, distance];
    }
    return best;
  }

  hover(point) {
    const mark = this.markAt(point, "mouse");
    const grip = this.gripAt(point, "mouse");
    this.svg.style.cursor = mark ? "pointer" : { new: "crosshair", body: "grab" }[grip] ?? "ew-resize";
    const shown = mark ?? this.nearest(this.data.events, point, "mouse");
    if (shown !== this.hovered) {
      if (shown) this.showTip(shown);
      else this.hideTip();
    }
  }

  // ---- keyboard ----

  rove(group) {
    for (const other of this.marks.values()) set(other, { tabindex: other === group ? 0 : -1 });
  }

  // Left and right go from month to month, up and down inside one.
  walk(event, group) {
    const groups = [...this.list.children];
    const { month } = group.mark;
    const inMonth = (index) => groups.filter((other) => other.mark.month === index);
    const level = inMonth(month).indexOf(group);
    const months = [...new Set(groups.map((other) => other.mark.month))];
    const beside = (step) => inMonth(months[months.indexOf(month) + step]);
    const next = {
      ArrowLeft: () => beside(-1)[Math.min(level, beside(-1).length - 1)],
      ArrowRight: () => beside(1)[Math.min(level, beside(1).length - 1)],
      ArrowUp: () => inMonth(month)[level + 1],
      ArrowDown: () => inMonth(month)[level - 1],
      Home: () => groups[0],
      End: () => groups.at(-1),
    }[event.key];
    if (next) next()?.focus();
    else if (event.key === "Enter" || event.key === " ") this.choose(group.mark);
    else return;
    event.preventDefault();
  }

  // Arrows move an end of the period by a month, with Shift by a day, the page keys by a year.
  steer(event, side) {
    const { scale } = this;
    const [start, end] = scale.closed(this.brush);
    const sign = { ArrowLeft: -1, ArrowDown: -1, PageDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 1 }[event.key];
    let edge;
    if (event.key === "Home") edge = side ? start : scale.first;
    else if (event.key === "End") edge = side ? scale.last : end;
    else if (event.key === "Enter" && this.timer) {
      this.commit();
      return;
    } else if (!sign) return;
    else if (event.shiftKey) edge = [start, end][side] + sign;
    else edge = this.stepped([start, end][side], side, sign * (event.key.startsWith("Page") ? 12 : 1));
    event.preventDefault();
    this.brush = scale.moved(this.brush, side, edge);
    this.drawBrush();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.commit(), KEYS_REST_MS);
  }

  // The next whole month's edge: a day inside a month goes to that month's own edge first.
  stepped(day, side, months) {
    const { scale } = this;
    const at = day + side; // an end is the day before the next month begins
    const index = scale.index(at);
    const isInside = parts(at).day !== 1;
    return scale.beginning(index + months + (isInside && months < 0 ? 1 : 0)) - side;
  }

  // ---- tooltip ----

  showTip(mark) {
    this.hideTip();
    this.hovered = mark;
    for (const group of this.marks.values()) if (group.mark === mark) group.classList.add("hovered");
    const tip = this.find(".tip");
    const [title, when, words] = tip.children;
    title.textContent = mark.title;
    when.textContent = mark.inView === false ? `${mark.when}, not in view` : mark.when;
    words.textContent = mark.words;
    tip.hidden = false;
    const left = mark.x + mark.width / 2 - tip.offsetWidth / 2;
    const top = this.find(".plot").offsetTop + mark.y - tip.offsetHeight - 7;
    tip.style.left = `${clamp(left, 0, Math.max(this.root.clientWidth - tip.offsetWidth, 0))}px`;
    tip.style.top = `${top}px`;
  }

  hideTip() {
    this.hovered = undefined;
    this.find(".tip").hidden = true;
    for (const group of this.marks.values()) group.classList.remove("hovered");
  }
}

function placeBlock(group, mark, unit, scale) {
  const gap = unit >= 5 ? 1.5 : unit >= 2.5 ? 0.75 : 0.25;
  mark.height = unit - gap;
  mark.y = BASE - (mark.level + 1) * unit;
  group.style.setProperty("--side", mark.colour);
  const middle = mark.y + mark.height / 2;
  const end = mark.reach === null ? mark.x : MARGIN + mark.reach * scale.column;
  const display = end > mark.x + mark.width ? "inline" : "none";
  set(group.line, { x1: mark.x + mark.width, x2: end, y1: middle, y2: middle, display });
  set(group.shown, { x: mark.x, y: mark.y, width: mark.width, height: mark.height });
}

function placeBar(group, mark, unit, scale) {
  const full = Math.max(mark.count * unit, 2);
  const shown = mark.shown ? Math.max(mark.shown * unit, 2) : 0;
  mark.height = full;
  mark.y = BASE - full;
  set(group.rest, { x: mark.x, y: mark.y, width: mark.width, height: full });
  set(group.shown, { x: mark.x, y: BASE - shown, width: mark.width, height: shown });
  set(group.number, { x: mark.x + mark.width / 2, y: mark.y - 3 });
  group.number.textContent = scale.column >= COUNTED ? mark.count : "";
}
