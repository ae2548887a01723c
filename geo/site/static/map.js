/* The front page: map, filters, figures, time and panel follow one choice, which stands in the address's hash. Text of
   records reaches the page through textContent alone. */

import drawTimeline from "./timeline.js";
import { describe, EVERYTHING, figuresOf, isDay, readHash, sceneOf, select, writeHash } from "./selection.js";
import { timeOf } from "./time.js";

const ROWS_SHOWN = 100; // of the list, until the reader asks for all
const find = (selector) => document.querySelector(selector);
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const page = {
  data: null, chosen: EVERYTHING, view: null, map: null, base: null, scene: null, answered: 0, allRows: false,
};

start().catch((problem) => {
  notice(["The data of the map did not load. Reload the page; the list below is complete."]);
  throw problem;
});

async function start() {
  const answer = await fetch(find("#map").dataset.source);
  if (!answer.ok) throw new Error(`expected the site's data, got status ${answer.status}`);
  page.data = await answer.json();
  for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
  document.documentElement.classList.add("ready");
  page.rows = new Map([...document.querySelectorAll("#list li")].map((row) => [row.dataset.id, row]));
  page.placeOf = new Map(page.data.incidents.map((incident, place) => [incident.id, place]));
  buildFilters();
  buildMap();
  buildList();
  const follow = () => {
    const { chosen, notices } = readHash(location.hash, page.data);
    notice(notices);
    show(chosen);
  };
  window.addEventListener("hashchange", follow);
  follow();
}

/* One choice, everywhere. The hash is replaced: the back button leaves the page and does not walk through filters. */
function choose(change) {
  const chosen = { ...page.chosen, ...change };
  history.replaceState(null, "", location.pathname + location.search + writeHash(chosen));
  notice([]);
  show(chosen);
}

function show(chosen) {
  page.chosen = chosen;
  page.view = select(page.data, chosen);
  showFigures();
  showFilters();
  showScene();
  showTime();
  showPanel();
  showRows();
  document.documentElement.dataset.shown = writeHash(chosen) || "#";
}

function notice(lines) {
  const box = find("#notice");
  box.replaceChildren(...lines.map((line) => made("p", line)));
  box.hidden = !lines.length;
}

function made(tag, text, className) {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  return node;
}

// ---- figures ------------------------------------------------------------------------------------------------------

function showFigures() {
  const figures = figuresOf(page.data, page.view);
  for (const name of ["shown", "killed", "wounded"]) find(`[data-figure="${name}"]`).textContent = figures[name];
  const words = describe(page.data, page.chosen) || page.data.words;
  const sentences = [words[0].toUpperCase() + words.slice(1), ...figures.notes];
  find("[data-figure=words]").textContent = `${sentences.join(". ")}. ${figures.told}`;
}

// ---- filters ------------------------------------------------------------------------------------------------------

function buildFilters() {
  for (const end of ["from", "to"]) {
    const field = find(`#${end}`);
    [field.min, field.max] = [page.data.period[0] ?? "1900-01-01", page.data.period[1] ?? "2100-12-31"];
    field.addEventListener("change", () => chooseDay(end, field.value));
  }
  buildChoices("actors");
  buildChoices("sides");
  find("#clear").addEventListener("click", () => {
    choose({ ...EVERYTHING, incident: page.chosen.incident });
    find("#from").focus(); // the button is gone
  });
  find("#copy").addEventListener("click", copyLink);
  find("#filters").addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("click", (event) => {
    for (const box of document.querySelectorAll("#filters details[open]")) {
      if (!box.contains(event.target)) box.open = false;
    }
  });
  find("#filters").addEventListener("keydown", (event) => {
    const box = event.key === "Escape" && event.target.closest("details[open]");
    if (box) { box.open = false; box.querySelector("summary").focus(); }
  });
}

