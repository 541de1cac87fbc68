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

/* A frame of this site, which costs a browser much, so that it may stand there before it is needed. Answers a function
   that lets the frame look around, and resolves to what it found. */
export function frame(site, address) {
  const element = document.createElement("iframe");
  element.hidden = true;
  const heard = (word) => new Promise((resolve) => {
    addEventListener("message", function listen({ origin, source, data }) {
      if (origin !== site || source !== element.contentWindow || !data || !data[word]) { return; }
      removeEventListener("message", listen);
      resolve(data[word]);
    });
  });
  const ready = heard("ready");
  element.src = site + address;
  document.body.append(element);
  return async () => {
    await ready;
    const found = heard("found");
    element.contentWindow.postMessage("look", site);
    return found;
  };
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
