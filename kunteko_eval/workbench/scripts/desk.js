// The workbench whole: the map beside a pane of tabs; what is asked goes to Python, what comes back is put in place.

const NARROW = 960;
const PATIENCE = 15000;

/** Tabs by the pattern of the WAI-ARIA Authoring Practices: arrow keys walk, the chosen tab shows its panel. */
function tabs(label, list) {
  const bar = make("div", { role: "tablist", class: "kw-tabs", "aria-label": label });
  const holder = make("div", { class: "kw-panels" });
  const all = list.map(({ id, title, nodes }) => {
    const panel = make("div", { role: "tabpanel", id: freshId("panel"), class: "kw-panel", tabindex: "0" }, nodes);
    const tab = make("button", { type: "button", role: "tab", id: freshId("tab"), "aria-controls": panel.id, "data-tab": id }, title);
    panel.setAttribute("aria-labelledby", tab.id);
    bar.append(tab);
    holder.append(panel);
    return { id, tab, panel };
  });
  const open = (id, focus) => {
    for (const one of all) {
      const on = one.id === id;
      one.tab.setAttribute("aria-selected", String(on));
      one.tab.tabIndex = on ? 0 : -1;
      one.panel.hidden = !on;
      if (on && focus) one.tab.focus();
    }
    opened(id);
  };
  let opened = () => {};
  bar.addEventListener("click", (event) => event.target.dataset.tab && open(event.target.dataset.tab, false));
  bar.addEventListener("keydown", (event) => {
    const at = all.findIndex((one) => one.tab === event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    open(all[(to + all.length) % all.length].id, true);
  });
  open(list[0].id, false);
  return { bar, holder, open, onopen: (act) => (opened = act) };
}

function build(root, first, ask) {
  const { words, options } = first;
  root.lang = first.language;
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", `${words.workbench}: ${first.title}`);
  const choose = (element, into) => {
    map.choose(element);
    ask({ ask: "choose", element });
    if (element && pane.current !== "judge" && pane.current !== "evidence") pane.open("box", false);
    if (into) waiting.card = true;
  };
  const waiting = {};
  const map = chainMap(words, choose);
  const card = boxCard(words, ask);
  const evidence = evidenceTables(words, options, ask);
  const leave = leaveOutPanel(words, options.leave, ask);
  const rules = rulePanel(words, options, ask);
  const row = whatIfRow(words, options, ask);
  row.offer(options.new_row);
  const tried = triedPanel(words, ask);
  const sides = sidePanel(words, ask);
  const table = sideTable(words);
  const judge = judgePanel(words, options, ask);
  const saving = savePanel(words, ask);
  const changes = changeList(words, choose);
  const pane = tabs(words.pane, [
    { id: "box", title: words.box, nodes: card.nodes },
    { id: "evidence", title: words.evidence, nodes: [...evidence.nodes, row.node] },
    { id: "leave", title: words.leave_out, nodes: leave.nodes },
    { id: "rules", title: words.rules, nodes: rules.nodes },
    { id: "tried", title: words.tried, nodes: tried.nodes },
    { id: "sides", title: words.side_by_side, nodes: sides.nodes },
    { id: "judge", title: words.judge, nodes: judge.nodes },
    { id: "save", title: words.save, nodes: saving.nodes },
  ]);
  pane.onopen((id) => {
    pane.current = id;
    if (id === "sides") ask({ ask: "side_options" });
  });
  pane.current = "box";

  const period = choice(options.periods, first.period, {});
  period.addEventListener("change", () => ask({ ask: "period", period: period.value }));
  const undo = button(`↶ ${words.undo}`, () => ask({ ask: "undo" }), { title: `${words.undo} (Ctrl+Z)`, "aria-keyshortcuts": "Control+Z" });
  const redo = button(`↷ ${words.redo}`, () => ask({ ask: "redo" }), { title: `${words.redo} (Ctrl+Y)`, "aria-keyshortcuts": "Control+Y" });
  const counts = make("p", { class: "kw-counts" });
  const error = make("p", { class: "kw-error kw-alert", role: "alert" });
  const live = make("p", { class: "kw-hidden", "aria-live": "polite" });
  const bar = make("div", { class: "kw-bar" }, make("strong", { class: "kw-title" }, first.title), field(words.period, period), make("div", { class: "kw-inline" }, undo, redo), counts);
  const key = make("div", { class: "kw-key" });
  key.innerHTML = first.legend;
  const hint = make("p", { class: "kw-faint" }, words.keys);
  const left = make("div", { class: "kw-left" }, map.node, error);
  const right = make("div", { class: "kw-right" }, pane.bar, pane.holder);
  const below = make("div", { class: "kw-below" }, make("section", { class: "kw-changed-list", "aria-label": words.changed_boxes }, changes.nodes), make("details", { class: "kw-details" }, make("summary", {}, words.legend), key, hint));
  root.replaceChildren(bar, make("div", { class: "kw-body" }, left, right), below, table.node, live);

  root.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea, input[type=text], input[type=search]");
    if ((event.ctrlKey || event.metaKey) && !typing && "zyZY".includes(event.key)) {
      const back = event.key.toLowerCase() === "z" && !event.shiftKey;
      event.preventDefault();
      ask({ ask: back ? "undo" : "redo" });
    } else if (event.key === "Escape" && right.contains(event.target)) {
      map.focus();
    }
    // JupyterLab takes arrows and letters for commands to its cells, and Enter with a key held for running them anew.
    const held = event.ctrlKey || event.metaKey || event.altKey;
    if (!held || event.key === "Enter" || "zyZY".includes(event.key)) event.stopPropagation();
  });

  return (told) => {
    if (told.map) map.show(told.map);
    if (told.boxes) map.patch(told.boxes, told.links || {});
    if (told.period) period.value = told.period;
    if (told.counts) counts.textContent = told.counts;
    if (told.can) {
      const focused = document.activeElement;
      undo.disabled = !told.can.undo;
      redo.disabled = !told.can.redo;
      if ((focused === undo && undo.disabled) || (focused === redo && redo.disabled)) (undo.disabled ? (redo.disabled ? period : redo) : undo).focus();
    }
    if ("error" in told) error.textContent = told.error;
    if (told.changes) changes.show(told.changes.heading, told.changes.list);
    if (told.tried) tried.show(told.tried);
    if ("card" in told) {
      map.choose(told.card ? told.card.element : null);
      card.show(told.card);
      if (waiting.card) card.heading.focus();
      waiting.card = false;
    }
    if (told.rules) rules.show(told.rules);
    if (told.left) leave.show(told.left);
    if (told.listed) evidence.show(told.listed);
    if (told.rows) evidence.patch(told.rows);
    if (told.side_options) sides.show(told.side_options);
    if ("sides" in told) table.show(told.sides);
    if (told.shaken) card.shaken(told.shaken);
    if ("judged" in told) judge.about(told.judged);
    if (told.new_row) row.offer(told.new_row);
    if (told.judge) judge.judgement.show(told.judge);
    if (told.score) judge.score.show(told.score);
    if (told.saved) saving.show(told.saved);
    if (told.say) live.textContent = told.say;
  };
}

