// What a page cannot know that was built on another day: which day is today,
// and what is over by now. Without it a page says nothing wrong, only less.
"use strict";
{
  const { zone, today } = document.currentScript.dataset;
  const now = Date.now();
  const date = new Intl.DateTimeFormat("sv", { timeZone: zone }).format(now); // 2026-12-03
  const past = (time) => Date.parse(time) <= now;

  // The day in a month or a list: marked, and said.
  for (const time of document.querySelectorAll(`.month [datetime="${date}"], .days h2 [datetime="${date}"]`)) {
    time.closest("td, li").setAttribute("aria-current", "date");
    const word = document.createElement("span");
    word.className = "today";
    word.textContent = ` ${today}`;
    time.append(word);
  }

  // What is over makes room in lists of what comes; in a list by day the day too.
  for (const list of document.querySelectorAll("[data-none]")) {
    const items = [...list.querySelectorAll("[data-over]")];
    for (const item of items) item.hidden = past(item.dataset.over);
    for (const day of list.querySelectorAll(".days > li")) day.hidden = !day.querySelector("[data-over]:not([hidden])");
    if (items.length && !list.querySelector("li:not([hidden]) > .title, li:not([hidden]) > div > .title")) list.textContent = list.dataset.none;
  }

  // The page of an event that is over says so and does not invite.
  for (const box of document.querySelectorAll("[data-after]")) box.hidden = !past(box.dataset.after);
  for (const box of document.querySelectorAll("[data-until]")) box.hidden = past(box.dataset.until);
}
