// Words offered while typing: a combobox as WAI-ARIA describes it, safe for kana-kanji conversion.
import { latest } from './api.js';
import { byId, h } from './dom.js';
import { FACETS, KINDS, number } from './words.js';

const NAMES = { ...FACETS, ...KINDS, reading: '読み', synonym: '類語', place: '地名', word: 'ことば', title: '題名', name: '名称', activity: '活動', correction: 'もしかして', department: '所管課', contractor: '委託先' };

// While kana are being converted, the last Latin letters are half of a sound.
export const settled = (text, composing) => (composing ? text.replace(/[a-zA-Zａ-ｚＡ-Ｚ]+$/u, '') : text);

// onInput(text): the text changed. onSubmit(text): it is meant. onLeave(): down into the results.
export function combobox(input, { onInput, onSubmit, onLeave }) {
  const list = byId('suggest');
  const ask = latest();
  let chosen = -1;
  let composing = false;
  let ended = 0;
  let typed = '';
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', 'suggest');
  input.setAttribute('aria-expanded', 'false');

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const take = (text) => {
    input.value = text;
    ask.cancel();
    close();
    onSubmit(text);
  };
  const choose = (n) => {
    const rows = list.children;
    chosen = rows.length ? ((n + 1 + rows.length + 1) % (rows.length + 1)) - 1 : -1;
    for (let i = 0; i < rows.length; i++) rows[i].setAttribute('aria-selected', String(i === chosen));
    if (chosen < 0) input.removeAttribute('aria-activedescendant');
    else {
      input.setAttribute('aria-activedescendant', rows[chosen].id);
      rows[chosen].scrollIntoView({ block: 'nearest' });
    }
    input.value = chosen < 0 ? typed : rows[chosen].dataset.text;
  };
  const offer = async (text) => {
    if (!text.trim()) return close();
    let answer = null;
    try {
      answer = await ask(`/api/suggest?q=${encodeURIComponent(text)}`);
    } catch {
      return close();
    }
    if (!answer || document.activeElement !== input) return;
    const rows = (answer.suggestions ?? []).filter((one) => one.text !== text.trim()).slice(0, 8);
    list.replaceChildren(...rows.map((one, i) =>
      h('li', { role: 'option', id: `suggest-${i}`, 'aria-selected': 'false', 'data-text': one.text, onpointerdown: (event) => { event.preventDefault(); take(one.text); } },
        h('span', null, one.text), h('span', { class: 'what' }, [NAMES[one.kind], one.count ? `${number(one.count)}件` : ''].filter(Boolean).join('　')))));
    chosen = -1;
    input.removeAttribute('aria-activedescendant');
    list.hidden = rows.length === 0;
    input.setAttribute('aria-expanded', String(rows.length > 0));
  };
  const changed = () => {
    typed = input.value;
    const text = settled(typed, composing);
    onInput(text, composing);
    offer(text);
  };

  input.addEventListener('compositionstart', () => (composing = true));
  input.addEventListener('compositionend', () => {
    composing = false;
    ended = performance.now();
    changed();
  });
  input.addEventListener('input', (event) => {
    if (event.isComposing) composing = true;
    changed();
  });
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || composing || event.keyCode === 229) return;
    const openList = !list.hidden;
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      if (openList) choose(chosen + 1);
      else onLeave();
    } else if (event.key === 'ArrowUp' && openList) {
      event.preventDefault();
      choose(chosen - 1);
    } else if (event.key === 'Escape') {
      event.preventDefault(); // else browsers empty a search field
      ask.cancel();
      if (!openList) return;
      input.value = typed;
      close();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      // Safari ends the composition before it tells of the key that ended it.
      if (performance.now() - ended < 30 && event.keyCode === 229) return;
      take(input.value);
    }
  });
  input.form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!composing) take(input.value);
  });
  return { close };
}
