// The page: from address to view and back.
import { get, latest } from './api.js';
import { card, showTray } from './cards.js';
import { compareView, tableView } from './compare.js';
import { announce, byId, h } from './dom.js';
import { chips, facetLists, isFolded, sayings } from './facets.js';
import { mapPanel, yearsPanel } from './maps.js';
import { countText, recordView } from './record.js';
import { FILTERS, address, changed, isFiltered, pageSize, question, read } from './state.js';
import { combobox } from './suggest.js';
import { KINDS, number, recordAddress } from './words.js';

const main = byId('main');
const input = byId('q');
const titles = new Map();
const ask = latest();
const SORTS = { relevance: '関連の高い順', '-year': '新しい年度順', year: '古い年度順', organization: '団体の五十音順' };
const VIEWS = { list: '一覧', table: '表', map: '地図・年度' };
let parts = null; // of the results, kept while answers change
let home = null; // what the server sent for the bare address
let typing = false; // the current entry of the history belongs to a word being typed
let settle = 0;
let drawn = 0; // results, so that what follows them later knows whether they still stand

/* ---- Results ---- */

function frame(wide) {
  if (!parts || !parts.page.isConnected) {
    const [facets, summary, chipList, says, body, side] = [h('aside', { class: 'facets', 'aria-label': '絞り込み' }), h('div', { class: 'summary' }), h('ul', { class: 'chips', 'aria-label': '読み取った条件' }), h('div'), h('div'), h('aside', { class: 'side', 'aria-label': '地図と年度' })];
    const page = h('div', { class: 'page' }, facets, h('div', { class: 'middle' }, summary, chipList, says, body), side);
    parts = { page, facets, summary, chipList, says, body, side };
    main.replaceChildren(page);
  }
  parts.page.classList.toggle('wide', wide);
  parts.page.querySelector('.middle').style.maxWidth = wide ? '' : 'none';
  return parts;
}

// Focus stays where it was though the element under it has been drawn anew.
function keepFocus(draw) {
  const active = document.activeElement;
  const data = active?.dataset ?? {};
  const card = active?.closest?.('[data-id]');
  const key = card && active.matches('a.open') ? `[data-id="${CSS.escape(card.dataset.id)}"] a.open` : data.facet ? `[data-facet="${CSS.escape(data.facet)}"][data-value="${CSS.escape(data.value)}"]` : data.place ? `[data-place="${CSS.escape(data.place)}"]` : active?.id && active.id !== 'q' ? `#${CSS.escape(active.id)}` : null;
  const lost = active && main.contains(active) && active !== main;
  draw();
  if (!lost || active.isConnected) return;
  ((key && main.querySelector(key)) || main).focus({ preventScroll: true });
}

const link = (label, state, attributes = {}) => h('a', { href: address(state), ...attributes }, label);

function pages(state, count) {
  const size = pageSize(state);
  const last = Math.min(Math.ceil(count / size), Math.floor(10000 / size));
  if (last < 2) return null;
  const now = Math.floor(state.offset / size) + 1;
  const wanted = [...new Set([1, now - 2, now - 1, now, now + 1, now + 2, last])].filter((n) => n >= 1 && n <= last);
  const items = [];
  wanted.forEach((n, i) => {
    if (i && n > wanted[i - 1] + 1) items.push(h('span', { class: 'gap', 'aria-hidden': 'true' }, '…'));
    items.push(link(number(n), { ...state, offset: (n - 1) * size }, n === now ? { 'aria-current': 'page', 'aria-label': `${n}ページ目` } : { 'aria-label': `${n}ページ目` }));
  });
  return h('nav', { class: 'pages', 'aria-label': 'ページ送り' },
    now > 1 && link('前へ', { ...state, offset: (now - 2) * size }, { rel: 'prev' }), items,
    now < last && link('次へ', { ...state, offset: now * size }, { rel: 'next' }));
}

