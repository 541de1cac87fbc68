/* Looks around beside a purchase: what the check page does while it runs, and the run page after a reload. */
import { frame } from "./ask.js";
import { attempt, observe } from "./runner.js";
import { probes } from "../probes/index.js";
import { mark } from "../probes/returning.js";

// The service learns by then whether the network's host can be reached: that decides how long it waits for a click.
const SOON_MS = 900;
// So long after the order probes may go on: the service waits a little longer than that for them.
const PATIENCE_MS = 900;
// What the page saw longer ago may not be true any more.
const FRESH_MS = 60000;
const never = new Promise(() => {});
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/* What the service tells the page to look for, and its two other sites. */
function told({ network, shop }) {
  return { ...JSON.parse(document.getElementById("probing").textContent), network, shop };
}

/* Probes that need no press look around while the shopper reads, and leave the purchase its line: one after the other,
   whenever the page has nothing better to do. What has not begun by the press waits until the service has heard of it. */
export function lookEarly(sites) {
  const context = { ...told(sites), clicked: never, landed: never, ordered: never };
  const address = `/look/${context.look}/frame?portal=${encodeURIComponent(location.origin)}`;
  const frames = { network: later(() => frame(sites.network, address)), shop: later(() => frame(sites.shop, address)) };
  const early = { begun: new Map(), frames, at: performance.now(), over: false };
  (async () => {
    for (const probe of probes.filter(({ meta }) => !meta.after)) {
      await idle();
      if (early.over) { return; }
      early.begun.set(probe, attempt(probe, context));
    }
    for (const { make } of Object.values(frames)) {
      await idle();
      if (early.over) { return; }
      make();
    }
  })();
  return early;
}

/* What is made once, when it is first called or before. */
function later(build) {
  let made = null;
  const make = () => { made = made || build(); return made; };
  return Object.assign(() => make()(), { make });
}

function idle() {
  return new Promise((resolve) => { window.requestIdleCallback ? requestIdleCallback(resolve, { timeout: 200 }) : setTimeout(resolve, 30); });
}

/* All probes beside a purchase. Answers a function that is to hear of the purchase's steps. */
export function lookAround(ticket, sites, known, early) {
  const seen = { click: waiting(), landing: waiting(), order: waiting() };
  const context = {
    ...told(sites), frames: early.frames,
    clicked: seen.click.arrival, landed: seen.landing.arrival, ordered: seen.order.arrival,
  };
  const soon = Promise.race([seen.order.arrival, pause(SOON_MS)]);
  const over = seen.order.arrival.then(() => pause(PATIENCE_MS));
  const fresh = performance.now() - early.at < FRESH_MS;
  early.over = true;
  let sending = Promise.resolve();
  observe(probes, context, known, { soon, over }, (evidence, last) => {
    // One after the other; what is lost the diagnosis does without.
    sending = sending.then(() => tell(ticket, evidence, last, true)).catch(() => {});
    if (last) { mark(); }
  }, fresh ? early.begun : new Map());
  return (steps) => {
    for (const { step, state } of steps) { if (state === "seen" && seen[step]) { seen[step].arrive(); } }
  };
}

/* In a tab that is about to leave: the probes that need no purchase beside them, and then nobody is here to look. */
export async function lookBeforeLeaving(ticket, sites, limit) {
  const over = pause(limit);
  const context = { ...told(sites), clicked: never, landed: never, ordered: over };
  const found = [];
  const alone = probes.filter(({ meta }) => !meta.after || meta.after === "press");
  await observe(alone, context, {}, { soon: over, over }, (evidence) => found.push(...evidence));
  mark();
  await tell(ticket, found, true, false);
}

function tell(ticket, evidence, last, keepalive) {
  return fetch(`/run/${ticket}/evidence${last ? "?last=1" : ""}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(evidence), keepalive,
  });
}

function waiting() {
  let arrive;
  const arrival = new Promise((resolve) => { arrive = resolve; });
  return { arrival, arrive };
}
