// Keeps a page up to date: fetches it again every two seconds and changes only what differs, so that nothing
// jumps, no selection is lost and a playing video plays on. The server has escaped every text, scripts in the
// fetched page never run, and what is copied over is nodes, not markup.

const EVERY = 2000;
const PAUSED = "vidpipe-paused";
// What the person at the page opened or closed, and what this script showed or hid, is not the server's to change.
const OURS = ["open", "hidden"];

const button = document.querySelector("#live");
const offline = document.querySelector("#offline");
const pill = document.querySelector(".pill");
const regions = () => document.querySelectorAll("[data-live]");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// The answer to a refused form is a page under the form's address: what is fetched and reloaded is the page itself.
const page = document.querySelector("main").dataset.page;
if (page && page !== location.pathname) history.replaceState(null, "", page);

let paused = sessionStorage.getItem(PAUSED) === "yes";
let held = null;

function morph(old, fresh) {
  if (old.isEqualNode(fresh) || old.hasAttribute("data-keep")) return;
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !OURS.includes(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !OURS.includes(name)) old.setAttribute(name, value);
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
  count();
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

function left(seconds) {
  if (seconds < 60) return seconds < 1 ? "a moment" : `${seconds} s`;
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const rest = two(seconds % 60);
  return minutes < 60 ? `${minutes}:${rest} min` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest} h`;
}

// The server writes how many seconds are left; between its answers they are counted down here.
function count() {
  for (const one of document.querySelectorAll("[data-seconds]")) {
    if (one.seconds !== one.dataset.seconds) {
      one.seconds = one.dataset.seconds;
      one.until = performance.now() + one.seconds * 1000;
    }
    const words = left(Math.ceil((one.until - performance.now()) / 1000));
    if (one.textContent !== words) one.textContent = words;
  }
}

// A picture that the server would refuse is refused before it is sent.
function checkSize(input) {
  const limit = Number(input.dataset.largest);
  const size = input.files[0]?.size ?? 0;
  const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
  input.setCustomValidity(size > limit ? `This file has ${megabytes(size)}; ${megabytes(limit)} is the limit.` : "");
  input.reportValidity();
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
  if (event.target.matches("[data-largest]")) checkSize(event.target);
});
// A second click on the same button would ask twice.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.sent) event.preventDefault();
  event.target.sent = true;
});
addEventListener("pageshow", () => {
  for (const form of document.forms) form.sent = false;
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
count();
// Who wants less motion sees the number change with each of the server's answers only.
if (!calm.matches) setInterval(count, 250);
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
