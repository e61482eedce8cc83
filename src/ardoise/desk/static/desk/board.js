/* The board of disputes: arrows go from column to column; on a phone what has ended is folded until asked for. */
"use strict";

if (window.matchMedia("(max-width: 52rem)").matches) all("[data-folds]").forEach((column) => { column.open = false; });

document.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || event.target.closest(".panel")) return;
  const columns = all(".board > *").map((column) => all("[data-row]", column).filter(isShown)).filter((cards) => cards.length);
  const here = columns.findIndex((cards) => cards.includes(currentRow()));
  const next = columns[here + step];
  if (here < 0 ? !columns.length : !next) return;
  event.preventDefault();
  const card = here < 0 ? columns[0][0] : next[Math.min(columns[here].indexOf(currentRow()), next.length - 1)];
  if (first(".panel:not(:empty)")) show(card);
  card.focus();
  card.scrollIntoView({ block: "nearest" });
});
