// Draws the outlines of the countries once: node make-world.mjs > ../world.js
// Source: npm world-atlas 2.0.2 (ISC), countries-110m.json, made from Natural Earth (public domain).
// Needs beside it: npm install --no-save world-atlas@2.0.2 topojson-client@3
// Country names: Unicode CLDR through Intl.DisplayNames, with the spellings papers use added.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
const require = createRequire(process.cwd() + '/');
const topojson = require('topojson-client');
const world = JSON.parse(readFileSync(require.resolve('world-atlas/countries-110m.json')));

// Equirectangular, centred on 150 degrees east so that Japan stands in the middle.
const X = (lon) => Math.round((((lon - 150 + 540) % 360) / 360) * 1000);
const Y = (lat) => Math.round(((84 - lat) / 360) * 1000);

const ja = new Intl.DisplayNames(['ja'], { type: 'region' });
const en = new Intl.DisplayNames(['en'], { type: 'region' });
// Codes that were withdrawn would take the place of those in use.
const GONE = new Set("BU DD FX SU TP DY HV YD VD ZR RH NH NT CS YU AN QU".split(" "));
const codes = [];
for (let a = 65; a < 91; a++)
  for (let b = 65; b < 91; b++) {
    const c = String.fromCharCode(a, b);
    if (en.of(c) !== c && !GONE.has(c)) codes.push(c);
  }
const plain = (s) => s.toLowerCase().replace(/&/g, 'and').replace(/\bst\b\.?/g, 'saint').normalize('NFD').replace(/[^a-z]/g, '');
const byName = new Map(codes.map((c) => [plain(en.of(c)), c]));
// Natural Earth's short names that CLDR writes otherwise.
const ODD = {
  'United States of America': 'US', 'Dem. Rep. Congo': 'CD', Congo: 'CG', 'Dominican Rep.': 'DO',
  'Falkland Is.': 'FK', 'Fr. S. Antarctic Lands': 'TF', "Côte d'Ivoire": 'CI', 'Central African Rep.': 'CF',
  'Eq. Guinea': 'GQ', eSwatini: 'SZ', 'W. Sahara': 'EH', Palestine: 'PS', 'Solomon Is.': 'SB', Myanmar: 'MM',
  Turkey: 'TR', Czechia: 'CZ', 'Bosnia and Herz.': 'BA', Macedonia: 'MK', 'S. Sudan': 'SS', 'Trinidad and Tobago': 'TT',
  Taiwan: 'TW',
};
const out = {};
for (const f of topojson.feature(world, world.objects.countries).features) {
  const name = f.properties.name;
  const code = ODD[name] ?? byName.get(plain(name));
  if (name === 'Antarctica') continue;
  const polys = f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.coordinates;
  let d = '';
  let best = null;
  for (const rings of polys) {
    let ring = rings[0].map(([lon, lat]) => [X(lon), Y(lat)]);
    // A ring that crosses the cut at 30 degrees west is torn apart there.
    const wraps = ring.some(([x], i) => i && Math.abs(x - ring[i - 1][0]) > 500);
    const parts = wraps
      ? [ring.filter(([x]) => x < 500), ring.filter(([x]) => x >= 500)]
      : [ring];
    for (const part of parts) {
      const pts = part.filter((p, i) => !i || p[0] !== part[i - 1][0] || p[1] !== part[i - 1][1]);
      if (pts.length < 3) continue;
      const xs = pts.map((p) => p[0]);
      const ys = pts.map((p) => p[1]);
      const w = Math.max(...xs) - Math.min(...xs);
      const h = Math.max(...ys) - Math.min(...ys);
      if (!best || w * h > best.size) best = { size: w * h, x: (Math.max(...xs) + Math.min(...xs)) / 2, y: (Math.max(...ys) + Math.min(...ys)) / 2 };
      if (w * h < 3) continue;
      d += 'M' + pts[0].join(' ');
      for (let i = 1; i < pts.length; i++) d += 'l' + (pts[i][0] - pts[i - 1][0]) + ' ' + (pts[i][1] - pts[i - 1][1]);
      d += 'z';
    }
  }
  if (!code && name !== 'Kosovo' && name !== 'N. Cyprus' && name !== 'Somaliland') throw new Error(name);
  if (!best) continue;
  out[code ?? name] = [code ? ja.of(code) : '', Math.round(best.x), Math.round(best.y), d.replace(/ -/g, '-')];
}
process.stdout.write(`// Made by map/make-world.mjs; see map/README.md. Each country: name, middle x and y, outline.
export const WORLD = ${JSON.stringify(out).replace(/\],/g, '],\n')};\n`);
