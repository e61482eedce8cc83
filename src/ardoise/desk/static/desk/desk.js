/* Ardoise's keyboard and its few manners. Every page works without this file; with it, without a mouse. */
"use strict";

const first = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
const isShown = (element) => element.getClientRects().length > 0;

/* Keys */

const LETTERS_KEY = "ardoise.letters";
let afterG = false;

const lettersAreOn = () => localStorage.getItem(LETTERS_KEY) !== "off";
const isTyping = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return leave(event);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("form[method=post] :is(textarea, select, input)")) return send(event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || first("dialog[open]")) return;
  if (event.key === "Enter") return openRow(event);
  if (!lettersAreOn()) return;
  const key = event.key.toLowerCase();
  const done = afterG ? goTo(key) : press(key);
  afterG = !afterG && key === "g";
  if (done) event.preventDefault();
});

/* Enter in a field of a fold, or in a choice of a card, presses its own button, not the first of the form. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches(".offer[open] :is(input, select), .card-of select")) return;
  if (click(first(".button.main", event.target.closest(".offer, .card-of")))) event.preventDefault();
});

/* Ctrl+Enter presses the main button of what one writes in, wherever in it one is. */
function send(field) {
  return field.form.requestSubmit(first(".button.main:not([type=button])", field.closest(".offer") || field.form));
}

function press(key) {
  if (key === "j") return move(1);
  if (key === "k") return move(-1);
  if (key === "x") return tick();
  if (key === "?") return showKeys();
  if (key === "/") return focusOn(first("[data-search]"));
  return clickKey(key);
}

function goTo(letter) {
  return click(first(`[data-go="${CSS.escape(letter)}"]`));
}

function clickKey(key) {
  const wanted = all(`[data-key="${CSS.escape(key)}"]`).filter((e) => isShown(e) && !e.disabled);
  return click(wanted.find((e) => e.closest("[data-when-ticked]")) || wanted.find((e) => e.closest(".panel")) || wanted[0]);
}

function click(element) {
  if (!element) return false;
  if (element.matches("input, select, textarea")) return focusOn(element);
  element.click();
  if (element.matches("summary")) enter(element.parentElement);
  return true;
}

function focusOn(element) {
  if (!element) return false;
  element.focus();
  if (element.select) element.select();
  return true;
}

/* Rows: J and K walk them, Enter opens, X ticks. */

const rows = () => all("[data-row]").filter(isShown);
const currentRow = () => document.activeElement.closest("[data-row]") || first("[data-row].is-open");

function move(step) {
  const list = rows();
  if (!list.length) return false;
  const here = list.indexOf(currentRow());
  const next = list[Math.min(Math.max(here + step, 0), list.length - 1)];
  const isPanelOpen = first(".panel:not(:empty)") && here >= 0;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  if (isPanelOpen && next !== list[here]) show(next);
  return true;
}

function openRow(event) {
  const row = event.target.closest("[data-row]");
  if (row && event.target === row && click(first("[data-open]", row))) event.preventDefault();
}

function tick() {
  const row = currentRow();
  const box = row && first("input[type=checkbox]", row);
  if (box) box.click(); // ticked, not merely gone to
  return Boolean(box);
}

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  if (event.target.matches("td.tick")) first("input", event.target)?.click(); // the cell is larger than its box
  else if (row && !event.target.closest("a, button, input, label, select, summary")) click(first("[data-open]", row));
  if (event.target.closest("[data-close-panel]")) closePanel();
  if (event.target.closest("[data-show-keys]")) showKeys();
  if (event.target.closest("[data-print]")) window.print();
  const dismissed = event.target.closest("[data-dismiss]");
  if (dismissed) dismissed.closest(".notice").remove();
});

/* The panel beside a list */

function leave(event) {
  if (event.target.matches("input[type=search]") && event.target.value) return;
  if (event.target.matches("textarea") && event.target.value) return focusOn(event.target.closest("form").querySelector(".button.main"));
  const fold = event.target.closest(".offer[open]");
  if (fold) {
    fold.open = false;
    return focusOn(first("summary", fold));
  }
  if (!first("dialog[open]") && !closePanel() && isTyping(event.target)) event.target.blur();
}

function closePanel() {
  const panel = first(".panel:not(:empty)");
  if (!panel || panel.hasAttribute("data-fixed") || !mayLeave(panel)) return false;
  panel.replaceChildren();
  const row = first("[data-row].is-open");
  if (row) {
    row.classList.remove("is-open");
    row.focus();
  }
  return true;
}

