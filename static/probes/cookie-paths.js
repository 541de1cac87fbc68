export const meta = {
  "id": "cookie-paths",
  "measures": "whether a cookie written by script reaches the server, and one set by the server reaches the script",
  "limits": "first party only",
  "control": "the request itself, which must be answered",
  "deadline": 2000,
  "checked": "2026-11-24: Chromium 156, Firefox ESR 153, WebKitGTK 2.50",
  "leaves": "one request to this site",
};

export async function run() {
  try {
    document.cookie = "check-script=1; max-age=60; path=/probe; SameSite=Lax";
  } catch (refused) {
    if (refused.name !== "SecurityError") { throw refused; }
  }
  const { sent } = await (await fetch("/probe/cookies", { cache: "no-store" })).json();
  // WebKit tells the page of a new cookie a moment after the answer (WebKitGTK 2.50, 2026-11-24).
  for (const wait of [0, 20, 100]) {
    // A timer is slow in a tab behind the store window.
    if (wait) { await new Promise((resolve) => setTimeout(resolve, wait)); }
    if (received()) { return { sent, received: true }; }
  }
  return { sent, received: false };
}

function received() {
  try { return document.cookie.includes("check-echo="); } catch { return false; } // denied
}
