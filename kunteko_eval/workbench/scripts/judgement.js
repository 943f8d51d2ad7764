// A judgement, and a score of one of several evaluators: what would be written is shown before it is written.

/** A form whose first press shows the difference in the files, and whose second press writes it. */
function recordForm(words, title, fields, ask, what) {
  const diff = make("pre", { class: "kw-diff", tabindex: "0", role: "region", "aria-label": words.difference, hidden: true });
  const told = make("p", { role: "alert" });
  const write = button(words.write, () => ask({ ask: what, write: true, ...values() }), { disabled: true });
  const values = () => Object.fromEntries(Object.entries(fields).map(([name, control]) => [name, control.value]));
  const stale = () => {
    write.disabled = true;
    diff.hidden = true;
  };
  for (const control of Object.values(fields)) control.addEventListener("input", stale);
  const preview = (event) => {
    event.preventDefault();
    ask({ ask: what, write: false, ...values() });
  };
  const node = make(
    "form", { onsubmit: preview, "aria-label": title || words.score }, title ? make("h2", {}, title) : null,
    Object.entries(fields).map(([name, control]) => field(words[`${what}_${name}`], control)),
    make("div", { class: "kw-inline" }, make("button", { type: "submit", class: "kw-button" }, words.show_difference), write), told, diff,
  );
  return {
    node,
    stale,
    show({ error, lines, written }) {
      told.textContent = error || written || "";
      told.classList.toggle("kw-error", Boolean(error));
      write.disabled = !lines;
      diff.hidden = !lines;
      const look = (line) => (/^\+(?!\+\+)/.test(line) ? "kw-plus" : /^-(?!--)/.test(line) ? "kw-minus" : null);
      if (lines) diff.replaceChildren(...lines.map((line) => make("span", { class: look(line) }, `${line}\n`)));
      if (lines) diff.focus();
    },
  };
}

function judgePanel(words, options, ask) {
  const about = make("p", {}, words.no_box);
  const text = () => make("input", { type: "text", autocomplete: "off" });
  const judgement = recordForm(words, words.judgement, {
    final: choice(options.ratings, options.ratings[0][0], {}),
    reason_code: choice(options.reason_codes, "confirms", {}),
    reason: make("textarea", { rows: 3 }),
    author: text(),
    confidence: choice([["", words.as_computed], ["1", "1"], ["2", "2"], ["3", "3"], ["4", "4"]], "", {}),
    second_reviewer: text(),
  }, ask, "judge");
  const score = recordForm(words, "", {
    score: choice(options.ratings, options.ratings[0][0], {}),
    scorer: text(),
    note: text(),
  }, ask, "score");
  const whole = make("div", { hidden: true }, judgement.node, make("details", { class: "kw-details" }, make("summary", {}, words.score), score.node));
  return {
    nodes: [make("p", { class: "kw-faint" }, words.judge_hint), about, whole],
    about(box) {
      if (box && about.textContent === box.about) return;
      about.textContent = box ? box.about : words.no_box;
      whole.hidden = !box;
      judgement.stale();
      score.stale();
      if (box) judgement.node.querySelector("select").value = box.computed;
    },
    judgement,
    score,
  };
}
