// The chain map as the control: boxes are buttons, arrow keys walk between them, a chosen box lights its pathways.

/** Returns an element of SVG markup that the library wrote. */
function drawn(markup) {
  const holder = document.createElement("div");
  holder.innerHTML = `<svg xmlns="${SVG}">${markup}</svg>`;
  return holder.firstChild.firstChild;
}

function chainMap(words, choose) {
  const paper = make("div", { class: "kw-paper" });
  let svg = null;
  let boxes = new Map();
  let links = [];
  let chosen = null;
  let here = null;

  // Of many boxes the map shows squares: what is searched for stays, and the name of the one in hand stands below.
  const finder = searchField(words, words.search_boxes, (asked) => {
    let shown = 0;
    for (const [name, box] of boxes) {
      const fits = matches(box.getAttribute("aria-label"), asked);
      box.classList.toggle("out", !fits);
      if (fits && !shown && asked.length && !paper.contains(document.activeElement)) rest(name);
      shown += fits;
    }
    return [shown, boxes.size];
  });
  const named = make("p", { class: "kw-named", "aria-hidden": "true" }, words.point_hint);
  const tell = (event) => {
    const box = event.target.closest("a.box");
    if (box) named.textContent = box.getAttribute("aria-label");
  };
  finder.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !here || boxes.get(here).classList.contains("out")) return;
    event.preventDefault();
    boxes.get(here).focus();
  });
  paper.addEventListener("mouseover", tell);
  paper.addEventListener("focusin", tell);

  const centre = (box) => {
    const frame = box.querySelector(".frame");
    const [x, y, w, h] = ["x", "y", "width", "height"].map((name) => Number(frame.getAttribute(name)));
    return [x + w / 2, y + h / 2];
  };
  const prepare = (box) => {
    box.removeAttribute("href");
    box.setAttribute("role", "button");
    box.setAttribute("tabindex", box.dataset.element === here ? "0" : "-1");
    box.setAttribute("aria-pressed", String(box.dataset.element === chosen));
  };
  const rest = (element) => {
    here = element;
    for (const [name, box] of boxes) box.setAttribute("tabindex", name === here ? "0" : "-1");
  };
  const reach = (start, from, to) => {
    const found = new Set([start]);
    const waiting = [start];
    while (waiting.length) {
      const at = waiting.pop();
      for (const link of links) {
        if (link.dataset[from] === at && !found.has(link.dataset[to])) {
          found.add(link.dataset[to]);
          if (!svg.classList.contains("many")) waiting.push(link.dataset[to]);
        }
      }
    }
    return found;
  };
  const light = () => {
    svg.classList.toggle("lit", chosen !== null);
    const before = chosen ? reach(chosen, "to", "from") : new Set();
    const after = chosen ? reach(chosen, "from", "to") : new Set();
    for (const [name, box] of boxes) {
      box.classList.toggle("on", before.has(name) || after.has(name));
      box.classList.toggle("chosen", name === chosen);
      box.setAttribute("aria-pressed", String(name === chosen));
    }
    for (const link of links) {
      const { from, to } = link.dataset;
      link.classList.toggle("on", (before.has(from) && before.has(to)) || (after.has(from) && after.has(to)));
    }
  };
  // The nearest box in a direction: along a column the next one, across columns the one most nearly level.
  const towards = (key) => {
    const fitting = [...boxes.keys()].filter((name) => name === here || !boxes.get(name).classList.contains("out"));
    if (fitting.length < boxes.size) return fitting[fitting.indexOf(here) + (key === "ArrowUp" || key === "ArrowLeft" ? -1 : 1)] ?? null;
    const [x, y] = centre(boxes.get(here));
    const ahead = [...boxes].map(([name, box]) => [name, ...centre(box)]).filter(([name, bx, by]) => {
      if (name === here) return false;
      if (key === "ArrowUp" || key === "ArrowDown") return Math.abs(bx - x) < 4 && (key === "ArrowUp" ? by < y : by > y);
      return key === "ArrowLeft" ? bx < x - 4 : bx > x + 4;
    });
    const cost = ([, bx, by]) => (key.endsWith("Up") || key.endsWith("Down") ? Math.abs(by - y) : 1e4 * Math.abs(bx - x) + Math.abs(by - y));
    ahead.sort((one, other) => cost(one) - cost(other));
    return ahead.length ? ahead[0][0] : null;
  };
  paper.addEventListener("click", (event) => {
    const box = event.target.closest("a.box");
    if (!box) return;
    event.preventDefault();
    rest(box.dataset.element);
    choose(box.dataset.element, false);
  });
  paper.addEventListener("keydown", (event) => {
    const box = event.target.closest("a.box");
    if (!box || event.ctrlKey || event.metaKey || event.altKey) return;
    const names = [...boxes.keys()];
    let to = null;
    if (event.key.startsWith("Arrow")) to = towards(event.key);
    else if (event.key === "Home") to = names[0];
    else if (event.key === "End") to = names.at(-1);
    else if (event.key === "Enter" || event.key === " ") choose(box.dataset.element, event.key === "Enter");
    else if (event.key === "Escape") choose(null, false);
    else return;
    event.preventDefault();
    if (to) {
      rest(to);
      boxes.get(to).focus();
    }
  });

  return {
    node: make("div", {}, finder, paper, named),
    /** Puts a whole map in place. */
    show(markup) {
      const focused = svg && svg.contains(document.activeElement);
      svg = drawn(markup);
      paper.replaceChildren(svg);
      svg.classList.add("kw-chain");
      boxes = new Map([...svg.querySelectorAll("a.box")].map((box) => [box.dataset.element, box]));
      links = [...svg.querySelectorAll("path.link")];
      const many = svg.classList.contains("many");
      finder.hidden = !many;
      named.hidden = !many;
      if (!boxes.has(here)) here = boxes.keys().next().value;
      if (!boxes.has(chosen)) chosen = null;
      boxes.forEach(prepare);
      if (finder.words().length) finder.again();
      light();
      if (focused) boxes.get(here).focus();
    },
    /** Draws anew the boxes and arrows that changed; the rest stays as it stands, the focus too. */
    patch(changedBoxes, changedLinks) {
      for (const [name, markup] of Object.entries(changedBoxes)) {
        const box = boxes.get(name);
        const now = drawn(markup);
        if (!box) continue;
        box.setAttribute("class", now.getAttribute("class"));
        box.setAttribute("aria-label", now.getAttribute("aria-label"));
        box.replaceChildren(...now.childNodes);
      }
      for (const link of links) {
        const kind = changedLinks[`${link.dataset.from}→${link.dataset.to}`];
        if (kind) link.setAttribute("class", kind);
      }
      if (finder.words().length) finder.again();
      light();
    },
    choose(element) {
      chosen = element;
      if (element) rest(element);
      light();
    },
    focus() {
      boxes.get(here)?.focus();
    },
  };
}
