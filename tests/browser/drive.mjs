// Drives headless Chromium: `node drive.mjs SCENARIO JSON` prints what was seen, as JSON.

import { chromium } from "playwright-core";
import * as scenarios from "./scenarios.mjs";

const [name, given] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: [
    "--no-sandbox", // The tests may run as root, and load only what they serve themselves.
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",
  ],
});
try {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (said) => {
    // A refused file is what some scenarios are about; the scenario itself reports it.
    if (said.type() === "error" && !said.text().includes("403")) complaints.push(said.text());
  });
  const seen = await scenarios[name](page, JSON.parse(given));
  console.log(JSON.stringify({ ...seen, complaints }));
} finally {
  await browser.close();
}
