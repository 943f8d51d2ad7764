// The rules: every number has a slider and a field that say the same.

function numberWithSlider(words, rule, ask) {
  const id = freshId("rule");
  const limits = { min: rule.low, max: rule.high, step: rule.step };
  const slider = make("input", { type: "range", id, ...limits, value: rule.value, "aria-valuetext": rule.told, "data-rule": rule.id });
  const number = make("input", { type: "number", step: "any", value: rule.value, "data-rule": rule.id, "aria-label": fill(words.as_number, { name: rule.name }) });
  const told = make("span", { class: "kw-faint" }, rule.recorded);
  const send = (value) => value !== "" && ask({ ask: "rule", rule: rule.id, value: Number(value) });
  slider.addEventListener("input", () => {
    number.value = slider.value;
    send(slider.value);
  });
  number.addEventListener("change", () => send(number.value));
  return {
    node: make("div", { class: "kw-rule" }, make("label", { for: id }, rule.label), slider, number, told),
    follow(now) {
      // While it is being moved, a slider is ahead of what is told of it.
      if (!ask.settled()) return;
      slider.value = now.value;
      slider.setAttribute("aria-valuetext", now.told);
      number.value = now.value;
      told.textContent = now.recorded;
      told.classList.toggle("kw-was", now.moved);
    },
  };
}

function rulePanel(words, options, ask) {
  const made = new Map();
  let groups = [];
  let shape = "";
  const holder = make("div", {});
  const pool = choice(options.pooling, options.pooling[0][0], {});
  const pooled = make("span", { class: "kw-was" });
  pool.addEventListener("change", () => ask({ ask: "rule", rule: "pooling", value: pool.value }));
  const search = searchField(words, words.search_rules, (wanted) => {
    for (const group of groups) group.node.hidden = !matches(group.text, wanted);
    return [groups.filter((group) => !group.node.hidden).length, groups.length];
  });
  const rebuild = (list) => {
    const focused = holder.contains(document.activeElement) ? document.activeElement.dataset.rule : null;
    const field = document.activeElement?.type;
    made.clear();
    groups = list.map(({ title, rules }) => {
      const group = make("fieldset", {}, make("legend", {}, title));
      for (const rule of rules) {
        const one = numberWithSlider(words, rule, ask);
        made.set(rule.id, one);
        group.append(one.node);
      }
      return { node: group, text: `${title} ${rules.map((rule) => `${rule.label} ${rule.name}`).join(" ")}` };
    });
    holder.replaceChildren(...groups.map((group) => group.node));
    if (focused) holder.querySelector(`input[type=${field}][data-rule="${focused}"]`)?.focus();
    search.again();
  };
  return {
    nodes: [search, field(words.pooling, pool, pooled), holder],
    show(now) {
      const next = JSON.stringify(now.groups.map((group) => [group.title, group.rules.map((rule) => rule.id)]));
      if (next !== shape) rebuild(now.groups);
      shape = next;
      for (const rule of now.groups.flatMap((group) => group.rules)) made.get(rule.id).follow(rule);
      pool.value = now.pooling.value;
      pooled.textContent = now.pooling.told;
    },
  };
}

/** Lists of what can be left out whole: sources and groups. */
function leaveOutPanel(words, lists, ask) {
  const boxes = new Map();
  const lines = [];
  const sets = lists.map(({ kind, title, items }) => {
    const set = make("fieldset", {}, make("legend", {}, title));
    for (const [id, label] of items) {
      const box = make("input", { type: "checkbox" });
      box.checked = true;
      box.addEventListener("change", () => ask({ ask: "leave", kind, id, out: !box.checked }));
      boxes.set(`${kind} ${id}`, box);
      const line = make("label", { class: "kw-check" }, box, ` ${label}`);
      lines.push({ node: line, text: `${label} ${id}` });
      set.append(line);
    }
    return set;
  });
  const search = searchField(words, words.search_left, (wanted) => {
    for (const line of lines) line.node.hidden = !matches(line.text, wanted);
    return [lines.filter((line) => !line.node.hidden).length, lines.length];
  });
  return {
    nodes: [make("p", {}, words.leave_hint), search, ...sets],
    show(left) {
      for (const [key, box] of boxes) box.checked = !left.includes(key);
    },
  };
}
