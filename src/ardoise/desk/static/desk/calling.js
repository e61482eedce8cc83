/* The call one makes: how long it takes, kept by this browser until its result is noted, whatever becomes of the page. */
"use strict";

{
  const bar = first("#calling");
  const AGAIN = 10 * 60 * 1000; // sooner after its end it is the same call: a number that was engaged, then another
  const FORGOTTEN = 12 * 60 * 60 * 1000;
  let ticking = null;

  /* Customer → { name, back, began, ended, sent }, of this person in this company. */
  function calls() {
    const now = Date.now();
    let kept = {};
    try {
      kept = JSON.parse(localStorage.getItem(bar.dataset.calls)) || {};
    } catch { /* what was kept is none of ours */ }
    return Object.fromEntries(Object.entries(kept).filter(([, call]) => call.began <= now && now - (call.ended || call.began) < FORGOTTEN));
  }

  function keep(kept) {
    localStorage.setItem(bar.dataset.calls, JSON.stringify(kept));
    draw();
  }

  const lasted = (call) => Math.max(0, Math.floor(((call.ended || Date.now()) - call.began) / 1000));
  const isTooLong = (call) => lasted(call) > Number(bar.dataset.longest);

  function begin(key, name) {
    const kept = calls(), before = kept[key], now = Date.now();
    Object.values(kept).forEach((call) => { call.ended ||= now; }); // one has one voice
    const isSame = before && now - before.ended < AGAIN && !isTooLong(before);
    kept[key] = { name, back: location.pathname + location.search, began: isSame ? before.began : now };
    keep(kept);
    tell(bar.dataset.begins);
  }

  function end(key) {
    const kept = calls();
    if (kept[key]) kept[key].ended ||= Date.now();
    keep(kept);
    tell(bar.dataset.ends);
  }

  function forget(key) {
    const kept = calls();
    delete kept[key];
    keep(kept);
  }

  /* Said once, at the beginning and at the end; the seconds are nobody's to hear. */
  function tell(words) {
    first("[data-call-told]", bar).textContent = words;
  }

  /* The one that runs, else the last that ended and of which nothing is noted. */
  function shown(kept) {
    const all = Object.entries(kept);
    return all.find(([, call]) => !call.ended) || all.sort(([, one], [, other]) => other.ended - one.ended)[0];
  }

  function draw() {
    const kept = calls(), found = shown(kept);
    all("[data-call][data-key]").forEach((button) => {
      const isOn = kept[button.dataset.call] && !kept[button.dataset.call].ended;
      first("[data-call-words]", button).textContent = button.dataset[isOn ? "end" : "begin"];
    });
    bar.hidden = !found;
    clearInterval(ticking);
    if (!found) return;
    const [key, call] = found;
    bar.dataset.customer = key;
    all("[data-call-on]", bar).forEach((e) => { e.hidden = Boolean(call.ended); });
    all("[data-call-off]", bar).forEach((e) => { e.hidden = !call.ended; });
    Object.assign(first("[data-call-back]", bar), { href: call.back, textContent: call.name });
    tick(call);
    if (!call.ended) ticking = setInterval(() => tick(call), 1000);
  }

  function tick(call) {
    const seconds = lasted(call), two = (n) => String(n).padStart(2, "0");
    const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
    first("[data-call-clock]", bar).textContent = isTooLong(call) ? bar.dataset.over : `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
  }

  function pressed(event) {
    const caller = event.target.closest("[data-call]");
    if (caller) {
      const call = calls()[caller.dataset.call];
      const isOn = call && !call.ended;
      if (!isOn) begin(caller.dataset.call, caller.dataset.name);
      else if (caller.dataset.key) {
        event.preventDefault(); // not dialled again
        end(caller.dataset.call);
      }
    }
    if (event.target.closest("[data-call-end]")) end(bar.dataset.customer);
    if (event.target.closest("[data-call-drop]")) forget(bar.dataset.customer);
  }

  /* The result takes the length with it; what is refused, or never arrives, leaves the call as it is. */
  function sent(event) {
    const field = first("[data-call-seconds]", event.target);
    if (!field) return;
    const kept = calls(), call = kept[field.dataset.callSeconds];
    field.value = call && !isTooLong(call) ? lasted(call) : "";
    if (!call || event.target.matches("[hx-post]")) return;
    call.sent = event.target.action;
    keep(kept);
  }

  function answered(event) {
    const { successful, xhr, requestConfig } = event.detail;
    const field = first("[data-call-seconds]", requestConfig.elt); // the form, which has left the page by now
    if (field && successful && xhr.getResponseHeader("HX-Trigger-After-Settle")?.match(/row-(done|again)/)) forget(field.dataset.callSeconds);
  }

  /* A page of its own was left by its form: noted where the next says something and asks for the result no more. */
  function arrived() {
    const kept = calls(), asked = all("form:has([data-call-seconds])").map((form) => form.action);
    Object.entries(kept).filter(([, call]) => call.sent).forEach(([key, call]) => {
      if (first("#notices .notice") && !asked.includes(call.sent)) delete kept[key];
      else delete call.sent;
    });
    keep(kept);
  }

  if (bar) {
    document.addEventListener("click", pressed, true);
    document.addEventListener("submit", sent, true);
    document.addEventListener("htmx:afterRequest", answered);
    document.addEventListener("htmx:load", draw);
    window.addEventListener("storage", draw); // in another tab
    arrived();
  }
}
