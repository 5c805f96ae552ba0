// Words of the page: names of fields, kinds and forms, years in both countings, citations.
export const KINDS = { office: '拠点', project: '事業', minutes: '議事録', plan: '計画', guide: '案内', document: '文書' };
export const FORMS = { a: '独自事務所', b: '機関等派遣', c: '業務委託等', d: 'その他' };
export const ROLES = { greeting: '挨拶', report: '報告', comment: '討論', question: '質問', answer: '回答', preface: '表題・概要' };
export const FACETS = {
  kind: '種類', country: '国・地域', city: '都市', organization: '団体', form: '形態', year: '年度',
  speaker: '発言者', status: '事業の状態', source: '資料',
};
export const FIELDS = {
  organization: '団体', name: '名称', country: '国・地域', city: '都市', form: '形態', form_text: '形態の記載',
  contractor: '委託先', fy: '年度', year: '年度（西暦）', department: '所管課', staff: '職員数', staff_total: '職員数',
  staff_dispatched: '派遣職員', staff_local: '現地職員', reason: '設置理由', activities: '活動内容', url: 'アドレス', note: '備考',
  pillar: '柱', section: '節', bureau: '部局', division: '課', description: '事業内容', countries: '対象国', period: '期間',
  participants: '参加者', budget: '予算', plan: '次年度の予定', status: '状態', budget_next: '次年度予算', meeting: '会議',
  date: '日付', speaker: '発言者', affiliation: '所属', role: '発言の別', text: '本文', path: '見出し', title: '題名',
  source: '資料', line: '行', kind: '種類', id: '番号', body: '本文', publisher: '発行者', author: '著者',
};
export const fieldName = (key) => FIELDS[key] ?? key;

export const number = (n) => Number(n).toLocaleString('ja-JP');

const ERAS = { M: ['明治', 1867], T: ['大正', 1911], S: ['昭和', 1925], H: ['平成', 1988], R: ['令和', 2018] };
// "平成23年度（2011）" of a written form (H23) or a Christian year.
export function fiscal(fy, year) {
  const match = /^([MTSHR])(\d{1,2}|元)$/i.exec(String(fy ?? '').normalize('NFKC'));
  let era = match && ERAS[match[1].toUpperCase()];
  let nth = match && (match[2] === '元' ? 1 : +match[2]);
  let y = Number(year) || (era ? era[1] + nth : 0);
  if (!y) return fy ? String(fy) : '';
  if (!era) {
    era = Object.values(ERAS).reverse().find(([, before]) => y > before);
    if (!era) return `${y}年度`;
    nth = y - era[1];
  }
  return `${era[0]}${nth === 1 ? '元' : nth}年度（${y}）`;
}

export const thousandYen = (n) => (n === null || n === undefined ? '' : n === 0 ? '0円' : `${number(n)}千円`);

export function valueName(facet, value, titles) {
  if (facet === 'kind') return KINDS[value] ?? value;
  if (facet === 'form') return FORMS[value] ? `${FORMS[value]}（${value}）` : value;
  if (facet === 'year') return /^\d{4}$/.test(value) ? fiscal(null, value) : value;
  if (facet === 'source') return titles?.get(value) ?? value;
  return value;
}

export function staff(r) {
  if (r.staff_total === null || r.staff_total === undefined) return '';
  const parts = [];
  if (r.staff_dispatched !== null && r.staff_dispatched !== undefined) parts.push(`派遣${r.staff_dispatched}`);
  if (r.staff_local !== null && r.staff_local !== undefined) parts.push(`現地${r.staff_local}`);
  return `${r.staff_total}人${parts.length ? `（${parts.join('・')}）` : ''}`;
}

export const place = (r) => [r.country, r.city !== r.country && r.city].filter(Boolean).join('・');
export const listed = (value) => (Array.isArray(value) ? value.join(' ＞ ') : value);
export const recordAddress = (id) => `/documents/${id.split('/').map(encodeURIComponent).join('/')}`;

export function sourceText(r, titles) {
  const title = r.source_title ?? titles?.get(r.source) ?? r.source ?? r.id.split('/')[0];
  const local = r.id.slice(r.id.indexOf('/') + 1);
  return `${title} ${local}${r.line ? `（${number(r.line)}行目）` : ''}`;
}

// What goes into a paper: title, source and line, lasting address.
export const citation = (r, titles) => `「${r.title}」${sourceText(r, titles)} ${location.origin}${recordAddress(r.id)}`;