/* A date field says each digit; a day that is not whole yet, or lies past the other end, changes nothing. */
function chooseDay(end, value) {
  if (value && !isDay(value)) return;
  const period = { from: page.chosen.from, to: page.chosen.to, [end]: value || null };
  if (period.from && period.to && period.to < period.from) {
    notice(["The last day lies before the first: the period is as it was."]);
    return;
  }
  choose(period);
}

function buildChoices(name) {
  const box = find(`#${name}`);
  for (const { id, label, count } of page.data[name]) {
    const line = made("label"), mark = made("input"), words = made("span", label);
    Object.assign(mark, { type: "checkbox", value: id });
    words.dir = "auto";
    mark.addEventListener("change", () => {
      choose({ [name]: [...box.querySelectorAll("input:checked")].map((each) => each.value).sort() });
    });
    line.append(mark, words, made("small", String(count)));
    box.append(line);
  }
}

function showFilters() {
  const { chosen } = page;
  for (const end of ["from", "to"]) find(`#${end}`).value = chosen[end] ?? "";
  for (const name of ["actors", "sides"]) {
    for (const mark of find(`#${name}`).querySelectorAll("input")) mark.checked = chosen[name].includes(mark.value);
    find(`#${name}-chosen`).textContent = chosen[name].length ? `${chosen[name].length} chosen` : "any";
  }
  find("#clear").hidden = writeHash({ ...chosen, incident: null }) === "";
}

async function copyLink() {
  const said = find("#copied");
  try {
    await navigator.clipboard.writeText(location.href);
    said.textContent = "Copied";
  } catch {
    said.textContent = "Copy the address of this page";
  }
}

// ---- map ----------------------------------------------------------------------------------------------------------

function buildMap() {
  const { bounds, roam, attribution, ...options } = page.data.map;
  page.map = window.L.map("map", { ...options, maxBounds: roam });
  page.map.attributionControl.setPrefix(false);
  window.L.seamline.open(page.map, bounds);
  new ResizeObserver(() => page.map.invalidateSize({ animate: false })).observe(find("#map"));
  window.L.control.scale({ imperial: false, maxWidth: 100 }).addTo(page.map);
  const lay = () => {
    if (page.base) page.base.remove();
    const theme = dark.matches ? "dark" : "light";
    page.base = window.L.seamline.basemap({ assets: "assets", theme, label: "name", attribution }).addTo(page.map);
  };
  lay();
  dark.addEventListener("change", () => { lay(); showScene(); });
}

async function showScene() {
  const content = sceneOf(page.data, page.view, page.chosen), number = (page.drawing = (page.drawing ?? 0) + 1);
  const packed = await pack(content);
  if (number !== page.drawing) return; // the reader has chosen something else since
  const scene = window.L.seamline.scene(packed);
  scene.on("click", (event) => pick(event.layer.toGeoJSON().properties.id));
  const before = page.scene;
  page.scene = scene.addTo(page.map);
  if (before) before.remove();
}

/* As `L.seamline.scene` takes it: base64 of deflated JSON. */
async function pack(content) {
  const body = new Blob([JSON.stringify(content)]).stream().pipeThrough(new CompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(body).arrayBuffer());
  let letters = "";
  for (let at = 0; at < bytes.length; at += 8192) letters += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(letters);
}

// ---- time ---------------------------------------------------------------------------------------------------------

function showTime() {
  const host = find("#time"), data = timeOf(page.data, page.view, page.chosen, { answered: page.answered });
  host.hidden = !data;
  if (!data) return;
  drawTimeline({
    parentElement: host.shadowRoot,
    data,
    setTriggerValue: (_, reply) => {
      page.answered = reply.number;
      if (reply.kind === "incident") pick(reply.incident);
      else choose({ from: reply.start, to: reply.end });
    },
  });
}

// ---- panel --------------------------------------------------------------------------------------------------------

/* Selects an incident and moves the reader's focus to its panel. */
function pick(id) {
  page.cameFrom = document.activeElement;
  choose({ incident: id });
  find("#panel h2").focus({ preventScroll: true });
  find("#panel").scrollIntoView({ block: "nearest" });
}

