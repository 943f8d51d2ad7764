// The chain map: a chosen box shows its card and lights up its pathways; the keyboard walks along them; choices hide boxes.
(() => {
  const narrow = matchMedia("screen and (max-width:760px)");
  const MARK = "#box-";

  const start = (map) => {
    const figure = map.closest("figure");
    const list = figure.nextElementSibling;
    if (!list || !list.matches(".chain-list")) return;
    const items = new Map([...list.querySelectorAll("li[data-element]")].map((item) => [item.dataset.element, item]));
    const boxes = new Map([...map.querySelectorAll("a.box")].map((box) => [box.dataset.element, box]));
    const links = [...map.querySelectorAll("path.link")];
    const frames = new Map();
    for (const [name, box] of boxes) {
      const frame = box.querySelector(".frame");
      frames.set(name, { x: Number(frame.getAttribute("x")), y: Number(frame.getAttribute("y")) });
    }
    const out = new Set();
    let chosen = null;

    // Pathways; of a box among many, its own arrows alone.
    const many = map.classList.contains("many");
    const reach = (name, from, to) => {
      const found = new Set([name]);
      const waiting = [name];
      while (waiting.length) {
        const at = waiting.pop();
        for (const { dataset } of links) {
          if (dataset[from] !== at || found.has(dataset[to])) continue;
          found.add(dataset[to]);
          if (!many) waiting.push(dataset[to]);
        }
      }
      return found;
    };
    const light = (name) => {
      const before = reach(name, "to", "from");
      const after = reach(name, "from", "to");
      for (const [other, box] of boxes) {
        box.classList.toggle("on", before.has(other) || after.has(other));
        box.classList.toggle("chosen", other === name);
      }
      for (const [other, item] of items) {
        const way = other === name ? "" : before.has(other) ? "before" : after.has(other) ? "after" : "";
        item.classList.toggle("on", Boolean(way));
        item.classList.toggle("chosen", other === name);
        item.querySelector(".way").textContent = way && `${way === "before" ? "↓" : "↑"} ${list.dataset[way]}`;
      }
      for (const link of links) {
        const { from, to } = link.dataset;
        const on = (before.has(from) && before.has(to)) || (after.has(from) && after.has(to));
        link.classList.toggle("on", on);
        if (on) link.parentNode.append(link);
      }
      for (const part of [map, list]) part.classList.add("lit");
    };
    const dark = () => {
      for (const part of [map, list]) part.classList.remove("lit");
      for (const part of [...boxes.values(), ...items.values(), ...links]) part.classList.remove("on", "chosen");
      for (const item of items.values()) item.querySelector(".way").textContent = "";
    };

    // The card of the chosen box.
    const panel = document.createElement("section");
    panel.className = "panel";
    panel.tabIndex = -1;
    panel.hidden = true;
    const settle = () => {
      // On a narrow screen the list stands in the picture's place, and the card below its box.
      const picture = figure.querySelector(".canvas-scroll");
      (narrow.matches ? picture : figure).after(list);
      if (chosen && narrow.matches) items.get(chosen).append(panel);
      else picture.after(panel);
    };
    settle();
    narrow.addEventListener("change", settle);
    const copied = (card) => {
      const parts = [...card.children].map((part) => part.cloneNode(true));
      for (const part of parts) {
        for (const one of [part, ...part.querySelectorAll("[id]")]) one.removeAttribute("id");
        for (const one of part.querySelectorAll(".on-map")) one.remove();
        for (const one of part.querySelectorAll("h4,h5")) {
          const line = document.createElement("p");
          line.className = one.className || "part";
          line.append(...one.childNodes);
          one.replaceWith(line);
        }
      }
      return parts;
    };
    const fill = (name, card) => {
      const close = document.createElement("button");
      close.type = "button";
      close.textContent = document.getElementById("main").dataset.close;
      close.addEventListener("click", () => shut(true));
      const share = document.createElement("a");
      share.className = "share";
      share.href = MARK + name;
      share.textContent = list.dataset.share;
      const [head, ...rest] = copied(card);
      panel.replaceChildren(head, close, ...rest, share);
      panel.className = `panel ${card.className.replace("card", "")}`;
      panel.setAttribute("aria-label", boxes.get(name).getAttribute("aria-label"));
    };
    const see = () => {
      // The lit pathway stays in sight above the card; where it is higher than the window, the chosen box does.
      if (narrow.matches) return items.get(chosen).scrollIntoView({ block: "nearest" });
      const seen = (found) => {
        const all = found.map((box) => box.querySelector(".frame").getBoundingClientRect());
        return [Math.min(...all.map((one) => one.top)), Math.max(...all.map((one) => one.bottom))];
      };
      const room = innerHeight - panel.offsetHeight - 24;
      let [top, bottom] = seen([...boxes.values()].filter((box) => box.classList.contains("on")));
      if (bottom - top > room) [top, bottom] = seen([boxes.get(chosen)]);
      if (top < 12) scrollBy(0, top - 12);
      else if (bottom > room) scrollBy(0, Math.min(bottom - room, top - 12));
    };
    const address = (hash) => {
      history.replaceState(history.state, "", hash || location.pathname + location.search);
    };
    const choose = (name) => {
      const card = document.getElementById(`element-${name}`);
      if (!card) return false;
      chosen = name;
      rove(name);
      light(name);
      fill(name, card);
      panel.hidden = false;
      settle();
      see();
      panel.focus({ preventScroll: true });
      return true;
    };
    const shut = (back) => {
      const from = chosen;
      panel.hidden = true;
      chosen = null;
      settle();
      dark();
      if (from && location.hash === MARK + from) address("");
      if (from && back) (narrow.matches ? items.get(from).querySelector("a") : boxes.get(from)).focus();
    };
    const asked = (event, name) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || !choose(name)) return;
      event.preventDefault();
      address(MARK + name);
    };
    for (const [name, box] of boxes) {
      box.addEventListener("click", (event) => asked(event, name));
      for (const kind of ["mouseenter", "focus"]) box.addEventListener(kind, () => chosen || light(name));
      for (const kind of ["mouseleave", "blur"]) box.addEventListener(kind, () => chosen || dark());
    }
    for (const [name, item] of items) {
      item.querySelector("a").addEventListener("click", (event) => {
        if (chosen !== name) return asked(event, name);
        event.preventDefault();
        shut(true);
      });
    }
    for (const part of [panel, map]) {
      part.addEventListener("keydown", (event) => event.key === "Escape" && shut(true));
    }

    // The map is one stop of the keyboard; arrow keys move along its levels and links.
    const rove = (name) => {
      for (const [other, box] of boxes) box.tabIndex = other === name ? 0 : -1;
    };
    const nearest = (name, names) => {
      const { y } = frames.get(name);
      return names.sort((one, other) => Math.abs(frames.get(one).y - y) - Math.abs(frames.get(other).y - y))[0];
    };
    const onwards = (name, key) => {
      const here = frames.get(name);
      const there = [...boxes.keys()].filter((other) => other !== name && !out.has(other));
      const level = there.filter((other) => frames.get(other).x === here.x);
      if (key === "ArrowUp") return nearest(name, level.filter((other) => frames.get(other).y < here.y));
      if (key === "ArrowDown") return nearest(name, level.filter((other) => frames.get(other).y > here.y));
      if (key === "Home") return [...level, name].sort((one, other) => frames.get(one).y - frames.get(other).y)[0];
      if (key === "End") return [...level, name].sort((one, other) => frames.get(other).y - frames.get(one).y)[0];
      const [from, to] = key === "ArrowRight" ? ["from", "to"] : ["to", "from"];
      const linked = links.filter(({ dataset }) => dataset[from] === name).map(({ dataset }) => dataset[to]);
      const open = linked.filter((other) => there.includes(other));
      if (open.length) return nearest(name, open);
      const side = key === "ArrowRight" ? 1 : -1;
      const beyond = there.filter((other) => (frames.get(other).x - here.x) * side > 0);
      const next = Math.min(...beyond.map((other) => Math.abs(frames.get(other).x - here.x)));
      return nearest(name, beyond.filter((other) => Math.abs(frames.get(other).x - here.x) === next));
    };
    map.addEventListener("keydown", (event) => {
      const box = event.target.closest("a.box");
      if (!box || event.altKey || event.ctrlKey || event.metaKey) return;
      if (!["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
      event.preventDefault();
      const name = onwards(box.dataset.element, event.key);
      if (!name) return;
      rove(name);
      boxes.get(name).focus();
    });
    rove(boxes.keys().next().value);

    // Choices: what does not fit steps back on the map and leaves the list.
    const form = figure.querySelector(".map-filters");
    const apply = () => {
      const wanted = [...form.querySelectorAll("select")].filter((one) => one.value);
      out.clear();
      for (const [name, item] of items) {
        const fits = wanted.every((one) => (item.dataset[one.name] ?? "").split(" ").includes(one.value));
        if (!fits) out.add(name);
        item.hidden = !fits;
        boxes.get(name).classList.toggle("out", !fits);
        boxes.get(name).ariaHidden = fits ? null : "true";
      }
      for (const link of links) link.classList.toggle("out", out.has(link.dataset.from) || out.has(link.dataset.to));
      for (const level of list.children) level.hidden = !level.querySelector("li:not([hidden])");
      if (chosen && out.has(chosen)) shut(false);
      rove([...boxes.keys()].find((name) => !out.has(name)));
      const { count, none } = form.querySelector("output").dataset;
      const shown = boxes.size - out.size;
      const told = shown ? count.replace("{shown}", shown).replace("{all}", boxes.size) : none;
      form.querySelector("output").textContent = told;
    };
    if (form) {
      form.hidden = false;
      form.addEventListener("change", apply);
      form.addEventListener("reset", () => setTimeout(apply));
      form.addEventListener("submit", (event) => event.preventDefault());
    }

    // A shared link opens its box.
    const follow = () => {
      const name = location.hash.startsWith(MARK) && decodeURIComponent(location.hash.slice(MARK.length));
      if (!name || !boxes.has(name) || name === chosen) return;
      for (let at = figure; at; at = at.parentElement) if (at instanceof HTMLDetailsElement) at.open = true;
      if (out.has(name)) form.reset();
      if (out.has(name)) apply();
      (narrow.matches ? items.get(name) : map).scrollIntoView();
      if (!choose(name) || document.readyState === "complete") return;
      // The browser goes to the address once more when the page is whole.
      const again = () => {
        if (chosen !== name) return;
        see();
        panel.focus({ preventScroll: true });
      };
      addEventListener("load", () => setTimeout(again), { once: true });
    };
    addEventListener("hashchange", follow);
    follow();
  };

  for (const map of document.querySelectorAll("svg.map")) start(map);
})();
