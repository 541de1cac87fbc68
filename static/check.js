/* The check page: the press on the button opens the store window, as a cashback site does, and this tab follows. */
import { draw, follow, finish } from "./lib/follow.js";
import { observe } from "./lib/runner.js";
import { probes } from "./probes/index.js";

// A window that a blocker takes away again, it takes away at once; a shopper needs longer.
const SNATCHED_MS = 1500;

const form = document.getElementById("check");
const field = (name) => form.elements.namedItem(name);
field("script").value = "1";

// A page that the back button brings back holds a used ticket.
addEventListener("pageshow", (event) => { if (event.persisted) { location.reload(); } });

form.addEventListener("submit", (event) => {
  event.preventDefault();
  document.getElementById("start").disabled = true;
  const ticket = field("ticket").value;
  const wishes = new URLSearchParams(new FormData(form));
  for (const name of ["ticket", "popup", "script"]) { wishes.delete(name); }
  const store = window.open(`/go/${ticket}?${wishes}`);
  if (!store || store.closed) { sameTab(); return; }
  showBusy();
  // A reload then goes on following this purchase.
  history.replaceState(null, "", `/run/${ticket}`);
  run(ticket, store);
});

function showBusy() {
  document.documentElement.dataset.check = "running";
  document.querySelector(".idle").hidden = true;
  document.querySelector(".busy").hidden = false;
  draw([]);
}

/* No window: the purchase runs in this tab. */
function sameTab() {
  document.documentElement.dataset.check = "running";
  field("popup").value = "refused";
  form.submit();
}

function run(ticket, store) {
  const begun = performance.now();
  let clicked = false;
  let over = false;
  const end = (how) => { over = true; clearInterval(watch); how(); };
  const watch = setInterval(() => {
    if (!store.closed || over) { return; }
    if (!clicked && performance.now() - begun < SNATCHED_MS) { following.stop(); end(sameTab); return; }
    clearInterval(watch);
    fetch(`/run/${ticket}/closed`, { method: "POST", keepalive: true }).catch(() => {});
  }, 200);
  const following = follow(ticket, {
    step(steps) { clicked = steps.some(({ step, state }) => step === "click" && state === "seen"); },
    absent() { end(() => { store.close(); sameTab(); }); },
    end(report) { end(() => { store.close(); finish(report); }); },
  });
  const context = { network: form.dataset.network, shop: form.dataset.shop };
  observe(probes, context, { "page-popup": { opened: true }, "page-scripting": { on: true } })
    .then((evidence) => fetch(`/run/${ticket}/evidence`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(evidence), keepalive: true,
    }))
    .catch(() => {}); // the diagnosis then does without
}
