// The evidence as real tables with fields in them, so that a keyboard and a screen reader can change a figure.

const AT_ONCE = 40;

function evidenceTables(words, options, ask) {
  const rows = new Map();
  let listed = [];
  let shown = AT_ONCE;
  const scope = choice([["box", words.of_box], ["all", words.all_evidence]], "box", {});
  scope.addEventListener("change", () => {
    shown = AT_ONCE;
    ask({ ask: "rows", scope: scope.value });
  });
  const figures = make("tbody");
  const findings = make("tbody");
  const column = (name) => make("th", { scope: "col" }, name);
  const table = (caption, columns, body) =>
    make("table", { class: "kw-grid" }, make("caption", {}, caption), make("thead", {}, make("tr", {}, columns.map(column))), body);
  const figureTable = table(words.figures, [words.in_use, words.what, words.value, words.n], figures);
  const findingTable = table(words.findings, [words.in_use, words.what, words.says], findings);
  const none = make("p", { class: "kw-faint" }, words.no_rows);
  const more = button(words.more_rows, () => {
    shown += AT_ONCE;
    draw();
  });
  const search = searchField(words, words.search_rows, () => {
    shown = AT_ONCE;
    return draw();
  });

  const cell = (row, name, control) => {
    control.dataset.column = name;
    control.dataset.row = row.id;
    control.setAttribute("aria-label", fill(words.cell, { column: words[name], row: row.name, of: row.of }));
    return control;
  };
  const number = (row, name, attributes) => {
    const control = cell(row, name, make("input", { type: "number", step: "any", value: row[name] ?? "", ...attributes }));
    control.addEventListener("change", () => ask({ ask: "cell", row: row.id, column: name, value: control.value }));
    return control;
  };
  const used = (row) => {
    const control = cell(row, "in_use", make("input", { type: "checkbox" }));
    control.checked = row.in_use;
    control.disabled = row.held;
    control.addEventListener("change", () => ask({ ask: "cell", row: row.id, column: "in_use", value: control.checked }));
    return control;
  };
  const picked = (row, name, pairs) => {
    const control = cell(row, name, choice(pairs, String(row[name]), {}));
    control.addEventListener("change", () => ask({ ask: "cell", row: row.id, column: name, value: control.value }));
    return control;
  };
  const coded = (pairs, value) => (value === "" ? [["", words.not_coded], ...pairs] : pairs);
  const line = (row) => {
    const mark = row.what_if ? make("strong", { class: "kw-mark" }, `${words.what_if} `) : null;
    const told = make("th", { scope: "row" }, mark, row.name, make("small", {}, row.of), make("small", { class: "kw-was" }, row.was || ""));
    const cells = row.form === "observation"
      ? [make("td", {}, number(row, "value", {}), row.value_to === null ? null : number(row, "value_to", {})), make("td", {}, number(row, "n", { min: 1, step: 1 }))]
      : [make("td", {}, picked(row, "says", coded(options.says, row.says)), picked(row, "credibility", coded(options.credibility, row.credibility)))];
    return make("tr", { "data-row": row.id, class: row.changed ? "kw-changed" : null }, make("td", {}, used(row)), told, ...cells);
  };
  const draw = () => {
    const wanted = search.words();
    const found = listed.map((id) => rows.get(id)).filter((row) => matches(`${row.name} ${row.of} ${row.id}`, wanted));
    const seen = found.slice(0, shown);
    figures.replaceChildren(...seen.filter((row) => row.form === "observation").map(line));
    findings.replaceChildren(...seen.filter((row) => row.form === "finding").map(line));
    figureTable.hidden = !figures.children.length;
    findingTable.hidden = !findings.children.length;
    none.hidden = found.length > 0;
    more.hidden = found.length <= shown;
    return [found.length, listed.length];
  };
  return {
    nodes: [field(words.scope, scope), search, figureTable, findingTable, none, more],
    show(list) {
      for (const row of list) rows.set(row.id, row);
      listed = list.map((row) => row.id);
      shown = AT_ONCE;
      search.again();
      draw();
    },
    /** Puts changed rows right where they stand, so that the focus stays in its field. */
    patch(list) {
      for (const row of list) {
        rows.set(row.id, row);
        const old = [...figures.children, ...findings.children].find((one) => one.dataset.row === row.id);
        if (!old) continue;
        const focused = old.contains(document.activeElement) ? document.activeElement.dataset.column : null;
        const now = line(row);
        old.replaceWith(now);
        if (focused) now.querySelector(`[data-column="${focused}"]`)?.focus();
      }
    },
    get scope() {
      return scope.value;
    },
  };
}

/** A form for a row that nobody observed: what would the rating be if there were such a figure? */
function whatIfRow(words, options, ask) {
  const list = () => choice([], "", {});
  const form = choice([["observation", words.figure], ["finding", words.finding]], "observation", {});
  const lists = { indicators: list(), groups: list(), kinds: list(), sources: list(), periods: list() };
  const value = make("input", { type: "text", inputmode: "decimal", autocomplete: "off" });
  const n = make("input", { type: "text", inputmode: "numeric", autocomplete: "off" });
  const statement = make("input", { type: "text" });
  const says = choice(options.says, "supports much", {});
  const credibility = choice(options.credibility, "2", {});
  let indicators = [];
  const fillList = (control, pairs) => control.replaceChildren(...pairs.map(([key, label]) => make("option", { value: key }, label)));
  const search = searchField(words, words.search_indicators, (wanted) => {
    const found = indicators.filter(([, label]) => matches(label, wanted));
    const before = lists.indicators.value;
    fillList(lists.indicators, found);
    if (found.some(([key]) => key === before)) lists.indicators.value = before;
    return [found.length, indicators.length];
  });
  const ofFigure = [search, field(words.indicator, lists.indicators), field(words.group, lists.groups), make("div", { class: "kw-pair" }, field(words.value, value), field(words.n, n))];
  const ofFinding = [field(words.statement, statement), field(words.kind_of_finding, lists.kinds), field(words.says, says), field(words.credibility, credibility)];
  const follow = () => {
    for (const one of ofFigure) one.hidden = form.value !== "observation";
    for (const one of ofFinding) one.hidden = form.value === "observation";
  };
  form.addEventListener("change", follow);
  follow();
  const send = (event) => {
    event.preventDefault();
    ask({
      ask: "add", form: form.value, indicator: lists.indicators.value, group: lists.groups.value,
      value: value.value, n: n.value, statement: statement.value, kind: lists.kinds.value, says: says.value,
      credibility: credibility.value, source: lists.sources.value, period: lists.periods.value,
    });
  };
  return {
    node: make(
      "details", { class: "kw-details" }, make("summary", {}, words.add_row),
      make("form", { onsubmit: send }, make("p", { class: "kw-faint" }, words.add_hint), field(words.kind_of_row, form), ...ofFigure, ...ofFinding, field(words.source, lists.sources), field(words.period, lists.periods), make("button", { type: "submit", class: "kw-button" }, words.add)),
    ),
    /** Puts in the lists of the chosen box; what was chosen stays chosen where it can. */
    offer(now) {
      for (const [name, control] of Object.entries(lists)) {
        const before = control.value;
        fillList(control, now[name]);
        if (now[name].some(([key]) => key === before) && name !== "indicators") control.value = before;
      }
      indicators = now.indicators;
      search.again();
    },
  };
}
