/* Saves the map as the reader sees it: a picture with all that is drawn, sharp at twice the screen's points or more, and under
   it the words that a map must not travel without. Nothing runs before the button is pressed. Texts of records reach the
   page through textContent and the picture through fillText; no part of the page is read back as markup. */
(function () {
  "use strict";

  const LEAST_RATIO = 2; // pixels for each point of the screen
  const GAP = 4; // points between a name and what stands on the map
  const MARGIN = 48; // points around the map that are drawn, too: marks beyond its edge reach into it
  const TILE_TIMEOUT_MS = 8000, ROUNDS = 4, SHOWN_MS = 6000, KEPT_MS = 60000;
  const FONT = '"Source Sans", "Noto Sans", "Noto Naskh Arabic", system-ui, sans-serif';
  const ISOLATES = /[\u2066-\u2069]/g;
  const LABEL = "Save this map as a picture";
  const PAPER = {
    light: { paper: "#fffdf7", ink: "#2b2926", quiet: "#5b5851", line: "#c9c3b8" },
    dark: { paper: "#1b2126", ink: "#f1f2f3", quiet: "#b4bcc3", line: "#3b444b" },
  };
  const TYPE = {
    brand: { size: 15, weight: 700, colour: "ink" }, head: { size: 15, weight: 600, colour: "ink" },
    fact: { size: 13, weight: 400, colour: "ink" }, fine: { size: 11.5, weight: 400, colour: "quiet" },
  };
  const PADDING = 14, GUTTER = 28, TWO_COLUMNS = 640, WIDEST_TEXT = 620, SIGN = 18; // points
  const LEADING = 1.35;
  const ICON = `<svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <g data-shows="ready"><path d="M3 6.3h3.2l1.3-2.1h5l1.3 2.1H17v9.5H3z"/><circle cx="10" cy="10.8" r="2.8"/></g>
    <path data-shows="working" d="M6 3.5h8M6 16.5h8M7 3.5c0 4 6 5.5 6 13M13 3.5c0 4-6 5.5-6 13"/>
    <path data-shows="saved" d="M4 10.6l4 4L16 6"/>
    <path data-shows="failed" d="M10 4.5v7M10 15.2v.3"/></svg>`;

  class Refused extends Error {} // its message is for the reader

  // ---- the button -------------------------------------------------------------------------------------------------

  function addButton(map, fixed) {
    const control = L.control({ position: "topleft" });
    control.onAdd = () => {
      const box = L.DomUtil.create("div", "leaflet-bar seamline-save"), button = L.DomUtil.create("button", "", box);
      button.type = "button";
      button.title = LABEL;
      button.setAttribute("aria-label", LABEL);
      button.innerHTML = ICON;
      const said = L.DomUtil.create("div", "seamline-said", box);
      said.setAttribute("aria-live", "polite");
      const tell = teller(box, button, said);
      tell("ready", "");
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.on(button, "click", () => { if (box.dataset.state !== "working") save(map, fixed, tell); });
      return box;
    };
    control.addTo(map);
  }

  function teller(box, button, said) {
    let rest = null;
    return (state, words) => {
      clearTimeout(rest);
      box.dataset.state = state;
      button.setAttribute("aria-disabled", String(state === "working"));
      said.textContent = words;
      if (state === "saved") rest = setTimeout(() => { box.dataset.state = "ready"; said.textContent = ""; }, SHOWN_MS);
    };
  }

  async function save(map, fixed, tell) {
    tell("working", "Drawing the picture");
    try {
      await painted();
      const { blob, name } = await picture(map, fixed);
      download(blob, name);
      tell("saved", "Saved as " + name);
    } catch (error) {
      if (!(error instanceof Refused)) console.warn(error);
      const why = error instanceof Refused ? error.message : "The picture could not be drawn.";
      tell("failed", why + " Nothing was saved. Try again in a moment.");
    }
  }

  /* Whether the browser then asks where to put the file, or keeps it from being saved, no page is told. */
  function download(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
  }

  /* Two frames: the first may have been under way. */
  function painted() { return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))); }

  // ---- the picture ------------------------------------------------------------------------------------------------

  async function picture(map, fixed) {
    await loaded(map);
    const copies = await tileCopies(map);
    if (!L.seamline.scene.current) throw new Refused("The map is still loading.");
    const ratio = Math.max(LEAST_RATIO, window.devicePixelRatio || 1), account = accountOf(map, fixed, copies);
    const canvas = compose(map, ratio, copies, account), blob = await blobOf(canvas);
    return { blob: await described(blob, ratio, account), name: account.words.file || "seamline.png" };
  }

  function blobOf(canvas) {
    return new Promise((resolve, reject) => {
      const take = (blob) => (blob ? resolve(blob) : reject(new Refused("The browser could not make a picture of this size.")));
      canvas.toBlob(take, "image/png");
    });
  }

  async function loaded(map) {
    const basemap = L.seamline.current;
    if (!basemap) throw new Refused("The map is still loading.");
    if (basemap._container.dataset.state === "loading") await new Promise((done) => map.once("seamline:names", done));
    await atRest(map);
  }

  async function atRest(map) {
    while (map._animatingZoom || (map._panAnim && map._panAnim._inProgress)) await new Promise((done) => map.once("moveend", done));
  }

  /* Everything in one breath, so that no move of the reader's comes between two layers. */
  function compose(map, ratio, copies, account) {
    const size = map.getSize(), corner = map.containerPointToLayerPoint([0, 0]), colours = PAPER[account.theme];
    const canvas = document.createElement("canvas"), ctx = canvas.getContext("2d");
    const strip = stripOf(ctx, account, size.x);
    canvas.width = Math.round(size.x * ratio);
    canvas.height = Math.round((size.y + strip.height) * ratio);
    ctx.scale(ratio, ratio);
    ctx.fillStyle = colours.paper;
    ctx.fillRect(0, 0, size.x, size.y + strip.height);
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, 0, size.x, size.y);
    ctx.clip();
    ctx.fillStyle = getComputedStyle(map.getContainer()).backgroundColor;
    ctx.fillRect(0, 0, size.x, size.y);
    if (copies) drawTiles(ctx, map, copies, ratio);
    drawLayers(ctx, map, { corner, size, ratio, tiles: Boolean(copies) });
    drawFurniture(ctx, map, account);
    ctx.restore();
    ctx.fillStyle = colours.line;
    ctx.fillRect(0, size.y, size.x, 1);
    ctx.translate(0, size.y);
    strip.draw(colours);
    return canvas;
  }

  function drawLayers(ctx, map, { corner, size, ratio, tiles }) {
    const scene = L.seamline.scene.current, furniture = furnitureBoxes(map, corner), end = corner.add(size);
    const words = scene.wholeWords([corner.x, corner.y, end.x, end.y], furniture);
    const how = { tiles, words, taken: furniture.concat(words.map((word) => word.box)) };
    const around = L.bounds(corner.subtract([MARGIN, MARGIN]), end.add([MARGIN, MARGIN]));
    for (const layer of [L.seamline.current, scene]) {
      ctx.save();
      ctx.setTransform(1, 0, 0, 1, 0, 0); // pixel for pixel: at two and a half pixels a point a margin may end within one
      ctx.drawImage(layer.repaint(around, ratio, how), -Math.round(MARGIN * ratio), -Math.round(MARGIN * ratio));
      ctx.restore();
    }
  }

  // ---- online tiles -----------------------------------------------------------------------------------------------

  function tileImages(map) {
    const basemap = L.seamline.current, home = map.getContainer().getBoundingClientRect();
    if (!basemap._tilesSeen) return [];
    const images = Array.from(basemap._tiles.getContainer().querySelectorAll("img.leaflet-tile-loaded"));
    const level = (image) => Number(image.parentElement.style.zIndex) || 0;
    return images.filter((image) => {
      const box = image.getBoundingClientRect();
      return box.right > home.left && box.left < home.right && box.bottom > home.top && box.top < home.bottom;
    }).sort((one, other) => level(one) - level(other));
  }

  /* The tiles on the screen by address, fetched once more in the manner that lets a canvas be read afterwards: one tile
     without its server's leave would make the whole picture unreadable. Null where there are none, or not with leave. */
  async function tileCopies(map) {
    const copies = new Map();
    for (let round = 0; round < ROUNDS; round++) {
      await atRest(map);
      const missing = tileImages(map).map((image) => image.src).filter((address) => !copies.has(address));
      if (!missing.length) return copies.size ? copies : null; // the reader has not moved on in the meantime
      try {
        await Promise.all(missing.map(async (address) => copies.set(address, await copyOf(address))));
      } catch {
        return null;
      }
    }
    return null;
  }

  function copyOf(address) {
    return new Promise((resolve, reject) => {
      const image = new Image(), late = setTimeout(() => reject(new Error("late")), TILE_TIMEOUT_MS);
      image.crossOrigin = "anonymous";
      image.onload = () => { clearTimeout(late); resolve(image); };
      image.onerror = () => { clearTimeout(late); reject(new Error("refused")); };
      image.src = address;
    });
  }

  /* On whole pixels: between two tiles that end within one, the ground would shine through. */
  function drawTiles(ctx, map, copies, ratio) {
    const home = map.getContainer().getBoundingClientRect(), whole = (at) => Math.round(at * ratio) / ratio;
    for (const image of tileImages(map)) {
      const copy = copies.get(image.src), box = image.getBoundingClientRect();
      const left = whole(box.left - home.left), top = whole(box.top - home.top);
      if (copy) ctx.drawImage(copy, left, top, whole(box.right - home.left) - left, whole(box.bottom - home.top) - top);
    }
  }

  // ---- scale and legend, from the page ----------------------------------------------------------------------------

  function furnitureOf(map) { return Array.from(map.getContainer().querySelectorAll(".leaflet-control-scale-line, .seamline-legend[open]")); }

  function furnitureBoxes(map, corner) {
    const home = map.getContainer().getBoundingClientRect(), x = corner.x - home.left, y = corner.y - home.top;
    return furnitureOf(map).map((element) => element.getBoundingClientRect())
      .map((box) => [box.left + x - GAP, box.top + y - GAP, box.right + x + GAP, box.bottom + y + GAP]);
  }

  function drawFurniture(ctx, map, account) {
    const home = map.getContainer().getBoundingClientRect();
    ctx.save();
    ctx.translate(-home.left, -home.top);
    for (const element of furnitureOf(map)) {
      drawBox(ctx, element);
      drawSigns(ctx, element, account);
    }
    ctx.restore();
  }

  /* The legend's. */
  function drawSigns(ctx, legend, account) {
    const entries = account.legend ? account.legend.parts.flatMap((part) => part.entries) : [];
    legend.querySelectorAll("canvas").forEach((canvas, i) => {
      const box = canvas.getBoundingClientRect();
      ctx.save();
      ctx.translate(box.left, box.top);
      if (entries[i]) L.seamline.scene.drawSign(ctx, entries[i], account.theme);
      ctx.restore();
    });
  }

  /* An element's ground, borders and words where they stand on the screen. */
  function drawBox(ctx, element) {
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect(), style = getComputedStyle(element);
    ctx.fillStyle = style.backgroundColor;
    ctx.fillRect(left, top, width, height);
    const edge = (side) => (style["border" + side + "Style"] === "none" ? 0 : parseFloat(style["border" + side + "Width"]));
    const edges = { Top: [left, top, width, edge("Top")], Bottom: [left, bottom - edge("Bottom"), width, edge("Bottom")],
      Left: [left, top, edge("Left"), height], Right: [right - edge("Right"), top, edge("Right"), height] };
    for (const [side, rows] of Object.entries(edges)) {
      ctx.fillStyle = style["border" + side + "Color"];
      ctx.fillRect(...rows);
    }
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) drawText(ctx, texts.currentNode);
  }

  /* Line by line, as the page has broken it. */
  function drawText(ctx, node) {
    const holder = node.parentElement, style = getComputedStyle(holder), ltr = style.direction !== "rtl";
    // The triangle before the legend's title is for pressing: without it the title moves to its place.
    const title = holder.tagName === "SUMMARY" ? holder.getBoundingClientRect() : null;
    ctx.font = [style.fontStyle, style.fontWeight, style.fontSize, style.fontFamily].join(" ");
    ctx.fillStyle = style.color;
    ctx.textBaseline = "alphabetic";
    ctx.direction = style.direction;
    ctx.textAlign = ltr ? "left" : "right";
    const rise = ctx.measureText("x").fontBoundingBoxAscent;
    for (const { text, box } of linesOf(node)) {
      const from = title || box;
      ctx.fillText(text, ltr ? from.left : from.right, box.top + rise);
    }
  }

  function linesOf(node) {
    const lines = [], range = document.createRange();
    for (const word of node.data.matchAll(/\S+\s*/g)) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].trimEnd().length);
      const box = range.getBoundingClientRect(), last = lines[lines.length - 1];
      if (!box.width) continue;
      if (last && Math.abs(last.box.top - box.top) < box.height / 2) {
        last.text += word[0];
        last.box = { top: last.box.top, left: Math.min(last.box.left, box.left), right: Math.max(last.box.right, box.right) };
      } else {
        lines.push({ text: word[0], box });
      }
    }
    return lines.map(({ text, box }) => ({ text: text.trimEnd(), box }));
  }

  // ---- the words --------------------------------------------------------------------------------------------------

  function accountOf(map, fixed, copies) {
    const scene = L.seamline.scene.current.account(), basemap = L.seamline.current, { words } = scene;
    const inside = scene.inside < scene.marks ? scene.inside.toLocaleString("en") + " inside this frame" : "";
    const selected = scene.selected && "Outlined: " + isolated(scene.selected.title) + ", " + clean(scene.selected.lines[0]);
    const tilesFail = basemap._tilesSeen && !copies;
    const notes = [
      tilesFail ? "The online picture under the map could not be saved with it; the embedded map stands in its place." : "",
      basemap._missing.length ? "Part of the background map did not load." : "",
    ];
    const isOpen = Boolean(map.getContainer().querySelector(".seamline-legend[open]"));
    const account = {
      words, legend: scene.legend, key: isOpen ? null : scene.legend,
      theme: map.getContainer().dataset.theme === "dark" ? "dark" : "light",
      facts: [[words.count, inside].filter(Boolean).join("; "), words.toll, words.period, words.edition, selected],
      fine: [[fixed.credit, creditsOf(map, tilesFail)].filter(Boolean).join(" "), fixed.disclaimer, notes.filter(Boolean).join(" ")],
    };
    account.head = clean(words.filter || "");
    for (const part of ["facts", "fine"]) account[part] = account[part].map((line) => clean(line || "")).filter(Boolean);
    return account;
  }

  /* What the layers that are in the picture ask to be said; they give it as markup of our own, which is read as text. */
  function creditsOf(map, tilesFail) {
    const credits = new Set(), tiles = L.seamline.current._tiles;
    map.eachLayer((layer) => {
      const credit = layer.getAttribution && !(tilesFail && layer === tiles) ? layer.getAttribution() : null;
      if (credit) credits.add(new DOMParser().parseFromString(credit, "text/html").body.textContent.trim());
    });
    return Array.from(credits).map((credit) => credit.replace(/[.\s]*$/, ".")).join(" ");
  }

  /* Without what nobody sees, and without what would turn the words around it. */
  function clean(text) {
    return String(text).replace(/[\u2028\u2029\u202a-\u202e]|(?!\s)[\p{Cc}\p{Cs}]/gu, "").replace(/\s+/g, " ").trim();
  }

  function isolated(text) { return "\u2068" + clean(text).replace(ISOLATES, "") + "\u2069"; }

  // ---- the strip --------------------------------------------------------------------------------------------------

  /* Its height, and how it is drawn: what is shown on the left and the small print on the right, one under the other where
     the map is narrow. A legend that is folded up on the map stands above them: marks without it say little. */
  function stripOf(ctx, account, width) {
    const twice = width >= TWO_COLUMNS, inner = width - 2 * PADDING, column = twice ? (inner - GUTTER) / 2 : inner;
    const room = Math.min(column, WIDEST_TEXT), key = keyOf(ctx, account, width), rows = key.rows;
    const place = (type, text, x, y) => {
      for (const line of broken(ctx, text, type, room)) {
        const at = y + type.size;
        rows.push((colours) => writeLine(ctx, { type, line, x, room, y: at }, colours));
        y += type.size * LEADING;
      }
      return y + 3;
    };
    let left = place(TYPE.brand, "Seamline", PADDING, key.end);
    if (account.head) left = place(TYPE.head, account.head, PADDING, left);
    for (const line of account.facts) left = place(TYPE.fact, line, PADDING, left);
    let right = twice ? key.end : left + 5;
    for (const line of account.fine) right = place(TYPE.fine, line, twice ? PADDING + column + GUTTER : PADDING, right);
    const draw = (colours) => {
      for (const row of rows) {
        ctx.save(); // a sign leaves its dashes and colours behind
        row(colours);
        ctx.restore();
      }
    };
    return { height: Math.ceil(Math.max(left, right) + PADDING - 3), draw };
  }

  /* Each part of the legend begins a line, its entries follow one another. */
  function keyOf(ctx, account, width) {
    const rows = [], type = TYPE.fine;
    let y = PADDING, x = PADDING;
    if (!account.key) return { rows, end: y };
    ctx.font = fontOf(type);
    const put = (text, colour, entry) => {
      const sign = entry ? SIGN + 4 : 0, wide = sign + ctx.measureText(text).width;
      if (x > PADDING && x + wide > width - PADDING) { x = PADDING; y += SIGN + 2; }
      const at = { x, y };
      rows.push((colours) => {
        ctx.translate(at.x, at.y);
        writeLine(ctx, { type: { ...type, colour }, line: { text, whole: "" }, x: sign, y: SIGN / 2 + type.size * 0.35 }, colours);
        if (entry) L.seamline.scene.drawSign(ctx, entry, account.theme);
      });
      x += wide + 14;
    };
    for (const part of account.key.parts) {
      put(part.heading, "quiet");
      for (const entry of part.entries) put(entry.label, "ink", entry);
      if (part.note) put(part.note, "quiet");
      [x, y] = [PADDING, y + SIGN + 6];
    }
    return { rows, end: y + 4 };
  }

  function writeLine(ctx, { type, line, x, room, y }, colours) {
    const rtl = readsFromRight(line.whole);
    ctx.font = fontOf(type);
    ctx.fillStyle = colours[type.colour];
    ctx.textBaseline = "alphabetic";
    ctx.direction = rtl ? "rtl" : "ltr";
    ctx.textAlign = rtl ? "right" : "left";
    ctx.fillText(line.text, rtl ? x + room : x, y);
  }

  function fontOf(type) { return type.weight + " " + type.size + "px " + FONT; }

  function readsFromRight(text) {
    const first = text.match(/\p{L}/u);
    return Boolean(first) && /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}]/u.test(first[0]);
  }

  /* The text in lines that fit the room; a word wider than it is broken where it has to be. */
  function broken(ctx, text, type, room) {
    ctx.font = fontOf(type);
    const fits = (part) => ctx.measureText(part).width <= room, lines = [];
    let line = "";
    for (const word of text.split(" ").flatMap((each) => (fits(each) ? [each] : pieces(each, fits)))) {
      const longer = line ? line + " " + word : word;
      if (line && !fits(longer)) { lines.push(line); line = word; } else { line = longer; }
    }
    if (line) lines.push(line);
    return lines.map((each) => ({ text: each, whole: text }));
  }

  function pieces(word, fits) {
    const found = [];
    let part = "";
    for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(word)) {
      if (part && !fits(part + segment)) { found.push(part); part = ""; }
      part += segment;
    }
    return found.concat(part);
  }

  // ---- what the file says of itself: https://www.w3.org/TR/png-3/ ---------------------------------------------------

  const AFTER_HEADER = 33; // signature, length, type, 13 bytes and checksum of the first chunk
  const POINTS_PER_METRE = 96 / 0.0254;

  async function described(blob, ratio, account) {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const texts = {
      Title: "Seamline: " + account.head, Description: account.facts.join(". "), Copyright: account.fine[0] || "",
      Disclaimer: account.fine.slice(1).join(" "),
    };
    const chunks = [density(ratio * POINTS_PER_METRE), ...Object.entries(texts).map(([name, text]) => written(name, text))];
    return new Blob([bytes.subarray(0, AFTER_HEADER), ...chunks, bytes.subarray(AFTER_HEADER)], { type: "image/png" });
  }

  /* So many pixels a metre make the picture as large on paper as on the screen. */
  function density(perMetre) {
    const view = new DataView(new ArrayBuffer(9));
    view.setUint32(0, Math.round(perMetre));
    view.setUint32(4, Math.round(perMetre));
    view.setUint8(8, 1);
    return chunk("pHYs", new Uint8Array(view.buffer));
  }

  function written(name, text) { return chunk("iTXt", new TextEncoder().encode(name + "\0\0\0\0\0" + text.replace(ISOLATES, ""))); }

  function chunk(type, data) {
    const bytes = new Uint8Array(12 + data.length), view = new DataView(bytes.buffer);
    view.setUint32(0, data.length);
    bytes.set(new TextEncoder().encode(type), 4);
    bytes.set(data, 8);
    view.setUint32(8 + data.length, checksum(bytes.subarray(4, 8 + data.length)));
    return bytes;
  }

  function checksum(bytes) {
    let sum = 0xffffffff;
    for (const byte of bytes) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return (sum ^ 0xffffffff) >>> 0;
  }

  L.seamline.snapshot = { addButton };
})();
