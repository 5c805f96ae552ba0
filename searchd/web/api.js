// Asking the daemon. Of several questions of one sort only the newest may answer.
export async function get(path, signal) {
  const answer = await fetch(path, { signal, headers: { Accept: 'application/json' } });
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw Object.assign(new Error(body?.detail || '応答がありません'), { status: answer.status });
  return body;
}

// latest()(path): null where a newer question has been asked since.
export function latest() {
  let controller = null;
  let number = 0;
  const ask = async (path) => {
    controller?.abort();
    controller = new AbortController();
    const mine = ++number;
    try {
      const body = await get(path, controller.signal);
      return mine === number ? body : null;
    } catch (error) {
      if (error.name === 'AbortError' || mine !== number) return null;
      throw error;
    }
  };
  ask.cancel = () => {
    number++;
    controller?.abort();
  };
  return ask;
}

const records = new Map();
// A whole record, kept for the life of the page.
export function record(id) {
  if (!records.has(id)) {
    const path = id.split('/').map(encodeURIComponent).join('/');
    records.set(id, get(`/api/documents/${path}`).catch((error) => {
      records.delete(id);
      throw error;
    }));
  }
  return records.get(id);
}
