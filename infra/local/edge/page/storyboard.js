// Shows what a film has at the moment that the pointer is over: a tile of its storyboard.

export class Storyboard {
  #cues = [];
  #sheets = new Map();
  #share; // of the bar: where the pointer is
  #wanted; // the last cue that was pointed at: its sheet may come late

  constructor(canvas, bar) {
    Object.assign(this, { canvas, bar, duration: 0 });
    bar.addEventListener("pointermove", (event) => this.#point(event.offsetX / bar.clientWidth));
    for (const event of ["pointerleave", "pointercancel"]) bar.addEventListener(event, () => this.#hide());
  }

  clear() {
    this.#cues = [];
    this.#sheets.clear();
    this.#wanted = undefined;
    this.canvas.hidden = true;
  }

  show(cues, duration) {
    this.clear();
    this.#cues = cues;
    this.duration = duration;
    if (this.#share !== undefined) this.#point(this.#share); // It came after the pointer did.
  }

  #hide() {
    this.#share = this.#wanted = undefined;
    this.canvas.hidden = true;
  }

  async #point(share) {
    this.#share = share;
    const cue = this.#cues.findLast(({ start }) => start <= share * this.duration) ?? this.#cues[0];
    if (!cue) return;
    this.#wanted = cue;
    const sheet = await this.#sheet(cue.sheet);
    if (!sheet || this.#wanted !== cue) return;
    const { canvas, bar } = this;
    const [, , width, height] = cue.tile;
    Object.assign(canvas, { width, height, hidden: false });
    canvas.getContext("2d").drawImage(sheet, ...cue.tile, 0, 0, width, height);
    const left = share * bar.clientWidth - width / 2;
    canvas.style.left = `${Math.max(0, Math.min(left, bar.clientWidth - width))}px`;
  }

  #sheet(url) {
    if (!this.#sheets.has(url)) {
      const image = Object.assign(new Image(), { src: url });
      this.#sheets.set(url, image.decode().then(() => image, () => null));
    }
    return this.#sheets.get(url);
  }
}

export async function storyboardOf(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`storyboard: ${answer.status}`);
  return cues(await answer.text(), url);
}

const CUE = /^([\d:.]+) --> [\d:.]+\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)$/gm;

export function cues(webvtt, url) {
  return [...webvtt.matchAll(CUE)].map(([, start, sheet, ...tile]) => ({
    start: start.split(":").reduce((seconds, part) => seconds * 60 + Number(part), 0),
    sheet: new URL(sheet, url).href,
    tile: tile.map(Number),
  }));
}
