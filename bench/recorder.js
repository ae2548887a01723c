// Runs in every frame before its own scripts and notes, without asking the page anything: when the reader let go of the
// mouse, and when a frame with another number of marks had been painted. Times are milliseconds of the wall clock, so
// that the page and the map's frame, which are different processes, can be compared. What is noted goes to the console.
(() => {
  "use strict";

  const clock = (stamp = performance.now()) => performance.timeOrigin + stamp;
  const note = (entry) => console.debug("seamline-bench " + JSON.stringify(entry));
  const seen = {};

  // A task posted in an animation frame runs after that frame has been painted.
  const afterPaint = (task) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = task;
    channel.port2.postMessage(null);
  };

  const count = (kind, number, finish) => {
    if (seen[kind] === number) return;
    seen[kind] = number;
    const changed = clock();
    const done = () => afterPaint(() => { finish?.(); note({ kind, number, changed, painted: clock() }); });
    if (finish) done(); // deck.gl draws in an animation frame of its own
    else requestAnimationFrame(done);
  };

  addEventListener("pointerup", (event) => note({ kind: "input", at: clock(event.timeStamp) }), true);

  // The dashboard's scene says on the map's container how many marks it has drawn; folium's markers are elements.
  const watch = (page) => {
    const markers = page.getElementsByClassName("leaflet-marker-icon");
    new MutationObserver((changes) => {
      for (const { type, target } of changes) if (type === "attributes") count("scene", Number(target.dataset.marks));
      if (markers.length) count("markers", markers.length);
    }).observe(page, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-marks"] });
  };
  watch(document);
  // A frame of the page's own origin keeps the window of its first, empty document, and this script is not run again.
  document.addEventListener("load", ({ target }) => { if (target.contentDocument) watch(target.contentDocument); }, true);

  // deck.gl draws each layer in one call, one instance a mark; the drawing itself is done when finish() returns.
  for (const [name, place] of [["drawArraysInstanced", 3], ["drawElementsInstanced", 4]]) {
    const draw = WebGL2RenderingContext.prototype[name];
    WebGL2RenderingContext.prototype[name] = function (...given) {
      draw.apply(this, given);
      count("instances", given[place], () => this.finish());
    };
  }

  // How much the server has sent.
  window.seamlineBenchBytes = 0;
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => { window.seamlineBenchBytes += data.byteLength ?? data.length ?? data.size; });
    }
  };
})();
