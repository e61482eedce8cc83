/* A click on a field's name writes it where the cursor last stood; without this script it is typed. */
"use strict";

const places = Array.from(document.querySelectorAll("[data-insert-here]"));
let place = document.getElementById("body");

for (const field of places) field.addEventListener("focus", () => { place = field; });

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button || !place || place.readOnly) return;
  place.setRangeText(button.dataset.insert, place.selectionStart, place.selectionEnd, "end");
  place.focus();
  document.body.dispatchEvent(new CustomEvent("inserted"));
});
