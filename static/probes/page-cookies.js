export const meta = {
  "id": "page-cookies",
  "measures": "whether a script on the check page can keep a cookie, as first party",
  "limits": "says nothing about other sites' cookies",
  "control": "none: the browser answers by itself",
  "deadline": 500,
  "checked": "2026-11-24: Chromium 156, Firefox ESR 153, WebKitGTK 2.50",
  "leaves": "nothing",
};

export async function run() {
  let written = false;
  try {
    document.cookie = "check-probe=1; max-age=60; path=/; SameSite=Lax";
    written = document.cookie.includes("check-probe=1");
    document.cookie = "check-probe=; max-age=0; path=/; SameSite=Lax";
  } catch (refused) {
    if (refused.name !== "SecurityError") { throw refused; } // some browsers throw where cookies are denied
  }
  return { enabled: navigator.cookieEnabled, written };
}