function nothing(state) {
  const help = [];
  if (isFiltered(state)) help.push(h('li', null, link('絞り込みをすべて外す', changed(state, Object.fromEntries([...FILTERS, 'year'].map((name) => [name, []]))))));
  if (state.match === 'all') help.push(h('li', null, link('一部の語を含むものも探す', changed(state, { match: 'auto' }))));
  if (state.synonyms === 'off') help.push(h('li', null, link('類語や表記の違いも含めて探す', changed(state, { synonyms: 'on' }))));
  help.push(h('li', null, '語を短くする、または別の言い方にする（例：「販路開拓」「物産展」「駐在」）'));
  return h('div', { class: 'empty' }, h('p', null, h('b', null, '合う記録はありませんでした。')), h('ul', null, help));
}

function drawResults(state, answer) {
  const count = answer.groups ?? answer.total;
  const { facets, summary, chipList, says, body, side } = frame(state.view === 'list');
  const now = () => drawFacets();
  const drawFacets = () => {
    facets.classList.toggle('folded', isFolded());
    facets.replaceChildren(...facetLists(state, answer.facets, titles, go, now));
  };
  const drawChips = () => chipList.replaceChildren(...chips(state, answer, titles, go, () => keepFocus(drawChips)));
  keepFocus(() => {
    drawFacets();
    const save = new URLSearchParams(question(state, { format: 'csv', limit: '100' }).split('?')[1]);
    save.delete('full');
    summary.replaceChildren(
      h('h1', { class: 'num' }, countText(answer)),
      h('span', { class: 'soft small num' }, count !== answer.total && count < answer.total ? `同文をまとめて${number(count)}件` : ''),
      h('div', { class: 'right' },
        state.view === 'list' && h('label', null, h('span', { class: 'sr' }, '並べ方'), h('select', { id: 'sort', onchange: (event) => go(changed(state, { sort: event.target.value })) },
          Object.entries(SORTS).map(([value, name]) => h('option', { value, selected: value === state.sort }, name)))),
        h('a', { class: 'link', href: `/api/search?${save}`, download: 'kensaku.csv' }, 'CSV保存'),
        h('nav', { class: 'tabs', 'aria-label': '見せ方' }, Object.entries(VIEWS).map(([view, name]) => link(name, { ...state, view, offset: 0 }, { 'aria-current': view === state.view ? 'page' : undefined })))));
    drawChips();
    const lines = sayings(state, answer, go);
    says.replaceChildren(...(lines.length ? [h('div', { class: 'say' }, lines)] : []));
    if (state.view === 'map')
      body.replaceChildren(mapPanel(state, answer.facets, go, true), yearsPanel(state, answer.facets, go, true));
    else if (answer.hits.length === 0) body.replaceChildren(nothing(state));
    else if (state.view === 'table') body.replaceChildren(tableView(answer.hits, titles), pages(state, count) ?? '');
    else body.replaceChildren(h('ol', { class: 'hits', role: 'list', 'aria-label': '検索結果' }, answer.hits.map((hit) => card(hit, titles))), pages(state, count) ?? '');
  });
  // The map may come a frame later than the hits.
  const turn = ++drawn;
  setTimeout(() => turn === drawn && keepFocus(() =>
    side.replaceChildren(...(state.view === 'list' ? [answer.facets?.country?.length && mapPanel(state, answer.facets, go, false), yearsPanel(state, answer.facets, go, false)].filter(Boolean) : []))), 30);
  document.title = state.q ? `${state.q} — 先例` : '先例 — 検索';
  const first = answer.hits[0];
  announce(`${countText(answer)}${answer.low && first ? '。ぴったり合うものはありません' : ''}${first ? `。先頭は ${first.title}` : ''}`);
}

// Lists in which something is chosen offer what choosing more would bring, not what is left.
async function widen(state, answer) {
  const chosen = [...FILTERS, 'year'].filter((name) => state[name].length);
  await Promise.all(chosen.map(async (name) => {
    const other = await get(question({ ...state, offset: 0, [name]: [] }, { limit: '1', full: 'off' })).catch(() => null);
    if (other?.facets?.[name]) answer.facets = { ...answer.facets, [name]: other.facets[name] };
  }));
}

