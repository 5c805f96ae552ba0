// What is asked for, as it stands in the address. The same names as the HTTP interface.
export const FILTERS = ['kind', 'organization', 'country', 'city', 'form', 'speaker', 'status', 'source'];
const LISTS = [...FILTERS, 'year', 'without'];
const SINGLES = { q: '', sort: 'relevance', offset: '0', synonyms: 'on', collapse: 'on', match: 'auto', view: 'list' };
const PAGE = 20;

export function read(search = location.search) {
  const params = new URLSearchParams(search);
  const state = {};
  for (const name of LISTS) state[name] = [...new Set(params.getAll(name).filter(Boolean))];
  for (const [name, usual] of Object.entries(SINGLES)) state[name] = params.get(name) ?? usual;
  state.offset = Math.max(0, parseInt(state.offset, 10) || 0);
  return state;
}

function write(state, skip) {
  const params = new URLSearchParams();
  for (const [name, usual] of Object.entries(SINGLES))
    if (!skip.includes(name) && String(state[name]) !== usual) params.set(name, state[name]);
  for (const name of LISTS) for (const value of state[name]) params.append(name, value);
  return params;
}

// The page's own address of a state.
export function address(state) {
  const text = write(state, []).toString();
  return text ? `/?${text}` : '/?q=';
}

// The address of its answer.
export function question(state, more = {}) {
  const params = write(state, ['view', 'offset']);
  params.set('limit', state.view === 'table' ? 100 : PAGE);
  if (state.offset) params.set('offset', state.offset);
  params.set('full', 'on');
  for (const [name, value] of Object.entries(more)) params.set(name, value);
  return `/api/search?${params}`;
}

export const pageSize = (state) => (state.view === 'table' ? 100 : PAGE);
export const changed = (state, more) => ({ ...state, offset: 0, ...more });
export const toggled = (state, name, value) =>
  changed(state, { [name]: state[name].includes(value) ? state[name].filter((v) => v !== value) : [...state[name], value] });
export const isFiltered = (state) => [...FILTERS, 'year'].some((name) => state[name].length > 0);
