// Two or three trials, periods or programmes beside each other; a box that differs from the first one says so.

function sidePanel(words, ask) {
  const name = make("input", { type: "text", autocomplete: "off" });
  const keep = make("form", { class: "kw-inline", onsubmit: (event) => {
    event.preventDefault();
    ask({ ask: "keep", name: name.value });
  } }, field(words.trial_name, name), make("button", { type: "submit", class: "kw-button" }, words.keep_trial));
  const sides = [0, 1, 2].map(() => choice([], "", {}));
  const changed = () => ask({ ask: "sides", sides: sides.map((side) => side.value).filter(Boolean) });
  for (const side of sides) side.addEventListener("change", changed);
  const labels = [words.first_side, words.second_side, words.third_side];
  const close = button(words.close_sides, () => {
    for (const side of sides) side.value = "";
    changed();
  });
  return {
    nodes: [make("p", {}, words.sides_hint), ...sides.map((side, at) => field(labels[at], side)), close, keep],
    show({ options, chosen }) {
      sides.forEach((side, at) => {
        const groups = options.map(([title, pairs]) => make("optgroup", { label: title }, pairs.map(([key, label]) => make("option", { value: key }, label))));
        side.replaceChildren(make("option", { value: "" }, words.no_side), ...groups);
        side.value = chosen[at] || "";
      });
    },
  };
}

function sideTable(words) {
  const node = make("section", { class: "kw-sides", "aria-label": words.side_by_side, tabindex: "0", hidden: true });
  return {
    node,
    show(sides) {
      node.hidden = !sides;
      if (!sides) return node.replaceChildren();
      const cell = (boxes) =>
        make("td", {}, boxes.map((box) =>
          make("div", { class: `kw-side-box ${box.look}${box.differs ? " kw-differs" : ""}`, style: box.colour ? `background:${box.colour}` : null },
            make("span", { class: "kw-side-name" }, box.label),
            make("span", {}, make("span", { "aria-hidden": "true" }, `${box.symbol} `), box.rating, " ", make("span", { "aria-hidden": "true" }, box.dots), make("span", { class: "kw-hidden" }, box.sure)),
            box.differs ? make("strong", { class: "kw-mark" }, `≠ ${box.differs}`) : null)));
      return node.replaceChildren(
        make("table", { class: "kw-side-table" },
          make("caption", {}, sides.caption),
          make("thead", {}, make("tr", {}, make("th", { scope: "col" }, words.level), sides.heads.map((head) => make("th", { scope: "col" }, head)))),
          make("tbody", {}, sides.levels.map(({ title, cells }) => make("tr", {}, make("th", { scope: "row" }, title), cells.map(cell))))));
    },
  };
}
