// Building blocks of the page. Text only ever becomes text nodes; no markup is parsed but <mark>.
const SVG = 'http://www.w3.org/2000/svg';

function fill(el, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) el.addEventListener(name.slice(2), value);
    else if (name === 'checked' || name === 'value' || name === 'indeterminate') el[name] = value;
    else el.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity))
    if (child !== undefined && child !== null && child !== false && child !== '') el.append(child);
  return el;
}

export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
export const s = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
export const byId = (id) => document.getElementById(id);

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const plain = (html) =>
  html.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex, dec, name) =>
    hex ? String.fromCodePoint(parseInt(hex, 16)) : dec ? String.fromCodePoint(+dec) : (NAMED[name] ?? all));

// The nodes of a snippet: <mark> kept, everything else is text.
export function marked(html) {
  const nodes = [];
  html.split(/(<mark>[^]*?<\/mark>)/).forEach((piece) => {
    if (piece.startsWith('<mark>')) nodes.push(h('mark', null, plain(piece.slice(6, -7))));
    else if (piece) nodes.push(plain(piece.replace(/<\/?mark>/g, '')));
  });
  return nodes;
}

// Says something to those who listen to the page.
let saying;
export function announce(text) {
  clearTimeout(saying);
  saying = setTimeout(() => (byId('live').textContent = text), 400);
}

export function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