/** Hides what the saved notebook shows while nobody has run the cell; it is not needed beside the workbench itself. */
function hideStill(el) {
  for (const around of [".jp-OutputArea", ".jp-Cell", ".jp-Notebook", "body"]) {
    const found = el.closest(around)?.querySelectorAll(".kw-still") || [];
    for (const one of found) one.hidden = true;
    if (found.length) return;
  }
}

function render({ model, el }) {
  const root = make("div", { class: "kw" });
  el.append(root);
  let put = null;
  let sent = 0;
  let answered = 0;
  let next = null;
  let timer = null;
  // While an answer is on its way, of moves of one slider only the last one waits.
  const ask = (content) => {
    if (sent > answered && content.ask === "rule") {
      if (next && next.rule !== content.rule) post(next);
      next = content;
      return;
    }
    post(content);
  };
  ask.settled = () => answered >= sent && !next;
  const post = (content) => {
    sent += 1;
    root.dataset.asked = sent;
    root.setAttribute("aria-busy", "true");
    model.send({ ...content, view, number: sent });
    clearTimeout(timer);
    timer = setTimeout(() => {
      root.dataset.silent = "true";
      const alert = root.querySelector(".kw-alert");
      if (alert && first) alert.textContent = first.words.no_answer;
    }, PATIENCE);
  };
  let first = null;
  const view = freshId("view");
  const width = () => Math.round(root.clientWidth || 1000);
  const receive = (told) => {
    if (told.first && (told.view === view || !put)) {
      first = told.first;
      put = build(root, first, ask);
    }
    if (!put) return;
    put(told);
    // Another view of the same workbench asked for it.
    if (told.view !== view) return;
    clearTimeout(timer);
    answered = Math.max(answered, told.number);
    root.dataset.painted = answered;
    if (told.done) root.dataset.done = told.number;
    if (answered >= sent) root.setAttribute("aria-busy", "false");
    if (next && answered >= sent) {
      const held = next;
      next = null;
      post(held);
    }
  };
  model.on("msg:custom", receive);
  let wide = 0;
  let still = null;
  const tell = () => {
    const now = width();
    root.classList.toggle("kw-wide", now >= NARROW);
    if (Math.abs(now - wide) < 24 || !root.isConnected) return;
    const ask = wide ? "resize" : "hello";
    if (!wide) hideStill(el);
    wide = now;
    post({ ask, width: now });
  };
  // A window that is being drawn wider tells once, when it has come to rest.
  const measure = new ResizeObserver(() => {
    clearTimeout(still);
    if (wide) still = setTimeout(tell, 150);
    else tell();
  });
  measure.observe(root);
  return () => {
    measure.disconnect();
    clearTimeout(still);
    model.off("msg:custom", receive);
    clearTimeout(timer);
  };
}

export default { render };
