import { late, reach } from "../lib/ask.js";
import { Verdict } from "../lib/runner.js";

export const meta = {
  "id": "network-hosts",
  "measures": "which hosts of real affiliate networks answer a plain request from this page",
  "limits": "a blocker that stops the request may still let the click through; a host that answers may still be skipped",
  "control": "hosts that no list names; any that answers shows that the line is there",
  "deadline": 4000,
  "checked": "2026-11-24: Chromium 156, Firefox ESR 153, WebKitGTK 2.50",
  "leaves": "a request for nothing to each of these hosts, without any id, cookie or referrer; an operator can switch it off",
};

export async function run({ hosts: { asked, controls }, ordered }) {
  if (!asked.length) { throw new Verdict("not_run", "switched-off"); }
  const all = [...controls, ...asked];
  const limit = late(3000, ordered, 0);
  const told = await Promise.all(all.map((host) => Promise.race([reach(`https://${host}/robots.txt`, "HEAD"), limit])));
  const found = Object.fromEntries(all.map((host, place) => [host, told[place]]));
  // Any host that answers shows that the line is there.
  if (!told.includes("reached")) { throw new Verdict("failed", "no-control"); }
  for (const host of controls) { delete found[host]; }
  return { found };
}
