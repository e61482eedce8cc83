/* What is pressed before the page's script is there is kept for it (`desk.js` takes it over). */
"use strict";

window.early = [];
window.keepEarly = (event) => window.early.push(event);
document.addEventListener("keydown", window.keepEarly);
document.addEventListener("change", window.keepEarly);
