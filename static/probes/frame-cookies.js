export const meta = {
  "id": "frame-cookies",
  "measures": "in a frame of the network: the click's cookie, cookies written by script, by the response, and partitioned (CHIPS); the Storage Access state",
  "limits": "a cookie that the frame itself wrote and reads says nothing of the click's: browsers keep jars apart",
  "control": "the frame must speak",
  "after": "landing",
  "deadline": 6000,
  "checked": "2026-11-24: Chromium 156, Firefox ESR 153, WebKitGTK 2.50",
  "leaves": "three requests to our own practice network",
};

export async function run({ frames, landed }) {
  await landed;
  const { click, written, response, chips, script, access } = await frames.network();
  return { click, written, response, chips, script, access };
}
