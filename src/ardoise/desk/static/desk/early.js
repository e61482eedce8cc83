/* What is pressed before the page's script is there is kept for it (`desk.js` takes it over). */
"use strict";

const early = [];
const keepEarly = (event) => early.push(event);
document.addEventListener("keydown", keepEarly);
document.addEventListener("change", keepEarly);
