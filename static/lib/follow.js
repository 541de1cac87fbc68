/* Follows a purchase by server-sent events, and draws it. */

// The service ends every run before this; if it cannot be heard, the page says so by itself.
const LIMIT_MS = 14000;
// What the page says while it waits for each; the page brings the words along, in its language.
const WAITED_FOR = ["click", "landing", "order", "pixel"];
const SHAPES = { good: "m7 12.5 3.5 3.5L17 9", bad: "m8 8 8 8m0-8-8 8", unknown: "M7 12h10" };

/* Listen until the end; `on` has step(steps), absent() and end(address of the report). */
export function follow(ticket, on) {
  const stream = new EventSource(`/run/${ticket}/events`);
  let over = false;
  const stop = () => { over = true; clearTimeout(limit); stream.close(); };
  const ask = async () => {
    if (over) { return; }
    stop();
    try {
      // Waits until the purchase is over, then leads to the report.
      on.end((await fetch(`/run/${ticket}/end`, { signal: AbortSignal.timeout(3000) })).url);
    } catch {
      lost();
    }
  };
  const limit = setTimeout(ask, LIMIT_MS - 3000);
  stream.addEventListener("step", ({ data }) => { const steps = JSON.parse(data); draw(steps); on.step(steps); });
  stream.addEventListener("absent", () => { stop(); on.absent(); });
  stream.addEventListener("end", ({ data }) => { stop(); on.end(`/r/${JSON.parse(data).code}`); });
  stream.addEventListener("error", ask);
  return { stop };
}

/* To the report, which takes this page's place in the history. */
export function finish(report) {
  location.replace(report);
}

/* Show how far the purchase is: stations in the order of the strip, the one being waited for marked. */
export function draw(steps) {
  const seen = Object.fromEntries(steps.map(({ step, state }) => [step, state === "seen" || state === "altered"]));
  const { click, landing, order, pixel, postback } = seen;
  const reached = { you: true, network: click, store: landing, order, cashback: pixel || postback };
  let now = null;
  for (const [name, so] of Object.entries(reached)) {
    const good = Boolean(so);
    const station = document.querySelector(`[data-station=${name}]`);
    if (!good && !now) { now = station; }
    // What is drawn again is laid out again, beside the purchase: only what is new.
    if (station.classList.contains("good") !== good) { mark(station, good ? "good" : "unknown"); }
    if (station.classList.contains("now") !== (station === now)) { station.classList.toggle("now"); }
  }
  say(WAITED_FOR.find((step) => !seen[step]) || "over");
}

function mark(station, light) {
  station.classList.remove("good", "bad", "unknown");
  station.classList.add(light);
  const drawing = station.querySelector(".mark");
  drawing.setAttribute("class", `mark ${light}`);
  drawing.querySelector("path").setAttribute("d", SHAPES[light]);
}

function lost() {
  document.documentElement.dataset.check = "incomplete";
  say("lost");
}

function say(name) {
  const line = document.getElementById("progress");
  // What is written again is read out again.
  if (line.textContent !== line.dataset[name]) { line.textContent = line.dataset[name]; }
}
