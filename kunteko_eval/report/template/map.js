(() => {
  // The chain map: a chosen box shows its reasons beside the map and lights up its pathways.
  for (const map of document.querySelectorAll("svg.map")) {
    const boxes = [...map.querySelectorAll("a.box")];
    const links = [...map.querySelectorAll("path.link")];
    const figure = map.closest("figure");
    const panel = document.createElement("section");
    panel.className = "panel";
    panel.tabIndex = -1;
    panel.hidden = true;
    figure.querySelector(".canvas-scroll").after(panel);
    const reach = (start, from, to) => {
      const found = new Set([start]);
      const waiting = [start];
      while (waiting.length) {
        const at = waiting.pop();
        for (const link of links) {
          if (link.dataset[from] === at && !found.has(link.dataset[to])) {
            found.add(link.dataset[to]);
            waiting.push(link.dataset[to]);
          }
        }
      }
      return found;
    };
    const light = (element) => {
      const before = reach(element, "to", "from");
      const after = reach(element, "from", "to");
      for (const box of boxes) {
        const name = box.dataset.element;
        box.classList.toggle("on", before.has(name) || after.has(name));
        box.classList.toggle("chosen", name === element);
      }
      for (const link of links) {
        const { from, to } = link.dataset;
        const on = (before.has(from) && before.has(to)) || (after.has(from) && after.has(to));
        link.classList.toggle("on", on);
        if (on) link.parentNode.append(link);
      }
      map.classList.add("lit");
    };
    const dark = () => {
      map.classList.remove("lit");
      for (const part of [...boxes, ...links]) part.classList.remove("on", "chosen");
    };
    let chosen = null;
    const close = () => {
      panel.hidden = true;
      dark();
      if (chosen) chosen.focus();
      chosen = null;
    };
    const choose = (box) => {
      const card = document.getElementById(`element-${box.dataset.element}`);
      if (!card) return false;
      chosen = box;
      light(box.dataset.element);
      const head = document.createElement("p");
      head.className = "panel-head";
      for (const part of card.querySelector("summary").children) head.append(part.cloneNode(true), " ");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = document.getElementById("main").dataset.close;
      button.addEventListener("click", close);
      const body = card.querySelector(".reasons").cloneNode(true);
      for (const part of body.querySelectorAll("[id]")) part.removeAttribute("id");
      panel.replaceChildren(head, button, body);
      panel.className = `panel ${card.className.replace("card", "")}`;
      panel.setAttribute("aria-label", box.getAttribute("aria-label"));
      panel.hidden = false;
      panel.focus({ preventScroll: true });
      panel.scrollIntoView({ block: "nearest" });
      return true;
    };
    for (const box of boxes) {
      box.addEventListener("click", (event) => {
        if (choose(box)) event.preventDefault();
      });
      box.addEventListener("mouseenter", () => !chosen && light(box.dataset.element));
      box.addEventListener("mouseleave", () => !chosen && dark());
      box.addEventListener("focus", () => !chosen && light(box.dataset.element));
      box.addEventListener("blur", () => !chosen && dark());
    }
    panel.addEventListener("keydown", (event) => event.key === "Escape" && close());
    map.addEventListener("keydown", (event) => event.key === "Escape" && close());
  }
})();
