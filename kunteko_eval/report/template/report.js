(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  document.documentElement.classList.add("js");

  // A link to something within what is closed opens it.
  const reveal = (target) => {
    for (let at = target; at; at = at.parentElement) if (at instanceof HTMLDetailsElement) at.open = true;
  };
  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    reveal(target);
    target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();
  // The same link chosen again changes no address.
  addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link && link.hash && link.hash === location.hash && !event.defaultPrevented) open();
  });

  // All annexes at once; they are open from the start where the address ends in ?annexes.
  const annexes = all("details.annex");
  if (location.search === "?annexes") for (const one of annexes) one.open = true;
  for (const line of all(".every")) {
    const button = line.querySelector("button");
    const words = [button.textContent, button.dataset.close];
    const said = () => (button.textContent = words[Number(annexes.every((one) => one.open))]);
    button.addEventListener("click", () => {
      const opened = !annexes.every((one) => one.open);
      for (const one of annexes) one.open = opened;
      said();
    });
    for (const one of annexes) one.addEventListener("toggle", said);
    line.hidden = false;
  }

  // A table or figure that is wider than its place scrolls, by the keyboard too.
  const fit = (box) => {
    const wide = box.scrollWidth > box.clientWidth + 1;
    if (wide === box.hasAttribute("tabindex")) return;
    const name = box.querySelector("caption") ?? box.closest("figure")?.querySelector("figcaption");
    const told = { tabindex: "0", role: "region", "aria-label": name?.textContent ?? "" };
    for (const [key, value] of Object.entries(told)) {
      if (wide) box.setAttribute(key, value);
      else box.removeAttribute(key);
    }
  };
  const watched = new ResizeObserver((changes) => changes.forEach((one) => fit(one.target)));
  for (const box of all("main :is(.table, .canvas-scroll)")) watched.observe(box);

  // The contents mark where the reader is.
  const links = new Map(all(".contents a").map((link) => [link.hash.slice(1), link]));
  const seen = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) {
        if (isIntersecting) links.get(target.id).setAttribute("aria-current", "true");
        else links.get(target.id).removeAttribute("aria-current");
      }
    },
    { rootMargin: "-20% 0px -79% 0px" },
  );
  for (const part of all("section.chapter, details.annex")) if (links.has(part.id)) seen.observe(part);

  // What is printed is open: the boxes of the report, and those of an annex that is open.
  // The map has a sheet of its own, right behind page one, so that no sheet before it stays half empty.
  const map = document.querySelector("section.chapter figure.whole");
  const place = document.createComment("");
  addEventListener("beforeprint", () => {
    if (map) {
      map.before(place);
      document.querySelector("section.chapter").after(map);
    }
    for (const part of all("details:is(.card, .layer):not([open], .annex:not([open]) *)")) {
      part.open = true;
      part.dataset.opened = "print";
    }
  });
  addEventListener("afterprint", () => {
    if (map && place.isConnected) place.replaceWith(map);
    for (const part of all("details[data-opened=print]")) part.open = false;
  });
})();
