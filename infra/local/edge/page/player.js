// Plays one track at a time with hls.js, at the right loudness through Web Audio.

import Hls from "/vendor/hls.js";
import * as api from "./api.js";
import { peaksOf } from "./peaks.js";
import { Session } from "./plays.js";
import { Storyboard, storyboardOf } from "./storyboard.js";
import { Waveform, clock } from "./waveform.js";

const $ = (id) => document.getElementById(id);
const screen = $("screen");

let hls;
let gainNode;
let gain = 0; // decibel that bring the track to the target loudness
let current;
let session; // of the track that plays, for its plays to count
let tell = () => {};

const wave = new Waveform($("wave"), (seconds) => { screen.currentTime = seconds; });

const storyboard = new Storyboard($("thumbnail"), $("wave"));

export const playing = () => current?.id;

export function onTrouble(listener) {
  tell = listener;
}

export async function play(track) {
  stop();
  current = track;
  startAudio();
  const grant = await api.playback(track.id); // Its answer sets the cookies that open the files.
  const seconds = (track.facts?.duration_ms ?? 0) / 1000;
  $("counted").hidden = true;
  session = new Session(grant.session, showCounted);
  gain = grant.gain_db;
  $("player").hidden = false;
  $("player").classList.toggle("watch", track.kind === "video");
  $("player").dataset.state = "loading";
  $("now-title").textContent = track.title;
  $("gain").textContent = `Loudness ${gain > 0 ? "+" : ""}${gain.toFixed(1)} dB`;
  picture(grant.artwork_url, track);
  applyGain();
  wave.show([], seconds);
  peaksOf(grant.peaks_url).then((peaks) => current === track && wave.show(peaks, seconds), () => {});
  if (grant.storyboard_url) {
    storyboardOf(grant.storyboard_url).then((cues) => current === track && storyboard.show(cues, seconds), () => {});
  }
  load(grant.playlist_url);
}

export function stop() {
  session?.end();
  session = undefined;
  hls?.destroy();
  hls = undefined;
  current = undefined;
  storyboard.clear();
  screen.pause();
  $("player").hidden = true;
}

function startAudio() {
  if (!gainNode) {
    const context = new AudioContext();
    gainNode = context.createGain();
    context.createMediaElementSource(screen).connect(gainNode).connect(context.destination);
  }
  gainNode.context.resume();
}

function applyGain() {
  if (gainNode) gainNode.gain.value = $("normalise").checked ? 10 ** (gain / 20) : 1;
}

function picture(url, track) {
  $("artwork").hidden = !url || track.kind === "video";
  if (url) $("artwork").src = url;
}

function load(url) {
  hls = new Hls({ enableWorker: false });
  hls.on(Hls.Events.MANIFEST_PARSED, () => {
    offerQualities();
    // Opened by a link, nobody has touched the page yet: browsers then keep it silent.
    screen.play().catch(({ name, message }) => tell(name === "NotAllowedError" ? "Press play to listen." : message));
  });
  hls.on(Hls.Events.LEVEL_SWITCHED, showLevel);
  hls.on(Hls.Events.ERROR, (_, data) => {
    if (!data.fatal) return;
    const refused = data.response?.code === 403;
    $("player").dataset.state = "error";
    tell(refused ? "The grant has run out: press play again." : `Playing failed (${data.details}).`);
  });
  hls.loadSource(url);
  hls.attachMedia(screen);
}

function offerQualities() {
  const options = hls.levels.map((level, index) => new Option(nameOf(level), index));
  $("quality").replaceChildren(new Option("Auto", -1), ...options);
}

function nameOf(level) {
  const codec = level.audioCodec ?? level.attrs.CODECS ?? "";
  const names = { mp4a: "AAC", opus: "Opus", flac: "FLAC" };
  const rate = `${Math.round(level.bitrate / 1000)} kbit/s`;
  const better = level.videoCodec?.startsWith("av01") ? " AV1" : "";
  if (level.height) return `${level.height}p${better} · ${rate}`;
  return `${names[codec.slice(0, 4).toLowerCase()] ?? codec} · ${rate}`;
}

function showLevel(_, { level }) {
  $("now-facts").textContent = nameOf(hls.levels[level]);
}

// Heard to its end and played once more: that is another session.
async function again() {
  const track = current;
  if (!session?.over) return;
  session = undefined;
  const grant = await api.playback(track.id);
  if (track === current) session = new Session(grant.session, showCounted);
}

function showCounted({ counted, track_id }) {
  if (track_id === current?.id) $("counted").hidden = !counted;
}

function showTime() {
  if (!screen.paused && !screen.seeking) session?.at(screen.currentTime);
  $("time").textContent = `${clock(screen.currentTime)} / ${clock(screen.duration)}`;
  wave.at(screen.currentTime);
}

function showState(state) {
  const on = state === "playing";
  $("player").dataset.state = state;
  $("play").classList.toggle("pause", on);
  $("play").setAttribute("aria-label", on ? "Pause" : "Play");
}

$("play").addEventListener("click", () => {
  startAudio();
  if (screen.paused) screen.play(); else screen.pause();
});
$("close").addEventListener("click", stop);
$("normalise").addEventListener("change", applyGain);
$("quality").addEventListener("change", (event) => { hls.currentLevel = Number(event.target.value); });
screen.addEventListener("timeupdate", showTime);
screen.addEventListener("pause", () => session?.pause());
screen.addEventListener("ended", () => session?.end());
screen.addEventListener("playing", again);
addEventListener("pagehide", () => session?.end());
screen.addEventListener("seeked", showTime);
for (const state of ["playing", "pause", "ended"]) screen.addEventListener(state, () => showState(state));
