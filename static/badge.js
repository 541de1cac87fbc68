/* The badge "Check your status" for a cashback site's pages:
   <script src="PORTAL/badge.js" data-return="/go/123" data-store="asos" async></script>
   It stands where the script stands. A frame of the portal shows this browser's last result; the page learns only the
   frame's height. Until the frame speaks, or where it may not be shown, a plain link stands there. */
(function () {
  "use strict";
  var me = document.currentScript, wish = me.dataset, portal = new URL(me.src).origin;
  var label = wish.label || "%LABEL%", query = new URLSearchParams();
  if (wish.store) { query.set("store", wish.store); }
  if (wish.return) { query.set("return", new URL(wish.return, document.baseURI).href); }
  var tail = String(query) && "?" + query;

  var link = document.createElement("a");
  link.href = portal + "/check" + tail;
  link.textContent = label;

  var frame = document.createElement("iframe");
  frame.title = label;
  frame.src = portal + "/badge" + tail;
  // There at once, so that it loads, but not to be seen or reached before it has something to show.
  frame.style.cssText = "display:block;width:100%;max-width:22rem;height:0;border:0;border-radius:.6rem;visibility:hidden";

  addEventListener("message", function (event) {
    var height = event.source === frame.contentWindow && event.origin === portal && event.data && event.data.checkBadge;
    if (!(height > 0 && height < 600)) { return; }
    frame.style.height = height + "px";
    frame.style.visibility = "visible";
    link.remove();
  });
  me.after(link, frame);
})();
