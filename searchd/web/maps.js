// Where and when: the world map of the hits and their years, drawn as SVG; both narrow by a click.
import { COUNTRY_CODES, COUNTRY_MIDDLES, COUNTRY_POINTS, cityAt } from './cities.js';
import { h, s } from './dom.js';
import { address, changed, toggled } from './state.js';
import { fiscal, number } from './words.js';

const X = (lon) => (((lon - 150 + 540) % 360) / 360) * 1000;
const Y = (lat) => ((84 - lat) / 360) * 1000;

let world = null;
const loading = () => (world ??= import('./world.js').then(({ WORLD }) => {
  const byName = new Map(Object.entries(WORLD).map(([code, row]) => [row[0], code]));
  return { WORLD, codeOf: (name) => COUNTRY_CODES[name] ?? byName.get(name) };
}));

function linked(state, name, value, label, go, ...children) {
  const next = toggled(state, name, value);
  return s('a', { href: address(next), class: state[name].includes(value) && 'on', 'aria-label': label, 'data-place': value,
    onclick: (event) => { event.preventDefault(); go(next); } }, s('title', null, label), ...children);
}

// The part of the world in which the points lie, in the shape of the drawing.
function window_(points, shape) {
  if (!points.length) return { x: 0, y: 0, w: 1000, h: 1000 / shape };
  const [xs, ys] = [points.map((p) => p.x), points.map((p) => p.y)];
  const [left, right, top, bottom] = [Math.min(...xs) - 30, Math.max(...xs) + 30, Math.min(...ys) - 30, Math.max(...ys) + 20];
  const w = Math.min(1000, Math.max(240, right - left, (bottom - top) * shape));
  const h = w / shape;
  const keep = (middle, size, all) => (size >= all ? (all - size) / 2 : Math.min(Math.max(middle - size / 2, 0), all - size));
  return { x: keep((left + right) / 2, w, 1000), y: keep((top + bottom) / 2, h, 393), w, h };
}

// lists: with the numbers as text below; wide: in the shape of the whole world.
export function mapPanel(state, facets, go, lists, wide = false) {
  const countries = facets?.country ?? [];
  const cities = facets?.city ?? [];
  const drawing = s('svg', { class: 'map', viewBox: '0 0 1000 393', role: 'group', 'aria-label': '国と都市ごとの件数の地図。選ぶと絞り込みます' });
  const list = lists && h('ul', { class: 'list' });
  const row = ({ value, count }) => {
    const next = toggled(state, 'country', value);
    return h('li', null, h('a', { href: address(next), onclick: (event) => { event.preventDefault(); go(next); } }, value), h('span', { class: 'num' }, `${number(count)}件`));
  };
  const panel = h('section', { class: 'panel', 'aria-labelledby': 'map-title' },
    h('h2', { id: 'map-title' }, '国・都市', h('small', null, countries.length ? '' : '該当なし')), drawing,
    list);
  loading().then(({ WORLD, codeOf }) => {
    const has = new Map(countries.map(({ value, count }) => [codeOf(value), { value, count }]));
    const land = s('g', { class: 'land', 'aria-hidden': 'true' });
    for (const [code, [, , , d]] of Object.entries(WORLD)) {
      if (!d) continue;
      const hit = has.get(code);
      land.append(s('path', { d, class: hit ? (state.country.includes(hit.value) ? 'on' : 'has') : undefined }));
    }
    drawing.append(land);
    const points = [];
    for (const { value, count } of cities) {
      const at = cityAt(value);
      if (at) points.push({ name: 'city', value, count, x: X(at[1]), y: Y(at[0]) });
    }
    // A country stands as a point of its own where none of its cities does.
    const covered = (x, y) => points.some((p) => Math.hypot(p.x - x, p.y - y) < 45);
    for (const { value, count } of countries) {
      const middle = COUNTRY_MIDDLES[value] ?? COUNTRY_POINTS[value];
      const row = WORLD[codeOf(value)];
      const x = middle ? X(middle[1]) : row?.[1];
      const y = middle ? Y(middle[0]) : row?.[2];
      if (x !== undefined && (cities.length === 0 || !covered(x, y))) points.push({ name: 'country', value, count, x, y });
    }
    const most = Math.max(1, ...points.map((p) => p.count));
    points.sort((a, b) => b.count - a.count);
    const view = window_(points, lists || wide ? 1000 / 393 : 2);
    drawing.setAttribute('viewBox', `${view.x.toFixed(1)} ${view.y.toFixed(1)} ${view.w.toFixed(1)} ${view.h.toFixed(1)}`);
    const unit = view.w / (drawing.clientWidth || (lists || wide ? 900 : 375)); // of the map, in a pixel on the screen
    const radius = (p) => (4 + 11 * Math.sqrt(p.count / most)) * unit;
    for (const p of points)
      drawing.append(linked(state, p.name, p.value, `${p.value} ${number(p.count)}件`, go,
        s('circle', { cx: p.x.toFixed(1), cy: p.y.toFixed(1), r: radius(p).toFixed(2) })));
    const size = 13 * unit;
    // Names of the largest, each on the first side where it is in nobody's way.
    const taken = points.slice(0, 10).map((p) => ({ x: p.x, y: p.y, w: 1.6 * radius(p), h: 1.6 * radius(p), of: p }));
    let names = (drawing.clientWidth || 900) > 600 ? 12 : 6;
    for (const p of points.slice(0, 24)) {
      const [w, h, r] = [p.value.length * size, size * 1.15, radius(p)];
      const sides = [[0, -r - h / 2], [r + w / 2 + size * 0.2, 0], [-r - w / 2 - size * 0.2, 0], [0, r + h / 2]].map(([dx, dy]) => ({ x: p.x + dx, y: p.y + dy, w, h }));
      const free = (box) => box.x - w / 2 > view.x && box.x + w / 2 < view.x + view.w && box.y - h / 2 > view.y && box.y + h / 2 < view.y + view.h &&
        !taken.some((o) => o.of !== p && Math.abs(o.x - box.x) < (o.w + w) / 2 && Math.abs(o.y - box.y) < (o.h + h) / 2);
      const box = sides.find(free);
      if (!box || names-- <= 0) continue;
      taken.push(box);
      drawing.append(s('text', { class: 'name', x: box.x.toFixed(1), y: (box.y + size * 0.36).toFixed(1), 'font-size': size.toFixed(2), 'stroke-width': (3 * unit).toFixed(2), 'text-anchor': 'middle', 'aria-hidden': 'true' }, p.value));
    }
    // Papers put languages and 「各国」 into the same column; they have no place on a map.
    const places = countries.filter(({ value }) => codeOf(value) || COUNTRY_POINTS[value]);
    if (places.length) panel.querySelector('h2 small').textContent = `${number(places.length)}か国・地域`;
    if (list) list.replaceChildren(...places.map(row));
  });
  return panel;
}

