// Small parts that everything on the workbench is made of. The files of this folder are one module, joined in order.

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element: attributes that are null are left out, `on…` ones are listeners, text children are never markup. */
function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Fills a message's {places} with values. */
function fill(message, values) {
  return message.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

let lastId = 0;

/** Returns an id that nothing else on the page has. */
function freshId(name) {
  lastId += 1;
  return `kw-${name}-${Date.now().toString(36)}-${lastId}`;
}

/** A label and its control under one another. */
function field(label, control, extra) {
  control.id ||= freshId("field");
  return make("div", { class: "kw-field" }, make("label", { for: control.id }, label), control, extra || null);
}

/** A choice of [value, label] pairs. */
function choice(pairs, value, attributes) {
  const options = pairs.map(([key, label]) => make("option", { value: key, selected: key === value }, label));
  return make("select", attributes, options);
}

/** A button that does something. */
function button(label, act, attributes) {
  return make("button", { type: "button", class: "kw-button", onclick: act, ...attributes }, label);
}

/** Whether a text holds every word that is searched for. */
function matches(text, words) {
  const low = text.toLowerCase();
  return words.every((word) => low.includes(word));
}

/** A field that narrows a list down while one types, and tells how many are left. */
function searchField(words, label, narrow) {
  const told = make("span", { class: "kw-faint", role: "status" });
  const box = make("input", { type: "search", autocomplete: "off" });
  box.addEventListener("input", () => {
    const [shown, all] = narrow(box.value.toLowerCase().split(/\s+/).filter(Boolean));
    told.textContent = box.value ? fill(words.shown_of, { shown, all }) : "";
  });
  const whole = field(label, box, told);
  whole.classList.add("kw-search");
  whole.again = () => box.dispatchEvent(new Event("input"));
  whole.words = () => box.value.toLowerCase().split(/\s+/).filter(Boolean);
  return whole;
}
