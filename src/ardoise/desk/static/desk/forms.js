/* What is written and sent: folds, ticks, days, files; nothing typed is lost, nothing is sent twice. */
"use strict";

/* Enter in a field of a fold, or in a choice of a card, presses its own button, not the first of the form. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches(".offer[open] :is(input, select), .card-of select")) return;
  if (click(first(".button.main", event.target.closest(".offer, .card-of")))) event.preventDefault();
});

/* Ctrl+Enter presses the main button of what one writes in, wherever in it one is. */
function send(field) {
  const main = all(".button.main:not([type=button])", field.closest(".offer") || field.form).find(isShown);
  return main && field.form.requestSubmit(main);
}

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
  if (target.matches(".panel") && !elt.matches("#writing, [data-carries-words]") && !mayLeave(target)) event.preventDefault();
});

/* Among the boxes of a fold. */
document.addEventListener("keydown", (event) => {
  const boxes = all(".ticks[open] input").filter(isShown), here = boxes.indexOf(event.target);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (here < 0 || !step) return;
  event.preventDefault();
  boxes[Math.min(Math.max(here + step, 0), boxes.length - 1)].focus();
});

/* Into a fold that came open; by a key at once, so that what is pressed next is already for it. */
document.addEventListener("toggle", (event) => enter(event.target), true);

function enter(fold) {
  if (!fold.matches(".offer[open]") || fold.contains(document.activeElement) && !document.activeElement.matches("summary")) return;
  const fields = all("input:not([type=hidden]), select", fold);
  focusOn(fields.find((field) => field.matches(":required, [aria-required]") && !field.value) || fields[0]);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-once]")) return;
  setTimeout(() => {
    all("button", event.target).forEach((button) => { button.disabled = true; });
    all("[data-busy]").forEach((bar) => { bar.hidden = false; });
  });
});

/* What opens in a window of its own, a paper to be looked at, sends nothing: the form stays as it is. So it does where
   one goes on to a page of its own with what is ticked. */
document.addEventListener("submit", (event) => {
  if (event.submitter?.matches("[formtarget], [data-goes-on]")) event.stopImmediatePropagation();
}, true);

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
  if (!event.detail.successful) all("button", form).forEach((button) => { button.disabled = false; }); // may be tried again
});

/* A form that its own buttons draw anew: what is written, folded or pressed while the answer is on its way holds for
   the form that comes, in which every field has the name it had. */
{
  let asked = null; // { form, sent: field → what was sent of it, pressed: buttons, kept: what goes into the form that comes, hand: the field one is in }

  const fields = (form) => all("input[id], select[id], textarea[id], details[id]", form);
  const property = (field) => field.matches("details") ? "open" : field.matches("[type=checkbox], [type=radio]") ? "checked" : "value";
  const stateOf = (field) => field[property(field)];
  const sameButton = (button, form) => all("button", form).find((one) => one.name === button.name && one.value === button.value);

  document.addEventListener("htmx:beforeSend", ({ detail: { target } }) => {
    if (!target.matches("form[hx-select]")) return;
    asked = { form: target, sent: new Map(fields(target).map((field) => [field.id, stateOf(field)])), pressed: [] };
  });
  document.addEventListener("click", (event) => holdBack(event, event.target.closest("button")), true);
  document.addEventListener("submit", (event) => holdBack(event, event.submitter), true);

  function holdBack(event, button) {
    if (!asked || button?.form !== asked.form) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    asked.pressed.push(button);
  }

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target !== asked?.form) return;
    const isNew = (field) => field.matches("details") || stateOf(field) !== asked.sent.get(field.id);
    const { id, selectionStart, selectionEnd } = document.activeElement;
    asked.hand = fields(asked.form).includes(document.activeElement) && id;
    asked.kept = fields(asked.form).filter(isNew).map((field) => [field.id, stateOf(field), field.id === id && [selectionStart, selectionEnd]]);
  });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.target !== asked?.form) return;
    const form = document.getElementById(asked.form.id), { kept, pressed, hand } = asked;
    asked = null;
    kept.forEach(([id, state, selection]) => writeAgain(document.getElementById(id), state, selection));
    if (hand) document.getElementById(hand)?.focus(); // who writes already is not led away to what was moved or added
    pressed.forEach((button) => sameButton(button, form)?.click()); // the second waits for the first, as before
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.target === asked?.form && !detail.successful) asked = null;
  });

  function writeAgain(field, state, selection) {
    if (!field) return; // of a level that is taken out
    field[property(field)] = state;
    if (selection?.[0] != null) field.setSelectionRange(...selection);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
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
  all("[data-tick-words]", form).forEach((e) => { e.textContent = e.dataset[ticked.length > 1 ? "many" : "one"]; });
  all("[data-of]", form).forEach((e) => offerFor(e, ticked.filter((box) => e.dataset.of.split(" ").includes(box.name)).length));
  const cents = ticked.reduce((sum, box) => sum + Number(box.dataset.cents), 0);
  all("[data-tick-sum]", form).forEach((e) => { e.textContent = written(cents); });
  const isSome = ticked.length > 0 && boxes.some((box) => !box.checked && box.matches("[data-free]"));
  all("[data-follows]", form).forEach((field) => follow(field, isSome ? written(cents) : field.dataset.whole));
}

/* What may be done of lines of some kinds only is offered while one of them is ticked, and says of how many. */
function offerFor(offer, count) {
  offer.hidden = count === 0;
  all("[data-of-count]", offer).forEach((e) => { e.textContent = count; });
}

/* An amount goes with the ticks until somebody writes in it, be it the same; the server is told which were written. */
function follow(field, amount) {
  if (field.value === field.dataset.follows && !("byHand" in field.dataset)) field.value = amount;
  field.dataset.follows = amount;
}
document.addEventListener("input", ({ target }) => { if (target.matches("[data-follows]")) target.dataset.byHand = ""; });
document.addEventListener("formdata", ({ target, formData }) => all("[data-by-hand]", target).forEach((field) => formData.append("by_hand", field.name)));

/* Days and files in the page's language: the browser writes both fields in its own. */

document.addEventListener("htmx:load", (event) => {
  all(".panel form[data-ticks]", event.detail.elt).forEach((form) => countTicks(form, form));
  all("input[type=date]", event.detail.elt).forEach(tellDay);
  all("input[type=file]:not(.unseen)", event.detail.elt).forEach(offerFile);
});
["input", "focusout"].forEach((kind) => document.addEventListener(kind, (event) => {
  if (event.target.matches("input[type=date]")) tellDay(event.target);
}));

function tellDay(input) {
  input.classList.toggle("no-day", !input.value && !input.validity.badInput);
  const words = dayTold(input);
  words.textContent = input.value && ` ${inWords(new Date(`${input.value}T00:00`))}`;
}

/* Where the day is told: in the field's label, or behind a field whose label is the head of its column. */
function dayTold(input) {
  const label = input.labels[0];
  const told = first(".day-told", label || input.parentElement);
  if (told) return told;
  const words = Object.assign(document.createElement("span"), { className: "day-told" });
  if (label) label.append(words);
  else input.after(words);
  return words;
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
