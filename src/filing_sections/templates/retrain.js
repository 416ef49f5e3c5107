"use strict";
const $ = (id) => document.getElementById(id);
const SAID = {idle: "", running: "Training…", done: "Done.", failed: "Training failed; the last lines say why.", stopped: "Stopped."};

async function send(path) {
  const response = await fetch(path, {method: "POST"});
  if (!response.ok) $("state").textContent = (await response.json()).detail;
  return response.ok;
}

function row(...values) {
  const line = document.createElement("tr");
  for (const [i, value] of values.entries()) {
    const cell = line.appendChild(document.createElement("td"));
    cell.textContent = value;
    if (i) cell.className = "n";
  }
  return line;
}

function share(n, of) {
  return n === null ? "–" : `${n.toLocaleString("en")} (${(100 * n / of).toFixed(1)} %)`;
}

async function look() {
  const status = await (await fetch("/retrain/status")).json(), running = status.state === "running";
  $("state").textContent = SAID[status.state];
  $("start").hidden = running;
  $("stop").hidden = !running;
  const log = $("log"), atEnd = log.scrollTop + log.clientHeight > log.scrollHeight - 30;
  log.hidden = !status.lines.length;
  log.textContent = status.lines.join("\n");
  if (atEnd) log.scrollTop = log.scrollHeight;
  $("result").hidden = !status.corrected.length;
  $("rows").replaceChildren(...status.corrected.map((d) =>
    row(d.id, d.n_lines.toLocaleString("en"), share(d.old, d.n_lines), share(d.new, d.n_lines))));
  $("unseen").hidden = !status.unseen.length;
  $("scores").replaceChildren(...status.unseen.map((s) => row(s.name, s.old.toFixed(3), s.new.toFixed(3))));
  $("out").textContent = status.out;
  $("use").disabled = status.in_use;
  $("used").textContent = status.in_use ? "In use until the server stops." : "";
  if (running) setTimeout(look, 700);
}

$("start").addEventListener("click", async () => { if (await send("/retrain")) look(); });
$("stop").addEventListener("click", async () => { if (await send("/retrain/stop")) look(); });
$("use").addEventListener("click", async () => { if (await send("/retrain/use")) look(); });
look();
