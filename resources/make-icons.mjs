// Draws the pictures of the desktop app anew, after one was changed: node resources/make-icons.mjs. Chromium renders them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { findBrowser } from '../e2e/browser.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The state block's tones as the marks of LOOK.md, in colours that can be told apart on a light panel and on a dark one. */
const tray = {
  ok: ['#1f9d6b', '<circle cx="6" cy="6" r="5" fill="currentColor"/>'],
  warn: ['#cf8d0f', '<path d="M6 .6 11.8 11H.2Z" fill="currentColor"/>'],
  crit: [
    '#dd4438',
    '<path d="M3.5 0h5L12 3.5v5L8.5 12h-5L0 8.5v-5Z" fill="currentColor"/><path d="M3.6 3.6l4.8 4.8M8.4 3.6 3.6 8.4" stroke="#fff" stroke-width="1.7"/>',
  ],
  move: [
    '#2b8fc4',
    '<path d="M1.4 1.4h9.2v9.2H1.4Z" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M1 1h5v10H1Z" fill="currentColor"/>',
  ],
  unk: ['#a862b8', '<path d="M6 1 11 6 6 11 1 6Z" fill="none" stroke="currentColor" stroke-width="1.7"/>'],
};

const browser = await chromium.launch({
  executablePath: findBrowser() ?? '',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage();

async function draw(svg, size, file) {
  await page.setViewportSize({ width: size, height: size });
  const picture = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  await page.setContent(`<style>*{margin:0}img{display:block;width:${size}px;height:${size}px}</style><img src="${picture}">`);
  await page.waitForFunction(() => document.images[0]?.complete);
  writeFileSync(here(file), await page.screenshot({ omitBackground: true }));
}

mkdirSync(here('icons'), { recursive: true });
mkdirSync(here('tray'), { recursive: true });
const icon = readFileSync(here('icon.svg'), 'utf8');
for (const size of [16, 32, 48, 64, 128, 256, 512]) await draw(icon, size, `icons/${size}x${size}.png`);
await draw(icon, 1024, 'icon.png');
for (const [name, [colour, shape]] of Object.entries(tray)) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 14 14" color="${colour}">${shape}</svg>`;
  await draw(svg, 22, `tray/${name}.png`);
  await draw(svg, 44, `tray/${name}@2x.png`);
}
await browser.close();
