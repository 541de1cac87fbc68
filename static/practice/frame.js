/* Looks around from inside a frame of the check page, when that page asks, and tells it what it found. */
(function () {
  "use strict";
  const { portal, visit, cookie } = document.body.dataset;
  // Each thing may be refused by throwing; that is an answer, too.
  const refused = (fault) => fault.name === "SecurityError" ? "refused" : "failed";
  const look = async (query) => (await fetch(location.pathname.replace("/frame", ".json") + query, { cache: "no-store" })).json();

  async function around() {
    const found = {};
    try {
      found.access = document.hasStorageAccess ? (await document.hasStorageAccess()) ? "granted" : "denied" : "unsupported";
    } catch (fault) { found.access = "failed"; }
    try {
      const landing = localStorage.getItem("visit");
      localStorage.setItem("look", visit);
      found.storage = localStorage.getItem("look") !== visit ? "missing" : landing === visit ? "shared" : "apart";
    } catch (fault) { found.storage = refused(fault); }
    return cookie ? { ...found, ...await cookies() } : found;
  }

  /* The first answer sets cookies, the second says which of all have come. */
  async function cookies() {
    const found = {};
    try {
      document.cookie = `${cookie}=1; max-age=120; path=/; SameSite=None; Secure`;
      found.written = document.cookie.includes(`${cookie}=`) ? "kept" : "missing";
    } catch (fault) { found.written = refused(fault); }
    try {
      found.click = (await look("?set=1")).click;
      const came = await look("");
      for (const kind of ["response", "chips", "script"]) { found[kind] = came[kind] ? "kept" : "missing"; }
    } catch (fault) { found.click = found.click || "failed"; } // what is not known then stays unsaid
    return found;
  }

  addEventListener("message", async ({ origin, source }) => {
    if (origin === portal && source === parent) { parent.postMessage({ found: await around() }, portal); }
  });
  parent.postMessage({ ready: true }, portal);
})();
