// What a listener does: play to the end, seek, try without a grant; and the page's whole journey.

import { stat } from "node:fs/promises";

// Plays `playlist` with hls.js on the edge's own page; `seek` is where to go after the end. With
// `whole`, all of it is fetched before it plays: whatever stalls then is in the stream.
export async function play(page, { base, cookies, playlist, seek, whole, patience = 60_000 }) {
  const url = new URL(playlist).origin;
  const named = Object.entries(cookies).map(([name, value]) => ({ name, value, url }));
  if (named.length) await page.context().addCookies(named);
  await page.goto(base);
  return page.evaluate(listen, { playlist, seek, whole, patience });
}

// Runs inside the page.
async function listen({ playlist, seek, whole, patience }) {
  const { default: Hls } = await import("/vendor/hls.js");
  const video = document.body.appendChild(document.createElement("video"));
  const seen = { errors: [], loudest: 0, levels: [], segments: 0, stalls: [] };
  const ranges = (of) => Array.from({ length: of.length }, (_, i) => [of.start(i), of.end(i)]);
  const happens = (event) => new Promise((done, fail) => {
    video.addEventListener(event, () => done(event), { once: true });
    setTimeout(() => fail(new Error(`no ${event}: ${state()}`)), patience);
  });
  const state = () => JSON.stringify({
    ...seen, at: video.currentTime, ready: video.readyState, paused: video.paused, of: video.duration,
    buffered: ranges(video.buffered), audio: audio.state,
  });

  const audio = new AudioContext();
  const meter = audio.createAnalyser();
  audio.createMediaElementSource(video).connect(meter);
  meter.connect(audio.destination);
  const samples = new Float32Array(meter.fftSize);
  const measure = () => {
    meter.getFloatTimeDomainData(samples);
    seen.loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), seen.loudest);
  };
  video.addEventListener("timeupdate", measure);
  // Waiting before anything was played, or for a seek, is no stall.
  video.addEventListener("waiting", () => {
    if (video.played.length && !video.seeking && !video.ended) seen.stalls.push(video.currentTime);
  });

  const hls = new Hls({ enableWorker: false, maxBufferLength: whole ? 600 : 30 });
  const failed = new Promise((done) => hls.on(Hls.Events.ERROR, (_, { type, details, fatal, response }) => {
    seen.errors.push({ type, details, fatal, status: response?.code });
    if (fatal) done("failed");
  }));
  hls.on(Hls.Events.FRAG_BUFFERED, () => { seen.segments += 1; });
  hls.on(Hls.Events.MANIFEST_PARSED, (_, { levels }) => {
    seen.levels = levels.map(({ audioCodec, videoCodec, height }) => ({ audioCodec, videoCodec, height }));
    if (!whole) video.play();
  });
  if (whole) hls.on(Hls.Events.BUFFER_EOS, () => video.play());
  const ended = happens("ended");
  hls.loadSource(playlist);
  hls.attachMedia(video);

  seen.outcome = await Promise.race([ended, failed]);
  seen.duration = video.duration;
  seen.played = ranges(video.played);
  seen.buffered = ranges(video.buffered);
  seen.decodedBytes = video.webkitAudioDecodedByteCount;
  const quality = video.getVideoPlaybackQuality();
  seen.frames = quality.totalVideoFrames;
  seen.dropped = quality.droppedVideoFrames;
  seen.size = [video.videoWidth, video.videoHeight];
  if (seen.outcome === "ended" && seek !== undefined) {
    const again = happens("ended");
    video.currentTime = seek;
    await happens("seeked");
    seen.soughtTo = video.currentTime;
    await video.play();
    await again;
    seen.endedAgainAt = video.currentTime;
  }
  hls.destroy();
  return seen;
}

// A person's whole way: account, role, upload, watching it being made, listening.
export async function journey(page, { base, email, password, files, shots }) {
  const shot = (name) => shots && page.screenshot({ path: `${shots}/${name}.png` });
  await page.goto(base);
  await page.click("#choose-up");
  await page.fill("#email", email);
  await page.fill("#password", password);
  await shot("1-account");
  await page.click("#enter");
  await page.waitForSelector("#code-field:visible, #studio:visible");
  if (await page.isVisible("#code-field")) {
    await page.fill("#code", "123456");
    await page.click("#enter");
  }
  await page.click("#become-artist");
  const tracks = [];
  for (const { path, title, kind } of files) {
    await page.waitForSelector("#upload:visible");
    await page.setInputFiles("#file", path);
    await page.fill("#title", title);
    await page.check(`[name=kind][value=${kind}]`);
    await page.click("#send");
    await page.waitForSelector("#sending", { state: "hidden" });
    const row = page.locator("#tracks li", { hasText: title });
    await row.waitFor();
    await shot(`2-uploaded-${kind}`);
    tracks.push(row);
  }
  const seen = [];
  for (const [index, row] of tracks.entries()) {
    await row.locator(".state.ready").waitFor({ timeout: 180_000 });
    await row.locator("button.round").click();
    await page.waitForFunction(() => document.querySelector("#screen").currentTime > 1);
    await page.hover("#wave");
    if (files[index].kind === "video") await page.waitForSelector("#thumbnail:visible");
    const thumbnail = await page.$eval("#thumbnail", colours);
    await shot(`3-playing-${files[index].kind}`);
    await page.focus("#wave");
    await page.keyboard.press("End");
    await page.waitForSelector("#player[data-state=ended]");
    seen.push({
      title: await page.textContent("#now-title"),
      gain: await page.textContent("#gain"),
      duration: await page.$eval("#screen", (screen) => screen.duration),
      height: await page.$eval("#screen", (screen) => screen.videoHeight),
      thumbnail,
      drawn: await page.$eval("#wave", bars),
    });
  }
  await page.click("#close");
  for (const [index, row] of tracks.entries()) seen[index].original = await downloaded(page, row);
  const [first] = tracks;
  page.on("dialog", (dialog) => dialog.accept());
  await first.getByRole("button", { name: /^Delete/ }).click();
  await first.waitFor({ state: "detached" });
  return { seen };
}

// How many bytes the artist's own file has when it comes back.
async function downloaded(page, row) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    row.getByRole("button", { name: /^Original/ }).click(),
  ]);
  return { name: download.suggestedFilename(), size: (await stat(await download.path())).size };
}

// A fan's way: a link to a track, signing in, listening; then the same by its id in the field.
export async function fan(page, { base, email, password, track }) {
  const heard = () => page.waitForFunction(() => document.querySelector("#screen").currentTime > 0.5);
  await page.goto(`${base}/#${track}`);
  await page.fill("#email", email);
  await page.fill("#password", password);
  await page.click("#enter");
  await heard();
  const byLink = await page.textContent("#now-title");
  await page.click("#close");
  await page.fill("#track", ` ${base}/#${track} `);
  await page.click("#listen button");
  await heard();
  const byField = await page.textContent("#now-title");
  await page.fill("#track", "trk_00000000000000000000000000");
  await page.click("#listen button");
  await page.waitForSelector("#message.bad:not(:empty)");
  return { byLink, byField, said: await page.textContent("#message"), joins: await page.isVisible("#join") };
}

// How many colours the thumbnail above the seek bar shows; none while it is hidden.
function colours(canvas) {
  if (canvas.hidden) return 0;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}

// How many different bar heights the waveform has: silence or no peaks would have one.
function bars(canvas) {
  const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const heights = new Set();
  for (let x = 0; x < width; x++) {
    let tall = 0;
    for (let y = 0; y < height; y++) tall += data[(y * width + x) * 4 + 3] > 0;
    heights.add(tall);
  }
  return heights.size;
}
