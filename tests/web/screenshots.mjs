// Pictures of the main views for the README; run by SENREI_WEB_SHOTS=FOLDER tests/web/run.sh ...
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.SENREI_WEB_MODULES}/`);
const { chromium } = require('playwright-core');
const browser = await chromium.launch({ executablePath: process.env.SENREI_CHROMIUM, args: ['--headless', '--no-sandbox', '--disable-gpu'] });
const views = [
  ['results', `/?q=${encodeURIComponent('販路開拓 商談会')}`, 1360, 800, 'light'],
  ['map', `/?q=${encodeURIComponent('観光')}&view=map`, 1200, 760, 'dark'],
  ['compare', '/compare?id=offices-r07%2F1-3&id=offices-r07%2F13-2&id=offices-r07%2F1-1', 1200, 640, 'light'],
];
for (const [name, path, width, height, colorScheme] of views) {
  const context = await browser.newContext({ locale: 'ja-JP', viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  await page.goto(process.env.SENREI_WEB_BASE.replace(/\/$/, '') + path);
  await page.waitForTimeout(800);
  await page.screenshot({ path: `${process.env.SENREI_WEB_SHOTS}/${name}.png` });
  await context.close();
}
await browser.close();
