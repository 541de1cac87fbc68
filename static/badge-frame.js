/* Inside the badge's frame: tells the page around it how high the badge is, and nothing else. */
(function () {
  "use strict";
  const badge = document.getElementById("badge");
  const tell = () => parent.postMessage({ checkBadge: Math.ceil(badge.getBoundingClientRect().height) }, "*");
  // At once: Chromium draws nothing in another site's frame that is not to be seen yet, and observes nothing in it.
  tell();
  // A frame of another process may not know its own width yet, and then believes itself to be very high.
  addEventListener("resize", tell);
  for (const moment of [100, 400, 1500]) { setTimeout(tell, moment); }
  new ResizeObserver(tell).observe(badge);
})();
