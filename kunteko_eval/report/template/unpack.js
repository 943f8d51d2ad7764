// What a page holds packed: base 85, in which five letters are four bytes, of gzip.
const unpacked = async (text) => {
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";
  const worth = new Uint8Array(128);
  for (let at = 0; at < 85; at++) worth[alphabet.charCodeAt(at)] = at;
  const groups = new DataView(new ArrayBuffer(Math.ceil(text.length / 5) * 4));
  for (let at = 0, to = 0; at < text.length; at += 5, to += 4) {
    let sum = 0;
    for (let one = at; one < at + 5; one++) sum = sum * 85 + (one < text.length ? worth[text.charCodeAt(one)] : 84);
    groups.setUint32(to, sum);
  }
  const bytes = new Uint8Array(groups.buffer, 0, Math.floor((text.length * 4) / 5));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
};
