// Search: headings, boxes, figures and tables by their names first, then every text; what is closed opens.
(() => {
  const form = document.querySelector(".search");
  if (!form) return;
  const MOST = 40;
  const KINDS = ["h2,h3,h4,h5", ".card .label", "caption,figcaption", "p,li,tr,pre"];
  const NOT = ".back,.up,.every,.swipe,.hint,.panel *,.card-head *";
  const input = form.querySelector("input");
  const list = form.querySelector("ol");
  const told = form.querySelector("output");
  const names = form.dataset.kinds.split("|");
  const plain = (text) => text.replace(/\u00ad/g, "").replace(/\s+/g, " ").trim();
  let places = null;
  const gather = () =>
    KINDS.flatMap((kind, at) =>
      [...document.querySelectorAll(kind)]
        .filter((part) => part.closest("main") && (at < 2 || !part.matches(NOT)))
        .map((part) => {
          const cells = part.cells ? [...part.cells].map((cell) => cell.textContent).join(" · ") : part.textContent;
          return [at, part, plain(cells)];
        }),
    );

  const go = (part) => {
    for (let up = part; up; up = up.parentElement) if (up instanceof HTMLDetailsElement) up.open = true;
    part.tabIndex = -1;
    part.classList.add("hit");
    part.addEventListener("blur", () => part.classList.remove("hit"), { once: true });
    part.scrollIntoView({ block: "center" });
    part.focus({ preventScroll: true });
  };
  const shown = ([at, part, text], from, long) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const mark = document.createElement("mark");
    const kind = document.createElement("small");
    const start = from < 50 ? 0 : text.indexOf(" ", from - 40) + 1;
    mark.textContent = text.slice(from, from + long);
    kind.textContent = names[at];
    const before = (start ? "… " : "") + text.slice(start, from);
    const after = text.slice(from + long, from + long + 60);
    button.append(kind, before, mark, after + (text.length > from + long + 60 ? " …" : ""));
    button.type = "button";
    button.addEventListener("click", () => go(part));
    item.append(button);
    return item;
  };
  const search = () => {
    const wanted = plain(input.value).toLocaleLowerCase();
    list.replaceChildren();
    told.value = "";
    if (wanted.length < 2) return;
    places ??= gather();
    let count = 0;
    for (const place of places) {
      const from = place[2].toLocaleLowerCase().indexOf(wanted);
      if (from >= 0 && ++count <= MOST) list.append(shown(place, from, wanted.length));
    }
    const first = count > MOST ? ` (1–${MOST})` : "";
    told.value = count ? `${form.dataset.found}: ${count}${first}` : form.dataset.none;
  };

  let waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
    list.querySelector("button")?.click();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    input.value = "";
    search();
    input.focus();
  });
  form.hidden = false;
})();
