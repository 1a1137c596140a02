// Reloads this page when `advocate serve` has built the site anew. A page that
// nobody sees lets go of its connection, as browsers open no more than six to
// one host, and asks again when it is looked at. A page of the form is left
// alone: to load it again would be to send it again.
"use strict";
(() => {
  if (location.pathname.startsWith("/intake")) return;
  let events;
  let later;
  let seen = "";

  const stop = () => {
    clearTimeout(later);
    if (events) events.close();
  };

  const listen = () => {
    stop();
    if (document.hidden) return;
    events = new EventSource(`/_advocate/events?seen=${seen}&age=${Math.round(performance.now())}`);
    events.addEventListener("hello", (event) => { seen = event.data; });
    events.addEventListener("reload", () => location.reload());
    events.addEventListener("error", () => {
      stop(); // the browser would ask again with the age of now
      later = setTimeout(listen, 1000);
    });
  };

  addEventListener("visibilitychange", listen);
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
  listen();
})();
