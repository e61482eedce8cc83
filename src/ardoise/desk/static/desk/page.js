/* What every script of the desk asks the page for: to find, to press, to say. */
"use strict";

const first = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
const isShown = (element) => element.getClientRects().length > 0;

function click(element) {
  if (!element) return false;
  if (element.matches("input, select, textarea")) return focusOn(element);
  if (element.matches(".ticks > summary")) return goInto(element.parentElement);
  element.click();
  if (element.matches("summary")) enter(element.parentElement);
  return true;
}

function goInto(fold) {
  fold.open = true;
  return focusOn(first("input", fold));
}

function focusOn(element) {
  if (!element) return false;
  element.focus();
  if (element.select) element.select();
  return true;
}

function written(cents) {
  const locale = document.documentElement.lang === "fr" ? "fr-FR" : "en-GB";
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(cents / 100).replace("-", "\u2212");
}

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
