// Reports what is heard of a track, so that it counts: start, progress and end of one session.

import * as api from "./api.js";

const EVERY_SECONDS = 15;
const JUMP_SECONDS = 1.5; // Between two moments of playing there is never more: it was a jump.
const device = (localStorage.device ??= `page-${crypto.randomUUID().slice(0, 8)}`);

export class Session {
  #grant;
  #needed;
  #told;
  #sequence = 0;
  #heard = 0; // Seconds that were played, without pauses and jumps.
  #reported = 0;
  #position = 0;
  #last; // Where in the track, and when, it was heard last.
  #over = false;

  constructor({ grant, counts_after_ms }, told = () => {}) {
    this.#grant = grant;
    this.#needed = counts_after_ms / 1000;
    this.#told = told;
    this.#report("start");
  }

  // The track is heard here just now.
  at(seconds) {
    const now = performance.now() / 1000;
    if (this.#last) {
      const step = seconds - this.#last.seconds;
      const passed = now - this.#last.now;
      if (step > 0 && step < JUMP_SECONDS) this.#heard += Math.min(step, passed);
    }
    this.#last = { seconds, now };
    this.#position = seconds;
    const counts = this.#reported < this.#needed && this.#heard >= this.#needed;
    if (counts || this.#heard - this.#reported >= EVERY_SECONDS) this.#report("progress");
  }

  pause() {
    this.#last = undefined;
    if (this.#heard > this.#reported) this.#report("progress");
  }

  get over() {
    return this.#over;
  }

  end() {
    if (!this.#over) this.#report("end");
    this.#over = true;
  }

  #report(event) {
    if (this.#over) return;
    this.#reported = this.#heard;
    const report = {
      grant: this.#grant,
      event,
      sequence: this.#sequence++,
      position_ms: Math.round(this.#position * 1000),
      heard_ms: Math.floor(this.#heard * 1000),
      device,
      at: new Date().toISOString(),
    };
    // What is lost is made up for by the next one: each says all that was heard.
    api.reportPlay(report).then(this.#told, () => {});
  }
}
