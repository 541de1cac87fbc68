/* Looks around from inside a frame of the check page, and tells that page what it found. */
(async function () {
  "use strict";
  const { portal, visit, click, cookie } = document.body.dataset;
  const found = {};
  // Each thing may be refused by throwing; that is an answer, too.
  const refused = (fault) => fault.name === "SecurityError" ? "refused" : "failed";
  try {
    document.cookie = `${cookie}=1; max-age=120; path=/; SameSite=None; Secure`;
    found.written = document.cookie.includes(`${cookie}=`) ? "kept" : "missing";
  } catch (fault) { found.written = refused(fault); }
  try {
    found.access = document.hasStorageAccess ? (await document.hasStorageAccess()) ? "granted" : "denied" : "unsupported";
  } catch (fault) { found.access = "failed"; }
  try {
    const landing = localStorage.getItem("visit");
    localStorage.setItem("look", visit);
    found.storage = localStorage.getItem("look") !== visit ? "missing" : landing === visit ? "shared" : "apart";
  } catch (fault) { found.storage = refused(fault); }
  if (click) {
    found.click = click;
    try {
      const answer = await (await fetch(location.pathname.replace("/frame", ".json"), { cache: "no-store" })).json();
      for (const kind of ["response", "chips", "script"]) { found[kind] = answer[kind] ? "kept" : "missing"; }
    } catch (fault) { /* what it would have said stays unsaid */ }
  }
  parent.postMessage({ found }, portal);
})();
