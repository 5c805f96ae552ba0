// Results: one card made for each kind of record.
import { record } from './api.js';
import { byId, announce, h, marked } from './dom.js';
import { KINDS, FORMS, ROLES, citation, fieldName, fiscal, listed, place, recordAddress, sourceText, staff, thousandYen } from './words.js';

const TICKED = 'senrei-ticked';
export const ticked = () => {
  try {
    return JSON.parse(sessionStorage.getItem(TICKED) ?? '[]');
  } catch {
    return [];
  }
};
export function setTicked(ids) {
  try {
    sessionStorage.setItem(TICKED, JSON.stringify(ids.slice(-12)));
  } catch {
    /* without storage ticks last as long as the view */
  }
  showTray();
}

export function showTray() {
  const ids = ticked();
  const tray = byId('tray');
  tray.hidden = ids.length === 0;
  tray.replaceChildren(
    h('span', null, `${ids.length}件を選択`, ids.length === 1 && h('span', { class: 'soft small' }, '（もう1件選ぶと比べられます）')),
    ids.length > 1 && h('a', { class: 'button', href: `/compare?${ids.map((id) => `id=${encodeURIComponent(id)}`).join('&')}` }, '比較'),
    h('button', { class: 'link', type: 'button', onclick: () => {
      setTicked([]);
      document.querySelectorAll('.tick input').forEach((box) => (box.checked = false));
    } }, '選択をやめる'));
}

export const tick = (r) =>
  h('label', { class: 'tick' },
    h('input', { type: 'checkbox', checked: ticked().includes(r.id), onchange: (event) => {
      const others = ticked().filter((id) => id !== r.id);
      setTicked(event.target.checked ? [...others, r.id] : others);
    } }), '比較', h('span', { class: 'sr' }, `に「${r.title}」を加える`));

const facts = (...pairs) => {
  const rows = pairs.filter(([, value]) => value !== undefined && value !== null && value !== '');
  return rows.length > 0 && h('dl', { class: 'facts' }, rows.map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value))));
};

// A field's text, marked where the answer has marked it.
const text = (hit, r, key) => {
  const found = hit.snippets?.find((snippet) => snippet.field === key);
  return found ? marked(found.html) : (listed(r[key]) ?? '');
};
const texts = (hit, r, ...rows) => {
  const full = rows.filter(([key]) => r[key]);
  return full.length > 0 && h('dl', { class: 'texts' }, full.map(([key, name]) => [h('dt', null, name), h('dd', null, text(hit, r, key))]));
};

const office = (hit, r) => [
  facts(['団体', r.organization], ['国・都市', place(r)], ['形態', FORMS[r.form] ?? r.form_text], ['設置', fiscal(r.fy, r.year)], ['職員', staff(r)], ['委託先', r.contractor]),
  texts(hit, r, ['reason', '理由'], ['activities', '活動'], ['note', '備考']),
];
const project = (hit, r) => [
  h('p', { class: 'path' }, [r.pillar, r.section].filter(Boolean).join(' ＞ ')),
  facts(['所管', [r.bureau, r.division].filter(Boolean).join(' ')], ['開始', fiscal(r.fy, r.year)], ['状態', r.status], ['予算', thousandYen(r.budget)], ['次年度', thousandYen(r.budget_next)], ['対象国', listed(r.countries)]),
  texts(hit, r, ['description', '内容'], ['plan', '予定'], ['participants', '参加'], ['note', '備考']),
];
const minutes = (hit, r) => [
  h('p', { class: 'path' }, [r.meeting, r.section].filter(Boolean).join(' ＞ ')),
  facts(['発言者', r.speaker], ['所属', r.affiliation], ['種別', ROLES[r.role] ?? r.role], ['日付', r.date]),
  h('p', { class: 'body' }, text(hit, r, 'text')),
  (r.role === 'question' || r.role === 'answer') && beside(r),
];
const item = (hit, r) => [
  Array.isArray(r.path) && r.path.length > 0 && h('p', { class: 'path' }, listed(r.path)),
  h('p', { class: 'body' }, text(hit, r, 'text') || text(hit, r, 'body')),
];
const CARDS = { office, project, minutes, plan: item, guide: item };

