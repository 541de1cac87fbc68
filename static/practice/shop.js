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
  const loaded = new Promise((resolve) => { window.addEventListener("load", resolve); });
  loaded.then(() => { for (const image of document.images) { if (image.id) { settle(image.id, "unasked"); } } });
  document.addEventListener("kit-done", () => settle("kit", "loaded"));

  const all = (ids) => Promise.all(ids.map((id) => outcome[id] ? null : new Promise((resolve) => { waiting[id] = resolve; })));
  const limit = () => new Promise((resolve) => setTimeout(resolve, LIMIT_MS));

  document.addEventListener("DOMContentLoaded", async () => {
    for (const image of document.images) {
      // One that was there before this line fires nothing more.
      if (image.id && image.complete && image.naturalWidth) { settle(image.id, "loaded"); }
    }
    const next = document.querySelector("form[data-next]");
    if (next) {
      window.addEventListener("load", () => next.submit());
      setTimeout(() => next.submit(), LIMIT_MS);
      return;
    }
    const ids = ["kit", "pixel", "picture"].filter((id) => document.getElementById(id));
    await Promise.race([all(ids), limit()]);
    const told = {};
    for (const id of ids) { told[id] = outcome[id] || "late"; }
    try {
      await fetch(document.getElementById("settled").action, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(told), keepalive: true,
      });
    } catch (lost) { /* the server then waits out its own limit */ }
    const back = document.querySelector("a[data-follow]");
    if (back) { location.replace(back.href); }
  });
})();
