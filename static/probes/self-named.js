export const meta = {
  "id": "self-named",
  "measures": "browsers that name themselves to pages: Brave, DuckDuckGo, and the brands of Chromium browsers",
  "limits": "a browser may name another",
  "control": "none: the browser answers by itself",
  "deadline": 500,
  "checked": "2026-11-24: Chromium 156, Firefox ESR 153, WebKitGTK 2.50",
  "leaves": "nothing",
};

export async function run() {
  const brave = Boolean(navigator.brave && await navigator.brave.isBrave());
  const brands = ((navigator.userAgentData || {}).brands || []).map(({ brand }) => String(brand).slice(0, 40)).slice(0, 6);
  return { brave, duckduckgo: "duckduckgo" in navigator, brands };
}
