// Shows the artist's tracks, and keeps those that are being made up to date.

import * as api from "./api.js";
import { clock } from "./waveform.js";

const POLL = 1000; // milliseconds, and only while something is being made
const STAGES = {
  looking: "Looking at the file", decoding: "Decoding", encoding: "Encoding",
  checking: "Checking the joins", packaging: "Packaging",
};
const BUSY = new Set(["uploaded", "processing"]);

export class Tracks {
  #tracks = new Map();
  #expected = new Map(); // sent from here, as they were before their event arrives
  #timer;
  #next = null;

  constructor(list, empty, more, actions) {
    Object.assign(this, { list, empty, more, actions });
    more.addEventListener("click", () => this.load(this.#next));
  }

  async load(cursor) {
    if (!cursor) this.#tracks.clear();
    const { items, next } = await api.listTracks(cursor);
    for (const track of items) this.#tracks.set(track.id, track);
    this.#next = next;
    this.more.hidden = !next;
    this.show();
    this.#schedule();
  }

  expect(id, updatedAt) {
    this.#expected.set(id, updatedAt);
    this.#schedule();
  }

  clear() {
    clearTimeout(this.#timer);
    this.#tracks.clear();
    this.#expected.clear();
    this.show();
  }

  show(playing) {
    const newestFirst = [...this.#tracks.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
    const open = new Set([...this.list.querySelectorAll("details[open]")].map((d) => d.dataset.id));
    this.list.replaceChildren(...newestFirst.map((track) => this.#row(track, open, playing)));
    this.empty.hidden = this.#tracks.size > 0;
  }

  #busy() {
    const making = [...this.#tracks.values()].filter((t) => BUSY.has(t.processing?.state ?? t.state));
    return new Set([...this.#expected.keys(), ...making.map((track) => track.id)]);
  }

  #schedule() {
    clearTimeout(this.#timer);
    if (this.#busy().size) this.#timer = setTimeout(() => this.#poll(), POLL);
  }

  async #poll() {
    for (const id of this.#busy()) {
      try {
        const track = await api.getTrack(id);
        const before = JSON.stringify(this.#tracks.get(id));
        this.#tracks.set(id, track);
        if (track.updated_at !== this.#expected.get(id)) this.#expected.delete(id);
        if (before !== JSON.stringify(track)) this.show(this.actions.playing());
      } catch (error) {
        if (error.status !== 404) continue; // The stack may be busy: ask again.
        this.#tracks.delete(id);
        this.#expected.delete(id);
        this.show(this.actions.playing());
      }
    }
    this.#schedule();
  }

  #row(track, open, playing) {
    const row = element("li", { className: track.id === playing ? "playing" : "" });
    row.dataset.id = track.id;
    const heard = track.facts !== null;
    const button = element("button", { className: "round", disabled: !heard, type: "button" });
    button.setAttribute("aria-label", `Play ${track.title}`);
    button.append(element("span"));
    button.addEventListener("click", () => this.actions.play(track));
    const newest = track.processing?.state ?? track.state;
    const state = heard && BUSY.has(newest) ? `new file ${newest}` : newest;
    const title = element("div", { className: "title" }, track.title);
    title.append(element("span", { className: `state ${newest}` }, state));
    const tools = element("div", {});
    if (track.state !== "draft") tools.append(this.#tool("Original", track));
    tools.append(this.#tool("Replace", track), this.#tool("Delete", track));
    row.append(button, title, tools);
    if (newest === "processing") row.append(this.#progress(track));
    const reason = track.processing?.reason ?? track.reason;
    if (reason) row.append(element("p", { className: "wide reason hint" }, reason));
    if (heard) row.append(facts(track, open.has(track.id)));
    return row;
  }

  #progress(track) {
    const percent = track.processing?.percent ?? track.percent ?? 0;
    const line = element("div", { className: "wide row" });
    const bar = element("progress", { max: 100, value: percent });
    bar.setAttribute("aria-label", `Making ${track.title}`);
    line.append(bar, element("span", { className: "hint" }, `${stage(track)} · ${percent} %`));
    return line;
  }

  #tool(name, track) {
    const button = element("button", { className: "quiet", type: "button" }, name);
    button.setAttribute("aria-label", `${name} ${track.title}`);
    button.addEventListener("click", () => this.actions[name.toLowerCase()](track));
    return button;
  }
}

function stage(track) {
  const sentence = STAGES[track.processing?.stage ?? track.stage] ?? "Making the stream";
  const { parts } = track.processing ?? {};
  return parts ? `${sentence}, ${parts.done} of ${parts.of} parts` : sentence;
}

function facts(track, open) {
  const { facts: f } = track;
  const loudness = f.loudness?.integrated_lufs;
  const said = [
    clock(f.duration_ms / 1000),
    f.codec,
    f.sample_rate && `${f.sample_rate / 1000} kHz`,
    f.video && `${f.video.width}×${f.video.height}`,
    loudness && `${loudness.toFixed(1)} LUFS`,
  ];
  const box = element("details", { open });
  box.dataset.id = track.id;
  const table = element("table");
  for (const r of track.renditions) {
    const shape = r.height ? `${r.width}×${r.height}` : `${(r.sample_rate ?? 0) / 1000} kHz`;
    const line = table.insertRow();
    for (const text of [r.id, r.codecs, shape, `${Math.round(r.bandwidth / 1000)} kbit/s`]) {
      line.insertCell().textContent = text;
    }
  }
  box.append(element("summary", {}, said.filter(Boolean).join(" · ")), table);
  return box;
}

function element(name, properties = {}, text = "") {
  return Object.assign(document.createElement(name), properties, text ? { textContent: text } : {});
}
