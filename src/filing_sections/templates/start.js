"use strict";
const form = document.getElementById("open"), drop = document.getElementById("drop"), file = document.getElementById("file");

file.addEventListener("change", () => { if (file.files.length) form.requestSubmit(form.querySelector("button.main")); });
form.addEventListener("submit", () => { document.getElementById("wait").hidden = false; });
// Anywhere on the page: a file that misses the field would otherwise be opened by the browser.
for (const name of ["dragenter", "dragover"]) addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  if (!event.dataTransfer.files.length) return;
  file.files = event.dataTransfer.files;
  file.dispatchEvent(new Event("change"));
});
addEventListener("pageshow", () => { document.getElementById("wait").hidden = true; file.value = ""; });
