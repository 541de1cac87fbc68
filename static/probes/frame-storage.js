export const meta = {
  "id": "frame-storage",
  "measures": "whether a frame of the shop sees what the shop's own page has stored in this browser",
  "limits": "apart is the default of every current browser; cleared storage looks the same",
  "control": "the frame reads back what it has stored itself",
  "after": "landing",
  "deadline": 6000,
  "checked": "2026-11-24: Chromium 156, Firefox ESR 153, WebKitGTK 2.50",
  "leaves": "one request to our own practice shop",
};

export async function run({ frames, landed }) {
  await landed;
  const { storage, access } = await frames.shop();
  return { storage, access };
}
