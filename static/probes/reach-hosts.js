import { reach } from "../lib/ask.js";

export const meta = {
  "id": "reach-hosts",
  "measures": "whether neutral addresses on the practice network's and the practice shop's host answer",
  "limits": "a blocker that stops everything foreign looks like a network that is down",
  "control": "one host is the other's",
  "deadline": 4000,
  "checked": "2026-11-24: Chromium 156, Firefox ESR 153, WebKitGTK 2.50",
  "leaves": "one request to each of our own two hosts, without cookies or referrer",
};

export async function run({ network, shop }) {
  const [ofNetwork, ofShop] = await Promise.all([network, shop].map((site) => reach(`${site}/probe/echo`)));
  return { network: ofNetwork, shop: ofShop };
}
