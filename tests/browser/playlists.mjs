// Parses playlists with hls-parser in strict mode: JSON {name: text} in, the faults found out.

import * as HLS from "hls-parser";

HLS.setOptions({ strictMode: true });
let input = "";
for await (const piece of process.stdin) input += piece;
const faults = {};
for (const [name, text] of Object.entries(JSON.parse(input))) {
  try {
    const playlist = HLS.parse(text);
    if (playlist.isMasterPlaylist !== name.endsWith("master.m3u8")) faults[name] = "wrong kind";
  } catch (error) {
    faults[name] = error.message;
  }
}
console.log(JSON.stringify(faults));
