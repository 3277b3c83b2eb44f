// Calls the products' APIs as the signed-in person; a problem document becomes an Error.

import { bearer } from "./session.js";

async function call(method, path, body) {
  const headers = { Authorization: `Bearer ${await bearer()}` };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method === "POST") headers["Idempotency-Key"] = crypto.randomUUID();
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  if (answer.status === 204) return null;
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  const error = new Error(said.detail ?? said.title ?? `The answer was ${answer.status}.`);
  error.status = answer.status;
  throw error;
}

export const askFor = (role, reason) => call("POST", "/accounts/role-requests", { role, reason });
export const listTracks = (cursor) =>
  call("GET", `/music/tracks?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
export const getTrack = (id) => call("GET", `/music/tracks/${id}`);
export const deleteTrack = (id) => call("DELETE", `/music/tracks/${id}`);
export const original = (id) => call("GET", `/music/tracks/${id}/original`);
export const playback = (id) => call("POST", `/music/tracks/${id}/playback`, {});
export const reportPlay = (report) => call("POST", "/music/plays", report);

export const createTrack = (title, kind, file) => call("POST", "/music/tracks", { title, kind, file });
export const createUpload = (id, file) => call("POST", `/music/tracks/${id}/uploads`, { file });
const upload = (id, uploadId) => `/music/tracks/${id}/uploads/${uploadId}`;
export const getUpload = (id, uploadId) => call("GET", upload(id, uploadId));
export const signParts = (id, uploadId, numbers) =>
  call("POST", `${upload(id, uploadId)}/parts`, { numbers });
export const completeUpload = (id, uploadId, parts) =>
  call("POST", `${upload(id, uploadId)}/complete`, { parts });
export const abortUpload = (id, uploadId) => call("DELETE", upload(id, uploadId));
