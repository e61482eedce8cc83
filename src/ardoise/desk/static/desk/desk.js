/* Ardoise's keyboard, the last script of the page. Every page works without scripts; with them, without a mouse. */
"use strict";

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
  if (event.repeat && !["j", "k"].includes(key)) return; // held down it walks; it decides nothing twice
  const done = afterG ? goTo(key) : press(key);
  afterG = !afterG && key === "g";
  if (done) event.preventDefault();
});

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

/* A phone shows some of the tabs: the current one among them, and the page stays at what it says on top. */

function showTab(tab) {
  const middle = (element) => element.getBoundingClientRect().left + element.offsetWidth / 2;
  const tabs = tab?.closest(".tabs");
  if (tabs) tabs.scrollLeft += middle(tab) - middle(tabs);
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
showTab(first(".tabs [aria-current]"));

/* What was pressed before we were there (`early.js`), again, once htmx knows its links. */

["keydown", "change"].forEach((type) => document.removeEventListener(type, window.keepEarly));
document.addEventListener("DOMContentLoaded", () => (window.early || []).forEach(again));

function again(event) {
  if (event.defaultPrevented) return;
  const target = event.type === "keydown" && !isTyping(event.target) ? document.activeElement : event.target;
  target.dispatchEvent(new event.constructor(event.type, event));
}

all("form[data-ticks]").forEach((form) => countTicks(form, form));
