/* Everything that moves with the reader's choices, on one canvas over the basemap: front bands, precision areas, shared
   tolls, incidents and events. The payload is base64 of deflated JSON, so no text of it is ever part of a script; text
   reaches the page through textContent only. Positions are degrees, sizes pixels, errors kilometres. */
(function () {
  "use strict";

  const EARTH_M_PER_PIXEL = 156543.03392; // at the equator and zoom 0, EPSG:3857
  const SMALLEST = 4.5, PER_ROOT = 3.3, HIT_SLACK = 5;
  const MANY_AREAS = 150; // among more, dashes are but noise, and slow
  const LONG_LINK = 46; // pixels between two places, from which on a figure has its place between them
  const FEW_LINKS = 8; // among more, a figure is written only where it has room; the tooltips hold them all
  const FONT = '"Source Sans", "Noto Sans", "Noto Naskh Arabic", system-ui, sans-serif';
  const INK = {
    light: { ink: "#2b2926", halo: "rgba(248,247,244,0.9)", quiet: "#6b665e", band: "#6f6a86", paper: "#fffdf7" },
    dark: { ink: "#f1f2f3", halo: "rgba(32,38,43,0.9)", quiet: "#a9b1b8", band: "#a6a0c8", paper: "#262d33" },
  };

  const EDGE = 6, AWAY = 14; // pixels that the list of records keeps from the frame and from the place it tells of
  const ASIDE = 11, WIDEST_ASIDE = 24; // pixels from a front's band to its name, and what of the band counts at most
  const WIDEST = 1.6; // a triangle's corner lies this many radii from its middle
  const MOST_STAMPS = 2000;

  let bandLayer = { key: null, canvas: null };
  const stamps = new Map(); // marks as they look, by all that decides it: many incidents look alike

  const Scene = L.seamline.Canvas.extend({
    options: { pane: "seamline-scene", zIndex: 420, className: "seamline-scene", padding: 0.25 },

    /* `owner` is the layer that streamlit-folium knows; clicks are told through it. One with `onPress` is handed all that
       lies under a click instead, each with its `kind` and `item`, and shows it itself. */
    initialize: function (data, owner) {
      this._data = data;
      this._owner = owner;
      this._marks = marksOf(this._data.marks);
      this._marks.sort((one, other) => radius(other) - radius(one) || (one.id < other.id ? -1 : 1));
      this._byId = new Map(this._marks.map((mark) => [mark.id, mark]));
      this._hits = [];
      L.Renderer.prototype.initialize.call(this, {});
    },

    onAdd: function (map) {
      this._ink = INK[map.getContainer().dataset.theme] || INK.light;
      L.seamline.Canvas.prototype.onAdd.call(this, map);
      showLegend(map, this._data.legend);
      const first = !L.seamline.scene.current;
      L.seamline.scene.current = this;
      const obstacles = this._marks.map((mark) => [mark.latitude, mark.longitude, radius(mark)]);
      L.seamline.setObstacles(obstacles, { redraw: first });
      map.getContainer().dataset.marks = String(this._marks.length);
    },

    onRemove: function (map) {
      this._hideTip();
      this._closeChooser();
      L.Renderer.prototype.onRemove.call(this, map);
    },

    getEvents: function () {
      return Object.assign(L.Renderer.prototype.getEvents.call(this), {
        mousemove: this._hover, mouseout: this._hideTip, movestart: this._hideTip, click: this._press,
        move: this._placeChooser, zoomend: this._placeChooser, resize: this._placeChooser, keydown: this._leave,
        "seamline:names": this._redraw,
      });
    },

    /* Draws an incident as chosen, or none for null; tells nobody. */
    select: function (id) {
      this._data.selected = id;
      this._redraw();
    },

    /* Where an incident stands on the map, in pixels of its container; null when it has no mark. */
    pointOf: function (id) {
      const mark = this._byId.get(id);
      return mark ? this._map.latLngToContainerPoint([mark.latitude, mark.longitude]) : null;
    },

    _redraw: function () {
      if (!this._clear()) return;
      this._hits = [];
      if (!this._again) this._labels = [];
      this._written = [];
      const placed = this._marks.map((mark) => this._place(mark)).filter((item) => this._shows(item));
      const names = ((L.seamline.current && L.seamline.current.labels) || []).map((name) => name.box);
      this._taken = names.concat(placed.map((item) => [item.x - item.r, item.y - item.r, item.x + item.r, item.y + item.r]));
      this._lines = [];
      this._drawBands();
      if (this._data.show.precision) this._drawAreas(placed);
      this._drawEvents();
      placed.forEach((item) => this._drawOthers(item));
      if (this._data.show.shared) {
        this._data.links.forEach((link) => this._drawLink(link));
        this._data.links.forEach((link) => this._writeLink(link));
      }
      const chosen = placed.filter((item) => item.mark.id === this._data.selected);
      if (!this._again) this._fades = chosen.length > 0;
      placed.filter((item) => item.mark.id !== this._data.selected).forEach((item) => this._drawMark(item, this._fades));
      chosen.forEach((item) => this._drawMark(item, false));
      this._labels.forEach((label) => this._write(label));
    },

    /* For a picture, with these of the scene's words. */
    repaint: function (bounds, ratio, { words }) {
      const kept = [this._hits, this._labels, this._written];
      this._labels = words;
      try {
        return L.seamline.Canvas.prototype.repaint.call(this, bounds, ratio);
      } finally {
        [this._hits, this._labels, this._written] = kept;
      }
    },

    /* The words that lie whole in a box and clear of others, all in layer points: one that is cut could say another number. */
    wholeWords: function (frame, others) {
      const isWhole = (box) => box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];
      return this._labels.filter(({ box }) => isWhole(box) && !others.some((other) => overlap(box, other)));
    },

    /* What a picture has to say of the scene. */
    account: function () {
      const size = this._map.getSize(), onScreen = ({ x, y }) => x >= 0 && y >= 0 && x <= size.x && y <= size.y;
      const selected = this._byId.get(this._data.selected), here = (mark) => onScreen(this.pointOf(mark.id));
      return {
        words: this._data.words || {}, legend: this._data.legend, marks: this._marks.length,
        inside: this._marks.filter(here).length, selected: selected && here(selected) ? selected : null,
      };
    },

    _place: function (mark) {
      const point = this._map.latLngToLayerPoint([mark.latitude, mark.longitude]);
      return { mark, x: point.x, y: point.y, r: radius(mark), area: this._pixels(mark.error_km, mark.latitude) };
    },

    _shows: function (item) {
      const { min, max } = this._bounds, reach = Math.max(item.r, item.area);
      return item.x > min.x - reach && item.x < max.x + reach && item.y > min.y - reach && item.y < max.y + reach;
    },

    _pixels: function (km, latitude) {
      const metres = EARTH_M_PER_PIXEL * Math.cos(latitude * Math.PI / 180) / Math.pow(2, this._map.getZoom());
      return km * 1000 / metres;
    },

    /* All bands are painted solid on a canvas of their own and laid over once: where they meet they do not darken. It is
       kept as long as they stand where they stood. */
    _drawBands: function () {
      const bands = this._data.fronts;
      if (!bands.length) return;
      const ctx = this._ctx;
      const lines = bands.map((band) => ({ band, points: band.line.map((p) => this._map.latLngToLayerPoint(p)) }));
      const layer = this._bandLayer(lines);
      ctx.save();
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.globalAlpha = 0.16;
      ctx.drawImage(layer, 0, 0);
      ctx.restore();
      ctx.save();
      ctx.setLineDash([7, 6]);
      ctx.lineWidth = 1.4;
      ctx.strokeStyle = this._ink.band;
      for (const { points } of lines) { trace(ctx, points); ctx.stroke(); }
      ctx.restore();
      for (const { band, points } of lines) {
        const width = this._pixels(band.uncertainty_km, band.line[0][0]);
        const onLine = [0.5, 0.35, 0.65, 0.2, 0.8, 0.05, 0.95].map((part) => along(points, part));
        const away = Math.min(width, WIDEST_ASIDE) + ASIDE;
        const spots = [...onLine, ...onLine.flatMap((at) => beside(points, at, away))];
        this._writeWhereFree({ text: band.short, colour: this._ink.band, italic: true }, spots);
        this._hits.push({ kind: "front", item: band, points, reach: width });
      }
    },

    _bandLayer: function (lines) {
      const { width, height } = this._container, { min } = this._bounds, ratio = this._density();
      const strokes = lines.map(({ band, points }) => [2 * this._pixels(band.uncertainty_km, band.line[0][0]), points]);
      const key = JSON.stringify([width, height, min, this._ink.band, strokes]);
      if (bandLayer.key === key) return bandLayer.canvas;
      const canvas = document.createElement("canvas"), brush = canvas.getContext("2d");
      canvas.width = width;
      canvas.height = height;
      brush.setTransform(ratio, 0, 0, ratio, -min.x * ratio, -min.y * ratio);
      brush.lineJoin = brush.lineCap = "round";
      brush.strokeStyle = this._ink.band;
      for (const [lineWidth, points] of strokes) {
        brush.lineWidth = lineWidth;
        trace(brush, points);
        brush.stroke();
      }
      bandLayer = { key, canvas };
      return canvas;
    },

    /* Where the incidents may have been. Areas of one colour are one shape: vague places that overlap do not add up to a
       dark spot that nobody reported. */
    _drawAreas: function (items) {
      const ctx = this._ctx, groups = new Map();
      for (const item of items) {
        if (item.area < item.r + 2) continue;
        const faded = Boolean(this._data.selected) && item.mark.id !== this._data.selected;
        const key = faded + item.mark.colour;
        if (!groups.has(key)) groups.set(key, { faded, colour: item.mark.colour, areas: [] });
        groups.get(key).areas.push(item);
      }
      ctx.save();
      ctx.lineWidth = 1;
      ctx.setLineDash(items.length > MANY_AREAS ? [] : [2, 3]);
      for (const { faded, colour, areas } of groups.values()) {
        ctx.beginPath();
        for (const { x, y, area } of areas) {
          ctx.moveTo(x + area, y);
          ctx.arc(x, y, area, 0, 2 * Math.PI);
        }
        ctx.fillStyle = ctx.strokeStyle = colour;
        ctx.globalAlpha = faded ? 0.05 : 0.1;
        ctx.fill();
        ctx.globalAlpha = faded ? 0.2 : 0.4;
        ctx.stroke();
      }
      ctx.restore();
    },

    /* The further scenes of an incident: small hollow marks joined to its first one. */
    _drawOthers: function (item) {
      const ctx = this._ctx, mark = item.mark, faded = this._data.selected && mark.id !== this._data.selected;
      for (const other of mark.others) {
        const point = this._map.latLngToLayerPoint([other.latitude, other.longitude]);
        const spot = { mark, x: point.x, y: point.y, r: SMALLEST, area: this._pixels(other.error_km, other.latitude) };
        if (this._data.show.precision) this._drawAreas([spot]);
        ctx.save();
        ctx.globalAlpha = faded ? 0.45 : 1;
        ctx.lineWidth = 1.2;
        ctx.strokeStyle = mark.colour;
        trace(ctx, [item, spot]);
        ctx.stroke();
        outline(ctx, mark.shape, spot.x, spot.y, SMALLEST);
        ctx.fillStyle = this._ink.paper;
        ctx.fill();
        ctx.lineWidth = 2;
        ctx.stroke();
        ctx.restore();
        this._hits.push({ kind: "incident", item: mark, x: spot.x, y: spot.y, r: SMALLEST });
        this._taken.push([spot.x - SMALLEST, spot.y - SMALLEST, spot.x + SMALLEST, spot.y + SMALLEST]);
        this._lines.push({ of: mark, points: [item, spot] });
      }
    },

    _drawEvents: function () {
      const ctx = this._ctx;
      for (const event of this._data.events) {
        const point = this._map.latLngToLayerPoint([event.latitude, event.longitude]);
        ctx.save();
        ctx.translate(point.x, point.y);
        ctx.rotate(Math.PI / 4);
        ctx.fillStyle = this._ink.paper;
        ctx.strokeStyle = this._ink.quiet;
        ctx.lineWidth = 1.6;
        ctx.beginPath();
        ctx.rect(-4, -4, 8, 8);
        ctx.fill();
        ctx.stroke();
        ctx.restore();
        this._hits.push({ kind: "event", item: event, x: point.x, y: point.y, r: 6 });
        this._taken.push([point.x - 6, point.y - 6, point.x + 6, point.y + 6]);
      }
    },

    _ends: function (link) {
      return link.ids.map((id) => this._byId.get(id)).filter(Boolean).map((mark) => this._place(mark));
    },

    _drawLink: function (link) {
      const ends = this._ends(link);
      if (ends.length < 2) return;
      this._lines.push(...pairs(ends).map((points) => ({ of: link, points })));
      const ctx = this._ctx;
      ctx.save();
      ctx.setLineDash([4, 4]);
      ctx.lineWidth = 1.5;
      ctx.strokeStyle = link.colour;
      for (const [one, other] of pairs(ends)) {
        const length = Math.hypot(other.x - one.x, other.y - one.y);
        if (length <= one.r + other.r) continue;
        const dx = (other.x - one.x) / length, dy = (other.y - one.y) / length;
        ctx.beginPath();
        ctx.moveTo(one.x + dx * one.r, one.y + dy * one.r);
        ctx.lineTo(other.x - dx * other.r, other.y - dy * other.r);
        ctx.stroke();
      }
      ctx.restore();
    },

    /* The figure once, beside its own link: at another's it would be read as that one's toll. */
    _writeLink: function (link) {
      const ends = this._ends(link);
      if (ends.length < 2) return;
      const [one, other] = ends, x = (one.x + other.x) / 2, y = (one.y + other.y) / 2;
      const isLong = Math.hypot(other.x - one.x, other.y - one.y) > LONG_LINK;
      const must = isLong && this._data.links.length <= FEW_LINKS;
      const label = { text: link.words, colour: this._ink.ink, weight: 600, must, of: link }, half = this._half(label);
      const right = Math.max(one.x + one.r, other.x + other.r) + half + 3, left = Math.min(one.x - one.r, other.x - other.r) - half - 3;
      const top = Math.min(one.y - one.r, other.y - other.r) - 11, foot = Math.max(one.y + one.r, other.y + other.r) + 11;
      const beside = [[half + 12, -12], [-half - 12, 12], [half + 12, 12], [-half - 12, -12]].map(([dx, dy]) => ({ x: x + dx, y: y + dy }));
      const around = [{ x: right, y }, { x: left, y }, { x, y: top }, { x, y: foot }];
      this._writeWhereFree(label, [...(isLong ? beside : []), ...around, { x, y }]);
    },

    _half: function (label) {
      this._ctx.font = fontOf(label);
      return this._ctx.measureText(label.text).width / 2 + 2;
    },

    /* At the first of the spots where no mark, no other line and no name of the basemap is in the way; else, if it must be, at the last. */
    _writeWhereFree: function (label, spots) {
      if (this._again) return; // its words are written where they stand
      const half = this._half(label);
      const boxAt = (spot) => [spot.x - half, spot.y - 8, spot.x + half, spot.y + 8];
      const isFree = (box) => !this._taken.some((other) => overlap(other, box)) && !this._written.some((other) => overlap(other, box))
        && !this._lines.some(({ of, points }) => of !== label.of && crosses(points, box));
      const spot = spots.find((each) => isFree(boxAt(each))) || (label.must && spots[spots.length - 1]);
      if (!spot) return;
      this._written.push(boxAt(spot));
      this._labels.push({ ...label, ...spot, box: boxAt(spot) });
    },

    _drawMark: function (item, faded) {
      const mark = item.mark, chosen = mark.id === this._data.selected;
      const ratio = this._density(), { canvas, half } = this._stamp(mark, faded, ratio), { min } = this._bounds;
      // On whole pixels of the screen: between them a stamp would blur.
      const [x, y] = [item.x - half - min.x, item.y - half - min.y].map((at) => Math.round(at * ratio) / ratio);
      this._ctx.drawImage(canvas, min.x + x, min.y + y, canvas.width / ratio, canvas.height / ratio);
      if (chosen) this._ring(this._ctx, mark.shape, item.x, item.y, item.r + 4, this._ink.ink, [], 2.4);
      this._hits.push({ kind: "incident", item: mark, x: item.x, y: item.y, r: item.r });
    },

    _stamp: function (mark, faded, ratio) {
      const looks = [mark.shape, mark.colour, mark.low, mark.high, mark.open, mark.possibly, faded, ratio, this._ink.ink];
      const key = looks.join(" ");
      if (stamps.has(key)) return stamps.get(key);
      const half = Math.ceil(WIDEST * radius(mark) + 5);
      const canvas = document.createElement("canvas"), ctx = canvas.getContext("2d");
      canvas.width = canvas.height = Math.ceil(2 * half * ratio);
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      const filled = mark.low > 0, lower = lowRadius(mark);
      ctx.globalAlpha = faded ? 0.45 : 1;
      outline(ctx, mark.shape, half, half, lower);
      ctx.fillStyle = filled ? mark.colour : this._ink.paper;
      if (filled && mark.possibly) ctx.globalAlpha *= 0.6;
      ctx.fill();
      ctx.globalAlpha = faded ? 0.45 : 1;
      ctx.strokeStyle = filled ? this._ink.halo : mark.colour;
      ctx.lineWidth = filled ? 1.2 : 2;
      ctx.stroke();
      if (mark.high > mark.low) this._ring(ctx, mark.shape, half, half, sized(mark.high), mark.colour, []);
      if (filled && mark.open) this._ring(ctx, mark.shape, half, half, radius(mark) + 3, mark.colour, [2, 3]);
      const stamp = { canvas, half };
      if (stamps.size >= MOST_STAMPS) stamps.clear();
      stamps.set(key, stamp);
      return stamp;
    },

    _ring: function (ctx, shape, x, y, size, colour, dash, width) {
      ctx.setLineDash(dash);
      ctx.lineWidth = width || 1.4;
      ctx.strokeStyle = colour;
      outline(ctx, shape, x, y, size);
      ctx.stroke();
      ctx.setLineDash([]);
    },

    _write: function (label) {
      const ctx = this._ctx;
      ctx.font = fontOf(label);
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.lineJoin = "round";
      ctx.lineWidth = 3.5;
      ctx.strokeStyle = this._ink.halo;
      ctx.strokeText(label.text, label.x, label.y);
      ctx.fillStyle = label.colour;
      ctx.fillText(label.text, label.x, label.y);
    },

    /* What lies under a point: marks first, the smallest on top, then events, then front bands. */
    _under: function (point) {
      const near = this._hits.filter((hit) => hit.kind !== "front")
        .map((hit) => ({ hit, away: Math.hypot(hit.x - point.x, hit.y - point.y) }))
        .filter(({ hit, away }) => away <= hit.r + HIT_SLACK)
        .sort((one, other) => one.hit.r - other.hit.r || one.away - other.away).map(({ hit }) => hit);
      const once = near.filter((hit, i) => near.findIndex((other) => other.item === hit.item) === i);
      if (once.length) return once;
      return this._hits.filter((hit) => hit.kind === "front" && distanceTo(hit.points, point) <= Math.min(hit.reach, 14));
    },

    _hover: function (event) {
      if (event.originalEvent && this._chooser && this._chooser.box.contains(event.originalEvent.target)) return this._hideTip();
      const under = this._under(event.layerPoint);
      this._map.getContainer().style.cursor = under.some((hit) => hit.kind !== "front") ? "pointer" : "";
      if (!under.length) return this._hideTip();
      const lines = under.slice(0, 3).map((hit) => card(hit));
      if (under.length > 3) lines.push(element("div", "seamline-more", under.length - 3 + " more here"));
      this._showTip(lines, event.containerPoint);
    },

    _showTip: function (parts, at) {
      this._hideTip();
      const tip = this._tip = element("div", "seamline-tip");
      tip.append(...parts);
      this._map.getContainer().append(tip);
      const size = this._map.getSize(), x = at.x + 14, y = at.y + 14;
      tip.style.left = Math.max(4, x + tip.offsetWidth > size.x ? at.x - 14 - tip.offsetWidth : x) + "px";
      tip.style.top = Math.max(4, y + tip.offsetHeight > size.y ? at.y - 14 - tip.offsetHeight : y) + "px";
    },

    _hideTip: function () {
      if (this._tip) this._tip.remove();
      delete this._tip;
    },

    _press: function (event) {
      this._closeChooser();
      if (this._owner.onPress) { this._hideTip(); return this._owner.onPress(this._under(event.layerPoint)); }
      const under = this._under(event.layerPoint).filter((hit) => hit.kind !== "front");
      if (!under.length) return;
      this._hideTip();
      if (under.length === 1 && under[0].kind === "incident") return this._choose(under[0].item, event.latlng);
      this._openChooser(under, event.latlng);
    },

    /* All that lies under a click, over every control and inside the map, which stays where it is: its position is part of
       the link. */
    _openChooser: function (under, latlng) {
      const box = element("div", "seamline-popup"), list = element("div", "seamline-records"), close = element("button", "seamline-close", "×");
      close.type = "button";
      close.setAttribute("aria-label", "Close the list");
      box.setAttribute("role", "dialog");
      box.setAttribute("aria-label", under.length > 1 ? under.length + " records here" : under[0].item.title);
      if (under.length > 1) list.append(element("div", "seamline-more", under.length + " records here"));
      for (const hit of under) {
        if (hit.kind === "event") { list.append(card(hit, true)); continue; }
        const button = element("button", "seamline-pick");
        button.type = "button";
        button.append(card(hit));
        L.DomEvent.on(button, "click", () => { this._closeChooser(); this._choose(hit.item, latlng); });
        list.append(button);
      }
      box.append(close, list);
      L.DomEvent.on(close, "click", () => this._closeChooser());
      L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
      this._map.getContainer().append(box);
      this._chooser = { box, list, latlng };
      this._placeChooser();
    },

    /* Beside the place, else above or below it, on the side with more room; what does not fit there scrolls. */
    _placeChooser: function () {
      if (!this._chooser) return;
      const { box, list, latlng } = this._chooser, size = this._map.getSize(), at = this._map.latLngToContainerPoint(latlng);
      if (at.x < 0 || at.y < 0 || at.x > size.x || at.y > size.y) return this._closeChooser();
      const edges = box.offsetHeight - list.offsetHeight, within = (from, length, whole) => Math.max(EDGE, Math.min(from, whole - EDGE - length));
      box.style.maxWidth = size.x - 2 * EDGE + "px";
      const right = at.x + AWAY, left = at.x - AWAY - box.offsetWidth;
      const isBeside = left >= EDGE || right + box.offsetWidth <= size.x - EDGE;
      const above = at.y - AWAY - EDGE, below = size.y - at.y - AWAY - EDGE, room = isBeside ? size.y - 2 * EDGE : Math.max(above, below);
      list.style.maxHeight = room - edges + "px";
      const high = box.offsetHeight;
      const top = isBeside ? within(at.y - high / 2, high, size.y) : above >= below ? at.y - AWAY - high : at.y + AWAY;
      const start = isBeside ? (left >= EDGE ? left : right) : within(at.x - box.offsetWidth / 2, box.offsetWidth, size.x);
      box.style.left = Math.round(start) + "px";
      box.style.top = Math.round(top) + "px";
    },

    _leave: function (event) { if (event.originalEvent.key === "Escape") this._closeChooser(); },

    _closeChooser: function () {
      if (this._chooser) this._chooser.box.remove();
      delete this._chooser;
    },

    /* Drawn as chosen at once; the page answers with the panel. */
    _choose: function (mark, latlng) {
      this._data.selected = mark.id;
      this._redraw();
      const nonce = window.seamlineClicks = (window.seamlineClicks || 0) + 1;
      const feature = {
        type: "Feature", properties: { id: mark.id, click: nonce },
        geometry: { type: "Point", coordinates: [mark.longitude, mark.latitude] },
      };
      this._owner.fire("click", { latlng, layer: { toGeoJSON: () => feature } });
    },
  });

  function marksOf({ rows = { id: [] }, words = [] }) {
    const names = Object.keys(rows);
    return rows.id.map((_, i) => {
      const mark = {};
      for (const name of names) mark[name] = rows[name][i];
      mark.shape = words[mark.shape];
      mark.colour = words[mark.colour];
      mark.lines = mark.lines.map((line) => words[line]);
      return mark;
    });
  }

  function sized(people) { return Math.max(SMALLEST, PER_ROOT * Math.sqrt(people)); }
  function lowRadius(mark) { return mark.low > 0 ? sized(mark.low) : SMALLEST; }
  function radius(mark) { return Math.max(lowRadius(mark), mark.high > 0 ? sized(mark.high) : 0); }

  /* Shapes of equal area, so that size means the same in each. */
  function outline(ctx, shape, x, y, r) {
    ctx.beginPath();
    if (shape === "square") {
      const half = r * Math.sqrt(Math.PI) / 2;
      ctx.rect(x - half, y - half, 2 * half, 2 * half);
    } else if (shape === "triangle") {
      const side = r * Math.sqrt(4 * Math.PI / Math.sqrt(3)), height = side * Math.sqrt(3) / 2;
      ctx.moveTo(x, y - height * 2 / 3);
      ctx.lineTo(x + side / 2, y + height / 3);
      ctx.lineTo(x - side / 2, y + height / 3);
      ctx.closePath();
    } else {
      ctx.arc(x, y, r, 0, 2 * Math.PI);
    }
  }

  function trace(ctx, points) {
    ctx.beginPath();
    points.forEach((point, i) => (i ? ctx.lineTo(point.x, point.y) : ctx.moveTo(point.x, point.y)));
  }

  function pairs(items) { return items.slice(1).map((item, i) => [items[i], item]); }

  function fontOf(label) { return (label.italic ? "italic " : "") + (label.weight || 400) + " 12px " + FONT; }

  function overlap(one, other) {
    return one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
  }

  /* Whether a line between two points touches a box: it is cut back at each of the box's four sides (Liang and Barsky 1984). */
  function crosses([from, to], [left, top, right, bottom]) {
    const dx = to.x - from.x, dy = to.y - from.y;
    let first = 0, last = 1;
    for (const [step, room] of [[-dx, from.x - left], [dx, right - from.x], [-dy, from.y - top], [dy, bottom - from.y]]) {
      if (step === 0 && room < 0) return false;
      if (step < 0) first = Math.max(first, room / step);
      if (step > 0) last = Math.min(last, room / step);
    }
    return first <= last;
  }

  function along(points, share) {
    const steps = pairs(points).map(([a, b]) => Math.hypot(b.x - a.x, b.y - a.y));
    let rest = steps.reduce((sum, step) => sum + step, 0) * share;
    for (let i = 0; i < steps.length; i++) {
      if (rest <= steps[i]) {
        const part = steps[i] ? rest / steps[i] : 0;
        return { x: points[i].x + (points[i + 1].x - points[i].x) * part, y: points[i].y + (points[i + 1].y - points[i].y) * part };
      }
      rest -= steps[i];
    }
    return points[0];
  }

  /* Two points on either side of a point on a line, upright to the line between its ends. */
  function beside(points, at, away) {
    const from = points[0], to = points[points.length - 1], length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const x = -(to.y - from.y) / length * away, y = (to.x - from.x) / length * away;
    return [{ x: at.x - x, y: at.y - y }, { x: at.x + x, y: at.y + y }];
  }

  function distanceTo(points, at) {
    return Math.min(...pairs(points).map(([a, b]) => {
      const dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
      const part = square ? Math.max(0, Math.min(1, ((at.x - a.x) * dx + (at.y - a.y) * dy) / square)) : 0;
      return Math.hypot(at.x - a.x - part * dx, at.y - a.y - part * dy);
    }));
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    made.dir = "auto";
    return made;
  }

  function card(hit, whole) {
    const box = element("div", "seamline-card"), item = hit.item;
    box.append(element("strong", "", item.title));
    for (const line of item.lines || []) box.append(element("div", "", line));
    if (whole && item.summary) box.append(element("p", "", item.summary));
    return box;
  }

  /* The legend stands until it has something else to say: a new one would open and close under the reader's hand. */
  let standing = { words: "null", control: null };

  function showLegend(map, legend) {
    const words = legend ? map.getContainer().dataset.theme + JSON.stringify(legend) : "null";
    if (words === standing.words) return;
    if (standing.control) standing.control.remove();
    standing = { words, control: legend && legendOf(legend).addTo(map) };
  }

  function legendOf(legend) {
    const control = L.control({ position: "topright" });
    control.onAdd = (map) => {
      const box = element("details", "seamline-legend");
      const narrow = map.getSize().x < 640;
      box.open = window.seamlineLegendOpen === undefined ? !narrow : window.seamlineLegendOpen;
      L.DomEvent.on(box, "toggle", () => { window.seamlineLegendOpen = box.open; });
      box.append(element("summary", "", legend.title));
      for (const part of legend.parts) {
        const list = element("ul");
        list.append(element("li", "seamline-heading", part.heading));
        for (const entry of part.entries) {
          const line = element("li");
          line.append(swatch(entry, map), element("span", "", entry.label));
          list.append(line);
        }
        box.append(list);
        if (part.note) box.append(element("div", "seamline-more", part.note));
      }
      L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
      return box;
    };
    return control;
  }

  const SWATCH = 18; // pixels

  function swatch(entry, map) {
    const ratio = window.devicePixelRatio || 1, canvas = element("canvas"), ctx = canvas.getContext("2d");
    canvas.width = canvas.height = SWATCH * ratio;
    canvas.style.width = canvas.style.height = SWATCH + "px";
    ctx.scale(ratio, ratio);
    drawSign(ctx, entry, map.getContainer().dataset.theme);
    return canvas;
  }

  function drawSign(ctx, entry, theme) {
    const size = SWATCH, middle = size / 2, ink = INK[theme] || INK.light;
    ctx.strokeStyle = ctx.fillStyle = entry.colour || ink.quiet;
    ctx.lineWidth = 1.5;
    if (entry.sign === "band") {
      ctx.globalAlpha = 0.2;
      ctx.fillStyle = ink.band;
      ctx.fillRect(0, 4, size, 12);
      ctx.globalAlpha = 1;
      ctx.strokeStyle = ink.band;
      ctx.setLineDash([4, 3]);
      ctx.beginPath();
      ctx.moveTo(0, middle);
      ctx.lineTo(size, middle);
      ctx.stroke();
    } else if (entry.sign === "area") {
      ctx.beginPath();
      ctx.arc(middle, middle, 7.8, 0, 2 * Math.PI);
      ctx.globalAlpha = 0.18;
      ctx.fill();
      ctx.globalAlpha = 0.7;
      ctx.setLineDash([2, 3]);
      ctx.stroke();
    } else if (entry.sign === "link") {
      ctx.setLineDash([3, 3]);
      ctx.beginPath();
      ctx.moveTo(0, middle);
      ctx.lineTo(size, middle);
      ctx.stroke();
    } else if (entry.sign === "scenes") {
      for (const [x, y] of [[4, middle], [size - 4, middle]]) { outline(ctx, "circle", x, y, 3); ctx.stroke(); }
      trace(ctx, [{ x: 7, y: middle }, { x: size - 7, y: middle }]);
      ctx.stroke();
    } else if (entry.sign === "open") {
      outline(ctx, "circle", middle, middle, 4.5);
      ctx.fill();
      ctx.setLineDash([2, 3]);
      outline(ctx, "circle", middle, middle, 7.5);
      ctx.stroke();
    } else if (entry.sign === "event") {
      ctx.translate(middle, middle);
      ctx.rotate(Math.PI / 4);
      ctx.strokeRect(-4, -4, 8, 8);
    } else if (entry.sign === "range") {
      outline(ctx, "circle", middle, middle, 4.5);
      ctx.fill();
      outline(ctx, "circle", middle, middle, 7.5);
      ctx.stroke();
    } else {
      outline(ctx, entry.shape || "circle", middle, middle, entry.sign === "hollow" ? 4.5 : 6);
      if (entry.sign === "hollow" || entry.sign === "outline") ctx.stroke(); else ctx.fill();
    }
  }

  /* What the feature group holds. Its scene takes the place of the one before when it is unpacked, so that no frame
     between the two is empty. */
  const Arrival = L.Layer.extend({
    initialize: function (packed) { this._packed = packed; },

    onAdd: function (map) {
      latest = this;
      L.seamline.unpack(this._packed).then((data) => { if (latest === this) show(new Scene(data, this), map); });
    },

    onRemove: function () {
      // The next one is added in the same breath; where none is, the map is left empty.
      queueMicrotask(() => { if (latest === this) { latest = null; show(null); } });
    },
  });

  let latest = null, shown = null;

  function show(scene, map) {
    if (shown) shown.remove();
    shown = scene;
    if (scene) scene.addTo(map);
  }

  L.seamline.scene = (packed, { onPress = null } = {}) => Object.assign(new Arrival(packed), { onPress });
  L.seamline.scene.current = null;
  L.seamline.scene.drawSign = drawSign;
})();