/* Beside the old one, a fold of the same name that comes open would be shut by the browser: the old loses its name. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.shouldSwap || !event.detail.target.matches(".panel")) return;
  all("details[name]", event.detail.target).forEach((fold) => fold.removeAttribute("name"));
});

document.addEventListener("htmx:afterSwap", (event) => {
  const panel = event.detail.target;
  if (!panel.matches(".panel")) return;
  const opener = event.detail.requestConfig.elt.closest("[data-row]");
  if (opener) {
    all("[data-row].is-open").forEach((row) => row.classList.remove("is-open"));
    opener.classList.add("is-open");
  }
  panel.scrollTop = 0;
  if (writeOn(panel)) return;
  if (!opener || opener !== document.activeElement) focusOn(first("[data-panel-title]", panel));
});

/* What was open is decided: its row leaves the list and the one that follows opens, unless the answer holds it. */
document.addEventListener("row-done", (event) => {
  const { row: name, opens, words, tone } = event.detail;
  if (words) say(words, tone || "good");
  const row = document.getElementById(name);
  if (!row) return;
  const form = row.closest("form[data-ticks]");
  const follower = row.nextElementSibling || row.previousElementSibling;
  countDown(row.dataset.tab);
  takeOff(Number(row.dataset.cents || 0));
  row.remove();
  if (!follower) return opens ? location.reload() : focusOn(first("#page"));
  if (opens) openFollower(follower);
  else follower.classList.add("is-open");
  if (form) countTicks(form, form);
});

/* Where words are to be written, the hand goes on behind the greeting. */
function writeOn(root) {
  const field = first("[data-write-here]", root);
  if (!field) return false;
  const begins = field.value.indexOf("\n\n");
  field.focus();
  if (begins >= 0) field.setSelectionRange(begins + 2, begins + 2);
  return true;
}

/* Words that were typed and not sent are not lost without a question. */
const isUnsent = (field) => Boolean(field) && (field.hasAttribute("data-refused") || field.value.trim() !== field.defaultValue.trim());
const mayLeave = (root) => !isUnsent(first("[data-write-here]", root)) || window.confirm(document.body.dataset.unsent);

document.addEventListener("htmx:beforeRequest", (event) => {
  const { target, elt } = event.detail;
  if (target.matches(".panel") && !elt.matches("#writing") && !mayLeave(target)) event.preventDefault();
});

/* What was open is as it was before: its row opens anew. */
document.addEventListener("row-again", (event) => {
  const row = first("[data-row].is-open");
  if (row) openFollower(row);
  say(event.detail.words, "good");
});

function openFollower(row) {
  row.focus();
  show(row);
}

/* Beside the list; what is a page of its own says so there and waits for Enter, so that no key hits the line before. */
function show(row) {
  if (click(first("[data-open][hx-get]", row))) return;
  const panel = first(".split .panel");
  const card = first("#own-page");
  if (!panel || !card || !mayLeave(panel)) return;
  panel.replaceChildren(card.content.cloneNode(true));
  first("[data-panel-title]", panel).textContent = first("[data-open]", row).textContent;
  all("[data-row].is-open").forEach((one) => one.classList.remove("is-open"));
  row.classList.add("is-open");
}

function countDown(tab) {
  if (tab === undefined) return;
  all("[data-count]").filter((e) => ["", tab].includes(e.dataset.count)).forEach((e) => {
    e.textContent = Math.max(0, Number(e.textContent.replace(/\D/g, "")) - 1);
  });
}

function takeOff(cents) {
  const sum = first("[data-sum-cents]");
  if (!sum || !cents) return;
  sum.dataset.sumCents = Number(sum.dataset.sumCents) - cents;
  sum.textContent = sum.textContent.replace(/\d[\d\s.,\u202f\u00a0]*\d/, written(Number(sum.dataset.sumCents)));
}

/* Into a fold that came open; by a key at once, so that what is pressed next is already for it. */
document.addEventListener("toggle", (event) => enter(event.target), true);

function enter(fold) {
  if (!fold.matches(".offer[open]") || fold.contains(document.activeElement) && !document.activeElement.matches("summary")) return;
  const fields = all("input:not([type=hidden]), select", fold);
  focusOn(fields.find((field) => field.required && !field.value) || fields[0]);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-once]")) return;
  setTimeout(() => {
    all("button", event.target).forEach((button) => { button.disabled = true; });
    all("[data-busy]").forEach((bar) => { bar.hidden = false; });
  });
});

/* A form that is on its way is not sent again: a key pressed twice, Enter twice, a server that takes its time. */
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[hx-post]")) return;
  if (event.target.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else event.target.dataset.sent = "yes";
}, true);
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest("form");
  if (!form) return;
  delete form.dataset.sent;
  if (event.detail.failed) all("button", form).forEach((button) => { button.disabled = false; }); // may be tried again
});

document.addEventListener("errand-ended", () => {
  if (!first(".panel > *, [data-ticks] :checked, .offer[open]")) location.reload();
});

document.addEventListener("htmx:responseError", (event) => say(document.body.dataset[event.detail.xhr.status === 503 ? "held" : "failure"], "grave"));
document.addEventListener("htmx:sendError", () => say(document.body.dataset.unreachable, "grave"));

