// Records beside each other: the comparison of those ticked, and the table of a whole answer.
import { record } from './api.js';
import { setTicked, tick, ticked } from './cards.js';
import { download, h, marked } from './dom.js';
import { FORMS, KINDS, ROLES, fieldName, fiscal, listed, place, recordAddress, sourceText, staff, thousandYen } from './words.js';

const COLUMNS = {
  office: [['団体', (r) => r.organization], ['国・都市', place], ['設置理由', (r) => r.reason], ['活動内容', (r) => r.activities], ['形態', (r) => FORMS[r.form] ?? r.form_text], ['委託先', (r) => r.contractor], ['職員数', staff], ['設置年度', (r) => fiscal(r.fy, r.year)], ['所管課', (r) => r.department], ['アドレス', (r) => r.url], ['備考', (r) => r.note]],
  project: [['所管', (r) => [r.bureau, r.division].filter(Boolean).join(' ')], ['事業内容', (r) => r.description], ['次年度の予定', (r) => r.plan], ['対象国', (r) => listed(r.countries)], ['期間', (r) => r.period], ['参加者', (r) => r.participants], ['予算', (r) => thousandYen(r.budget)], ['次年度予算', (r) => thousandYen(r.budget_next)], ['状態', (r) => r.status], ['開始年度', (r) => fiscal(r.fy, r.year)], ['備考', (r) => r.note]],
  minutes: [['会議', (r) => r.meeting], ['日付', (r) => r.date], ['節', (r) => r.section], ['発言者', (r) => r.speaker], ['所属', (r) => r.affiliation], ['種別', (r) => ROLES[r.role] ?? r.role], ['本文', (r) => r.text]],
  other: [['見出し', (r) => listed(r.path)], ['本文', (r) => r.text ?? r.body]],
};
const known = (kind) => (COLUMNS[kind] ? kind : 'other');

function rowsOf(records) {
  const rows = [['種類', (r) => KINDS[r.kind] ?? r.kind]];
  const names = new Set();
  for (const kind of new Set(records.map((r) => known(r.kind))))
    for (const row of COLUMNS[kind]) if (!names.has(row[0])) {
      names.add(row[0]);
      const values = (r) => COLUMNS[known(r.kind)].find(([name]) => name === row[0])?.[1](r) ?? '';
      rows.push([row[0], values]);
    }
  rows.push(['資料', (r) => sourceText(r, titles)]);
  return rows.map(([name, value]) => [name, records.map((r) => String(value(r) ?? ''))]).filter(([, values]) => values.some(Boolean));
}
let titles = null;

