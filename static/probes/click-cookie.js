import { load } from "../lib/ask.js";

export const meta = {
  "id": "click-cookie",
  "measures": "whether the cookie of the click comes back from this page in an image, a script and a fetch of the network",
  "limits": "the frame's answer is in frame-cookies; a request that is stopped says nothing of cookies",
  "control": "each request must be answered",
  "after": "landing",
  "deadline": 6000,
  "checked": "2026-11-24: Chromium 156, Firefox ESR 153, WebKitGTK 2.50",
  "leaves": "three requests to our own practice network, with its cookie",
};

export async function run({ network, look, landed }) {
  await landed;
  const address = `${network}/look/${look}`;
  const ofImage = load("img", { src: `${address}.png` })
    .then((image) => image ? image.naturalWidth === 2 ? "right" : "missing" : "failed");
  const ofScript = load("script", { src: `${address}.js` }).then((script) => (script && script.dataset.click) || "failed");
  const ofFetch = fetch(`${address}.json`, { credentials: "include", cache: "no-store" })
    .then((answer) => answer.json()).then(({ click }) => click).catch(() => "failed");
  const [image, script, request] = await Promise.all([ofImage, ofScript, ofFetch]);
  return { image, script, fetch: request };
}
