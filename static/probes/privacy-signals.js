export const meta = {
  "id": "privacy-signals",
  "measures": "whether the browser tells pages that it asks not to be tracked (Global Privacy Control, Do Not Track)",
  "limits": "the headers, which shops read, are seen by the server",
  "control": "none: the browser answers by itself",
  "deadline": 200,
  "checked": "2026-11-24: Chromium 156, Firefox ESR 153, WebKitGTK 2.50",
  "leaves": "nothing",
};

export async function run() {
  return { gpc: navigator.globalPrivacyControl === true, dnt: navigator.doNotTrack === "1" };
}
