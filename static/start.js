/* Stands before the form and hears its press, however early: it opens the store window, which only the press itself
   may do. The rest is a module. A page whose script is off, or did not come, posts the form. */
(function () {
  "use strict";
  // Asked for once the page can be read, so that it is there when the button is pressed.
  const address = document.currentScript.dataset.rest;
  const rest = new Promise((resolve) => { addEventListener("DOMContentLoaded", () => resolve(import(address))); });
  rest.catch(() => {}); // looked at when it is needed
  const field = (name) => document.getElementById("check").elements.namedItem(name);

  // A page that the back button brings back holds a used ticket.
  addEventListener("pageshow", (event) => { if (event.persisted) { location.reload(); } });

  addEventListener("submit", (event) => {
    event.preventDefault();
    document.getElementById("start").disabled = true;
    document.documentElement.dataset.check = "running";
    const ticket = field("ticket").value;
    const wishes = new URLSearchParams(new FormData(event.target));
    for (const name of ["ticket", "popup", "script"]) { wishes.delete(name); }
    const store = window.open(`/go/${ticket}?${wishes}`);
    // No window: the purchase runs in this tab.
    const sameTab = () => {
      field("script").value = "1";
      field("popup").value = "refused";
      event.target.submit();
    };
    if (!store || store.closed) { sameTab(); return; }
    // A reload then goes on following this purchase.
    history.replaceState(null, "", `/run/${ticket}`);
    rest.then(
      ({ run }) => run({ ticket, store, sameTab, network: event.target.dataset.network, shop: event.target.dataset.shop }),
      () => location.replace(`/run/${ticket}/end`),
    );
  });
})();
