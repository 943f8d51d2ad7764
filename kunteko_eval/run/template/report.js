(async () => {
  const sleeping = document.getElementById("plotly-bundle");
  const bytes = Uint8Array.from(atob(sleeping.textContent), (c) => c.charCodeAt(0));
  sleeping.remove();
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  script.textContent = await new Response(unpacked).text();
  document.head.append(script);
  const config = { staticPlot: true, displayModeBar: false, displaylogo: false, showSendToCloud: false };
  const draw = async (data) => {
    const place = document.getElementById(data.dataset.figure);
    if (place.dataset.drawn) return;
    place.dataset.drawn = "started";
    const figure = JSON.parse(data.textContent);
    const width = Number(place.dataset.width);
    const height = Number(place.dataset.height);
    await Plotly.newPlot(place, figure.data, { ...figure.layout, width, height }, config);
    for (const svg of place.querySelectorAll(".main-svg")) {
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      svg.removeAttribute("width");
      svg.removeAttribute("height");
      svg.style.width = "100%";
      svg.style.height = "auto";
    }
    for (const part of place.querySelectorAll(".plot-container, .svg-container")) part.style.cssText += ";width:100%;height:100%";
    place.dataset.drawn = "yes";
  };
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details.card:not([open])")) {
      part.open = true;
      part.dataset.opened = "print";
    }
  });
  addEventListener("afterprint", () => {
    for (const part of document.querySelectorAll("details[data-opened=print]")) part.open = false;
  });
  const figures = [...document.querySelectorAll("script[data-figure]")];
  for (const data of figures) {
    await draw(data);
    await new Promise((resume) => setTimeout(resume));
  }
  document.documentElement.dataset.figures = "drawn";
})();