function close() {
  choose({ incident: null });
  const back = page.cameFrom;
  (back && back.isConnected && back !== document.body ? back : find("#map")).focus({ preventScroll: true });
}

function showPanel() {
  const panel = find("#panel"), place = page.placeOf.get(page.chosen.incident);
  find(".stage").classList.toggle("has-panel", place !== undefined);
  panel.hidden = place === undefined;
  if (place !== undefined) panel.replaceChildren(...panelParts(page.data.incidents[place], place));
}

function panelParts(incident, place) {
  const title = made("h2", incident.title), more = made("a", "Evidence and sources");
  title.tabIndex = -1;
  title.dir = "auto";
  more.href = `incidents/${incident.id}/index.html`;
  more.className = "more";
  const out = page.view.ids.includes(place) ? [] : [made("p", "Not in the chosen period, actors and sides.", "note")];
  const possibly = page.view.possibly.has(place) ? " (possibly in the period)" : "";
  const facts = made("dl");
  fact(facts, "When", [incident.when + possibly]);
  fact(facts, incident.places.length > 1 ? "Where, one of" : "Where", incident.places);
  for (const [outcome, name] of [["killed", "Killed"], ["wounded", "Wounded"]]) {
    const isShared = incident.shared.includes(outcome);
    const shared = isShared ? " (a figure is shared with another incident and counted once)" : "";
    const said = incident.said.filter(([of]) => of === outcome)
      .map(([, words, source, isJoint]) => [words + (isJoint ? " over several incidents" : ""), page.data.sources[source]])
      .map((parts) => parts.join(": "));
    fact(facts, name, [incident.tolls[outcome] + shared], said);
  }
  return [made("p", incident.kind, "kicker"), title, ...out, more, facts, steps(place)];
}

function fact(list, name, lines, notes = []) {
  const value = made("dd");
  value.append(...lines.map((line) => made("div", line)), ...notes.map((line) => made("div", line, "note")));
  for (const line of value.children) line.dir = "auto";
  list.append(made("dt", name), value);
}

function steps(place) {
  const { ids } = page.view, row = made("div", undefined, "steps");
  const button = (label, target) => {
    const step = made("button", label);
    step.type = "button";
    step.disabled = target === undefined;
    step.addEventListener("click", () => {
      choose({ incident: page.data.incidents[target].id });
      const again = [...document.querySelectorAll("#panel .steps button")];
      again.find((each) => each.textContent === label && !each.disabled)?.focus();
    });
    return step;
  };
  const closing = made("button", "Close");
  closing.type = "button";
  closing.addEventListener("click", close);
  row.append(button("Earlier", ids.findLast((i) => i < place)), button("Later", ids.find((i) => i > place)), closing);
  return row;
}

// ---- list ---------------------------------------------------------------------------------------------------------

/* The map's twin for keyboard and screen reader: each line can be shown on the map. */
function buildList() {
  for (const row of page.rows.values()) {
    const button = made("button", "Show");
    button.type = "button";
    button.setAttribute("aria-label", `Show on the map: ${row.querySelector("a").textContent}`);
    button.addEventListener("click", () => {
      pick(row.dataset.id);
      find(".stage").scrollIntoView({ block: "nearest" });
    });
    row.append(button);
  }
  find("#all-rows").addEventListener("click", () => {
    page.allRows = true;
    showRows();
  });
  find("#panel").addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
}

function showRows() {
  const shown = new Set(page.view.ids.map((i) => page.data.incidents[i].id));
  let count = 0;
  for (const [id, row] of page.rows) {
    const isShown = shown.has(id) && (page.allRows || count < ROWS_SHOWN);
    row.hidden = !isShown;
    count += isShown ? 1 : 0;
  }
  find("#all-rows").hidden = count === shown.size;
  find("#all-rows").textContent = `Show all ${shown.size.toLocaleString("en-US")} incidents`;
  find("#no-rows").hidden = shown.size > 0;
}
