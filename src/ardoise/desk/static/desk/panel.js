/* While what a row opens, or a link beside it, is on its way, letters wait for it, and Enter behind one of them: none
   presses a button of what was open before. Closed meanwhile, it is not shown any more. */
"use strict";

{
  const WALKS = ["j", "k", "x", "g"]; // about the list or the page, not about what is open
  let awaited = null;
  let kept = [];

  const opensPanel = (elt, target) => elt.matches("[data-row] [data-open], .panel a[hx-get]") && target.matches(".panel");

  document.addEventListener("htmx:beforeSend", (event) => {
    if (!opensPanel(event.detail.elt, event.detail.target)) return;
    awaited = event.detail.elt;
    kept = []; // meant for the line that was left again
  });

  /* Before the page's own keys hear of it. */
  document.addEventListener("keydown", (event) => {
    if (!awaited || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return stop();
    const isMeant = /^[a-z]$/i.test(event.key) ? !WALKS.includes(event.key.toLowerCase()) : event.key === "Enter" && kept.length > 0;
    if (!isMeant) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    kept.push(event);
  }, true);

  document.addEventListener("click", (event) => event.target.closest("[data-close-panel]") && stop(), true);

  /* Answers may overtake each other: only the line asked for last opens. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const elt = event.detail.requestConfig?.elt;
    if (elt && elt !== awaited && opensPanel(elt, event.detail.target)) event.detail.shouldSwap = false;
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.requestConfig?.elt !== awaited) return;
    const pressed = kept;
    stop();
    pressed.forEach((one) => document.activeElement.dispatchEvent(new KeyboardEvent(one.type, one)));
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const isEmpty = !event.detail.successful || event.detail.xhr.status === 204;
    if (event.detail.requestConfig?.elt === awaited && isEmpty) stop();
  });

  function stop() {
    awaited = null;
    kept = [];
  }
}

/* An account of a group and its invoices: one that is ticked is its account's; an account left out takes its own along. */
document.addEventListener("change", ({ target }) => {
  const account = target.closest(".accounts .account");
  if (!account) return;
  const box = account.querySelector(":scope > label input");
  if (target !== box) box.checked ||= target.checked;
  else if (!box.checked) account.querySelectorAll("details input").forEach((item) => { item.checked = false; });
});
