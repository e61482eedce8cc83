/* The choice by hand: what the ticked items leave of the receipt is told at each tick. Without it the server tells. */
"use strict";

/* As the server reads it (cents_typed): 1 397,03 or 1,397.03; what it would refuse is null. */
const centsTyped = (text) => {
  let plain = text.replace(/[\s\u202f\u00a0€]/g, "").replace("\u2212", "-");
  if (/^-?\d{1,3}(,\d{3})+\.\d{1,2}$/.test(plain)) plain = plain.replaceAll(",", "");
  if (/^-?\d{1,3}(\.\d{3})+,\d{1,2}$/.test(plain)) plain = plain.replaceAll(".", "");
  plain = plain.replace(",", ".");
  return /^-?\d+(\.\d{0,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : null;
};

function tellRest(form) {
  let rest = Number(form.dataset.rest);
  all("input[data-open-cents]", form).forEach((box) => {
    const typed = first(`[name="cents-${box.value}"]`, form);
    if (box.checked && !typed.value.trim()) typed.value = written(Number(box.dataset.openCents));
    if (!box.checked) typed.value = "";
    if (box.checked) rest -= centsTyped(typed.value) ?? Number(box.dataset.openCents);
  });
  const shown = first("[data-rest-shown]", form);
  if (!shown) return; // nothing stands against what is owed: there is nothing to settle
  const isBegun = first("input[data-open-cents]:checked", form) !== null || rest !== 0;
  shown.textContent = isBegun ? written(rest) : "–";
  first(".rest", form).classList.toggle("is-square", isBegun && rest === 0);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-rest]");
  if (!form) return;
  const typed = event.target.name.match(/^cents-(\d+)$/);
  if (typed) first(`input[data-open-cents][value="${typed[1]}"]`, form).checked = event.target.value.trim() !== "";
  tellRest(form);
});
document.addEventListener("click", (event) => {
  const hand = event.target.closest(".by-hand > summary")?.parentElement;
  if (hand && !hand.open) setTimeout(() => (first("input[type=checkbox]", hand) || first("input[type=search]", hand)).focus());
});
/* What stands in the form is kept while another customer is looked up; fields left alone need not go there. */
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get" || !detail.elt.closest("[hx-include]")) return;
  [...detail.formData.entries()].forEach(([name, value]) => value === "" && name.startsWith("cents-") && detail.formData.delete(name));
});
document.addEventListener("htmx:afterSwap", () => all("form[data-rest]").forEach(tellRest));
all("form[data-rest]").forEach(tellRest);
