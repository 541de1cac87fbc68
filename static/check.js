/* The check page while it runs: the store window makes the purchase, this tab follows, and its probes look around. */
import { frame } from "./lib/ask.js";
import { draw, finish, follow } from "./lib/follow.js";
import { begin, observe } from "./lib/runner.js";
import { probes } from "./probes/index.js";
import { mark } from "./probes/returning.js";

// A window that a blocker takes away again, it takes away at once; a shopper needs longer.
const SNATCHED_MS = 1500;
// So long after the order probes may go on: the service waits a little longer than that for them.
const PATIENCE_MS = 900;

// What the page saw longer ago may not be true any more.
const FRESH_MS = 60000;

let early = null;
if (document.readyState === "loading") {
  addEventListener("DOMContentLoaded", lookEarly);
} else {
  lookEarly();
}

/* Probes that need no press look around while the shopper reads, and leave the purchase its line. */
function lookEarly() {
  const never = new Promise(() => {});
  const { network, shop } = document.getElementById("check").dataset;
  const context = { ...told(), network, shop, clicked: never, landed: never, ordered: never };
  early = { begun: begin(probes, context), frames: framesOf(context), at: performance.now() };
}

function framesOf({ network, shop, look }) {
  return { network: frame(network, `/look/${look}/frame`), shop: frame(shop, `/look/${look}/frame`) };
}

function told() {
  return JSON.parse(document.getElementById("probing").textContent);
}

export function run({ ticket, store, sameTab, network, shop }) {
  const begun = performance.now();
  const seen = { click: waiting(), landing: waiting(), order: waiting() };
  let clicked = false;
  document.querySelector(".idle").hidden = true;
  document.querySelector(".busy").hidden = false;
  draw([]);

  const end = (next) => { clearInterval(watch); following.stop(); store.close(); next(); };
  const following = follow(ticket, {
    step(steps) {
      for (const { step, state } of steps) { if (state === "seen" && seen[step]) { seen[step].arrive(); } }
      clicked = clicked || steps.some(({ step, state }) => step === "click" && state === "seen");
    },
    absent() { end(sameTab); },
    end(report) { end(() => finish(report)); },
  });
  const watch = setInterval(() => {
    if (!store.closed) { return; }
    if (!clicked && performance.now() - begun < SNATCHED_MS) { end(sameTab); return; }
    clearInterval(watch);
    fetch(`/run/${ticket}/closed`, { method: "POST", keepalive: true }).catch(() => {});
  }, 200);

  if (!early) { lookEarly(); }
  const context = { ...told(), frames: early.frames, network, shop, clicked: seen.click.arrival, landed: seen.landing.arrival, ordered: seen.order.arrival };
  const over = seen.order.arrival.then(() => new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)));
  let sending = Promise.resolve();
  observe(probes, context, { "page-popup": { opened: true }, "page-scripting": { on: true } }, over, (evidence, last) => {
    // One after the other; what is lost the diagnosis does without.
    sending = sending.then(() => fetch(`/run/${ticket}/evidence${last ? "?last=1" : ""}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(evidence), keepalive: true,
    })).catch(() => {});
    if (last) { mark(); }
  }, begun - early.at < FRESH_MS ? early.begun : new Map());
}

function waiting() {
  let arrive;
  const arrival = new Promise((resolve) => { arrive = resolve; });
  return { arrival, arrive };
}