function anything(hit, r) {
  const skip = new Set(['id', 'kind', 'title', 'source', 'line', 'text', 'body', 'repairs', 'path']);
  const rest = Object.entries(r).filter(([key, value]) => !skip.has(key) && value !== null && String(value).length < 60).slice(0, 6);
  return [...item(hit, r), facts(...rest.map(([key, value]) => [fieldName(key), listed(value)]))];
}

const numbered = (id, step) => {
  const match = /^(.*\/)(\d+)$/.exec(id);
  return match && +match[2] + step > 0 ? `${match[1]}${+match[2] + step}` : null;
};
// The question before an answer, the answer after a question.
function beside(r) {
  const wanted = r.role === 'question' ? 'answer' : 'question';
  const button = h('button', { class: 'link', type: 'button', 'aria-expanded': 'false', onclick: async () => {
    const step = wanted === 'answer' ? 1 : -1;
    let other = null;
    for (let id = numbered(r.id, step), n = 0; id && n < 8; id = numbered(id, step), n++) {
      const near = await record(id).catch(() => null);
      if (!near || near.meeting !== r.meeting) break;
      if (near.role === wanted) {
        other = near;
        break;
      }
    }
    button.replaceWith(other
      ? h('p', { class: 'beside', tabindex: '-1' }, h('b', null, `${ROLES[wanted]}：`), other.speaker && `${other.speaker}（${other.affiliation ?? ''}）`, ' ', other.text, ' ', h('a', { href: recordAddress(other.id) }, '開く'))
      : h('p', { class: 'beside' }, `対になる${ROLES[wanted]}は見つかりません。`));
  } }, wanted === 'answer' ? 'この質問への回答を見る' : 'この回答の元の質問を見る');
  return button;
}

function unfold(hit) {
  const count = hit.collapsed?.length ?? 0;
  if (!count) return null;
  const what = hit.kind === 'office' ? '拠点' : '件';
  const button = h('button', { class: 'link', type: 'button', 'aria-expanded': 'false', onclick: async () => {
    const open = button.getAttribute('aria-expanded') === 'true';
    button.setAttribute('aria-expanded', String(!open));
    const card = button.closest('.card');
    if (open) return card.querySelector('.same')?.remove();
    const list = h('ul', { class: 'same' }, h('li', null, '読み込んでいます…'));
    card.append(list);
    const others = await Promise.all(hit.collapsed.slice(0, 100).map((id) => record(id).catch(() => ({ id, title: id }))));
    list.replaceChildren(...others.map((r) => h('li', null, h('a', { href: recordAddress(r.id) }, r.title), place(r) && h('span', { class: 'soft small' }, `　${place(r)}`))));
  } }, `同文 ほか${count}${what}`);
  return button;
}

export function copyButton(r, titles) {
  const button = h('button', { class: 'link', type: 'button', onclick: async () => {
    const said = citation(r, titles);
    try {
      await navigator.clipboard.writeText(said);
    } catch {
      const area = h('textarea', { class: 'sr' }, said);
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
    button.textContent = '写しました';
    announce('引用を写しました');
    setTimeout(() => (button.textContent = '引用を写す'), 2000);
  } }, '引用を写す');
  return button;
}

export function card(hit, titles) {
  const r = { ...hit.fields, ...hit.record, id: hit.id, kind: hit.kind, title: hit.title };
  const title = hit.title_html ? marked(hit.title_html) : text(hit, r, 'title');
  return h('li', null, h('article', { class: 'card', 'data-id': r.id },
    h('header', null,
      h('h2', null, h('span', { class: `tag ${r.kind}` }, KINDS[r.kind] ?? r.kind), h('a', { class: 'open', href: recordAddress(r.id) }, title)),
      tick(r)),
    (CARDS[r.kind] ?? anything)(hit, r),
    h('footer', null,
      h('span', null, sourceText(r, titles)),
      copyButton(r, titles),
      h('a', { class: 'link', href: `/similar?id=${encodeURIComponent(r.id)}` }, r.kind === 'office' ? '似た活動' : '似た記録'),
      unfold(hit))));
}
