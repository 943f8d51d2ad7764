// What is tried, each removable, and what it does to the chain.

function triedPanel(words, ask) {
  const list = make("ol", { class: "kw-tried" });
  const none = make("p", { class: "kw-faint" }, words.nothing_tried);
  const all = button(words.back_to_recorded, () => ask({ ask: "reset" }), {});
  const head = make("h2", { tabindex: "-1" }, words.tried);
  return {
    nodes: [head, none, list, all],
    show(tried) {
      const focused = list.contains(document.activeElement);
      list.replaceChildren(
        ...tried.map(({ id, text }) =>
          make("li", {}, make("span", {}, text), " ", button(words.remove, () => ask({ ask: "remove", id }), { "aria-label": fill(words.remove_this, { what: text }) })),
        ),
      );
      none.hidden = tried.length > 0;
      all.hidden = tried.length === 0;
      if (focused) (list.querySelector("button") || head).focus();
    },
  };
}

/** The boxes that differ from what is recorded: from what to what, and why. */
function changeList(words, choose) {
  const head = make("h2", {}, words.changed_boxes);
  const told = make("p", {});
  const list = make("ul", { class: "kw-changes" });
  return {
    nodes: [head, told, list],
    show(heading, changes) {
      told.textContent = heading;
      const focused = list.contains(document.activeElement) ? document.activeElement.dataset.element : null;
      list.replaceChildren(
        ...changes.map(({ element, label, from_to: fromTo, why }) =>
          make("li", {}, button(label, () => choose(element, true), { class: "kw-link", "data-element": element }), `: ${fromTo}. `, make("span", { class: "kw-faint" }, why)),
        ),
      );
      if (focused) list.querySelector(`[data-element="${focused}"]`)?.focus();
    },
  };
}
