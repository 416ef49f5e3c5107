"use strict";
const $ = (id) => document.getElementById(id);
const SAID = {idle: "", running: "Training…", done: "Done.", failed: "Training failed; the last lines say why.", stopped: "Stopped."};

async function send(path) {
  const response = await fetch(path, {method: "POST"});
  if (!response.ok) $("state").textContent = (await response.json()).detail;
  return response.ok;
}

function cells(row) {
  const line = document.createElement("tr");
  const share = (n) => n === null ? "–" : `${n.toLocaleString("en")} (${(100 * n / row.n_lines).toFixed(1)} %)`;
  for (const [i, value] of [row.id, row.n_lines.toLocaleString("en"), share(row.old), share(row.new)].entries()) {
    const cell = line.appendChild(document.createElement("td"));
    cell.textContent = value;
    if (i) cell.className = "n";
  }
  return line;
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
  $("result").hidden = !status.result.length;
  $("rows").replaceChildren(...status.result.map(cells));
  $("use").disabled = status.in_use;
  $("used").textContent = status.in_use ? "In use until the server stops." : "";
  if (running) setTimeout(look, 700);
}

$("start").addEventListener("click", async () => { if (await send("/retrain")) look(); });
$("stop").addEventListener("click", async () => { if (await send("/retrain/stop")) look(); });
$("use").addEventListener("click", async () => { if (await send("/retrain/use")) look(); });
look();
