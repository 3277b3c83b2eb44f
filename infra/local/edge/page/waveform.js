// Draws a track's peaks and lets people seek in them, by pointer or by keyboard.

const STEP = 5; // seconds an arrow key moves

export class Waveform {
  #peaks = [];

  constructor(canvas, onSeek) {
    Object.assign(this, { canvas, onSeek, position: 0, duration: 0 });
    canvas.addEventListener("pointerdown", (event) => this.#seek(event.offsetX / canvas.clientWidth));
    canvas.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#draw()).observe(canvas);
  }

  // `peaks` are [lowest, highest] pairs in -1..1, over the whole duration.
  show(peaks, duration) {
    this.#peaks = peaks;
    this.duration = duration;
    this.canvas.setAttribute("aria-valuemax", Math.round(duration));
    this.at(0);
  }

  at(seconds) {
    this.position = seconds;
    this.canvas.setAttribute("aria-valuenow", Math.round(seconds));
    this.canvas.setAttribute("aria-valuetext", `${clock(seconds)} of ${clock(this.duration)}`);
    this.#draw();
  }

  #seek(share) {
    if (this.duration) this.onSeek(Math.min(Math.max(share, 0), 1) * this.duration);
  }

  #key(event) {
    const moves = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP };
    const to = { Home: 0, End: this.duration }[event.key] ?? this.position + moves[event.key];
    if (Number.isNaN(to)) return;
    event.preventDefault();
    this.#seek(to / this.duration);
  }

  #draw() {
    const { canvas } = this;
    const scale = window.devicePixelRatio || 1;
    const width = (canvas.width = canvas.clientWidth * scale);
    const height = (canvas.height = canvas.clientHeight * scale);
    const context = canvas.getContext("2d");
    const style = getComputedStyle(canvas);
    const played = context.createLinearGradient(0, 0, width, 0);
    played.addColorStop(0, style.getPropertyValue("--accent"));
    played.addColorStop(1, style.getPropertyValue("--accent-2"));
    const bar = 3 * scale;
    const bars = Math.max(1, Math.floor(width / bar));
    const edge = this.duration ? (this.position / this.duration) * width : 0;
    for (let i = 0; i < bars; i++) {
      const tall = Math.max(this.#height(i / bars, (i + 1) / bars) * height, scale);
      context.fillStyle = (i + 0.5) * bar <= edge ? played : style.getPropertyValue("--line");
      context.fillRect(i * bar, (height - tall) / 2, bar - scale, tall);
    }
  }

  #height(from, to) {
    const { length } = this.#peaks;
    let highest = 0;
    for (let i = Math.floor(from * length); i < Math.max(to * length, from * length + 1); i++) {
      const [low, high] = this.#peaks[i] ?? [0, 0];
      highest = Math.max(highest, -low, high);
    }
    return highest;
  }
}

export function clock(seconds) {
  const whole = Math.floor(seconds || 0);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(s).padStart(2, "0");
  return h ? `${h}:${String(m).padStart(2, "0")}:${tail}` : `${m}:${tail}`;
}