function say(words, tone) {
  const place = first("#notices");
  if (!place || !words) return;
  const notice = document.createElement("div");
  notice.className = `notice ${tone}${tone === "good" ? " passing" : ""}`;
  notice.textContent = words;
  place.replaceChildren(notice);
}

/* Ticks: one, some, a page; how many and how much is counted aloud. */

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-ticks]");
  if (form) countTicks(form, event.target);
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});

function countTicks(form, changed) {
  const boxes = all("input[data-cents]", form);
  if (changed.matches("[data-tick-all]")) boxes.forEach((box) => { box.checked = changed.checked; });
  const ticked = boxes.filter((box) => box.checked);
  const total = first("[data-tick-all]", form);
  if (total) {
    total.checked = ticked.length === boxes.length && boxes.length > 0;
    total.indeterminate = ticked.length > 0 && ticked.length < boxes.length;
  }
  all("[data-when-ticked]", form).forEach((e) => { e.hidden = ticked.length === 0; });
  all("[data-when-none]", form).forEach((e) => { e.hidden = ticked.length > 0; });
  all("[data-tick-count]", form).forEach((e) => { e.textContent = ticked.length; });
  const cents = ticked.reduce((sum, box) => sum + Number(box.dataset.cents), 0);
  all("[data-tick-sum]", form).forEach((e) => { e.textContent = written(cents); });
}

function written(cents) {
  const locale = document.documentElement.lang === "fr" ? "fr-FR" : "en-GB";
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(cents / 100).replace("-", "\u2212");
}

/* The help overlay, and the switch that turns single letters off (WCAG 2.1.4). */

function showKeys() {
  const dialog = first("#keys");
  if (!dialog) return false;
  dialog.showModal();
  return true;
}

const lettersSwitch = first("#letters");
if (lettersSwitch) {
  lettersSwitch.checked = lettersAreOn();
  lettersSwitch.addEventListener("change", () => localStorage.setItem(LETTERS_KEY, lettersSwitch.checked ? "on" : "off"));
}

writeOn(document);
first(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }); // a phone shows some of them

/* What was pressed before we were there (`early.js`), again, once htmx knows its links. */

["keydown", "change"].forEach((type) => document.removeEventListener(type, window.keepEarly));
document.addEventListener("DOMContentLoaded", () => (window.early || []).forEach(again));

function again(event) {
  if (event.defaultPrevented) return;
  const target = event.type === "keydown" && !isTyping(event.target) ? document.activeElement : event.target;
  target.dispatchEvent(new event.constructor(event.type, event));
}

all("form[data-ticks]").forEach((form) => countTicks(form, form));

/* Days and files in the page's language: the browser writes both fields in its own. */

document.addEventListener("htmx:load", (event) => {
  all("input[type=date]", event.detail.elt).forEach(tellDay);
  all("input[type=file]:not(.unseen)", event.detail.elt).forEach(offerFile);
});
["input", "focusout"].forEach((kind) => document.addEventListener(kind, (event) => {
  if (event.target.matches("input[type=date]")) tellDay(event.target);
}));

function tellDay(input) {
  input.classList.toggle("no-day", !input.value && !input.validity.badInput);
  const label = input.labels[0];
  if (!label) return;
  const words = first(".day-told", label) || label.appendChild(document.createElement("span"));
  words.className = "day-told";
  words.textContent = input.value && ` ${inWords(new Date(`${input.value}T00:00`))}`;
}

function inWords(day) {
  if (Number.isNaN(day.getTime())) return ""; // a year still being typed
  const locale = document.documentElement.lang === "fr" ? "fr-FR" : "en-GB";
  return new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", year: "numeric" }).format(day);
}

function offerFile(input) {
  const button = Object.assign(document.createElement("span"), { className: "button", ariaHidden: "true" });
  button.textContent = document.documentElement.dataset[input.multiple ? "chooseFiles" : "chooseFile"];
  button.addEventListener("click", () => input.click());
  const chosen = Object.assign(document.createElement("span"), { className: "soft small" });
  input.addEventListener("change", () => { chosen.textContent = Array.from(input.files, (file) => file.name).join(", "); });
  input.classList.add("unseen");
  input.after(button, chosen);
}

/* A file dropped on a form with one field for files is chosen there; beside it, the page is kept. */

["dragover", "drop"].forEach((kind) => document.addEventListener(kind, (event) => {
  if (event.defaultPrevented || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  const form = event.target.closest("form");
  const fields = form ? all("input[type=file]", form) : [];
  if (kind === "dragover") event.dataTransfer.dropEffect = fields.length === 1 ? "copy" : "none";
  else if (fields.length === 1) chooseDropped(fields[0], event.dataTransfer.files);
}));

function chooseDropped(input, files) {
  if (!files.length || (files.length > 1 && !input.multiple)) return;
  input.files = files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/* A rule's condition offers the words of the fact it is about. */

document.addEventListener("change", (event) => {
  const { suggests } = event.target.dataset;
  if (suggests) event.target.form.elements[suggests].setAttribute("list", `words-${event.target.value}`);
});
