// Saving what is tried: as a scenario, as code, as a page, as a picture.

/** Draws an SVG on a canvas twice its size and hands over the PNG. */
function pictureOf(svg, width, height) {
  return new Promise((done, failed) => {
    const image = new Image();
    const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    image.onerror = failed;
    image.onload = () => {
      const canvas = make("canvas", { width: 2 * width, height: 2 * height });
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(address);
      canvas.toBlob(done, "image/png");
    };
    image.src = address;
  });
}

function savePanel(words, ask, send) {
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
  const codeBox = make("div", { hidden: true }, code, copy);
  const save = (format) => () => ask({ ask: "save", format, name: name.value, title: title.value, reason: reason.value });
  return {
    nodes: [
      make("p", { class: "kw-faint" }, words.save_hint),
      field(words.save_name, name), field(words.save_title, title), field(words.save_reason, reason),
      make("div", { class: "kw-inline" },
        button(words.save_scenario, save("scenario")), button(words.save_code, save("code")), button(words.save_html, save("html")),
        button(words.save_svg, save("svg")), button(words.save_png, save("png"))),
      told, codeBox,
    ],
    async show({ error, text, code: lines, draw }) {
      told.textContent = error || text || "";
      told.classList.toggle("kw-error", Boolean(error));
      if (lines !== undefined && lines !== null) {
        code.value = lines;
        codeBox.hidden = false;
        code.focus();
        code.select();
      }
      if (draw) {
        const png = await pictureOf(draw.svg, draw.width, draw.height);
        send({ ask: "png", name: draw.name }, [await png.arrayBuffer()]);
      }
    },
  };
}
