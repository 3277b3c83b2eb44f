// Sends a file straight to S3: one POST when small, else parts that are retried and resumed.

import * as api from "./api.js";

const PARALLEL = 3;
const TRIES = 5;
const TYPES = {
  aif: "audio/aiff", aiff: "audio/aiff", avi: "video/x-msvideo", flac: "audio/flac",
  m4a: "audio/mp4", mkv: "video/x-matroska", mov: "video/quicktime", mp3: "audio/mpeg",
  mp4: "video/mp4", ogg: "audio/ogg", opus: "audio/ogg", wav: "audio/wav",
  webm: "video/webm", wma: "audio/x-ms-wma",
};

export function contentType(file) {
  const known = TYPES[file.name.split(".").pop().toLowerCase()];
  const said = file.type.toLowerCase();
  return known ?? (/^(audio|video)\/[a-z0-9.+-]+$/.test(said) ? said : "application/octet-stream");
}

// The same file, chosen again after an interruption, goes on where it stopped.
const memory = (file) => `didit360.upload:${file.name}:${file.size}:${file.lastModified}`;

export class Upload {
  #requests = new Set();
  #cancelled = false;
  #grant;

  constructor(file, { title, kind, replaces, onProgress }) {
    Object.assign(this, { file, title, kind, replaces, onProgress });
  }

  async run() {
    const resumed = await this.#resumable();
    if (!resumed) await this.#begin();
    if (this.#grant.method === "post") await this.#post();
    else await this.#multipart(resumed ?? []);
    localStorage.removeItem(memory(this.file));
  }

  async cancel() {
    this.#cancelled = true;
    for (const request of this.#requests) request.abort();
    localStorage.removeItem(memory(this.file));
    if (!this.#grant) return;
    await api.abortUpload(this.trackId, this.#grant.upload_id);
    if (!this.replaces) await api.deleteTrack(this.trackId);
  }

  async #begin() {
    const file = { size: this.file.size, content_type: contentType(this.file) };
    const said = this.replaces
      ? await api.createUpload(this.replaces.id, file)
      : await api.createTrack(this.title, this.kind, file);
    this.trackId = this.replaces?.id ?? said.track.id;
    this.before = (this.replaces ?? said.track).updated_at;
    this.#grant = said.upload;
    if (this.#grant.method === "multipart") {
      const kept = { trackId: this.trackId, uploadId: this.#grant.upload_id };
      localStorage.setItem(memory(this.file), JSON.stringify(kept));
    }
  }

  async #resumable() {
    const kept = JSON.parse(localStorage.getItem(memory(this.file)) ?? "null");
    if (!kept || (this.replaces && this.replaces.id !== kept.trackId)) return null;
    try {
      const status = await api.getUpload(kept.trackId, kept.uploadId);
      if (status.state !== "granted" || !status.part_count) return null;
      this.trackId = kept.trackId;
      this.#grant = { ...status, method: "multipart", parts: [] };
      return status.parts.map((part) => part.number);
    } catch {
      return null; // Deleted or used meanwhile: begin again.
    }
  }

  async #post() {
    const form = new FormData();
    for (const [name, value] of Object.entries(this.#grant.fields)) form.append(name, value);
    form.append("file", this.file); // S3 ignores what follows the file.
    await this.#retried(() => this.#send("POST", this.#grant.url, form, this.onProgress));
    this.onProgress(this.file.size);
  }

  async #multipart(arrived) {
    const { upload_id: uploadId, part_count: count, part_size: size } = this.#grant;
    const urls = new Map(this.#grant.parts.map((part) => [part.number, part.url]));
    const done = new Map(arrived.map((number) => [number, this.#slice(number, size).size]));
    const waiting = [];
    for (let number = 1; number <= count; number++) if (!done.has(number)) waiting.push(number);
    const tell = () => this.onProgress([...done.values()].reduce((sum, bytes) => sum + bytes, 0));
    const sendPart = async (number) => {
      const body = this.#slice(number, size);
      await this.#retried(async () => {
        if (!urls.has(number)) await this.#moreUrls(urls, uploadId, [number, ...waiting].slice(0, 20));
        const url = urls.get(number);
        urls.delete(number); // A URL that failed may have expired: the next try asks for another.
        await this.#send("PUT", url, body, (bytes) => { done.set(number, bytes); tell(); });
      });
      done.set(number, body.size);
    };
    const worker = async () => {
      while (waiting.length) { await sendPart(waiting.shift()); tell(); }
    };
    tell();
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    const { parts } = await api.getUpload(this.trackId, uploadId);
    await api.completeUpload(this.trackId, uploadId, parts.map(({ number, etag }) => ({ number, etag })));
  }

  async #moreUrls(urls, uploadId, numbers) {
    const { parts } = await api.signParts(this.trackId, uploadId, [...new Set(numbers)]);
    for (const part of parts) urls.set(part.number, part.url);
  }

  #slice(number, size) {
    return this.file.slice((number - 1) * size, number * size);
  }

  async #retried(attempt) {
    for (let tried = 1; ; tried++) {
      try {
        return await attempt();
      } catch (error) {
        const hopeless = error.status >= 400 && error.status < 500 && error.status !== 403;
        if (this.#cancelled || hopeless || tried === TRIES) throw error;
        await new Promise((wake) => setTimeout(wake, 2 ** tried * 250 * (0.5 + Math.random())));
      }
    }
  }

  #send(method, url, body, onProgress) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest(); // fetch cannot tell how much has been sent.
      const fail = (text, status) => reject(Object.assign(new Error(text), { status }));
      request.upload.onprogress = (event) => onProgress(Math.min(event.loaded, this.file.size));
      request.onload = () => (request.status < 300 ? resolve() : fail("The storage refused the file.", request.status));
      request.onerror = () => fail("The connection broke.");
      request.onabort = () => fail("Cancelled.");
      request.onloadend = () => this.#requests.delete(request);
      request.open(method, url);
      this.#requests.add(request);
      request.send(body);
    });
  }
}
