import { late, load } from "../lib/ask.js";
import { Verdict } from "../lib/runner.js";

export const meta = {
  "id": "list-baits",
  "measures": "which block lists are at work: addresses on this site and on the shop's that only one family of lists matches",
  "limits": "lists that name hosts alone match none of them",
  "control": "a neutral address of the same kind on the same host",
  "deadline": 4000,
  "checked": "2026-11-24: Chromium 156, Firefox ESR 153, WebKitGTK 2.50",
  "leaves": "requests to our own two hosts, without cookies",
};

export async function run({ shop, baits, ordered }) {
  const limit = late(3000, ordered, 400);
  const [near, far] = await Promise.all([location.origin, shop].map((site) => on(site, baits, limit)));
  if (!near && !far) { throw new Verdict("failed", "no-control"); }
  return { near, far };
}

/* What became of each bait of a host, of the kinds whose controls came; null when no control did. */
async function on(site, { list, controls }, limit) {
  // What is switched off neither loads nor fails (images in Chromium 156).
  const ask = ({ path, type }) => Promise.race([kinds[type](site + path), limit]);
  const [told, known] = await Promise.all([Promise.all(list.map(ask)), Promise.all(controls.map(ask))]);
  const good = controls.filter((_, place) => known[place] === "loaded").map(({ type }) => type);
  const found = list.map(({ id, type }, place) => [id, good.includes(type) ? told[place] : "late"]).filter(([, outcome]) => outcome !== "late");
  return found.length ? Object.fromEntries(found) : null;
}

// A blocker may answer with an empty thing of its own: ours say who they are.
const kinds = {
  async image(src) {
    const image = await load("img", { src });
    return image ? image.naturalWidth === 2 ? "loaded" : "stubbed" : "blocked";
  },
  async script(src) {
    const script = await load("script", { src });
    return script ? script.dataset.here ? "loaded" : "stubbed" : "blocked";
  },
  async fetch(address) {
    try {
      return (await (await fetch(address, { credentials: "omit", cache: "no-store" })).text()) === "here" ? "loaded" : "stubbed";
    } catch {
      return "blocked";
    }
  },
};
