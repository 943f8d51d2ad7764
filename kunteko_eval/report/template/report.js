(() => {
  document.documentElement.classList.add("js");

  // A link to something within closed details opens them.
  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    let opened = false;
    for (let at = target; at; at = at.parentElement) {
      if (at instanceof HTMLDetailsElement && !at.open) opened = at.open = true;
    }
    if (opened) target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();

  // Only what really scrolls sideways is a stop of the keyboard.
  const fit = (region) => {
    if (region.clientWidth && region.scrollWidth <= region.clientWidth + 1) region.removeAttribute("tabindex");
    else region.tabIndex = 0;
  };
  const sizes = new ResizeObserver((changes) => {
    for (const change of changes) fit(change.target);
  });
  for (const region of document.querySelectorAll("[role=region][tabindex='0']")) sizes.observe(region);

  // On paper every layer of a card is open that is printed: an annex is, if it is open.
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details.layer:not([open], .annex:not([open]) *)")) {
      part.open = true;
      part.dataset.opened = "print";
    }
  });
  addEventListener("afterprint", () => {
    for (const part of document.querySelectorAll("details[data-opened=print]")) part.open = false;
  });
})();
