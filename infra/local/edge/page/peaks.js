// Reads a run's peaks.json into [lowest, highest] pairs in -1..1, of the coarsest zoom.

export async function peaksOf(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`peaks: ${answer.status}`);
  return pairs(await answer.json());
}

export function pairs(peaks) {
  const [{ data, bits }] = peaks.zooms; // Each is an audiowaveform document; coarsest first.
  const full = 2 ** (bits - 1);
  const found = [];
  for (let i = 0; i < data.length; i += 2) found.push([data[i] / full, data[i + 1] / full]);
  return found;
}
