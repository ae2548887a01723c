/* What the layers share: how their data is read, and a Leaflet layer that is one canvas. It sizes and places the canvas
   as the map moves and scales it with a zoom; the layer itself says in `_redraw` what to draw, in layer points. */
(function () {
  "use strict";

  /* The canvas of the layer removed last, by class: the next one draws on it at once instead of waiting for memory. */
  const spare = {};

  const Canvas = L.Renderer.extend({
    /* Options: `pane`, made when it is missing; `zIndex` of that pane; `className` of the canvas. */
    onAdd: function (map) {
      if (!map.getPane(this.options.pane)) {
        const pane = map.createPane(this.options.pane);
        pane.style.zIndex = this.options.zIndex;
        pane.style.pointerEvents = "none";
      }
      L.Renderer.prototype.onAdd.call(this);
      this._redraw(); // Leaflet sizes a new renderer before it listens for being sized
    },

    _initContainer: function () {
      this._container = spare[this.options.className] || document.createElement("canvas");
      delete spare[this.options.className];
      this._container.className = this.options.className;
      this._container.setAttribute("aria-hidden", "true");
      this._ctx = this._container.getContext("2d");
    },

    _destroyContainer: function () {
      this._container.remove();
      spare[this.options.className] = this._container;
      delete this._container;
      delete this._ctx;
    },

    _update: function () {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const bounds = this._bounds, size = bounds.getSize(), ratio = window.devicePixelRatio || 1;
      L.DomUtil.setPosition(this._container, bounds.min);
      const width = Math.round(size.x * ratio), height = Math.round(size.y * ratio);
      // Setting a size, even the same one, gives the canvas new memory.
      if (this._container.width !== width) this._container.width = width;
      if (this._container.height !== height) this._container.height = height;
      this._container.style.width = size.x + "px";
      this._container.style.height = size.y + "px";
      this._ctx.setTransform(ratio, 0, 0, ratio, -bounds.min.x * ratio, -bounds.min.y * ratio);
      this.fire("update");
    },

    _updatePaths: function () { this._redraw(); },

    /* Pixels for each point of the layer. */
    _density: function () { return this._again || window.devicePixelRatio || 1; },

    /* What is on the screen once more, on a canvas of its own for a picture: `bounds` in layer points, `ratio` pixels for
       each. `_again` tells the layer to leave its words where they are; what the screen shows is not touched. */
    repaint: function (bounds, ratio) {
      const kept = [this._container, this._ctx, this._bounds], canvas = document.createElement("canvas");
      const { min } = bounds, size = bounds.getSize();
      canvas.width = Math.round(size.x * ratio);
      canvas.height = Math.round(size.y * ratio);
      [this._container, this._ctx, this._bounds] = [canvas, canvas.getContext("2d"), bounds];
      this._ctx.setTransform(ratio, 0, 0, ratio, -min.x * ratio, -min.y * ratio);
      this._again = ratio;
      try {
        this._redraw();
      } finally {
        [this._container, this._ctx, this._bounds] = kept;
        delete this._again;
      }
      return canvas;
    },

    /* Empties the canvas; false when there is nothing to draw on. */
    _clear: function () {
      if (!this._ctx || !this._bounds) return false;
      const bounds = this._bounds, size = bounds.getSize();
      this._ctx.clearRect(bounds.min.x, bounds.min.y, size.x, size.y);
      return true;
    },
  });

  /* The data of a layer: base64 of deflated JSON, so that no text of it is ever part of a script. */
  async function unpack(packed) {
    const letters = atob(packed), bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i); // Uint8Array.from takes ten times as long
    const inflate = new DecompressionStream("deflate"), writer = inflate.writable.getWriter();
    writer.write(bytes);
    writer.close();
    const reader = inflate.readable.getReader(), decoder = new TextDecoder();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return JSON.parse(text + decoder.decode());
      text += decoder.decode(value, { stream: true });
    }
  }

  L.seamline = { Canvas, unpack };
})();