// Hits by year, each a bar to click; ten years at once by the label below.
export function yearsPanel(state, facets, go, lists, wide = lists) {
  const width = wide ? 1000 : 600;
  const years = (facets?.year ?? []).map(({ value, count }) => ({ year: +value, count })).filter(({ year }) => year > 1800 && year < 2200).sort((a, b) => a.year - b.year);
  const panel = h('section', { class: 'panel', 'aria-labelledby': 'years-title' });
  const total = years.reduce((sum, { count }) => sum + count, 0);
  panel.append(h('h2', { id: 'years-title' }, '年度', h('small', null, total ? `年度のわかる${number(total)}件` : '該当なし')));
  const drawing = s('svg', { class: wide ? 'years wide' : 'years', viewBox: `0 0 ${width} 150`, role: 'group', 'aria-label': '年度ごとの件数。選ぶと絞り込みます' });
  panel.append(drawing);
  if (!years.length) return panel;
  const first = Math.min(years[0].year, years.at(-1).year - 9);
  const last = years.at(-1).year;
  const step = (width - 10) / (last - first + 1);
  const most = Math.max(...years.map((y) => y.count));
  const base = 120;
  drawing.append(s('line', { x1: 0, x2: width, y1: base + 0.5, y2: base + 0.5 }));
  for (const { year, count } of years) {
    const x = 5 + (year - first) * step;
    const height = Math.max(2, (count / most) * 105);
    drawing.append(linked(state, 'year', String(year), `${fiscal(null, year)} ${number(count)}件`, go,
      s('rect', { class: 'hit', x: x.toFixed(1), y: 5, width: step.toFixed(1), height: base - 5 }),
      s('rect', { class: 'bar', x: (x + step * 0.1).toFixed(1), y: (base - height).toFixed(1), width: (step * 0.8).toFixed(1), height: height.toFixed(1), rx: Math.min(2, step * 0.2).toFixed(1) })));
  }
  const every = last - first > 35 ? 10 : last - first > 15 ? 5 : 2;
  for (let year = Math.ceil(first / every) * every; year <= last; year += every) {
    const x = 5 + (year - first + 0.5) * step;
    if (x > 20 && x < width - 20) drawing.append(s('text', { x: x.toFixed(0), y: 143, 'text-anchor': 'middle', 'aria-hidden': 'true' }, year));
  }
  if (lists && years.length > 3) {
    const decades = new Map();
    for (const { year, count } of years) decades.set(Math.floor(year / 10) * 10, (decades.get(Math.floor(year / 10) * 10) ?? 0) + count);
    panel.append(h('ul', { class: 'list' }, [...decades].map(([decade, count]) => {
      const next = changed(state, { year: [`${decade}-${decade + 9}`] });
      return h('li', null, h('a', { href: address(next), onclick: (event) => { event.preventDefault(); go(next); } }, `${decade}〜${decade + 9}年`), h('span', { class: 'num' }, `${number(count)}件`));
    })));
  }
  return panel;
}
