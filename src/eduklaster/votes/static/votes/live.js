// Keeps the numbers of a vote fresh: asks its live address once a second, and leads on when the vote is over.
(() => {
  "use strict";
  const root = document.querySelector("[data-live]");
  if (!root) return;
  let tag = "";
  let last = "";
  const each = (name, put) => document.querySelectorAll(`[data-live-${name}]`).forEach(put);

  const redraw = async () => {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = document.getElementById(root.dataset.part);
    const news = fresh.getElementById(root.dataset.part);
    if (part && news && !part.contains(document.activeElement)) part.innerHTML = news.innerHTML;
  };

  const show = async (state) => {
    if (state.state !== root.dataset.state) return location.assign(root.dataset.next);
    each("voted", (place) => { place.textContent = state.voted; });
    each("entitled", (place) => { place.textContent = state.entitled; });
    const counts = state.counts || {};
    each("count", (place) => { place.textContent = counts[place.dataset.liveCount] || 0; });
    each("bar", (bar) => {
      const count = counts[bar.dataset.liveBar] || 0;
      bar.setAttribute("width", String(state.entitled ? (300 * count) / state.entitled : 0));
    });
    const now = JSON.stringify(state);
    if (root.dataset.part && last && now !== last) await redraw();
    last = now;
  };

  const ask = async () => {
    let pause = 1000;
    try {
      const answer = await fetch(root.dataset.live, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
      if (answer.status === 200) {
        tag = answer.headers.get("ETag") || "";
        await show(await answer.json());
      } else if (answer.status !== 304) {
        pause = 5000;
      }
    } catch {
      pause = 3000;
    }
    setTimeout(ask, pause);
  };
  ask();
})();
