/* Ways to ask for something, and to see what became of it. */

/* Load an element; resolves to the element once it is there, to null when it was refused. */
export function load(tag, attributes) {
  return new Promise((resolve) => {
    const element = document.createElement(tag);
    element.onload = () => resolve(element);
    element.onerror = () => resolve(null);
    Object.assign(element, attributes);
    // An image is asked for by its address alone, everything else when it stands in the page.
    if (tag !== "img") { document.head.append(element); }
  });
}

/* What a frame of this site has to say. The frame is taken away again. */
export function hear(site, address) {
  return new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.hidden = true;
    frame.title = "";
    const listen = ({ origin, source, data }) => {
      if (origin !== site || source !== frame.contentWindow || !data || typeof data.found !== "object") { return; }
      removeEventListener("message", listen);
      frame.remove();
      resolve(data.found);
    };
    addEventListener("message", listen);
    frame.src = site + address;
    document.body.append(frame);
  });
}

/* Whether a plain request to an address gets through: no cookies, no referrer, nothing of the answer to be read. */
export async function reach(address, method = "GET") {
  try {
    await fetch(address, {
      method, mode: "no-cors", credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", redirect: "follow",
    });
    return "reached";
  } catch {
    return "failed";
  }
}

/* Resolves to "late" after so many ms, or some ms after the order: what has not answered then would hold the check up. */
export function late(limit, ordered, patience) {
  const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms, "late"));
  // A timer is slow in a tab behind the store window: no patience needs none.
  return Promise.race([after(limit), ordered.then(() => patience ? after(patience) : "late")]);
}
