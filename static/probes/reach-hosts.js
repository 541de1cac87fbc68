export const meta = {
  "id": "reach-hosts",
  "measures": "whether neutral addresses on the practice network's and the practice shop's host answer",
  "limits": "a blocker that stops everything foreign looks like a network that is down; one host is the other's control",
  "deadline": 4000,
  "checked": "2026-11-23: Chromium 156, Firefox ESR 153, WebKitGTK 2.50",
  "leaves": "one request to each of our own two hosts, without cookies or referrer",
};

export async function run({ network, shop }) {
  const [ofNetwork, ofShop] = await Promise.all([network, shop].map(reach));
  return { network: ofNetwork, shop: ofShop };
}

async function reach(site) {
  try {
    await fetch(`${site}/probe/echo`, { mode: "no-cors", credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" });
    return "reached";
  } catch {
    return "failed";
  }
}
