// The chosen box: its rating and everything that led to it. Robustness takes thousands of draws, so it is asked for.

function boxCard(words, ask) {
  const head = make("h2", { tabindex: "-1", class: "kw-card-head" }, words.no_box);
  const badge = make("p", { class: "kw-card-rating" });
  const was = make("p", { class: "kw-was" });
  const body = make("div", { class: "kw-sections" }, make("p", {}, words.choose_hint));
  const shaken = make("div", { class: "kw-shaken" });
  let element = null;

  const sections = (list) =>
    list.map(({ title, sentences }) => [
      make("h3", {}, title),
      sentences.length > 1 ? make("ul", {}, sentences.map((one) => make("li", {}, one))) : make("p", {}, ...sentences),
    ]);
  return {
    nodes: [head, badge, was, body, shaken],
    heading: head,
    show(card) {
      if (!card) {
        element = null;
        head.textContent = words.no_box;
        badge.replaceChildren();
        was.textContent = "";
        body.replaceChildren(make("p", {}, words.choose_hint));
        shaken.replaceChildren();
        return;
      }
      const same = element === card.element;
      element = card.element;
      head.textContent = card.label;
      badge.replaceChildren(
        make("span", { class: `kw-badge ${card.look}`, style: card.colour ? `background:${card.colour}` : null }, make("span", { "aria-hidden": "true" }, `${card.symbol} `), card.rating),
        " ",
        make("span", {}, make("span", { "aria-hidden": "true" }, card.dots, " "), card.confidence),
      );
      was.textContent = card.was || "";
      body.replaceChildren(...sections(card.sections).flat());
      const asked = button(words.shake, () => {
        asked.setAttribute("aria-disabled", "true");
        asked.textContent = words.shaking;
        ask({ ask: "shake", element });
      });
      const pressed = same && shaken.contains(document.activeElement);
      shaken.replaceChildren(make("h3", {}, words.robustness), asked);
      if (pressed) asked.focus();
    },
    /** Tells how often the colour stays, where that is still the box that is shown. */
    shaken({ element: of, told }) {
      if (of !== element) return;
      const focused = shaken.contains(document.activeElement);
      shaken.replaceChildren(...sections([{ title: words.robustness, sentences: told }]).flat());
      if (focused) {
        shaken.firstChild.tabIndex = -1;
        shaken.firstChild.focus();
      }
    },
  };
}