// Documents are known by their ids until a record of theirs has told its document's title.
const asked = new Set();
async function nameSources(answer, redraw) {
  const unknown = (answer.facets?.source ?? []).map(({ value }) => value).filter((id) => !titles.has(id) && !asked.has(id)).slice(0, 20);
  if (!unknown.length) return;
  await Promise.all(unknown.map(async (id) => {
    asked.add(id);
    const one = await get(question({ ...read(''), source: [id] }, { limit: '1', facets: 'off' })).catch(() => null);
    const r = one?.hits[0]?.record;
    if (r?.source_title) titles.set(id, r.source_title);
  }));
  redraw();
}

function failed(error) {
  frame(false).body.replaceChildren(h('div', { class: 'say', role: 'alert' }, h('p', null, error.status === 400 ? `この条件では探せません：${error.message}` : '検索できませんでした。しばらくしてからもう一度お試しください。')));
}

async function showResults(state, scroll) {
  let answer;
  try {
    answer = await ask(question(state));
    if (answer === null) return;
    if (isFiltered(state)) {
      await widen(state, answer);
      if (JSON.stringify(read()) !== JSON.stringify(state)) return;
    }
  } catch (error) {
    return failed(error);
  }
  for (const { record } of answer.hits) if (record?.source_title) titles.set(record.source, record.source_title);
  drawResults(state, answer);
  nameSources(answer, () => JSON.stringify(read()) === JSON.stringify(state) && drawResults(state, answer));
  if (scroll !== undefined) scrollTo(0, scroll);
}

/* ---- Other views ---- */

async function showSimilar(params) {
  const id = params.get('id') ?? '';
  const other = params.get('other') === 'on';
  parts = null;
  try {
    const [r, answer] = await Promise.all([get(`/api/documents/${id.split('/').map(encodeURIComponent).join('/')}`), ask(`/api/similar?id=${encodeURIComponent(id)}&limit=20&full=on${other ? '&other=on' : ''}`)]);
    if (answer === null) return;
    main.replaceChildren(h('div', { class: 'doc' },
      h('p', { class: 'path' }, KINDS[r.kind] ?? r.kind), h('h1', null, '似た記録：', h('a', { href: recordAddress(id) }, r.title)),
      (r.activities || r.text || r.description) && h('p', { class: 'soft' }, r.activities ?? r.text ?? r.description),
      h('div', { class: 'tools' }, r.organization && h('a', { class: 'button plain', href: `/similar?id=${encodeURIComponent(id)}${other ? '' : '&other=on'}` }, other ? `${r.organization}のものも見る` : `${r.organization}以外だけを見る`)),
      answer.hits.length ? h('ol', { class: 'hits', role: 'list', 'aria-label': '似た記録' }, answer.hits.filter((hit) => hit.id !== id).map((hit) => card(hit, titles))) : h('div', { class: 'empty' }, h('p', null, '似た記録は見つかりませんでした。'))));
    document.title = `似た記録：${r.title} — 先例`;
    announce(`似た記録 ${answer.hits.length}件`);
  } catch {
    main.replaceChildren(h('div', { class: 'doc' }, h('h1', null, '似た記録'), h('div', { class: 'empty' }, h('p', null, 'この番号の記録は見つかりません。'), h('p', null, h('a', { href: '/' }, '検索へ')))));
  }
}

async function showHome() {
  parts = null;
  if (home) main.replaceChildren(...home);
  else home = [...main.childNodes];
  document.title = '先例 — 自治体の海外展開を調べる';
  const panels = byId('home-panels');
  if (!panels || panels.childElementCount) return;
  const state = read('');
  const answer = await get(question(state, { limit: '1', full: 'off' })).catch(() => null);
  if (answer) panels.replaceChildren(mapPanel(state, answer.facets, go, false, true), yearsPanel(state, answer.facets, go, false, true));
}

