// Narrowing: the lists beside the results, the chips above them.
import { h, s } from './dom.js';
import { FILTERS, address, changed, toggled } from './state.js';
import { FACETS, KINDS, fieldName, number, valueName } from './words.js';

const SHOWN = 6;
const ORDER = ['kind', 'country', 'city', 'organization', 'form', 'speaker', 'status', 'source'];
const open = new Set(['kind', 'country', 'organization', 'form']);
const longer = new Set();
let folded = true; // on narrow screens the lists wait behind a button
export const isFolded = () => folded;

const bar = (share) =>
  s('svg', { viewBox: '0 0 100 3', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, s('rect', { width: Math.max(1, Math.round(share * 100)), height: 3, rx: 0 }));

export function facetLists(state, facets, titles, go, redraw) {
  const groups = ORDER.map((name) => {
    const chosen = state[name];
    const values = [...(facets?.[name] ?? [])];
    for (const value of chosen) if (!values.some((v) => v.value === value)) values.push({ value, count: 0 });
    if (values.length === 0 || (values.length === 1 && chosen.length === 0 && name !== 'kind')) return null;
    values.sort((a, b) => chosen.includes(b.value) - chosen.includes(a.value) || b.count - a.count);
    const most = Math.max(1, ...values.map((v) => v.count));
    const limit = longer.has(name) ? 200 : Math.max(SHOWN, chosen.length);
    const rows = values.slice(0, limit).map(({ value, count }) =>
      h('li', null, h('label', { class: chosen.includes(value) && 'on' },
        h('input', { type: 'checkbox', 'data-facet': name, 'data-value': value, checked: chosen.includes(value), onchange: () => go(toggled(state, name, value)) }),
        h('span', null, valueName(name, value, titles)),
        h('span', { class: 'num' }, number(count), h('span', { class: 'sr' }, '件')),
        bar(count / most))));
    return h('details', { class: 'facet', open: open.has(name) || chosen.length > 0, ontoggle: (event) => (event.target.open ? open.add(name) : open.delete(name)) },
      h('summary', null, FACETS[name]),
      h('ul', null, rows),
      values.length > limit && h('button', { class: 'more', type: 'button', onclick: () => { longer.add(name); redraw(); } }, `ほか${number(values.length - limit)}を表示`),
      longer.has(name) && values.length > SHOWN && h('button', { class: 'more', type: 'button', onclick: () => { longer.delete(name); redraw(); } }, '少なく表示'));
  });
  const chosen = FILTERS.concat('year').reduce((sum, name) => sum + state[name].length, 0);
  const button = h('button', { class: 'narrow', id: 'narrow', type: 'button', 'aria-expanded': String(!folded), onclick: () => {
    folded = !folded;
    button.setAttribute('aria-expanded', String(!folded));
    button.parentElement.classList.toggle('folded', folded);
  } }, `絞り込む${chosen ? `（${chosen}）` : ''}`);
  return [h('h2', null, '絞り込む'), button, ...groups.filter(Boolean)];
}

// Interpretations as this page speaks of them, whatever is missing.
export function understood(answer) {
  const i = answer.interpretation ?? {};
  const said = (i.words ?? []).map((w) => ({ ...w, widenings: w.added ?? [] }));
  return { relaxed: !!i.relaxed, sentence: !!i.sentence, notes: i.notes ?? [], said };
}

const WIDENED = { spelling: '表記', synonym: '類語', narrower: '含む語', related: '関連', correction: 'もしかして', reading: '読み', part: '一部' };

// The query without one of its words.
export function withoutWord(q, text) {
  const at = q.indexOf(text);
  if (at < 0) return q;
  return (q.slice(0, at) + ' ' + q.slice(at + text.length)).replace(/(^|[\s　])-(?=[\s　]|$)/g, ' ').replace(/[\s　]+/g, ' ').trim();
}

const chip = (kind, label, count, name, undo) =>
  h('li', { class: `chip ${kind}${undo ? '' : ' bare'}` }, label,
    count !== undefined && count !== null && h('span', { class: 'num' }, number(count), '件'),
    undo && h('button', { type: 'button', 'aria-label': `${name}を外す`, onclick: undo }, '×'));

const unfoldedWords = new Set();
export function chips(state, answer, titles, go, redraw) {
  const list = [];
  const { said } = understood(answer);
  for (const word of said) {
    if (word.dropped) continue;
    const label = [h('b', null, word.text),
      word.names && word.names.value !== word.text && h('span', { class: 'soft' }, `${FACETS[word.names.facet] ?? fieldName(word.names.facet)}「${valueName(word.names.facet, word.names.value, titles)}」`),
      word.years && h('span', { class: 'soft' }, word.years.from === word.years.to ? `${word.years.from}年` : `${word.years.from ?? ''}〜${word.years.to ?? ''}年`),
      word.excluded && h('span', { class: 'soft' }, '除く')];
    const rest = withoutWord(state.q, word.text);
    list.push(chip(word.excluded ? 'not' : word.relaxed ? 'weak' : '', label, word.hits, word.text, rest !== state.q && (() => go(changed(state, { q: rest })))));
    // A guess is always seen; what goes without saying waits behind its number.
    const guesses = word.widenings.filter((w) => w.kind === 'correction' || w.kind === 'reading');
    const usual = word.widenings.filter((w) => !guesses.includes(w));
    const unfolded = unfoldedWords.has(word.text);
    const add = (more) => chip('added', [h('span', { class: 'soft' }, WIDENED[more.kind] ?? 'ほか'), h('b', null, more.text)], more.hits, more.text,
      () => go(changed(state, { without: [...state.without, more.text] })));
    list.push(...guesses.map(add));
    if (usual.length)
      list.push(h('li', { class: 'chip added bare' }, h('button', { class: 'words', type: 'button', id: `words-${word.text}`, 'aria-expanded': String(unfolded), onclick: () => {
        if (!unfoldedWords.delete(word.text)) unfoldedWords.add(word.text);
        redraw();
      } }, unfolded ? '補った語を畳む' : `＋${usual.slice(0, 2).map((w) => w.text).join('・')}${usual.length > 2 ? ` ほか${usual.length - 2}語` : ''}`)));
    if (unfolded) list.push(...usual.map(add));
  }
  for (const name of [...FILTERS, 'year'])
    for (const value of state[name]) {
      const shown = valueName(name, value, titles);
      list.push(chip('filter', [h('span', { class: 'soft' }, FACETS[name]), h('b', null, shown)], null, shown, () => go(toggled(state, name, value))));
    }
  for (const word of state.without)
    list.push(h('li', { class: 'chip weak' }, h('span', null, `「${word}」は足さない`), h('button', { type: 'button', 'aria-label': `${word}を戻す`, onclick: () => go(toggled(state, 'without', word)) }, '↺')));
  if (state.synonyms === 'off') list.push(chip('filter', h('b', null, '類語なし'), null, '類語なし', () => go(changed(state, { synonyms: 'on' }))));
  else if (said.some((w) => w.widenings.length)) list.push(h('li', null, h('button', { class: 'link', type: 'button', onclick: () => go(changed(state, { synonyms: 'off' })) }, '入力した語だけで探す')));
  return list;
}

// Sentences about answers that are not quite what was asked.
export function sayings(state, answer, go) {
  const { relaxed, sentence, notes } = understood(answer);
  const link = (label, next) => h('a', { href: address(next), onclick: (event) => { event.preventDefault(); go(next); } }, label);
  const lines = [];
  if (answer.suggestion) lines.push(h('p', null, 'もしかして：', link(answer.suggestion, changed(state, { q: answer.suggestion }))));
  if (answer.hits.length && answer.low)
    lines.push(h('p', null, 'ぴったり合う記録は見つかりませんでした。近いものを挙げています。語を減らすか、別の言い方をお試しください。'));
  else if (answer.hits.length && relaxed && !sentence)
    lines.push(h('p', null, 'すべての語を含む記録が少ないため、一部の語を含むものも挙げています。', link('すべて含むものだけを見る', changed(state, { match: 'all' }))));
  if (state.match === 'all') lines.push(h('p', null, 'すべての語を含む記録だけを挙げています。', link('ゆるめる', changed(state, { match: 'auto' }))));
  for (const note of notes) lines.push(h('p', null, note));
  return lines;
}

export const kindName = (kind) => KINDS[kind] ?? kind;
