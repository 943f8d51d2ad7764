// The cards of a chain with many boxes: a layer is there when it is opened, on its card and in the panel of the map.
(() => {
  const held = document.getElementById("layers");
  if (!held || !("DecompressionStream" in window)) return;
  document.documentElement.classList.add("unpacks");
  let layers = null;
  const fill = async (event) => {
    const layer = event.target;
    // What is opened for the printer alone would come too late.
    if (!layer.open || !layer.dataset?.at || layer.dataset.there || layer.dataset.opened) return;
    layer.dataset.there = "yes";
    layers ||= unpacked(held.textContent).then(JSON.parse);
    const body = document.createElement("div");
    body.innerHTML = (await layers)[Number(layer.dataset.at)];
    layer.append(...body.childNodes);
  };
  document.addEventListener("toggle", fill, true);
})();
