// Keeps a page up to date: fetches it again every two seconds and changes only what differs, so that nothing
// jumps, no selection is lost and a playing video plays on. The server has escaped every text, scripts in the
// fetched page never run, and what is copied over is nodes, not markup.

const EVERY = 2000;
const PAUSED = "vidpipe-paused";

const button = document.querySelector("#live");
const offline = document.querySelector("#offline");
const pill = document.querySelector(".pill");
const regions = () => document.querySelectorAll("[data-live]");

let paused = sessionStorage.getItem(PAUSED) === "yes";
let held = null;

function morph(old, fresh) {
  if (old.isEqualNode(fresh) || old.hasAttribute("data-keep")) return;
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "open" && name !== "hidden") old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && name !== "hidden") old.setAttribute(name, value);
  }
  let place = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const match = counterpart(old, place, child);
    if (!match) {
      old.insertBefore(document.importNode(child, true), place);
      continue;
    }
    if (match !== place) old.insertBefore(match, place);
    else place = place.nextSibling;
    if (match.nodeType === Node.ELEMENT_NODE) morph(match, child);
    else if (match.nodeValue !== child.nodeValue) match.nodeValue = child.nodeValue;
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

// What stands for the same thing: the element of the same id, else the next node of the same kind.
function counterpart(parent, place, child) {
  if (child.id) {
    return [...parent.children].find((one) => one.id === child.id && one.nodeName === child.nodeName) ?? null;
  }
  return place && place.nodeName === child.nodeName && !place.id ? place : null;
}

// New rows push the others down: not under the hand of somebody who is about to click.
function wouldJump(fresh) {
  const rows = document.querySelector("#rows");
  const freshRows = fresh.querySelector("#rows");
  if (!rows || !freshRows) return false;
  const order = (body) => [...body.children].map((row) => row.id).join();
  const inUse = rows.matches(":hover") || rows.contains(document.activeElement) || !getSelection().isCollapsed;
  return inUse && order(rows) !== order(freshRows);
}

function show(fresh) {
  const log = document.querySelector("#log");
  const follow = log && log.scrollHeight - log.scrollTop - log.clientHeight < 30;
  document.title = fresh.title;
  for (const region of regions()) {
    const next = fresh.getElementById(region.id);
    if (next) morph(region, next);
  }
  held = null;
  pill?.setAttribute("hidden", "");
  enhance();
  if (follow) scrollLog();
}

async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (wouldJump(fresh)) {
    held = fresh;
    pill?.removeAttribute("hidden");
  } else {
    show(fresh);
  }
}

async function tick() {
  if (!paused && !document.hidden) {
    try {
      await refresh();
      offline.hidden = true;
    } catch (error) {
      console.warn("refresh failed", error);
      offline.hidden = false;
    }
  }
  setTimeout(tick, EVERY);
}

function showPaused() {
  button.textContent = paused ? "Paused" : "Live";
  button.setAttribute("aria-pressed", String(!paused));
  button.title = paused ? "Go on updating this page" : "This page updates itself every 2 s; stop that";
}

function scrollLog() {
  const log = document.querySelector("#log");
  if (log) log.scrollTop = log.scrollHeight;
}

async function copy(source) {
  const text = source.dataset.copy;
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
  } else {
    // Over plain HTTP from another machine there is no clipboard: select it for Ctrl-C.
    getSelection().selectAllChildren(source.previousElementSibling);
  }
  source.textContent = navigator.clipboard ? "Copied" : "Selected";
  setTimeout(() => (source.textContent = "Copy"), 1500);
}

// What works only with a script appears only with one.
function enhance() {
  for (const one of document.querySelectorAll("[data-copy]")) one.hidden = false;
  for (const one of document.querySelectorAll("[data-noscript]")) one.hidden = true;
}

document.addEventListener("click", (event) => {
  const source = event.target.closest("[data-copy]");
  if (source) copy(source);
  const confirm = document.querySelector(".confirm[open]");
  if (confirm && !confirm.contains(event.target)) confirm.open = false;
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});
document.addEventListener("keydown", (event) => {
  const confirm = document.querySelector(".confirm[open]");
  if (event.key === "Escape" && confirm) {
    confirm.open = false;
    confirm.querySelector("summary").focus();
  }
});
document.querySelector("#show-new")?.addEventListener("click", () => held && show(held));

enhance();
scrollLog();
if (regions().length) {
  button.hidden = false;
  button.addEventListener("click", () => {
    paused = !paused;
    sessionStorage.setItem(PAUSED, paused ? "yes" : "no");
    showPaused();
  });
  showPaused();
  setTimeout(tick, EVERY);
}
