// The cards of a chain with many boxes: a layer is there when it is opened, on its card and in the panel of the map.
(() => {
  const held = document.getElementById("layers");
  if (!held || !("DecompressionStream" in window)) return;
  // What is packed is written in base 85: five letters are four bytes.
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";
  const worth = new Uint8Array(128);
  for (let at = 0; at < 85; at++) worth[alphabet.charCodeAt(at)] = at;
  const unpack = async (text) => {
    const groups = new DataView(new ArrayBuffer(Math.ceil(text.length / 5) * 4));
    for (let at = 0, to = 0; at < text.length; at += 5, to += 4) {
      let sum = 0;
      for (let one = at; one < at + 5; one++) sum = sum * 85 + (one < text.length ? worth[text.charCodeAt(one)] : 84);
      groups.setUint32(to, sum);
    }
    const bytes = new Uint8Array(groups.buffer, 0, Math.floor((text.length * 4) / 5));
    const whole = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(whole).text());
  };
  let layers = null;
  const fill = async (event) => {
    const layer = event.target;
    if (!layer.open || !layer.dataset || !layer.dataset.at || layer.dataset.there) return;
    layer.dataset.there = "yes";
    layers ||= unpack(held.textContent);
    const body = document.createElement("div");
    body.innerHTML = (await layers)[Number(layer.dataset.at)];
    layer.querySelector(".unseen").remove();
    layer.append(...body.childNodes);
  };
  document.addEventListener("toggle", fill, true);
})();
