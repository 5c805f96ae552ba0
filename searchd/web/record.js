// One record whole: its fields, its neighbours in the document, its repairs, what resembles it.
import { get, record } from './api.js';
import { copyButton, tick } from './cards.js';
import { h } from './dom.js';
import { FORMS, KINDS, ROLES, fieldName, fiscal, listed, number, place, recordAddress, sourceText, staff, thousandYen } from './words.js';

const ORDER = ['organization', 'name', 'country', 'city', 'form', 'meeting', 'section', 'speaker', 'affiliation', 'role', 'pillar', 'bureau', 'division', 'path', 'fy', 'staff_total', 'status', 'reason', 'activities', 'description', 'text', 'body'];
const HIDDEN = new Set(['date', 'id', 'kind', 'title', 'source', 'line', 'repairs', 'year', 'staff_dispatched', 'staff_local', 'form_text', 'source_title', 'source_url', 'publisher', 'neighbours', 'document']);
const WHAT = { moved: '別の欄から移した', split: '分けた', carried: '上の行から補った', mended: '誤読を直した', guessed: '推定した', kept: '印刷のまま残した', restored: '復元した' };

function shown(r, key) {
  const value = r[key];
  if (value === null || value === undefined || value === '') return null;
  switch (key) {
    case 'form': return `${FORMS[r.form] ?? ''}（${r.form}）${r.form_text && r.form_text !== FORMS[r.form] ? ` ${r.form_text}` : ''}`;
    case 'fy': return `${fiscal(r.fy, r.year)} ${r.fy}`;
    case 'staff_total': return staff(r);
    case 'role': return ROLES[value] ?? value;
    case 'budget': case 'budget_next': return thousandYen(value);
    case 'url': return /^https?:\/\//.test(value) ? h('a', { href: value, rel: 'noreferrer' }, value) : value;
    default: return typeof value === 'number' ? String(value) : typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : String(listed(value));
  }
}

// The record before (-1) or after (1) in its document: the last number of the id counts rows.
async function neighbour(r, step) {
  const given = r.neighbours?.[step < 0 ? 'previous' : 'next'];
  if (given) return record(given.id ?? given).catch(() => null);
  const match = /^(.*?)(\d+)-(\d+)$/.exec(r.id) ?? /^(.*?)()(\d+)$/.exec(r.id);
  if (!match) return null;
  const [, head, group, row] = match;
  const tries = [];
  if (+row + step > 0) tries.push(`${head}${group ? `${group}-` : ''}${+row + step}`);
  if (group && step > 0) tries.push(`${head}${+group + 1}-1`);
  for (const id of tries) {
    const found = await record(id).catch(() => null);
    if (found) return found;
  }
  return null;
}

export async function recordView(id, titles) {
  let r;
  try {
    r = await record(id);
  } catch (error) {
    return h('div', { class: 'doc' }, h('h1', null, '記録が見つかりません'),
      h('div', { class: 'empty' }, h('p', null, error.status === 404 ? 'この番号の記録は今の索引にありません。資料が新しい版に替わったのかもしれません。' : error.message), h('p', null, h('a', { href: '/' }, '検索へ'))));
  }
  const keys = [...ORDER.filter((key) => key in r), ...Object.keys(r).filter((key) => !ORDER.includes(key) && !HIDDEN.has(key))];
  const rows = keys.filter((key) => !HIDDEN.has(key)).map((key) => [key, shown(r, key)]).filter(([, value]) => value !== null);
  const near = h('nav', { class: 'near', 'aria-label': '資料の中の前後' });
  const similar = h('ul', { class: 'rows' }, h('li', { class: 'soft' }, '探しています…'));
  const repairs = r.repairs ?? [];
  const view = h('article', { class: 'doc' },
    h('p', { class: 'path' }, h('span', { class: `tag ${r.kind}` }, KINDS[r.kind] ?? r.kind), sourceText(r, titles)),
    h('h1', null, r.title),
    h('div', { class: 'tools' }, tick(r), copyButton(r, titles), h('a', { class: 'link', href: recordAddress(r.id) }, 'この記録の固定アドレス'), h('a', { class: 'link', href: `/similar?id=${encodeURIComponent(r.id)}` }, '似た記録で絞り込む'), h('button', { class: 'link', type: 'button', onclick: () => print() }, '印刷')),
    h('dl', { class: 'record' }, rows.map(([key, value]) => [h('dt', null, key === 'name' && r.kind === 'office' ? '拠点名' : key === 'description' ? '事業内容' : fieldName(key)), h('dd', null, value)]),
      h('dt', null, '資料'), h('dd', null, sourceText(r, titles), r.publisher && `　${r.publisher}`),
      r.date && [h('dt', null, r.kind === 'minutes' ? '日付' : '資料の日付'), h('dd', null, r.date)],
      r.source_url && [h('dt', null, '原典'), h('dd', null, h('a', { href: r.source_url, rel: 'noreferrer' }, r.source_url))],
      h('dt', null, '番号'), h('dd', null, r.id)),
    repairs.length > 0 && [h('h2', null, '読み取りの際に直したところ'), h('ul', { class: 'rows' }, repairs.map((p) => h('li', null, h('b', null, fieldName(p.field)), `　${WHAT[p.what] ?? p.what}`, p.from && `　元：「${p.from}」`, p.why && h('span', { class: 'soft' }, `　${p.why}`))))],
    near,
    h('h2', null, r.kind === 'office' ? '活動の似た拠点・記録' : '似た記録'), similar);
  Promise.all([neighbour(r, -1), neighbour(r, 1)]).then(([before, after]) => near.replaceChildren(
    ...[before && h('a', { class: 'previous', href: recordAddress(before.id), rel: 'prev' }, h('small', null, '← 前'), before.title), after && h('a', { class: 'next', href: recordAddress(after.id), rel: 'next' }, h('small', null, '次 →'), after.title)].filter(Boolean)));
  get(`/api/similar?id=${encodeURIComponent(id)}&limit=6&full=on`).then((answer) => {
    const rowsOf = answer.hits.filter((hit) => hit.id !== id).map((hit) => {
      const o = { ...hit.fields, ...hit.record };
      return h('li', null, h('span', { class: `tag ${hit.kind}` }, KINDS[hit.kind] ?? hit.kind), h('a', { href: recordAddress(hit.id) }, hit.title), h('span', { class: 'soft small' }, `　${[place(o), fiscal(o.fy, o.year)].filter(Boolean).join('　')}`));
    });
    similar.replaceChildren(...(rowsOf.length ? rowsOf : [h('li', { class: 'soft' }, '似た記録は見つかりませんでした。')]));
  }).catch(() => similar.replaceChildren(h('li', { class: 'soft' }, '似た記録を取り出せませんでした。')));
  document.title = `${r.title} — 先例`;
  return view;
}

export const countText = (answer) => `${answer.total_is_estimate ? '約' : ''}${number(answer.total)}件`;
