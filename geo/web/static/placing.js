/* The desk's small map: lettered pins for the candidates of a place name, and the spot with its area, which a hand or the
   arrow keys move and resize. Text reaches the page through textContent only. Positions are degrees, errors and distances
   kilometres. The page gives distances on the ellipsoid; while something moves they are the sphere's, at most 0.4 % off. */
(function () {
  "use strict";

  const HEAD = 14, SPOT = 18, EDGE = 14, DOT = 5; // half of what a finger must hit, in pixels
  const RIM = 13, KNOB = 8; // half of what is seen of the two handles
  const LENGTHS = [33, 50, 68, 90], ANGLES = [-90, -55, -125, -20, -160, 20, 160, 55, 125, 90]; // of a pin's stem
  const BEARINGS = [0, 180, 45, 135, -45, -135, 90, -90]; // where the handle of the area may stand
  const SHORTEST = SPOT + EDGE + 4; // from the spot's handle to the area's
  const SHARES = [0.5, 0.62, 0.38, 0.74, 0.26]; // along a line, where its distance may stand
  const BESIDE = [[1, 0], [-1, 0], [0, -1], [0, 1], [0.8, -0.7], [0.8, 0.7], [-0.8, -0.7], [-0.8, 0.7]]; // a pin's letter
  const CLOSEST_FIT = 11, FARTHEST_FIT = 4;
  const KEYS_REST_MS = 500, AFTER_DRAG_MS = 100;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const NOWHERE_KM = 0.005; // a spot on the place itself has no distance from it
  const KM_A_DEGREE = 111.3195; // of the equator
  const FONT_ROOM = 3;

  const Board = L.Class.extend({
    initialize: function (map) {
      this._map = map;
      this._pins = [];
      this._marks = [];
      this._told = [];
      this._bearing = BEARINGS[0];
      map.doubleClickZoom.disable(); // its two clicks would put the spot somewhere, too
      map.on("click", this._press, this);
      map.on("moveend zoomend resize", this._arrange, this);
      map.on("seamline:names", this._write, this);
      this._onKey = (event) => this._placeInMiddle(event);
      map.getContainer().addEventListener("keydown", this._onKey);
    },

    /* `owner` is the layer that streamlit-folium knows; everything is told through it. */
    update: function (data, owner) {
      this._owner = owner;
      const look = JSON.stringify([data.candidates, data.references].map((rows) => rows.map(placeOf)));
      this._data = data;
      if (look !== this._look) this._replacePlaces(look);
      this._pins.forEach((pin) => pin.marker.getElement().classList.remove("seamline-told"));
      this._takeSpot(data.spot);
      this._roam(data.reach);
      this._draw();
      if (data.focus) this._fitOnce(look);
    },

    remove: function () {
      this._settle(null);
      this._hideTip();
      this._map.off("click", this._press, this);
      this._map.off("moveend zoomend resize", this._arrange, this);
      this._map.off("seamline:names", this._write, this);
      this._map.getContainer().removeEventListener("keydown", this._onKey);
      this._spot = null;
      this._drawSpot();
      this._removePlaces();
    },

    /* An answer to what was told before the last time is late, and a hand that moves the spot knows better than the page. */
    _takeSpot: function (spot) {
      const key = JSON.stringify(spot), place = this._told.lastIndexOf(key);
      if (this._busy || (place >= 0 && place < this._told.length - 1)) return;
      this._told = [];
      this._spot = spot;
      this._exact = true;
    },

    // ---- the places -----------------------------------------------------------------------------------------------

    _replacePlaces: function (look) {
      this._removePlaces();
      this._look = look;
      this._pins = this._data.candidates.map((row) => this._pin(row));
      this._marks = this._data.references.map((row) => this._mark(row));
    },

    _removePlaces: function () {
      for (const pin of this._pins) [pin.marker, pin.area, pin.line, pin.label].forEach((layer) => layer.remove());
      for (const mark of this._marks) [mark.dot, mark.label].forEach((layer) => layer.remove());
      this._pins = [];
      this._marks = [];
    },

    _pin: function (row) {
      const at = [row.latitude, row.longitude];
      const area = L.circle(at, { radius: row.error_km * 1000, className: "seamline-area", interactive: false });
      const line = L.polyline([], { className: "seamline-line", interactive: false });
      const body = element("div", "seamline-pin-body"), stem = element("div", "seamline-stem");
      const head = element("div", "seamline-head", row.letter);
      body.append(stem, element("div", "seamline-point"), head);
      const marker = marked(at, body, "seamline-pin").addTo(this._map);
      const pin = { row, marker, stem, head, area: area.addTo(this._map), line: line.addTo(this._map) };
      pin.label = written(at, "seamline-distance").addTo(this._map);
      const icon = marker.getElement();
      icon.dataset.id = row.id;
      icon.setAttribute("aria-label", [row.letter, row.name, row.words, within(row.error_km)].filter(Boolean).join(", "));
      L.DomEvent.on(icon, "click", (event) => { L.DomEvent.stop(event); this._pick(pin); });
      L.DomEvent.on(icon, "dblclick", L.DomEvent.stop);
      L.DomEvent.on(icon, "keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        L.DomEvent.stop(event);
        this._pick(pin);
      });
      L.DomEvent.on(icon, "mouseenter focus", () => this._showTip(pin));
      L.DomEvent.on(icon, "mouseleave blur", () => this._hideTip());
      return pin;
    },

    _mark: function (row) {
      const at = [row.latitude, row.longitude];
      const icon = L.divIcon({ className: "seamline-reference", html: element("div"), iconSize: [9, 9] });
      const dot = L.marker(at, { icon, interactive: false, keyboard: false }).addTo(this._map);
      return { row, dot, label: written(at, "seamline-reference-name").addTo(this._map) };
    },

    _pick: function (pin) {
      this._settle(null);
      this._hideTip();
      this._told = [];
      pin.marker.getElement().classList.add("seamline-told");
      this._tell({ id: pin.row.id }, pin.marker.getLatLng());
    },

    _showTip: function (pin) {
      this._hideTip();
      const tip = this._tip = element("div", "seamline-tip"), row = pin.row;
      tip.append(element("strong", "", row.name));
      const away = this._spot ? kilometres(this._distance(row)) + " from the chosen place" : "";
      for (const line of [row.words, within(row.error_km), away]) if (line) tip.append(element("div", "", line));
      const home = this._map.getContainer();
      home.append(tip);
      const box = pin.head.getBoundingClientRect(), frame = home.getBoundingClientRect();
      const size = [tip.offsetWidth, tip.offsetHeight], room = [frame.width - 4, frame.height - 4], gap = 8;
      const [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom]
        .map((edge, i) => edge - (i % 2 ? frame.top : frame.left));
      // Beside the letter, on a narrow map over or under it.
      const ways = [[right + gap, top], [left - gap - size[0], top], [left, top - gap - size[1]], [left, bottom + gap]];
      const [x, y] = ways.find(([x, y], i) => i > 1 ? y >= 4 : x >= 4 && x + size[0] <= room[0]) || ways[3];
      tip.style.left = clamp(x, 4, Math.max(4, room[0] - size[0])) + "px";
      tip.style.top = clamp(y, 4, Math.max(4, room[1] - size[1])) + "px";
    },

    _hideTip: function () {
      if (this._tip) this._tip.remove();
      delete this._tip;
    },

    // ---- the spot -------------------------------------------------------------------------------------------------

    _press: function (event) {
      // A drag that ends beside its handle, at a limit, is followed by a click on the map.
      if (event.originalEvent.timeStamp - this._endedAt < AFTER_DRAG_MS) return;
      this._put(event.latlng);
    },

    _placeInMiddle: function (event) {
      if (event.key === "Enter" && event.target === this._map.getContainer()) this._put(this._map.getCenter());
    },

    _put: function (latlng) {
      this._settle(null);
      this._moveTo(latlng, this._spot ? this._spot.error_km : this._data.limits.default_km);
      this._tellSpot();
    },

    _moveTo: function (latlng, errorKm) {
      const [[south, west], [north, east]] = this._data.reach, { least_km, most_km } = this._data.limits;
      this._spot = {
        latitude: rounded(clamp(latlng.lat, south, north), 5),
        longitude: rounded(clamp(latlng.lng, west, east), 5),
        error_km: rounded(clamp(errorKm, least_km, most_km), 2),
      };
      this._exact = false;
      this._draw();
    },

    _addHandles: function () {
      this._circle = L.circle([0, 0], { className: "seamline-spot-area", interactive: false }).addTo(this._map);
      this._reach = L.polyline([], { className: "seamline-reach", interactive: false }).addTo(this._map);
      this._handle = this._handleOf("seamline-spot", SPOT, 2000);
      this._edge = this._handleOf("seamline-edge", EDGE, 1000);
      this._edge.getElement().setAttribute("role", "slider");
      this._edge.getElement().setAttribute("aria-label", "How far off the place may be; arrow keys change it");
      this._handle.getElement().setAttribute("aria-roledescription", "point that arrow keys move");
      this._handle.on("drag", () => this._moveTo(this._handle.getLatLng(), this._spot.error_km));
      this._edge.on("drag", () => this._resizeTo(this._edge.getLatLng()));
      this._listenToKeys(this._handle, ([right, down]) => this._nudge(right, down));
      this._listenToKeys(this._edge, ([right, down]) => this._widen(right - down));
    },

    _handleOf: function (className, half, zIndexOffset) {
      const icon = L.divIcon({ className, html: element("div"), iconSize: [2 * half, 2 * half] });
      const handle = L.marker([0, 0], { icon, draggable: true, zIndexOffset }).addTo(this._map);
      handle.getElement().style.touchAction = "none";
      L.DomEvent.on(handle.getElement(), "click dblclick", L.DomEvent.stop);
      handle.on("dragstart", () => {
        this._begin("drag");
        this._held = handle;
      });
      handle.on("dragend", () => {
        this._endedAt = performance.now();
        this._tellSpot();
      });
      return handle;
    },

    _listenToKeys: function (handle, act) {
      L.DomEvent.on(handle.getElement(), "keydown", (event) => {
        const arrow = ARROWS[event.key];
        if (!arrow || event.altKey || event.ctrlKey || event.metaKey) return;
        L.DomEvent.stop(event);
        this._begin("keys");
        act(arrow.map((pixels) => pixels * (event.shiftKey ? 10 : 1)));
      });
      L.DomEvent.on(handle.getElement(), "keyup", () => { if (this._busy === "keys") this._settle(KEYS_REST_MS); });
      L.DomEvent.on(handle.getElement(), "blur", () => { if (this._busy === "keys") this._tellSpot(); });
    },

    _nudge: function (right, down) {
      const point = this._map.latLngToContainerPoint(this._center()).add([right, down]);
      this._moveTo(this._map.containerPointToLatLng(point), this._spot.error_km);
      this._map.panInside(this._center(), { padding: [SPOT, SPOT], animate: false });
    },

    _widen: function (pixels) {
      const change = Math.abs(pixels) / this._pixelsAKm();
      this._moveTo(this._center(), this._spot.error_km + Math.sign(pixels) * Math.max(0.01, change));
    },

    /* The handle may stand nearer or farther than the edge, where that is too small to grip or outside the view; then its
       moves count, not its place. */
    _resizeTo: function (latlng) {
      const middle = this._map.latLngToContainerPoint(this._center()), at = this._map.latLngToContainerPoint(latlng);
      this._bearing = Math.atan2(at.y - middle.y, at.x - middle.x) * 180 / Math.PI;
      this._moveTo(this._center(), (at.distanceTo(middle) + this._slack) / this._pixelsAKm());
    },

    _begin: function (how) {
      clearTimeout(this._rest);
      this._held = null;
      this._busy = how;
      this._hideTip();
    },

    /* Keys that rest are told after a while; null gives up waiting. */
    _settle: function (afterMs) {
      clearTimeout(this._rest);
      if (afterMs !== null) this._rest = setTimeout(() => this._tellSpot(), afterMs);
      else {
        this._busy = this._held = null;
        this._showLive();
      }
    },

    _tellSpot: function () {
      this._settle(null);
      this._told.push(JSON.stringify(this._spot));
      this._tell({ placed: this._spot }, this._center());
      this._arrange();
    },

    _tell: function (properties, latlng) {
      const click = window.seamlineClicks = (window.seamlineClicks || 0) + 1;
      const geometry = { type: "Point", coordinates: [latlng.lng, latlng.lat] };
      const feature = { type: "Feature", properties: { ...properties, click }, geometry };
      this._owner.fire("click", { latlng, layer: { toGeoJSON: () => feature } });
    },

    _center: function () { return L.latLng(this._spot.latitude, this._spot.longitude); },

    _pixelsAKm: function () {
      const center = this._center(), cosine = Math.cos(center.lat * Math.PI / 180);
      const east = L.latLng(center.lat, center.lng + 1 / (KM_A_DEGREE * cosine)), zoom = this._map.getZoom();
      return this._map.project(east, zoom).x - this._map.project(center, zoom).x;
    },

    // ---- the picture ----------------------------------------------------------------------------------------------

    _draw: function () {
      this._drawSpot();
      this._drawLines();
      if (this._busy) this._write();
      else this._arrange();
      this._showLive();
    },

    _drawSpot: function () {
      if (!this._spot) {
        for (const name of ["_circle", "_reach", "_handle", "_edge"]) {
          if (this[name]) this[name].remove();
          delete this[name];
        }
        return;
      }
      if (!this._handle) this._addHandles();
      const center = this._center(), km = this._spot.error_km;
      this._circle.setLatLng(center).setRadius(km * 1000);
      this._handle.setLatLng(center);
      this._handle.getElement().setAttribute("aria-label", "Chosen place, " + inWords(this._spot));
      const edge = this._edge.getElement(), { least_km, most_km } = this._data.limits;
      for (const [name, value] of Object.entries({ min: least_km, max: most_km, now: km, text: within(km) })) {
        edge.setAttribute("aria-value" + name, value);
      }
      if (this._held === this._edge) this._drawReach();
      else this._placeEdge(this._busy ? [this._bearing] : [this._bearing, ...BEARINGS]);
    },

    /* On the circle, toward the first side on which it stands in the view and clear of the pins; else as far as the view
       goes on the side with the most room. */
    _placeEdge: function (bearings) {
      const middle = this._map.latLngToContainerPoint(this._center()), radius = this._spot.error_km * this._pixelsAKm();
      const wanted = Math.max(radius, SHORTEST);
      const places = bearings.map((bearing) => {
        const length = Math.min(wanted, Math.max(SHORTEST, this._room(middle, bearing)));
        return { bearing, length, at: middle.add(polar(length, bearing)) };
      });
      const whole = places.filter((place) => place.length === wanted && this._inView(place.at, EDGE));
      const clear = whole.find((place) => !this._pins.some((pin) => this._covers(pin, place.at, EDGE)));
      const best = clear || whole[0] || places.reduce((one, other) => (other.length > one.length ? other : one));
      this._bearing = best.bearing;
      this._slack = radius - best.length;
      this._edge.setLatLng(this._map.containerPointToLatLng(best.at));
      this._drawReach();
    },

    _drawReach: function () { this._reach.setLatLngs([this._center(), this._edge.getLatLng()]); },

    /* How far a line from a point in the view goes before it leaves it. */
    _room: function (from, bearing) {
      const size = this._map.getSize(), step = polar(1, bearing), margin = EDGE + 4;
      const along = (at, slope, end) => (slope > 1e-9 ? (end - margin - at) / slope : slope < -1e-9 ? (margin - at) / slope : Infinity);
      const room = Math.min(along(from.x, step.x, size.x), along(from.y, step.y, size.y));
      return this._inView(from, 0) ? room : Infinity;
    },

    _inView: function (point, margin) {
      const size = this._map.getSize();
      return point.x >= margin && point.y >= margin && point.x <= size.x - margin && point.y <= size.y - margin;
    },

    _covers: function (pin, point, half) {
      const anchor = this._map.latLngToContainerPoint(pin.marker.getLatLng());
      const head = pin.offset ? anchor.add(pin.offset) : anchor;
      return head.distanceTo(point) < HEAD + half + 2 || anchor.distanceTo(point) < DOT + half;
    },

    /* Stands the pins' heads apart, and tells the basemap where its names have to give way. */
    _arrange: function () {
      if (!this._data || this._busy) return;
      const panned = this._zoom === this._map.getZoom();
      this._zoom = this._map.getZoom();
      if (!panned) this._drawLines();
      if (this._spot) this._placeEdge([this._bearing, ...BEARINGS]);
      const boxes = controlBoxes(this._map), taken = this._pins.map((pin) => this._spotOf(pin, [0, 0], DOT));
      for (const [handle, half, seen] of this._handles()) {
        taken.push({ at: this._map.latLngToContainerPoint(handle.getLatLng()), half, seen });
      }
      for (const pin of this._pins) {
        const ways = LENGTHS.flatMap((length) => ANGLES.map((angle) => polar(length, angle)));
        if (panned && pin.offset) ways.unshift(pin.offset);
        const isFree = (way) => {
          const head = this._spotOf(pin, way, HEAD);
          return taken.every((other) => other.at.distanceTo(head.at) >= other.half + HEAD + 1) &&
            boxes.every((box) => !overlap(box, boxAround(head.at, HEAD, HEAD))) &&
            (this._inView(head.at, HEAD) || !this._inView(head.at.subtract(way), 0));
        };
        this._turn(pin, ways.find(isFree) || polar(LENGTHS[0], ANGLES[0]));
        taken.push(this._spotOf(pin, pin.offset, HEAD));
      }
      this._pins.forEach((pin) => this._showChosen(pin));
      this._clearNames(taken);
      this._write();
    },

    _handles: function () { return this._handle ? [[this._handle, SPOT, RIM], [this._edge, EDGE, KNOB]] : []; },

    _spotOf: function (pin, offset, half) {
      return { at: this._map.latLngToContainerPoint(pin.marker.getLatLng()).add(offset), half };
    },

    _turn: function (pin, offset) {
      pin.offset = offset;
      pin.head.style.transform = `translate(${offset.x}px, ${offset.y}px)`;
      pin.stem.style.width = Math.hypot(offset.x, offset.y) - HEAD + 1 + "px";
      pin.stem.style.transform = `rotate(${Math.atan2(offset.y, offset.x)}rad)`;
    },

    _showChosen: function (pin) {
      const spot = this._spot, row = pin.row;
      const chosen = spot && Math.abs(spot.latitude - row.latitude) < 2e-5 && Math.abs(spot.longitude - row.longitude) < 2e-5;
      pin.marker.getElement().setAttribute("aria-pressed", String(Boolean(chosen)));
    },

    _clearNames: function (taken) {
      const rows = taken.map(({ at, half, seen }) => {
        const { lat, lng } = this._map.containerPointToLatLng(at);
        return [rounded(lat, 4), rounded(lng, 4), seen || half];
      });
      const key = JSON.stringify(rows);
      if (key !== this._obstacles) L.seamline.setObstacles(rows, { redraw: true });
      this._obstacles = key;
    },

    /* From the rim of the spot's handle to each place. */
    _drawLines: function () {
      const from = this._spot && this._map.latLngToContainerPoint(this._center());
      for (const pin of this._pins) {
        const to = this._map.latLngToContainerPoint(pin.marker.getLatLng()), length = from ? from.distanceTo(to) : 0;
        const start = length > RIM + DOT && from.add(to.subtract(from).multiplyBy(RIM / length));
        pin.line.setLatLngs(start ? [this._map.containerPointToLatLng(start), pin.marker.getLatLng()] : []);
      }
    },

    /* The distances, each on its line where nothing is in the way, else beside the pin's letter. */
    _write: function () {
      if (!this._data) return;
      const names = this._names(), taken = controlBoxes(this._map).concat(names.map((name) => name.box));
      for (const pin of this._pins) taken.push(boxAround(this._spotOf(pin, pin.offset || [0, 0], 0).at, HEAD, HEAD));
      for (const [handle, half] of this._handles()) {
        taken.push(boxAround(this._map.latLngToContainerPoint(handle.getLatLng()), half, half));
      }
      for (const mark of this._marks) this._writeMark(mark, names, taken);
      for (const pin of this._pins) this._writeDistance(pin, taken);
    },

    _writeDistance: function (pin, taken) {
      const from = this._spot && this._map.latLngToContainerPoint(this._center());
      const to = this._map.latLngToContainerPoint(pin.marker.getLatLng());
      const km = from ? this._distance(pin.row) : 0, head = this._spotOf(pin, pin.offset || [0, 0], 0).at;
      const text = (this._pins.length > 1 ? pin.row.letter + " " : "") + kilometres(km);
      const onLine = from && from.distanceTo(to) > 2 * SPOT ? SHARES.map((share) => from.add(to.subtract(from).multiplyBy(share))) : [];
      const beside = (half) => BESIDE.map(([right, down]) => head.add([right * (half + HEAD), down * (HEAD + 8)]));
      this._writeAt(pin.label, km < NOWHERE_KM ? "" : text, (half) => onLine.concat(beside(half)), taken);
    },

    _writeMark: function (mark, names, taken) {
      const at = this._map.latLngToContainerPoint(mark.dot.getLatLng());
      const named = names.some((name) => name.text === mark.row.name && at.distanceTo(middleOf(name.box)) < 80);
      const parts = [named ? "" : mark.row.name, this._spot ? kilometres(this._distance(mark.row)) : ""];
      taken.push(boxAround(at, DOT, DOT));
      const sides = (half) => [[half + 8, 0], [-half - 8, 0], [0, -14], [0, 14], [half, -14], [-half, 14]];
      this._writeAt(mark.label, parts.filter(Boolean).join(" "), (half) => sides(half).map((way) => at.add(way)), taken);
    },

    /* `spotsFor` gives the places to try, in pixels of the container, for half the text's width. */
    _writeAt: function (label, text, spotsFor, taken) {
      const body = label.getElement().firstChild;
      if (body.textContent !== text) body.textContent = text;
      const half = [body.offsetWidth / 2 + FONT_ROOM, body.offsetHeight / 2];
      const free = text && spotsFor(half[0]).find((at) => {
        const box = boxAround(at, ...half);
        return this._inView(at, 4) && taken.every((other) => !overlap(other, box));
      });
      label.getElement().style.visibility = free ? "" : "hidden";
      if (!free) return;
      label.setLatLng(this._map.containerPointToLatLng(free));
      taken.push(boxAround(free, ...half));
    },

    /* The names that the basemap writes, in pixels of the container. */
    _names: function () {
      const shift = this._map.layerPointToContainerPoint([0, 0]);
      return ((L.seamline.current && L.seamline.current.labels) || []).map(({ text, box }) => {
        return { text, box: [box[0] + shift.x, box[1] + shift.y, box[2] + shift.x, box[3] + shift.y] };
      });
    },

    _distance: function (row) {
      if (this._exact) {
        const now = this._data.candidates.concat(this._data.references).find((other) => other.id === row.id);
        if (now && now.distance_km !== null) return now.distance_km;
      }
      return this._map.distance(this._center(), [row.latitude, row.longitude]) / 1000;
    },

    _showLive: function () {
      if (!this._busy) {
        if (this._live) this._live.remove();
        delete this._live;
        return;
      }
      if (!this._live) {
        this._live = element("div", "seamline-live");
        this._live.setAttribute("aria-hidden", "true"); // the handles say it
        this._map.getContainer().append(this._live);
      }
      this._live.textContent = inWords(this._spot);
    },

    // ---- the view -------------------------------------------------------------------------------------------------

    /* Once for these places in a life of the frame; a frame without a size, in a folded part of the page, waits for one. */
    _fitOnce: function (look) {
      if (L.seamline.placing.fitted === look) return;
      const { x, y } = this._map.getSize();
      if (Math.min(x, y) < 50) {
        this._map.once("resize", () => this._fitOnce(look));
        return;
      }
      L.seamline.placing.fitted = look;
      const { spot, candidates, references } = this._data;
      const shown = candidates.concat(spot || []);
      const bounds = L.latLngBounds([]);
      for (const place of shown.length ? shown : references) {
        bounds.extend(L.latLng(place.latitude, place.longitude).toBounds(2000 * place.error_km));
      }
      if (bounds.isValid()) this._fit(bounds);
    },

    /* Every place can be brought into the view, and a view that holds them all is not moved. */
    _roam: function (reach) {
      const key = JSON.stringify(reach);
      if (key === this._roams) return;
      this._roams = key;
      const size = this._map.getSize(), isSized = size.x >= 50 && size.y >= 50;
      this._map.setMaxBounds(isSized ? L.latLngBounds(reach).extend(this._map.getBounds()) : reach);
    },

    _fit: function (bounds) {
      const map = this._map, least = map.getMinZoom(), credit = map.attributionControl.getContainer().offsetHeight;
      const padding = { paddingTopLeft: [48, 56], paddingBottomRight: [32, credit + 12] };
      map.options.minZoom = FARTHEST_FIT; // namesakes may lie farther apart than the belt is long
      const both = L.point(padding.paddingTopLeft).add(padding.paddingBottomRight);
      const zoom = Math.min(CLOSEST_FIT, map.getBoundsZoom(bounds, false, both));
      map.options.minZoom = least;
      map.setMinZoom(Math.min(least, zoom));
      map.setMaxBounds(null);
      map.fitBounds(bounds, { ...padding, maxZoom: CLOSEST_FIT, animate: false });
      this._roams = null;
      this._roam(this._data.reach);
    },
  });

  function placeOf({ distance_km, ...place }) { return place; }

  function marked(at, body, className) {
    return L.marker(at, { icon: L.divIcon({ className, html: body, iconSize: [0, 0] }), riseOnHover: true });
  }

  function written(at, className) {
    const icon = L.divIcon({ className: "seamline-label", html: element("div", className), iconSize: [0, 0] });
    return L.marker(at, { icon, interactive: false, keyboard: false, zIndexOffset: -1000 });
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    made.dir = "auto";
    return made;
  }

  function polar(length, degrees) {
    const angle = degrees * Math.PI / 180;
    return L.point(length * Math.cos(angle), length * Math.sin(angle));
  }

  function clamp(value, least, most) { return Math.min(most, Math.max(least, value)); }
  function rounded(value, decimals) { return Number(value.toFixed(decimals)); }
  function boxAround({ x, y }, half, high) { return [x - half, y - high, x + half, y + high]; }
  function middleOf([left, top, right, bottom]) { return L.point((left + right) / 2, (top + bottom) / 2); }

  function overlap(one, other) {
    return one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
  }

  function controlBoxes(map) {
    const home = map.getContainer().getBoundingClientRect();
    return Array.from(map.getContainer().querySelectorAll(".leaflet-control")).map((control) => {
      const box = control.getBoundingClientRect();
      return [box.left - home.left - 2, box.top - home.top - 2, box.right - home.left + 2, box.bottom - home.top + 2];
    });
  }

  function kilometres(km) { return (km < 1 ? km.toFixed(2) : km < 10 ? km.toFixed(1) : km.toFixed(0)) + " km"; }
  function within(km) { return "within " + (km < 1 ? km.toFixed(2) : km < 100 ? km.toFixed(1) : km.toFixed(0)) + " km"; }
  function degrees(value, [positive, negative]) { return Math.abs(value).toFixed(4) + " " + (value < 0 ? negative : positive); }

  function inWords(spot) {
    return [degrees(spot.latitude, "NS"), degrees(spot.longitude, "EW"), within(spot.error_km)].join(", ");
  }

  /* What the feature group holds. The board stays from one to the next, with whatever is in a hand or has the focus. */
  const Arrival = L.Layer.extend({
    initialize: function (packed) { this._packed = packed; },

    onAdd: function (map) {
      latest = this;
      L.seamline.unpack(this._packed).then((data) => {
        if (latest !== this) return;
        L.seamline.placing.current = L.seamline.placing.current || new Board(map);
        L.seamline.placing.current.update(data, this);
      });
    },

    onRemove: function () {
      // The next one is added in the same breath; where none is, the map is left empty.
      queueMicrotask(() => {
        if (latest !== this) return;
        latest = null;
        if (L.seamline.placing.current) L.seamline.placing.current.remove();
        L.seamline.placing.current = null;
      });
    },
  });

  let latest = null;

  L.seamline.placing = (packed) => new Arrival(packed);
  L.seamline.placing.current = null;
  L.seamline.placing.fitted = null;
})();
