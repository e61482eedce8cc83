/* A file dropped anywhere on the import page is sent with its progress; without this script the form does the same. */
"use strict";

const drop = document.getElementById("drop");
const field = document.getElementById("file");

for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    if (!event.dataTransfer || !Array.from(event.dataTransfer.types).includes("Files")) return;
    event.preventDefault();
    drop.classList.add("is-over");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) drop.classList.remove("is-over");
});
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer) return;
  event.preventDefault();
  drop.classList.remove("is-over");
  const items = Array.from(event.dataTransfer.items || []);
  const entry = items.length && items[0].webkitGetAsEntry ? items[0].webkitGetAsEntry() : null;
  if (entry && entry.isDirectory) return refuse(drop.dataset.folder);
  if (event.dataTransfer.files.length > 1) return refuse(drop.dataset.several);
  if (event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
});
field.addEventListener("change", () => { if (field.files.length) take(field.files[0]); });
drop.addEventListener("submit", (event) => {
  if (!field.files.length) return;
  event.preventDefault();
  take(field.files[0]);
});

function refuse(words) {
  field.value = "";
  say(words);
}

function take(file) {
  if (file.size > Number(drop.dataset.limit)) return refuse(drop.dataset.tooLarge);
  if (file.size === 0) return refuse(drop.dataset.empty);
  send(file);
}

function send(file) {
  const form = new FormData();
  form.append("csrfmiddlewaretoken", drop.elements.csrfmiddlewaretoken.value);
  form.append("file", file, file.name);
  const request = new XMLHttpRequest();
  request.open("POST", drop.action);
  request.setRequestHeader("X-Upload", "1");
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => show(file.name, event));
  request.addEventListener("load", () => {
    if (request.status === 200 && request.response) window.location.assign(request.response.url);
    else stop();
  });
  request.addEventListener("error", stop);
  show(file.name, { loaded: 0, total: file.size });
  request.send(form);
}

function show(name, event) {
  const sending = drop.querySelector(".sending");
  sending.hidden = false;
  sending.querySelector(".sent-name").textContent = name;
  sending.querySelector("progress").value = (100 * event.loaded) / Math.max(event.total, 1);
  drop.querySelector("button").disabled = true;
}

function stop() {
  drop.querySelector(".sending").hidden = true;
  drop.querySelector("button").disabled = false;
  refuse(drop.dataset.lost);
}
