/* The practice store's own script. It stands before the pictures and the tag, so that it hears each of them load or fail. */
(function () {
  "use strict";
  // A blocked request fails at once; one that hangs must not hold the purchase up.
  const LIMIT_MS = 1500;
  const outcome = {};
  const waiting = {};
  const settle = (id, how) => {
    if (outcome[id]) { return; }
    outcome[id] = how;
    if (waiting[id]) { waiting[id](); }
  };
  const hear = (how) => (event) => { if (event.target.id) { settle(event.target.id, how); } };
  document.addEventListener("error", hear("failed"), true);
  document.addEventListener("load", (event) => {
    // The tag on the thank-you page is done only when its report is.
    if (event.target.id === "kit" && event.target.dataset.order) { return; }
    hear("loaded")(event);
  }, true);
  // What has neither loaded nor failed when the page has, the browser never asked for (images switched off).
  window.addEventListener("load", () => {
    for (const { id } of document.querySelectorAll("img[id], link[id]")) { settle(id, "unasked"); }
  });
  document.addEventListener("kit-done", () => settle("kit", "loaded"));

  const all = (ids) => Promise.all(ids.map((id) => outcome[id] ? null : new Promise((resolve) => { waiting[id] = resolve; })));
  const limit = () => new Promise((resolve) => setTimeout(resolve, LIMIT_MS));

  /* The landing page says which parameters its script finds in its address, and leaves a mark in its storage. */
  function look(form) {
    form.elements.seen.disabled = false;
    form.elements.seen.value = [...new URLSearchParams(location.search).keys()].join();
    try { localStorage.setItem("visit", form.dataset.visit); } catch (refused) { /* a frame will find none */ }
  }

  document.addEventListener("DOMContentLoaded", async () => {
    // The check page closes this window, but not while it is between two pages.
    if (document.getElementById("end")) { window.close(); return; }
    for (const image of document.images) {
      // One that was there before this line fires nothing more.
      if (image.id && image.complete && image.naturalWidth) { settle(image.id, "loaded"); }
    }
    const next = document.querySelector("form[data-next]");
    if (next) {
      if (next.elements.seen) { look(next); }
      window.addEventListener("load", () => next.submit());
      setTimeout(() => next.submit(), LIMIT_MS);
      return;
    }
    const ids = ["kit", "pixel", "picture", "tone"].filter((id) => document.getElementById(id));
    await Promise.race([all(ids), limit()]);
    const told = {};
    for (const id of ids) { told[id] = outcome[id] || "late"; }
    const settled = document.getElementById("settled");
    const saying = fetch(settled.action, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(told), keepalive: true,
    }).catch(() => {}); // the server then waits out its own limit
    // The purchase is over; what follows tests whether something jumps over links that show where they lead.
    if (settled.dataset.skip) {
      // WebKitGTK 2.50 drops a request that is under way when the page is left, `keepalive` or not (2026-11-24).
      await Promise.race([saying, new Promise((resolve) => setTimeout(resolve, 200))]);
      location.replace(settled.dataset.skip);
      return;
    }
    await saying;
    const back = document.querySelector("a[data-follow]");
    if (back) { location.replace(back.href); }
  });
})();
