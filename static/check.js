/* The check page while it runs: the store window makes the purchase, this tab follows, and its probes look around. */
import { draw, finish, follow } from "./lib/follow.js";
import { lookAround, lookEarly } from "./lib/look.js";

// A window that a blocker takes away again, it takes away at once; a shopper needs longer.
const SNATCHED_MS = 1500;
// Where the purchase's steps cannot be heard, its probes look around all the same.
const UNHEARD_MS = 1000;

let early = null;
const look = () => { early = lookEarly(document.getElementById("check").dataset); };
if (document.readyState === "loading") {
  addEventListener("DOMContentLoaded", look);
} else {
  look();
}

export function run({ ticket, store, sameTab, network, shop }) {
  const begun = performance.now();
  let clicked = false;
  document.querySelector(".idle").hidden = true;
  document.querySelector(".busy").hidden = false;
  draw([]);

  // The purchase goes first: what is left to look at waits until the service has heard of it.
  if (!early) { look(); }
  early.over = true;
  let hear = null;
  const lookOn = () => {
    hear = hear || lookAround(ticket, { network, shop }, { "page-popup": { opened: true }, "page-scripting": { on: true } }, early);
  };
  const unheard = setTimeout(lookOn, UNHEARD_MS);

  const end = (next) => { clearInterval(watch); clearTimeout(unheard); following.stop(); store.close(); next(); };
  const following = follow(ticket, {
    step(steps) {
      lookOn();
      hear(steps);
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
}
