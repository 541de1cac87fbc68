import { Verdict } from "../lib/runner.js";

export const meta = {
  "id": "cosmetic-baits",
  "measures": "whether elements with the names of advertisements are hidden, and after how many ms",
  "limits": "lists without element hiding hide none; a page in the background is looked at more slowly",
  "control": "an element with a neutral name, which must stay",
  "after": "landing",
  "deadline": 6000,
  "checked": "2026-11-24: Chromium 156, Firefox ESR 153, WebKitGTK 2.50",
  "leaves": "nothing",
};

const NAME = "check-neutral";

/* The elements stand in the page since it was loaded. Timers are slow in a tab behind the store window: the steps of
   the purchase are the clock. `at_once` is what a new element shows in its first moment, as simpler checks ask it. */
export async function run({ baits: { cosmetic }, clicked, landed }) {
  const begun = performance.now();
  const place = document.getElementById("bait-place");
  const first = place.firstElementChild.cloneNode(true);
  place.append(first);
  const at_once = gone(first);
  first.remove();
  const hidden = Object.fromEntries(cosmetic.map(({ id }) => [id, null]));
  for (const moment of [Promise.resolve(), clicked, landed]) {
    await moment;
    for (const { id, element, name } of cosmetic) {
      const bait = place.querySelector(element === "id" ? `#${name}` : `.${name}`);
      if (!bait || gone(bait)) { hidden[id] ??= Math.round(performance.now() - begun); }
    }
  }
  if (gone(place.querySelector(`.${NAME}`))) { throw new Verdict("failed", "no-control"); }
  return { at_once, hidden };
}

function gone(element) {
  return getComputedStyle(element).display === "none" || !element.offsetHeight;
}
