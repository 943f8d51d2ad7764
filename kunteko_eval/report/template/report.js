(() => {
  const root = document.documentElement;
  root.classList.add("js");

  // A link to a closed box opens it.
  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let at = target; at; at = at.parentElement) if (at instanceof HTMLDetailsElement) at.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();

  // On paper every box is open that is printed: an annex is, if it is open.
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details.card:not([open], .annex:not([open]) *)")) {
      part.open = true;
      part.dataset.opened = "print";
    }
  });
  addEventListener("afterprint", () => {
    for (const part of document.querySelectorAll("details[data-opened=print]")) part.open = false;
  });
})();
