/* A list and what is open beside it: walked, opened, decided, closed. */
"use strict";

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
  const row = currentRow(), here = document.activeElement;
  const box = here.matches(".ticks input") ? here : row && first("input[type=checkbox]", row);
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
  const fold = event.target.closest(".offer[open], .ticks[open]");
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
  if (writesBeside() || writeOn(panel)) return;
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
  const isUnderTheHand = row.contains(document.activeElement);
  row.remove();
  if (isOfALineLeft && isUnderTheHand) focusOn(follower);
  if (isOfALineLeft) return form && countTicks(form, form);
  if (!follower) return opens ? location.reload() : !writesBeside() && focusOn(first("#page"));
  if (opens) openFollower(follower);
  else follower.classList.add("is-open");
  if (form) countTicks(form, form);
});

/* What was open is as it was before: its row opens anew. */
document.addEventListener("row-again", (event) => {
  const row = first("[data-row].is-open");
  if (row && !isOfALineLeft) openFollower(row);
  say(event.detail.words, "good");
});

function openFollower(row) {
  if (!writesBeside()) row.focus();
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

document.addEventListener("errand-ended", () => {
  if (!first(".panel > *, [data-ticks] :checked, .offer[open]") && !writesBeside()) location.reload();
});
