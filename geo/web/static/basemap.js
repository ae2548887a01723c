/* The embedded basemap: a quiet canvas under the marks, drawn from GeoJSON files that the frame fetches itself, or from
   `options.files`, the same collections by name, where it may fetch nothing; such a page brings its own letters, too.
   Nothing of it depends on data from the store. Coordinates are projected once, at zoom 0, and scaled when drawn. */
(function () {
  "use strict";

  const FILES = ["boundaries", "countries", "governorates", "lakes", "rivers", "towns"];
  const FETCH_TIMEOUT_MS = 15000;
  const FONT = '"Source Sans", "Noto Sans", "Noto Naskh Arabic", system-ui, sans-serif';

  const PALETTES = {
    light: {
      ground: "#ebe9e4", home: "#f8f7f4", water: "#bfd3dd", river: "#c3d5de",
      governorate: "#d3cfc6", border: "#a7a198",
      town: "#4b4a47", halo: "rgba(248,247,244,0.85)", area: "#9a948a", country: "#8d877d",
    },
    dark: {
      ground: "#15191d", home: "#20262b", water: "#2d4351", river: "#2c414e",
      governorate: "#363e45", border: "#5f6a73",
      town: "#c3c8cc", halo: "rgba(32,38,43,0.85)", area: "#6f7a83", country: "#7c8790",
    },
  };

  /* Town labels by rank (1 is the largest); the dot is always drawn, the label only where there is room. */
  const TOWN_STYLE = [
    { size: 13.5, weight: 600, dot: 2.8 },
    { size: 12.5, weight: 500, dot: 2.2 },
    { size: 12, weight: 400, dot: 1.8 },
  ];

  const COUNTRY_LABEL = { size: 12, weight: 600, spacing: 2.5 };
  const AREA_LABEL = { size: 10, weight: 400, spacing: 1.5 };
  /* Right, left, above, below: as far from the dot as its radius and a small gap. */
  const HOME = "iq";
  const FADE = 0.1; // of the frame's width
  const TOWN_SIDES = [[1, 0], [-1, 0], [0, -1], [0, 1]];

  const Basemap = L.seamline.Canvas.extend({
    options: { pane: "seamline-basemap", zIndex: 250, className: "seamline-basemap", padding: 0.35, assets: "", theme: "light", label: "name" },

    onAdd: function (map) {
      this._colours = PALETTES[this.options.theme] || PALETTES.light;
      this._shapes = this._shapes || {};
      this._missing = [];
      map.getContainer().style.background = this._colours.ground;
      map.getContainer().dataset.theme = this.options.theme;
      L.seamline.Canvas.prototype.onAdd.call(this, map);
      L.seamline.current = this;
      // A legend that the reader opens or closes changes where labels have room; one that is made anew says so, too.
      this._onToggle = (event) => {
        if (event.target.open === this._legendOpen) return;
        this._legendOpen = event.target.open;
        this._redraw();
      };
      map.getContainer().addEventListener("toggle", this._onToggle, true);
      this.load();
    },

    getAttribution: function () { return this.options.attribution; },

    onRemove: function () {
      this._map.getContainer().removeEventListener("toggle", this._onToggle, true);
      this.setTiles(null);
      this._showNotice("missing", null);
      L.Renderer.prototype.onRemove.call(this);
    },

    load: function () {
      this._missing = [];
      this._showNotice("missing", null);
      this._container.dataset.state = "loading";
      const wanted = FILES.filter((name) => !this._shapes[name]), inlined = this.options.files;
      const coming = inlined ? wanted.map((name) => { this._shapes[name] = project(inlined[name]); })
        : wanted.map((name) => this._fetch(name)).concat(loadFont(this.options.assets));
      return Promise.all(coming).then(() => {
        this._container.dataset.state = this._missing.length ? "incomplete" : "ready";
        if (this._missing.length) this._reportMissing();
        if (!this._map) return;
        this._redraw();
        this._map.fire("seamline:names"); // whoever writes beside the names can find room now
      });
    },

    /* The tile layer takes the place of the fills once its first tile has arrived; lines and labels stay. */
    setTiles: function (spec) {
      const key = spec ? spec.url : null;
      if (key === this._tileKey) return;
      this._tileKey = key;
      if (this._tiles) this._tiles.remove();
      this._tiles = null;
      this._tilesSeen = false;
      this._showNotice("tiles", null);
      if (spec) this._tiles = this._makeTiles(spec).addTo(this._map);
      this._redraw();
    },

    /* Marks that labels keep clear of where they can: rows of latitude, longitude and radius in pixels. Without `redraw`
       they count from the next move on, so that no label jumps while the reader filters. */
    setObstacles: function (obstacles, { redraw }) {
      this._obstacles = obstacles;
      if (redraw) this._redraw();
    },

    _obstacleBoxes: function () {
      return (this._obstacles || []).map(([latitude, longitude, radius]) => {
        const { x, y } = this._map.latLngToLayerPoint([latitude, longitude]);
        return [x - radius, y - radius, x + radius, y + radius];
      });
    },

    _makeTiles: function (spec) {
      const map = this._map, tiles = L.tileLayer(spec.url, { maxNativeZoom: spec.maxNativeZoom, maxZoom: map.getMaxZoom() });
      tiles.on("tileload", () => {
        this._showNotice("tiles", null);
        if (this._tilesSeen) return;
        this._tilesSeen = true;
        tiles.options.attribution = spec.attribution; // nobody is credited for what is not there
        if (map.attributionControl) map.attributionControl.addAttribution(spec.attribution);
        this._redraw();
      });
      tiles.on("tileerror", () => {
        if (!this._tilesSeen) this._showNotice("tiles", "The online map cannot be reached. The embedded map stays in use.");
      });
      return tiles;
    },

    _fetch: function (name) {
      const request = fetch(this.options.assets + "/basemap/" + name + ".geojson", {
        credentials: "omit", signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
      });
      return request.then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      }).then((collection) => {
        this._shapes[name] = project(collection);
      }).catch(() => { this._missing.push(name); });
    },

    _reportMissing: function () {
      const all = this._missing.length === FILES.length;
      const what = all ? "The background map" : "Part of the background map (" + this._missing.sort().join(", ") + ")";
      this._showNotice("missing", what + " did not load. The marks are in their places.", () => this.load());
    },

    _showNotice: function (kind, text, retry) {
      this._notices = this._notices || {};
      if (this._notices[kind]) this._notices[kind].remove();
      delete this._notices[kind];
      if (!text || !this._map) return;
      makeTop(this._map);
      this._notices[kind] = notice(text, retry).addTo(this._map);
    },

    _redraw: function () {
      if (!this._clear()) return;
      this._view = viewOf(this._map, this._bounds);
      if (!this._tilesSeen) this._drawFills();
      this._drawLines();
      if (!this._tilesSeen && this._shapes.countries) this._fadeEdges(this._shapes.countries.frame);
      if (this._again) this._drawLabelsAgain();
      else this.labels = this._drawLabels();
    },

    /* For a picture. `tiles`: whether they can be drawn into it; without them the fills are there again. `taken`: boxes
       in layer points where others draw. */
    repaint: function (bounds, ratio, { tiles, taken }) {
      const seen = this._tilesSeen;
      [this._tilesSeen, this._takenInPicture] = [seen && tiles, taken];
      try {
        return L.seamline.Canvas.prototype.repaint.call(this, bounds, ratio);
      } finally {
        this._tilesSeen = seen;
      }
    },

    _drawFills: function () {
      const colours = this._colours, shapes = this._shapes, near = this._map.getZoom() >= 7.5;
      this._fill(shapes.governorates, colours.home);
      this._stroke(shapes.governorates, colours.home, 1); // closes the seams between their fills
      this._fill(shapes.lakes, colours.water);
      for (const rank of [3, 2, 1]) {
        const rivers = (shapes.rivers || []).filter((river) => river.properties.rank === rank);
        this._stroke(rivers, colours.river, (near ? 2.2 : 1.5) / rank);
      }
    },

    _drawLines: function () {
      const colours = this._colours, shapes = this._shapes, near = this._map.getZoom() >= 7.5;
      const of = (kind) => (shapes.boundaries || []).filter((line) => line.properties.kind === kind);
      // The lines around Baghdad and Babil are off by up to 32 km: sparse dots promise less than dashes.
      this._stroke(of("governorate").filter((line) => !line.properties.rough), colours.governorate, 1, [4, 3]);
      this._stroke(of("governorate").filter((line) => line.properties.rough), colours.governorate, 1, [1, 6]);
      this._stroke(of("national"), colours.border, near ? 1.5 : 1.1);
    },

    /* The data ends at a frame; there the picture runs out softly instead of being cut. */
    _fadeEdges: function (frame) {
      const ctx = this._ctx, EDGE = 2; // pixels that a stroke along the frame stands over it
      const [left, top] = this._view.place(frame.slice(0, 2)).map((at) => at - EDGE);
      const [right, bottom] = this._view.place(frame.slice(2)).map((at) => at + EDGE);
      const depth = FADE * (right - left);
      ctx.save();
      ctx.globalCompositeOperation = "destination-out";
      for (const [x0, y0, x1, y1] of [[left, top, left + depth, top], [right, top, right - depth, top],
        [left, top, left, top + depth], [left, bottom, left, bottom - depth]]) {
        const fade = ctx.createLinearGradient(x0, y0, x1, y1);
        for (const stop of [0, 0.25, 0.5, 0.75, 1]) fade.addColorStop(stop, "rgba(0,0,0," + (1 - stop) ** 2 + ")");
        ctx.fillStyle = fade;
        const across = x0 === x1;
        ctx.fillRect(across ? left : Math.min(x0, x1), across ? Math.min(y0, y1) : top,
          across ? right - left : depth, across ? depth : bottom - top);
      }
      ctx.restore();
    },

    _fill: function (shapes, colour) {
      this._ctx.fillStyle = colour;
      for (const shape of shapes || []) {
        if (!shape.closed || !this._view.shows(shape)) continue;
        this._ctx.beginPath();
        for (const line of shape.lines) { this._trace(line); this._ctx.closePath(); }
        this._ctx.fill("evenodd");
      }
    },

    _stroke: function (shapes, colour, width, dash) {
      const ctx = this._ctx;
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.lineJoin = "round";
      ctx.setLineDash(dash || []);
      for (const shape of shapes || []) {
        if (!this._view.shows(shape)) continue;
        ctx.beginPath();
        for (const line of shape.lines) this._trace(line);
        ctx.stroke();
      }
      ctx.setLineDash([]);
    },

    _trace: function (line) {
      line.forEach((point, index) => {
        const [x, y] = this._view.place(point);
        if (index) this._ctx.lineTo(x, y);
        else this._ctx.moveTo(x, y);
      });
    },

    /* Labels claim room in this order: large towns, countries, governorates, then the smaller towns. */
    _drawLabels: function () {
      const towns = this._towns(), taken = controlBoxes(this._map), marks = this._obstacleBoxes();
      for (const town of towns) taken.push(this._dot(town));
      const named = new Set(towns.map((town) => this._text(town)));
      // Neighbours only: the country in the middle needs no name over its own towns.
      const neighbours = (this._shapes.countries || []).filter((country) => country.properties.id !== HOME);
      // A governorate that shares its capital's name is named by it.
      const governorates = (this._shapes.governorates || []).filter((area) => !named.has(this._text(area)));
      const labels = [
        ...towns.filter((town) => rankOf(town) <= 2).map((town) => this._townLabel(town)),
        ...this._areaLabels(neighbours, COUNTRY_LABEL, this._colours.country),
        ...this._areaLabels(governorates, AREA_LABEL, this._colours.area),
        ...towns.filter((town) => rankOf(town) > 2).map((town) => this._townLabel(town)),
      ];
      return labels.filter((label) => {
        if (!label.text || !this._place(label, taken, marks)) return false;
        taken.push(label.box);
        return true;
      });
    },

    /* As they stand. The buttons and the credits are not in a picture: a town that has no name on the screen because of
       them has one there. */
    _drawLabelsAgain: function () {
      const towns = this._towns(), labels = this.labels.filter((label) => this._view.sees(label.box));
      const named = new Set(labels.map((label) => label.text));
      const taken = this._takenInPicture.concat(this._obstacleBoxes(), towns.map((town) => this._dot(town)));
      for (const label of labels) {
        this._setType(label.style);
        this._paint(label, label.box[0] + LABEL_SIDE, (label.box[1] + label.box[3]) / 2);
        taken.push(label.box);
      }
      for (const label of towns.map((town) => this._townLabel(town))) {
        if (!named.has(label.text) && this._write(label, 0, taken)) taken.push(label.box);
      }
    },

    /* Clear of everything; else a little off, past a mark on the town itself; else, for a town, across a mark: better
       that than a mark without a place. */
    _place: function (label, taken, marks) {
      if (this._write(label, 0, taken.concat(marks))) return true;
      if (!label.needed || !marks.length) return false;
      return this._write(label, PAST_A_MARK, taken.concat(marks)) || this._write(label, 0, taken);
    },

    _towns: function () {
      const zoom = this._map.getZoom();
      return (this._shapes.towns || [])
        .filter((town) => (town.properties.min_zoom || 0) <= zoom + ZOOM_SLACK && this._view.shows(town))
        .filter((town) => this._view.holds(dotBox(this._view.place(town.lines[0][0]))))
        .sort((one, other) => rankOf(one) - rankOf(other) || compareText(nameOf(one), nameOf(other)));
    },

    _text: function (shape) { return String(shape.properties[this.options.label] || nameOf(shape)); },

    _dot: function (town) {
      const [x, y] = this._view.place(town.lines[0][0]), ctx = this._ctx, radius = townStyle(town).dot;
      ctx.beginPath();
      ctx.arc(x, y, radius, 0, 2 * Math.PI);
      ctx.fillStyle = this._colours.town;
      ctx.fill();
      ctx.lineWidth = 1;
      ctx.strokeStyle = this._colours.halo;
      ctx.stroke();
      return dotBox([x, y]);
    },

    _townLabel: function (town) {
      const [x, y] = this._view.place(town.lines[0][0]), style = townStyle(town);
      const spots = (width, height, extra) => TOWN_SIDES.map(([dx, dy]) => {
        const gap = DOT_ROOM + 3 + extra;
        return [x + dx * (gap + width / 2), y + dy * (gap + height / 2)];
      });
      return { text: this._text(town), spots, style, colour: this._colours.town, needed: true };
    },

    /* At the point that the data names while that is on the screen, else inside the part that is. */
    _areaLabels: function (areas, style, colour) {
      return (areas || []).filter((area) => this._view.shows(area)).map((area) => {
        const named = area.label ? this._view.place(area.label) : null;
        const spots = () => [named, this._view.innerPoint(area)].filter(this._view.onScreen);
        return { text: this._text(area).toLocaleUpperCase(), spots, style, colour };
      });
    },

    /* Tries each spot in turn and draws where the label is whole and touches nothing else. */
    _write: function (label, extra, others) {
      this._setType(label.style);
      const width = this._ctx.measureText(label.text).width, height = label.style.size * 1.1;
      for (const [x, y] of label.spots(width, height, extra)) {
        const box = [x - width / 2 - LABEL_SIDE, y - height / 2, x + width / 2 + LABEL_SIDE, y + height / 2];
        if (!this._view.holds(box) || others.some((other) => overlap(box, other))) continue;
        label.box = box;
        this._paint(label, x - width / 2, y);
        return true;
      }
      return false;
    },

    _setType: function (style) {
      this._ctx.font = style.weight + " " + style.size + "px " + FONT;
      this._ctx.letterSpacing = (style.spacing || 0) + "px";
    },

    _paint: function (label, x, y) {
      const ctx = this._ctx;
      ctx.textAlign = "left";
      ctx.textBaseline = "middle";
      ctx.lineJoin = "round";
      ctx.lineWidth = 3;
      ctx.strokeStyle = this._colours.halo;
      ctx.strokeText(label.text, x, y);
      ctx.fillStyle = label.colour;
      ctx.fillText(label.text, x, y);
    },
  });

  const DOT_ROOM = 3, PAST_A_MARK = 9, LABEL_SIDE = 2;
  const ZOOM_SLACK = 0.75; // a view between two zoom levels shows what the nearer ones do
  function dotBox([x, y]) { return [x - DOT_ROOM, y - DOT_ROOM, x + DOT_ROOM, y + DOT_ROOM]; }
  function nameOf(shape) { return shape.properties.name || shape.properties.name_en || ""; }
  function rankOf(town) { return town.properties.rank || TOWN_STYLE.length; }
  function townStyle(town) { return TOWN_STYLE[Math.min(rankOf(town), TOWN_STYLE.length) - 1]; }
  function compareText(one, other) { return one < other ? -1 : one > other ? 1 : 0; }
  function overlap(one, other) {
    return one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
  }

  /* Features with their coordinates in pixels of zoom 0; `frame` is the box that holds all polygons of the file. */
  function project(collection) {
    const shapes = collection.features.map(projectFeature);
    shapes.frame = shapes.filter((shape) => shape.closed).map((shape) => shape.box).reduce(union, null);
    return shapes;
  }

  function projectFeature(feature) {
    const { type, coordinates } = feature.geometry;
    const lines = linesOf(type, coordinates).map((line) => line.map(zoomZero));
    const box = lines.flat().map(([x, y]) => [x, y, x, y]).reduce(union, null);
    const properties = feature.properties || {};
    const label = "label_lat" in properties ? zoomZero([properties.label_lon, properties.label_lat]) : null;
    return { lines, box, label, closed: type.endsWith("Polygon"), properties };
  }

  function zoomZero([longitude, latitude]) {
    const point = L.CRS.EPSG3857.latLngToPoint(L.latLng(latitude, longitude), 0);
    return [point.x, point.y];
  }

  function linesOf(type, coordinates) {
    switch (type) {
      case "Point": return [[coordinates]];
      case "LineString": return [coordinates];
      case "MultiLineString": case "Polygon": return coordinates;
      case "MultiPolygon": return coordinates.flat();
      default: throw new Error("unexpected geometry " + type);
    }
  }

  function union(one, other) {
    if (!one) return other;
    return [Math.min(one[0], other[0]), Math.min(one[1], other[1]),
      Math.max(one[2], other[2]), Math.max(one[3], other[3])];
  }

  /* How zoom-0 pixels lie on the map right now, in layer points. */
  function viewOf(map, bounds) {
    const scale = map.getZoomScale(map.getZoom(), 0), origin = map.getPixelOrigin();
    const corner = map.containerPointToLayerPoint([0, 0]), size = map.getSize();
    const screen = [corner.x, corner.y, corner.x + size.x, corner.y + size.y];
    const canvas = [bounds.min.x, bounds.min.y, bounds.max.x, bounds.max.y];
    const place = ([x, y]) => [x * scale - origin.x, y * scale - origin.y];
    const lift = ([x, y]) => [(x + origin.x) / scale, (y + origin.y) / scale];
    return {
      place,
      shows: (shape) => overlap([...place(shape.box.slice(0, 2)), ...place(shape.box.slice(2))], canvas),
      /* Off the screen but on the canvas a label may be cut by nothing but a later drag, after which all are redrawn. */
      holds: (box) => !overlap(box, screen)
        || (box[0] >= screen[0] && box[1] >= screen[1] && box[2] <= screen[2] && box[3] <= screen[3]),
      sees: (box) => overlap(box, screen),
      onScreen: (point) => point !== null && overlap([...point, ...point], screen),
      innerPoint: (shape) => innerPoint(shape, screen, place, lift),
    };
  }

  /* Near the middle of the part of a shape that is on the screen, or null where that part is small. */
  function innerPoint(shape, screen, place, lift) {
    const COLUMNS = 16, ROWS = 12, inside = [];
    for (let i = 0; i < COLUMNS * ROWS; i++) {
      const x = screen[0] + (screen[2] - screen[0]) * ((i % COLUMNS) + 0.5) / COLUMNS;
      const y = screen[1] + (screen[3] - screen[1]) * (Math.floor(i / COLUMNS) + 0.5) / ROWS;
      if (contains(shape, lift([x, y]))) inside.push([x, y]);
    }
    if (inside.length < 5) return null;
    const middle = [0, 1].map((axis) => inside.reduce((sum, point) => sum + point[axis], 0) / inside.length);
    const distance = (point) => (point[0] - middle[0]) ** 2 + (point[1] - middle[1]) ** 2;
    const [x, y] = contains(shape, lift(middle)) ? middle : inside.sort((a, b) => distance(a) - distance(b))[0];
    return [x, y];
  }

  function contains(shape, [x, y]) {
    const [left, top, right, bottom] = shape.box;
    if (x < left || x > right || y < top || y > bottom) return false;
    let within = false;
    for (const line of shape.lines) {
      for (let i = 0, j = line.length - 1; i < line.length; j = i++) {
        const [xi, yi] = line[i], [xj, yj] = line[j];
        if ((yi > y) !== (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi) within = !within;
      }
    }
    return within;
  }

  function controlBoxes(map) {
    const home = map.getContainer().getBoundingClientRect(), corner = map.containerPointToLayerPoint([0, 0]);
    return Array.from(map.getContainer().querySelectorAll(".leaflet-control")).map((control) => {
      const box = control.getBoundingClientRect(), x = corner.x - home.left, y = corner.y - home.top;
      return [box.left + x - 4, box.top + y - 4, box.right + x + 4, box.bottom + y + 4];
    });
  }

  /* A corner of our own for notices: above all marks, between the zoom buttons and the legend. */
  function makeTop(map) {
    const corners = map._controlCorners;
    corners.seamlinetop = corners.seamlinetop || L.DomUtil.create("div", "leaflet-top seamline-top", map._controlContainer);
  }

  function notice(text, retry) {
    const control = L.control({ position: "seamlinetop" });
    control.onAdd = () => {
      const element = L.DomUtil.create("div", "seamline-notice");
      element.setAttribute("role", "status");
      element.append(text);
      if (retry) {
        const button = L.DomUtil.create("button", "", element);
        button.type = "button";
        button.textContent = "Try again";
        L.DomEvent.on(button, "click", retry);
      }
      L.DomEvent.disableClickPropagation(element);
      return element;
    };
    return control;
  }

  const LEGEND = 208; // pixels that the open legend takes of the width
  const OPEN_LEGEND_FROM = 640; // pixels of width, as in scene.js
  const FOOT = [[640, 20], [400, 34], [0, 48]]; // from which width on, and how high the credits are at the map's foot
  const SCALE = 30;

  /* Shows `bounds` clear of what lies over the map's right side and foot, and `margin` pixels from the other sides. Sizes
     are written down and not measured: the letters may still be loading, and a first view must be the same for everybody. */
  function fit(map, bounds, { margin = 0, maxZoom = Infinity } = {}) {
    const size = map.getSize(), isOpen = L.seamline.scene && window.seamlineLegendOpen !== false && size.x >= OPEN_LEGEND_FROM;
    const foot = map.attributionControl ? FOOT.find(([width]) => size.x >= width)[1] : SCALE;
    const last = L.point(isOpen ? LEGEND : margin, foot);
    const zoom = Math.min(maxZoom, map.getBoundsZoom(bounds, false, last.add([margin, margin])));
    const box = L.latLngBounds(bounds), corner = map.project(box.getNorthWest(), zoom);
    const spare = size.subtract(map.project(box.getSouthEast(), zoom).subtract(corner));
    // In the middle where that is clear, else as near to it as can be.
    const [x, y] = ["x", "y"].map((axis) => Math.max(Math.min(spare[axis] / 2, spare[axis] - last[axis]), Math.min(margin, spare[axis] / 2)));
    map.setView(map.unproject(corner.subtract([x, y]).add(size.divideBy(2)), zoom), zoom, { animate: false });
  }

  /* Streamlit sometimes runs the map's script while its frame has no width yet; then the view has to wait for one. A
     view that somebody else has set in the meantime stands. */
  function fitOnceSized(map, bounds) {
    const isSized = () => Math.min(map.getSize().x, map.getSize().y) >= 50;
    if (isSized()) { fit(map, bounds); return; }
    const zoom = map.getZoom(), center = map.getCenter();
    const untouched = () => map.getZoom() === zoom && map.project(center).distanceTo(map.project(map.getCenter())) < 4;
    map.on("resize", function awaitSize() {
      if (!isSized()) return;
      map.off("resize", awaitSize);
      if (untouched()) fit(map, bounds);
    });
  }

  /* Each credit is a sentence; Leaflet would put a comma after its full stop. */
  function separateCredits(control) {
    control._update = function () {
      if (!this._map) return;
      this._container.innerHTML = Object.keys(this._attributions).filter((credit) => this._attributions[credit]).join(" ");
    };
  }

  /* By script and not by @font-face, because a canvas has to know when the letters are there. */
  function loadFont(assets) {
    const face = new FontFace("Source Sans", "url(" + assets + "/fonts/source-sans.woff2)", { weight: "200 900" });
    document.fonts.add(face);
    return face.load().catch(() => null); // the next font of the list does as well
  }

  Object.assign(L.seamline, {
    current: null,
    lastMove: null,
    open: (map, bounds) => {
      map.getContainer().style.minWidth = "1px"; // a canvas without any width cannot be drawn on
      map.invalidateSize({ pan: false, animate: false });
      if (map.attributionControl) separateCredits(map.attributionControl);
      fitOnceSized(map, bounds);
    },
    fit,
    basemap: (options) => new Basemap(options),
    setTiles: (spec) => { if (L.seamline.current) L.seamline.current.setTiles(spec); },
    setObstacles: (obstacles, how) => { if (L.seamline.current) L.seamline.current.setObstacles(obstacles, how); },
    moveTo: (view) => {
      if (!L.seamline.current || view.nonce === L.seamline.lastMove) return;
      L.seamline.lastMove = view.nonce;
      L.seamline.current._map.setView([view.latitude, view.longitude], view.zoom);
    },
  });
})();
