/* The map as one file: it takes everything from its own page and asks nobody for anything. A click on a mark, or a line of
   the list, opens what is told of it. Every text of a record reaches the page through textContent. */
(function () {
  "use strict";

  const find = (id) => document.getElementById(id);
  const unpack = (id) => L.seamline.unpack(find(id).textContent.trim());
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const look = document.documentElement.dataset.look;
  const SHEET = window.matchMedia("(max-width: 759px)"); // as in standalone.css: the panel lies over the map

  let told, map, basemap, ground, opener = null, current = null;

  async function start() {
    [told, ground] = await Promise.all([unpack("told"), unpack("ground")]);
    makeMap();
    dress();
    if (look === "auto") dark.addEventListener("change", dress);
    fillMore();
    find("list").textContent = "List (" + told.incidents.length + ")";
    find("list").addEventListener("click", () => { showList(); open(find("list")); });
    find("about").addEventListener("click", () => { showTerms(); open(find("about")); });
    find("back").addEventListener("click", toList);
    find("close").addEventListener("click", close);
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") leave(); });
    showList();
    const chosen = told.incidents.find((incident) => incident.id === told.map.incident);
    if (chosen) show("incident", chosen.id);
    document.documentElement.dataset.state = "ready";
  }

  /* ---- the map ---- */

  function makeMap() {
    if (SHEET.matches) window.seamlineLegendOpen = false; // there it would take half of the map
    const { at, bounds, closest, zooms, roam } = told.map;
    map = L.map("map", { attributionControl: false, zoomSnap: 0.25, minZoom: zooms[0], maxZoom: zooms[1], maxBounds: roam });
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", "Map of the incidents in view; the list holds them all");
    L.control.scale({ imperial: false, maxWidth: 100 }).addTo(map);
    if (at) map.setView([at[0], at[1]], at[2]);
    else L.seamline.fit(map, bounds, { margin: 18, maxZoom: closest });
    new ResizeObserver(() => map.invalidateSize({ pan: false, animate: false })).observe(map.getContainer());
    L.seamline.map = map;
  }

  /* Draws in the reader's colours, and anew when they change. */
  function dress() {
    const theme = look === "auto" ? (dark.matches ? "dark" : "light") : look;
    if (basemap) basemap.remove();
    basemap = L.seamline.basemap({ files: ground, theme, label: told.map.label }).addTo(map);
    const drawn = L.seamline.scene.current;
    if (drawn) drawn.remove().addTo(map); // takes its colours from the map when it is added, and keeps what is chosen
    else L.seamline.scene(find("scene").textContent.trim(), { onPress: press }).addTo(map);
  }

  function press(hits) {
    const found = hits.map(({ kind, item }) => [kind, item.id || item.short.toLowerCase()]);
    if (found.length === 1) show(...found[0], map.getContainer());
    else if (found.length) { showList(found); open(map.getContainer()); }
  }

  function mark(id) { if (L.seamline.scene.current) L.seamline.scene.current.select(id); }

  /* ---- the panel ---- */

  /* `from` is what the reader pressed, and gets the focus back; a page that opens by itself takes no focus. */
  function open(from) {
    opener = from || map.getContainer();
    find("panel").dataset.open = "";
    if (from) (find("terms").hidden ? find("shown") : find("terms").querySelector("h2")).focus({ preventScroll: true });
    find("panel").scrollTop = 0;
  }

  function close() {
    delete find("panel").dataset.open;
    showList();
    if (opener && opener.isConnected) opener.focus();
  }

  /* Escape: from a record to the list, or to the map where that is under it; from the list over the map to the map. */
  function leave() {
    const isOpen = SHEET.matches && "open" in find("panel").dataset;
    if (isOpen && (find("back").hidden || opener === map.getContainer())) close();
    else if (!find("back").hidden) toList();
  }

  function toList() {
    const was = current;
    showList();
    const line = was && find("shown").querySelector('[data-id="' + CSS.escape(was) + '"]');
    (line || find("shown")).focus();
  }

  function put(...parts) {
    find("terms").hidden = true;
    find("shown").hidden = false;
    find("shown").replaceChildren(...parts);
  }

  /* All incidents, the newest first, or those records that lie under one click. */
  function showList(found) {
    const all = found || told.incidents.map(({ id }) => ["incident", id]).reverse();
    current = null;
    mark(null);
    find("back").hidden = !found;
    const list = made("ul", "list");
    list.append(...all.map(([kind, id]) => lineOf(kind, told[kind + "s"].find((each) => each.id === id))));
    const hint = found ? found.length + " records here." : all.length ? "Choose a mark, or a line below." : "No incident is in view.";
    put(made("p", "hint", hint), list);
  }

  function lineOf(kind, about) {
    const line = made("li"), button = made("button", "line");
    button.type = "button";
    button.dataset.id = about.id;
    button.append(made("span", "day", kind === "incident" ? about.days : about.kind), made("span", "", about.title));
    button.addEventListener("click", () => show(kind, about.id, button));
    line.append(button);
    return line;
  }

  function showTerms() {
    current = null;
    mark(null);
    find("back").hidden = false;
    find("terms").hidden = false;
    find("shown").replaceChildren();
    find("shown").hidden = true;
    find("terms").querySelector("h2").tabIndex = -1;
  }

  function show(kind, id, from) {
    const about = told[kind + "s"].find((each) => each.id === id);
    if (!about) return;
    put(panelOf(about, kind));
    find("back").hidden = false;
    current = id;
    if (kind === "incident") mark(id);
    open(from && !from.isConnected ? opener : from);
    if (kind === "incident") bringIntoView(id);
  }

  /* Past the panel where that lies over the map. */
  function bringIntoView(id) {
    const place = L.seamline.scene.current && L.seamline.scene.current._byId.get(id);
    if (!place) return;
    const over = SHEET.matches ? find("panel").offsetHeight : 0;
    const free = map.getSize().y - over;
    if (free > 80) map.panInside([place.latitude, place.longitude], { paddingTopLeft: [30, 30], paddingBottomRight: [30, over + 30], animate: false });
  }

  function panelOf(about, kind) {
    const box = made("article");
    const possibly = about.possibly ? " · possibly in the period" : "";
    box.append(made("p", "hint", about.kind + possibly), made("h2", "", about.title), made("p", "", about.summary), factsOf(about));
    if (kind === "incident") box.append(made("h3", "", "Figures, and who says so"), ...accountsOf(about));
    box.append(made("h3", "", "Evidence"));
    box.append(made("p", "hint", "Digests are in Seamline's own words; what is marked is what the coding rests on. Read the source itself before you quote it."));
    for (const [source, statements] of about.evidence) box.append(sourceOf(source, statements));
    if (!about.evidence.length) box.append(made("p", "", "No statement of a source gives it; it rests on what is said above."));
    if (kind === "incident" && told.dashboard) {
      const link = linkTo(told.dashboard + "&incident=" + encodeURIComponent(about.id), "Open this incident in the dashboard");
      box.append(link);
    }
    return box;
  }

  function factsOf(about) {
    const rows = [];
    if (about.when) rows.push(["When", about.when]);
    for (const [role, ...place] of about.places || []) rows.push([role, place]);
    for (const [i, [name, role, colour]] of (about.who || []).entries()) rows.push([i ? "" : "Who", [name, role], colour]);
    for (const [outcome, ...toll] of about.tolls || []) if (outcome === "Killed" || toll[0] !== "unknown") rows.push([outcome, toll]);
    for (const fact of about.facts || []) rows.push([fact[0], [fact[1]]]);
    if (about.grade) rows.push(["Grade", about.grade]);
    if (about.note) rows.push(["Note", [about.note]]);
    const list = made("dl");
    for (const [name, [value, note], colour] of rows) {
      const cell = made("dd");
      if (colour) cell.append(dot(colour));
      cell.append(made("span", "", value));
      if (note) cell.append(" ", made("span", colour ? "note" : "note below", note));
      list.append(made("dt", "", name), cell);
    }
    return list;
  }

  function accountsOf(about) {
    if (!about.accounts.length) return [made("p", "", "No source gives a figure.")];
    return about.accounts.map((account) => {
      const box = made("div", "account"), head = made("p");
      head.append(made("b", "", account.figure), ", ", nameOf(account.source));
      if (account.note) head.append(" ", made("span", "note", account.note));
      box.append(head);
      for (const [words, statement, note] of account.claims) {
        const claim = made("details");
        claim.append(made("summary", "", words), statementOf(statement));
        if (note) claim.append(made("p", "note", note));
        box.append(claim);
      }
      return box;
    });
  }

  function sourceOf(id, statements) {
    const box = made("section", "source"), head = made("h4");
    head.append(nameOf(id));
    box.append(head, made("p", "note", told.sources[id].title), ...statements.map(statementOf));
    return box;
  }

  function nameOf(id) {
    const { label, url } = told.sources[id];
    return url ? linkTo(url, label) : made("span", "", label);
  }

  function statementOf(id) {
    const { words: [before, marked, after], where, note } = told.statements[id];
    const box = made("blockquote");
    if (where) box.append(made("span", "note", where), made("br"));
    const words = made("span");
    words.append(before, where ? made("mark", "", marked) : marked, after);
    box.append(words);
    if (note) box.append(made("p", "note", note));
    return box;
  }

  /* ---- what stands behind "About": fronts, agreements, the codebook ---- */

  function fillMore() {
    const more = find("more");
    for (const [title, kind] of [["Fronts on this map", "front"], ["Agreements and other events", "event"]]) {
      const found = told[kind + "s"];
      if (found.length) more.append(folded(title, () => found.map((about) => panelOf(about, kind))));
    }
    more.append(folded("Codebook", codebook));
  }

  function folded(title, fill) {
    const box = made("details"), body = made("div");
    box.append(made("summary", "", title), body);
    box.addEventListener("toggle", () => { if (!body.firstChild) body.append(...fill()); });
    return box;
  }

  function codebook() {
    const { columns, codes } = told.codebook;
    const lists = [["Columns", columns.incidents.map(({ name, meaning, unit }) => [name, unit ? meaning + " (" + unit + ")" : meaning])]];
    for (const [name, meanings] of Object.entries(codes)) lists.push([name, Object.entries(meanings)]);
    return lists.flatMap(([name, rows]) => {
      const list = made("dl");
      for (const [code, meaning] of rows) list.append(made("dt", "", code), made("dd", "", meaning));
      return [made("h4", "", name), list];
    });
  }

  /* ---- parts ---- */

  function made(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    element.dir = "auto";
    return element;
  }

  function dot(colour) {
    const element = made("i", "dot");
    element.style.background = colour;
    return element;
  }

  function linkTo(address, text) {
    const link = made("a", "", text);
    link.href = address;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    return link;
  }

  start().catch((fault) => {
    document.documentElement.dataset.state = "failed";
    find("panel").dataset.open = "";
    find("shown").textContent = "This browser cannot read the map's data. A browser of 2023 or later can.";
    throw fault;
  });
})();
