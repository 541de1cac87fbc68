/* The practice network's tag: keeps the click id in a cookie of the shop, and reports it with the order. */
(function () {
  "use strict";
  var me = document.currentScript, name = "{{ cookie }}";
  var click = new URLSearchParams(location.search).get("{{ parameter }}");
  try {
    if (click) {
      document.cookie = name + "=" + encodeURIComponent(click) + "; path=/; max-age=3600; SameSite=Lax" +
        (location.protocol === "https:" ? "; Secure" : "");
    }
  } catch (refused) { /* cookies may throw where storage is denied; the report then has no id */ }
  if (!me.dataset.order) { return; }
  var kept = "";
  try {
    kept = (document.cookie.split("; ").find(function (c) { return c.indexOf(name + "=") === 0; }) || "=").split("=")[1];
  } catch (refused) { /* as above */ }
  var done = function () { document.dispatchEvent(new Event("kit-done")); };
  fetch(new URL("/kit/done", me.src) + "?" + new URLSearchParams({ order: me.dataset.order, click: decodeURIComponent(kept) }),
    { mode: "no-cors", credentials: "include", cache: "no-store" }).then(done, done);
})();
