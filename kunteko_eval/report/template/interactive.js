(() => {
  const root = document.documentElement;

  // Charts are pictures until they come near the window; then Plotly draws them, to be pointed at and zoomed.
  const sleeping = document.getElementById("plotly-bundle");
  const charts = [...document.querySelectorAll("figure.chart")];
  if (!("DecompressionStream" in window)) return;
  // What is packed is written in base 85: five letters are four bytes.
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";
  const worth = new Uint8Array(128);
  for (let at = 0; at < 85; at++) worth[alphabet.charCodeAt(at)] = at;
  const unpack = async (packed) => {
    const text = packed.textContent;
    packed.remove();
    const groups = new DataView(new ArrayBuffer(Math.ceil(text.length / 5) * 4));
    for (let at = 0, to = 0; at < text.length; at += 5, to += 4) {
      let sum = 0;
      for (let one = at; one < at + 5; one++) sum = sum * 85 + (one < text.length ? worth[text.charCodeAt(one)] : 84);
      groups.setUint32(to, sum);
    }
    const bytes = new Uint8Array(groups.buffer, 0, Math.floor((text.length * 4) / 5));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  };
  let packed = {};
  let woken = null;
  const wake = () => {
    woken ||= (async () => {
      packed = JSON.parse(await unpack(document.getElementById("figures")));
      const script = document.createElement("script");
      script.textContent = await unpack(sleeping);
      document.head.append(script);
    })();
    return woken;
  };
  const spoken = document.documentElement.lang;
  const configured = () => ({
    displaylogo: false,
    showSendToCloud: false,
    showTips: false,
    modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
    locale: spoken,
    locales: { [spoken]: { dictionary: packed.words } },
  });
  // A finger on a chart scrolls the page; a mouse on it zooms.
  const dragmode = matchMedia("(pointer: coarse)").matches ? false : "zoom";
  let queue = Promise.resolve();
  let left = charts.length;
  const draw = async (chart) => {
    const place = chart.querySelector(".canvas");
    await wake();
    const { data, layout } = packed.figures[chart.id];
    const sheet = document.createElement("div");
    sheet.className = "sheet";
    // Plotly finds the pointer through a transform, but not through a viewBox.
    const fit = () => {
      sheet.style.transform = `scale(${place.clientWidth / layout.width})`;
    };
    place.append(sheet);
    place.dataset.drawn = "started";
    await Plotly.newPlot(sheet, data, { ...layout, dragmode }, configured());
    // What the chart shows is read from its picture; of Plotly's drawing, the buttons alone.
    for (const svg of sheet.querySelectorAll(".main-svg")) svg.setAttribute("aria-hidden", "true");
    fit();
    new ResizeObserver(fit).observe(place);
    place.dataset.drawn = "yes";
    root.dataset.first ||= "drawn";
    if (--left === 0) root.dataset.figures = "drawn";
  };
  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) {
          near.unobserve(entry.target);
          queue = queue.then(() => draw(entry.target));
        }
      }
    },
    { rootMargin: "600px" },
  );
  for (const chart of charts) near.observe(chart);
})();
