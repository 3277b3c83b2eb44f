// The page: who is signed in decides what is shown; every action ends in the API.

import * as api from "./api.js";
import * as player from "./player.js";
import * as session from "./session.js";
import { Tracks } from "./tracks.js";
import { Upload } from "./upload.js";

const $ = (id) => document.getElementById(id);
let mode = "in"; // of the account form: in, up, confirm
const LOOK_MS = 2000;
const LOOKS = 150;
let upload;
let replaces = null; // the track whose file is being replaced

const tracks = new Tracks($("tracks"), $("no-tracks"), $("more"), {
  play: attempt(async (track) => {
    history.replaceState(null, "", `#${track.id}`); // A link to it, to be handed on.
    await player.play(track);
    tracks.show(track.id);
  }),
  playing: player.playing,
  original: attempt(async (track) => {
    const { url } = await api.original(track.id);
    window.location.assign(url); // An attachment: the page stays.
  }),
  replace: (track) => chooseFileFor(track),
  delete: attempt(async (track) => {
    if (!window.confirm(`Delete “${track.title}” and every file of it?`)) return;
    await api.deleteTrack(track.id);
    if (player.playing() === track.id) player.stop();
    await tracks.load();
  }),
});
player.onTrouble((text) => say(text, true));

function say(text, bad = false) {
  $("message").textContent = text;
  $("message").classList.toggle("bad", bad);
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { $("message").textContent = ""; }, 6000);
}

function attempt(action) {
  return async (...given) => {
    try {
      await action(...given);
    } catch (error) {
      if (error.status === 401) { session.signOut(); await show(); }
      say(error.message, true);
    }
  };
}

async function show() {
  const me = session.identity();
  const artist = me?.roles.includes("artist") ?? false;
  $("welcome").hidden = Boolean(me);
  $("studio").hidden = !me;
  $("sign-out").hidden = !me;
  $("who").textContent = me?.email ?? "";
  $("join").hidden = !me || artist;
  $("upload").hidden = $("studio-title").hidden = !artist;
  $("demo").hidden = !(await session.settings()).demo;
  if (artist) await tracks.load();
  else { tracks.clear(); $("no-tracks").hidden = true; }
  if (me) attempt(listen)(location.hash);
}

// The role is in the tokens that are issued after a moderator granted it.
async function untilArtist() {
  for (let look = 0; look < LOOKS && session.identity(); look += 1) {
    await session.refresh();
    if (session.identity().roles.includes("artist")) break;
    await new Promise((resolve) => { setTimeout(resolve, LOOK_MS); });
  }
  $("become-artist").hidden = false;
  $("asked").hidden = true;
}

// Plays whatever a link or a field names; who may hear it is the API's to say.
async function listen(named) {
  const [id] = named.match(/trk_[0-9A-Z]{26}/) ?? [];
  if (!id || player.playing() === id) return;
  const track = await api.getTrack(id);
  history.replaceState(null, "", `#${id}`);
  await player.play(track);
  if (!$("upload").hidden) tracks.show(id);
}

function setMode(next) {
  mode = next;
  $("choose-in").setAttribute("aria-pressed", mode === "in");
  $("choose-up").setAttribute("aria-pressed", mode !== "in");
  $("password-help").hidden = mode !== "up";
  $("password").autocomplete = mode === "in" ? "current-password" : "new-password";
  $("code-field").hidden = mode !== "confirm";
  $("code").required = mode === "confirm";
  $("enter").textContent = { in: "Sign in", up: "Create account", confirm: "Confirm" }[mode];
  if (mode === "confirm") $("code").focus();
}

async function enter() {
  const [email, password] = [$("email").value, $("password").value];
  if (mode === "up" && !(await session.signUp(email, password))) return setMode("confirm");
  if (mode === "confirm") await session.confirm(email, $("code").value);
  try {
    await session.signIn(email, password);
  } catch (error) {
    if (error.code === "UserNotConfirmedException") setMode("confirm");
    throw error;
  }
  $("account").reset();
  setMode("in");
  await show();
}

function chooseFileFor(track) {
  replaces = track;
  $("upload-title").textContent = track ? `Replace the file of “${track.title}”` : "Add a track";
  $("title").value = track?.title ?? "";
  $("title").disabled = Boolean(track);
  for (const radio of document.getElementsByName("kind")) radio.disabled = Boolean(track);
  if (!track) { $("upload").reset(); showFile(); return; }
  $("upload").scrollIntoView({ block: "center" });
  $("file").click();
}

function showFile() {
  const [file] = $("file").files;
  $("file-name").textContent = file ? `${file.name} · ${size(file.size)}` : "Drop an audio or video file here, or choose one";
  if (!file || replaces) return;
  if (!$("title").value) $("title").value = file.name.replace(/\.[^.]+$/, "");
  const video = file.type.startsWith("video/");
  document.querySelector(`[name=kind][value=${video ? "video" : "audio"}]`).checked = true;
}

async function send() {
  const [file] = $("file").files;
  const kind = document.querySelector("[name=kind]:checked").value;
  upload = new Upload(file, {
    title: $("title").value,
    kind,
    replaces,
    onProgress: (bytes) => {
      $("sent").value = bytes / file.size;
      $("sent-text").textContent = `${size(bytes)} of ${size(file.size)}`;
    },
  });
  $("send").disabled = true;
  $("sending").hidden = false;
  try {
    await upload.run();
    say("The file has arrived. It is being made ready.");
    tracks.expect(upload.trackId, upload.before);
    chooseFileFor(null);
    await tracks.load();
  } finally {
    upload = undefined;
    $("send").disabled = false;
    $("sending").hidden = true;
  }
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function on(id, event, action) {
  const act = attempt(action);
  $(id).addEventListener(event, (e) => { if (event === "submit") e.preventDefault(); act(e); });
}

on("account", "submit", enter);
on("choose-in", "click", () => setMode("in"));
on("choose-up", "click", () => setMode("up"));
on("demo", "click", async () => {
  const { demo } = await session.settings();
  await session.signIn(demo.email, demo.password);
  await show();
});
on("listen", "submit", () => listen($("track").value));
window.addEventListener("hashchange", () => session.identity() && attempt(listen)(location.hash));
on("sign-out", "click", async () => {
  session.signOut();
  player.stop();
  history.replaceState(null, "", "/");
  await show();
});
on("become-artist", "click", async () => {
  try {
    await api.askFor("artist", "Asked on the page of the edge.");
  } catch (error) {
    if (error.status !== 409) throw error; // Asked before: the answer is on its way.
  }
  $("become-artist").hidden = true;
  $("asked").hidden = false;
  await untilArtist();
  await show();
});
on("file", "change", showFile);
on("upload", "submit", send);
on("cancel", "click", async () => { await upload?.cancel(); await tracks.load(); });
for (const [event, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  $("drop-zone").addEventListener(event, (e) => {
    e.preventDefault();
    $("drop-zone").classList.toggle("over", over);
    if (event !== "drop") return;
    $("file").files = e.dataTransfer.files;
    showFile();
  });
}
attempt(show)();