async function render(scroll) {
  const { pathname, search } = location;
  const params = new URLSearchParams(search);
  document.documentElement.dataset.view = pathname.split('/')[1] || (search ? 'results' : 'home');
  if (pathname === '/' && search) {
    const state = read();
    if (document.activeElement !== input) input.value = state.q;
    return showResults(state, scroll);
  }
  ask.cancel();
  if (pathname === '/') {
    input.value = '';
    await showHome();
  } else if (pathname.startsWith('/documents/')) {
    const view = await recordView(pathname.slice(11).split('/').map(decodeURIComponent).join('/'), titles);
    if (location.pathname !== pathname) return;
    parts = null;
    main.replaceChildren(view);
  } else if (pathname === '/compare') {
    const view = await compareView(params.getAll('id'), titles);
    parts = null;
    main.replaceChildren(view);
    document.title = '比較 — 先例';
  } else if (pathname === '/similar') await showSimilar(params);
  if (scroll !== undefined) scrollTo(0, scroll);
}

/* ---- Going about ---- */

const leave = () => history.replaceState({ ...history.state, scroll: scrollY }, '');

function travel(path) {
  leave();
  typing = false;
  history.pushState({ scroll: 0 }, '', path);
  return render(0);
}
function go(state) {
  input.value = state.q;
  const here = location.pathname === '/' && location.search;
  leave();
  typing = false;
  history.pushState({ scroll: scrollY }, '', address(state));
  return render(here ? undefined : 0);
}

// A word being typed is one entry of the history, however many letters it takes.
function typed(text) {
  const state = location.pathname === '/' && location.search ? changed(read(), { q: text, without: [] }) : changed(read(''), { q: text });
  const path = address(state);
  if (path === location.pathname + location.search) return;
  if (typing) history.replaceState(history.state, '', path);
  else {
    leave();
    history.pushState({ scroll: 0 }, '', path);
  }
  typing = true;
  clearTimeout(settle);
  settle = setTimeout(() => (typing = false), 2500);
  render();
}

const box = combobox(input, {
  onInput: typed,
  onSubmit(text) {
    typing = true;
    typed(text);
    typing = false;
    if (location.pathname !== '/' || !location.search) travel(address(changed(read(''), { q: text })));
  },
  onLeave: () => main.querySelector('a.open, .hits a')?.focus(),
});

addEventListener('popstate', (event) => {
  typing = false;
  input.blur();
  box.close();
  render(event.state?.scroll ?? 0);
});

document.addEventListener('click', (event) => {
  const a = event.target.closest?.('a[href]');
  if (!a || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || a.hasAttribute('download') || a instanceof SVGElement) return;
  const url = new URL(a.href);
  const ours = (url.pathname === '/' && url.search) || /^\/(documents\/|compare$|similar$)/.test(url.pathname);
  if (url.origin !== location.origin || !ours || url.hash) return;
  event.preventDefault();
  input.value = url.pathname === '/' ? (url.searchParams.get('q') ?? '') : input.value;
  travel(url.pathname + url.search).then(() => main.focus({ preventScroll: true }));
});

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.keyCode === 229 || event.metaKey || event.ctrlKey || event.altKey) return;
  const inField = event.target.matches?.('input:not([type=checkbox]), select, textarea');
  if (event.key === '/' && !inField) {
    event.preventDefault();
    input.focus();
    input.select();
  } else if (event.key === 'Escape' && !inField && main.contains(event.target)) input.focus();
  else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && event.target.matches?.('a.open')) {
    const all = [...main.querySelectorAll('a.open')];
    const next = all[all.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1)];
    event.preventDefault();
    if (next) {
      next.focus();
      next.closest('.card, tr')?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'ArrowUp') input.focus();
  }
});

history.scrollRestoration = 'manual';
showTray();
// From here on the page answers by itself; until then links and form do.
render(history.state?.scroll).finally(() => (document.documentElement.dataset.ready = 'yes'));
