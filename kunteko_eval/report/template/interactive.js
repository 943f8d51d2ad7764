(() => {
  const root = document.documentElement;

  // Charts are pictures until they come near the window; then Plotly draws them, to be pointed at and zoomed.
  const sleeping = document.getElementById("plotly-bundle");
  const charts = [...document.querySelectorAll("figure.chart")];
  if (!("DecompressionStream" in window)) return;
  const unpack = (packed) => {
    const text = packed.textContent;
    packed.remove();
    return unpacked(text);
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
