/* While what a row opens, or a link beside it, is on its way, letters wait for it, and behind one of them whatever is
   typed: none presses a button of what was open before. Closed meanwhile, it is not shown any more. */
"use strict";

/* Whether the answer that has come is to what was sent from beside a line that was left since. */
let isOfALineLeft = false;

/* One who writes in a field of the page, as in its search, goes on there whatever opens. */
const writesBeside = () => isTyping(document.activeElement) && !document.activeElement.closest(".panel");

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
    if (!awaited || event.ctrlKey || event.metaKey || event.altKey || writesBeside()) return;
    if (event.key === "Escape") return stop();
    const isMeant = kept.length ? event.key.length === 1 || event.key === "Enter" : /^[a-z]$/i.test(event.key) && !WALKS.includes(event.key.toLowerCase());
    if (!isMeant) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat) kept.push(event);
  }, true);

  document.addEventListener("click", (event) => event.target.closest("[data-close-panel]") && stop(), true);

  /* Answers may overtake each other: only the line asked for last opens, and nothing comes back into it from one left. */
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { elt, verb } = detail.requestConfig || {};
    isOfALineLeft = false;
    if (!elt || elt === awaited || !detail.target.matches(".panel")) return;
    if (!awaited && elt.isConnected && !opensPanel(elt, detail.target)) return;
    if (verb === "get") detail.shouldSwap = false;
    else leaveBehind(detail);
  });

  /* What was decided there is counted; what was refused is told above the list. */
  function leaveBehind(detail) {
    const came = new DOMParser().parseFromString(detail.serverResponse, "text/html");
    const refusal = first("[role=alert]", came);
    if (refusal) say(refusal.textContent, "grave");
    all("[hx-swap-oob]", came).forEach((counts) => document.getElementById(counts.id)?.replaceWith(counts));
    isOfALineLeft = true;
    Object.assign(detail, { serverResponse: "", swapOverride: "none" });
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.requestConfig?.elt !== awaited) return;
    const pressed = kept;
    stop();
    pressed.forEach(pressAgain);
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const isEmpty = !event.detail.successful || event.detail.xhr.status === 204;
    if (event.detail.requestConfig?.elt === awaited && isEmpty) stop();
  });

  function pressAgain(key) {
    const here = writesBeside() ? first(".panel") : document.activeElement;
    const isLeftToTheBrowser = here.dispatchEvent(new KeyboardEvent(key.type, key));
    if (isLeftToTheBrowser && key.key.length === 1 && isTyping(here)) document.execCommand("insertText", false, key.key);
  }

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
