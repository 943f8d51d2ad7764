// Saving what is tried: as a scenario, as code, as a page, as a picture.

/** A link that hands over what was saved, for those who cannot reach the files beside the notebook. */
function downloadLink(words, { name, type, base64 }) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  return make("a", { href: address, download: name, class: "kw-download" }, fill(words.download, { file: name }));
}

function savePanel(words, ask) {
  const name = make("input", { type: "text", autocomplete: "off", placeholder: "strict-surveys" });
  const title = make("input", { type: "text" });
  const reason = make("input", { type: "text" });
  const told = make("p", { role: "status" });
  const code = make("textarea", { rows: 10, readonly: true, spellcheck: "false", class: "kw-code", "aria-label": words.code });
  const copy = button(words.copy, async () => {
    code.select();
    try {
      await navigator.clipboard.writeText(code.value);
    } catch {
      document.execCommand("copy");
    }
    told.textContent = words.copied;
  });
  const got = make("p", {});
  const codeBox = make("div", { hidden: true }, code, copy);
  const save = (format) => () => ask({ ask: "save", format, name: name.value, title: title.value, reason: reason.value });
  return {
    nodes: [
      make("p", { class: "kw-faint" }, words.save_hint),
      field(words.save_name, name), field(words.save_title, title), field(words.save_reason, reason),
      make("div", { class: "kw-inline" },
        button(words.save_scenario, save("scenario")), button(words.save_code, save("code")), button(words.save_html, save("html")),
        button(words.save_svg, save("svg")), button(words.save_png, save("png"))),
      told, got, codeBox,
    ],
    show({ error, text, code: lines, download }) {
      told.textContent = error || text || "";
      got.replaceChildren(...(download ? [downloadLink(words, download)] : []));
      told.classList.toggle("kw-error", Boolean(error));
      if (lines !== undefined && lines !== null) {
        code.value = lines;
        codeBox.hidden = false;
        code.focus();
        code.select();
      }
    },
  };
}
