// What only the browser can do. Handlers are assigned, not added, because this runs again whenever the data changes.

const SAID_MS = 4000;
const FRAMES_WAITED = 60;
const SEEN_PX = 120;
const timers = new WeakMap();

export default function (component) {
  const { parentElement, data } = component;
  const root = parentElement.querySelector(".action");
  if (!root || !data) return undefined;
  if (data.action === "scroll" || data.action === "show") {
    root.hidden = true;
    return data.when ? whenDrawn(data.selector, data.action === "scroll" ? scrollBoxTo : showWhereStacked) : undefined;
  }
  const button = root.querySelector("button");
  button.textContent = data.label;
  root.hidden = data.action === "full screen" && !document.fullscreenEnabled;
  button.onclick = () => (data.action === "copy" ? copyLink(root, data.params) : showFullScreen(root, data.frame));
  if (data.action === "copy") hideOldLink(root, linkTo(data.params));
  return () => clearTimeout(timers.get(root));
}

// What the selector names may be drawn a little later than this.
function whenDrawn(selector, act, tries = FRAMES_WAITED) {
  let frame = requestAnimationFrame(function look() {
    const found = document.querySelector(selector);
    if (found) act(found);
    else if ((tries -= 1) > 0) frame = requestAnimationFrame(look);
  });
  return () => cancelAnimationFrame(frame);
}

function scrollBoxTo(found) {
  let box = found.parentElement;
  while (box && !/auto|scroll/.test(getComputedStyle(box).overflowY)) box = box.parentElement;
  if (!box) return;
  const at = found.getBoundingClientRect();
  const seen = box.getBoundingClientRect();
  if (at.top < seen.top || at.bottom > seen.bottom) box.scrollTop += at.top - seen.top - box.clientHeight / 3;
}

// As wide as the page of Streamlit that puts columns below each other.
function showWhereStacked(found) {
  const isSeen = found.getBoundingClientRect().bottom < innerHeight - SEEN_PX;
  if (matchMedia("(max-width: 640px)").matches && !isSeen) found.scrollIntoView({ block: "center" });
}

function linkTo(params) {
  const query = new URLSearchParams(params ?? location.search).toString();
  return `${location.origin}${location.pathname}${query ? `?${query}` : ""}`;
}

async function copyLink(root, params) {
  const link = linkTo(params);
  try {
    await navigator.clipboard.writeText(link); // there is no clipboard at all on plain HTTP
    root.querySelector("input").hidden = true;
    say(root, "Link copied");
  } catch {
    showLink(root, link);
  }
}

function showLink(root, link) {
  const field = root.querySelector("input");
  field.value = link;
  field.hidden = false;
  field.focus();
  field.select();
  say(root, "The browser does not allow copying; copy the link from this field", { stays: true });
}

function hideOldLink(root, link) {
  const field = root.querySelector("input");
  if (field.hidden || field.value === link) return;
  field.hidden = true;
  say(root, "");
}

async function showFullScreen(root, title) {
  const frame = document.querySelector(`iframe[title="${CSS.escape(title)}"]`);
  try {
    await frame.requestFullscreen();
    say(root, "");
  } catch {
    say(root, frame ? "The browser does not allow full screen" : "There is no map on this page");
  }
}

function say(root, words, { stays = false } = {}) {
  const said = root.querySelector(".said");
  clearTimeout(timers.get(root));
  said.textContent = words;
  if (!stays) timers.set(root, setTimeout(() => (said.textContent = ""), SAID_MS));
}
