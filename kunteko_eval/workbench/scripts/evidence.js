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
    control.addEventListener("change", () => ask({ ask: "cell", row: row.id, column: "in_use", value: control.checked }));
    return control;
  };
  const picked = (row, name, pairs) => {
    const control = cell(row, name, choice(pairs, String(row[name]), {}));
    control.addEventListener("change", () => ask({ ask: "cell", row: row.id, column: name, value: control.value }));
    return control;
  };
  const line = (row) => {
    const mark = row.what_if ? make("strong", { class: "kw-mark" }, `${words.what_if} `) : null;
    const told = make("th", { scope: "row" }, mark, row.name, make("small", {}, row.of), make("small", { class: "kw-was" }, row.was || ""));
    const cells = row.form === "observation"
      ? [make("td", {}, number(row, "value", {})), make("td", {}, number(row, "n", { min: 1, step: 1 }))]
      : [make("td", {}, picked(row, "says", options.says), picked(row, "credibility", options.credibility))];
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
  const form = choice([["observation", words.figure], ["finding", words.finding]], "observation", {});
  const indicator = choice(options.indicators, options.indicators[0]?.[0], {});
  const group = choice(options.groups, options.groups[0]?.[0], {});
  const value = make("input", { type: "number", step: "any" });
  const n = make("input", { type: "number", step: 1, min: 1 });
  const statement = make("input", { type: "text" });
  const says = choice(options.says, "supports much", {});
  const credibility = choice(options.credibility, "2", {});
  const source = choice(options.sources, options.sources[0]?.[0], {});
  const ofFigure = [field(words.indicator, indicator), field(words.group, group), make("div", { class: "kw-pair" }, field(words.value, value), field(words.n, n))];
  const ofFinding = [field(words.statement, statement), field(words.says, says), field(words.credibility, credibility)];
  const follow = () => {
    for (const one of ofFigure) one.hidden = form.value !== "observation";
    for (const one of ofFinding) one.hidden = form.value === "observation";
  };
  form.addEventListener("change", follow);
  follow();
  const send = (event) => {
    event.preventDefault();
    ask({
      ask: "add", form: form.value, indicator: indicator.value, group: group.value, value: value.value, n: n.value,
      statement: statement.value, says: says.value, credibility: credibility.value, source: source.value,
    });
  };
  return make(
    "details", { class: "kw-details" }, make("summary", {}, words.add_row),
    make("form", { onsubmit: send }, make("p", { class: "kw-faint" }, words.add_hint), field(words.kind_of_row, form), ...ofFigure, ...ofFinding, field(words.source, source), make("button", { type: "submit", class: "kw-button" }, words.add)),
  );
}
