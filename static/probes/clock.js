export const meta = {
  "id": "clock",
  "measures": "how far the device's clock is from the server's, in seconds",
  "limits": "a slow line blurs it by the time of one request",
  "control": "the request itself, which must be answered",
  "deadline": 2000,
  "checked": "2026-11-24: Chromium 156, Firefox ESR 153, WebKitGTK 2.50",
  "leaves": "one request to this site",
};

export async function run() {
  const asked = Date.now();
  const server = Number(await (await fetch("/probe/clock", { cache: "no-store" })).text());
  const answered = Date.now();
  return { ahead_s: Math.round(((asked + answered) / 2 - server) / 1000) };
}