const cell = (text) => (/^[=+@\-\t\r]/.test(text) ? `'${text}` : text).replace(/"/g, '""');
// UTF-8 with its mark and quoted cells: what spreadsheets open by a double click.
export const csv = (rows) => `\ufeff${rows.map((row) => row.map((text) => `"${cell(String(text ?? ''))}"`).join(',')).join('\r\n')}\r\n`;

export async function compareView(ids, sourceTitles) {
  titles = sourceTitles;
  const found = (await Promise.all(ids.slice(0, 12).map((id) => record(id).catch(() => null)))).filter(Boolean);
  const lost = ids.length - found.length;
  if (found.length === 0)
    return h('div', { class: 'doc' }, h('h1', null, '比較'), h('div', { class: 'empty' }, h('p', null, '比べる記録が選ばれていません。検索結果の「比較」に印を付けて、二つ以上選んでください。'), h('p', null, h('a', { href: '/' }, '検索へ'))));
  const rows = rowsOf(found);
  const save = () => download('hikaku.csv', 'text/csv;charset=utf-8', csv([['項目', ...found.map((r) => r.title)], ...rows.map(([name, values]) => [name, ...values]), ['番号', ...found.map((r) => r.id)]]));
  const drop = (id) => {
    setTicked(ticked().filter((other) => other !== id));
    const rest = found.filter((r) => r.id !== id).map((r) => `id=${encodeURIComponent(r.id)}`).join('&');
    return `/compare?${rest}`;
  };
  return h('div', null,
    h('div', { class: 'summary' }, h('h1', null, `${found.length}件の比較`), h('div', { class: 'right' },
      h('button', { class: 'button plain', type: 'button', id: 'csv', onclick: save }, '表計算用に保存（CSV）'), h('button', { class: 'button plain', type: 'button', onclick: () => print() }, '印刷'))),
    h('p', { class: 'soft small' }, '左端の記録と異なる欄に印を付けています。'),
    lost > 0 && h('p', { class: 'say' }, `${lost}件は今の索引に見つかりません。`),
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': '比較表' }, h('table', { class: 'compare' },
      h('caption', { class: 'sr' }, '選んだ記録の比較'),
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, '項目'), found.map((r, i) => h('th', { scope: 'col' },
        i === 0 && found.length > 1 && h('span', { class: 'base' }, '基準 '), h('a', { href: recordAddress(r.id) }, r.title), found.length > 1 && h('button', { class: 'more', type: 'button', 'data-drop': r.id, 'aria-label': `${r.title}を比較から外す`, onclick: () => { history.pushState(null, '', drop(r.id)); dispatchEvent(new PopStateEvent('popstate')); } }, '外す'))))),
      h('tbody', null, rows.map(([name, values]) => h('tr', null,
        h('th', { scope: 'row' }, name), values.map((text) => h('td', { class: text !== values[0] && name !== '資料' && 'differs' }, text !== values[0] && name !== '資料' && h('span', { class: 'sr' }, '違い：'), /^https?:\/\//.test(text) ? h('a', { href: text, rel: 'noreferrer' }, text) : text || h('span', { class: 'soft' }, '—')))))))));
}

const TABLE = {
  office: [['団体', 'organization'], ['国・地域', 'country'], ['都市', 'city'], ['形態', 'form', (r) => FORMS[r.form] ?? r.form_text], ['設置年度', 'year', (r) => fiscal(r.fy, r.year)], ['職員', 'staff_total'], ['委託先', 'contractor'], ['活動', 'activities']],
  project: [['部局', 'bureau'], ['課', 'division'], ['状態', 'status'], ['開始', 'year', (r) => fiscal(r.fy, r.year)], ['予算（千円）', 'budget'], ['次年度（千円）', 'budget_next'], ['内容', 'description']],
  minutes: [['発言者', 'speaker'], ['所属', 'affiliation'], ['種別', 'role', (r) => ROLES[r.role] ?? r.role], ['日付', 'date'], ['本文', 'text']],
  mixed: [['種類', 'kind', (r) => KINDS[r.kind] ?? r.kind], ['団体・部局', 'organization', (r) => r.organization ?? r.bureau ?? r.affiliation], ['国・地域', 'country'], ['年度', 'year', (r) => fiscal(r.fy, r.year)], ['内容', 'text', (r) => r.activities ?? r.description ?? r.text]],
};
const NUMBERS = new Set(['staff_total', 'budget', 'budget_next']);
const LONG = new Set(['activities', 'description', 'text']);
const collator = new Intl.Collator('ja', { numeric: true });
let order = { key: null, down: false };

// Every column sorts the rows that are shown.
export function tableView(hits, titles_) {
  titles = titles_;
  const records = hits.map((hit) => ({ hit, r: { ...hit.fields, ...hit.record, id: hit.id, kind: hit.kind, title: hit.title } }));
  const kinds = new Set(records.map(({ r }) => r.kind));
  const columns = [['題名', 'title'], ...(kinds.size === 1 && TABLE[[...kinds][0]] ? TABLE[[...kinds][0]] : TABLE.mixed)];
  const holder = h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': '結果の表' });
  const draw = (focus) => {
    const rows = [...records];
    const column = columns.find(([, key]) => key === order.key);
    if (column) {
      const of = ({ r }) => (r[column[1]] ?? column[2]?.(r) ?? '');
      rows.sort((a, b) => {
        const [x, y] = [of(a), of(b)];
        if ((x === '') !== (y === '')) return x === '' ? 1 : -1;
        const c = typeof x === 'number' && typeof y === 'number' ? x - y : collator.compare(String(x), String(y));
        return order.down ? -c : c;
      });
    }
    const sorted = (key) => (order.key === key ? (order.down ? 'descending' : 'ascending') : undefined);
    holder.replaceChildren(h('table', null, h('caption', { class: 'sr' }, '検索結果。見出しを押すと並べ替えます'),
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, '比較'), columns.map(([name, key]) => h('th', { scope: 'col', 'aria-sort': sorted(key) },
        h('button', { type: 'button', 'data-sort': key, onclick: () => { order = { key, down: order.key === key && !order.down }; draw(key); } }, name, h('span', { 'aria-hidden': 'true' }, order.key === key ? (order.down ? ' ▼' : ' ▲') : ' ↕')))))),
      h('tbody', null, rows.map(({ hit, r }) => h('tr', { 'data-id': r.id }, h('td', null, tick(r)), columns.map(([, key, show]) => {
        if (key === 'title') return h('td', { class: 'wide' }, h('a', { class: 'open', href: recordAddress(r.id) }, r.title));
        const snippet = LONG.has(key) && hit.snippets?.find(({ field }) => field === key);
        const value = show ? show(r) : listed(r[key]);
        return h('td', { class: NUMBERS.has(key) ? 'n' : LONG.has(key) ? 'wide' : undefined }, snippet ? marked(snippet.html) : NUMBERS.has(key) && typeof value === 'number' ? value.toLocaleString('ja-JP') : (value ?? ''));
      }))))));
    if (focus) holder.querySelector(`[data-sort="${focus}"]`)?.focus();
  };
  draw();
  return holder;
}
