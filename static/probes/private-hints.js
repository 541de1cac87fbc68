export const meta = {
  "id": "private-hints",
  "measures": "consequences of private windows: storage that is small, or refused",
  "limits": "hints only, which other settings give too; no page can tell a private window for sure",
  "control": "none: the browser answers by itself",
  "deadline": 1000,
  "checked": "2026-11-24: Chromium 156, Firefox ESR 153, WebKitGTK 2.50",
  "leaves": "nothing",
};

export async function run() {
  const storage = navigator.storage || {};
  const quota = await Promise.resolve(storage.estimate && storage.estimate()).catch(() => null);
  let files = "none";
  if (storage.getDirectory) { files = await storage.getDirectory().then(() => "given", () => "refused"); }
  return {
    quota_mb: quota && quota.quota ? Math.round(quota.quota / 1048576) : null,
    files,
    workers: "serviceWorker" in navigator,
  };
}
