import { late, reach } from "../lib/ask.js";
import { Verdict } from "../lib/runner.js";

export const meta = {
  "id": "network-hosts",
  "measures": "which hosts of real affiliate networks answer a plain request from this page",
  "limits": "a blocker that stops the request may still let the click through; a host that answers may still be skipped",
  "control": "hosts that no list names; any that answers shows that the line is there",
  "after": "press",
  "deadline": 4000,
  "checked": "2026-11-24: Chromium 156, Firefox ESR 153, WebKitGTK 2.50",
  "leaves": "a request for nothing to each of these hosts, without any id, cookie or referrer; an operator can switch it off",
};

const AT_FIRST = 3;
const AT_MOST = 10;

export async function run({ hosts: { asked, controls }, ordered }) {
  if (!asked.length) { throw new Verdict("not_run", "switched-off"); }
  const all = [...controls, ...asked];
  const limit = late(3000, ordered, 0);
  const told = await some(all, (host) => Promise.race([reach(`https://${host}/robots.txt`, "HEAD"), limit]));
  const found = Object.fromEntries(all.map((host, place) => [host, told[place]]));
  // Any host that answers shows that the line is there.
  if (!told.includes("reached")) { throw new Verdict("failed", "no-control"); }
  for (const host of controls) { delete found[host]; }
  return { found };
}

/* A few at a time, more as hosts answer: names that hang in the resolver would take the purchase's turn (seen in
   WebKitGTK 2.50 with six of them). */
async function some(all, ask) {
  const answers = [];
  const waiting = all.entries();
  const workers = [];
  const work = async () => {
    for (const [place, one] of waiting) {
      answers[place] = await ask(one);
      if (answers[place] === "reached" && workers.length < AT_MOST) { workers.push(work()); }
    }
  };
  while (workers.length < AT_FIRST) { workers.push(work()); }
  // The list grows while it is waited for.
  for (let place = 0; place < workers.length; place += 1) { await workers[place]; }
  return answers;
}
