// The page: the manifest tells what the model takes and gives, and the parts that fit are put together.

import { card } from './card.js';
import { Coach } from './coach.js';
import { drawing } from './drawing.js';
import { fields } from './fields.js';
import { numbers } from './numbers.js';
import { picture } from './picture.js';
import { Result } from './result.js';
import { writer } from './writer.js';

const place = (id) => document.getElementById(id);
const forms = { drawing, picture, table: fields, numbers, text: writer };

function fail(error) {
  place('problem').textContent = error?.message ?? String(error);
  place('problem').hidden = false;
  place('time').textContent = '';
  document.documentElement.dataset.stopped = 'true';
}

// The worker as a function from a request to a promise.
function connect() {
  const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
  const open = new Map();
  let last = 0;
  worker.addEventListener('error', (event) => fail(event.message || 'page/worker.js cannot be loaded: the folder is not whole.'));
  worker.addEventListener('message', ({ data: { id, progress, result, error } }) => {
    const { settle, refuse, tell } = open.get(id);
    if (progress) return tell?.(progress);
    open.delete(id);
    return error ? refuse(new Error(error)) : settle(result);
  });
  return (kind, request = {}, tell = undefined) =>
    new Promise((settle, refuse) => {
      open.set(++last, { settle, refuse, tell });
      worker.postMessage({ id: last, kind, ...request });
    });
}

async function read(name) {
  const answer = await fetch(name).catch(() => null);
  if (!answer?.ok) throw new Error(`${name} is not there: the folder is not whole${answer ? ` (${answer.status})` : ''}.`);
  return answer.json().catch((error) => {
    throw new Error(`${name} cannot be read (${error.message}): write the folder again.`);
  });
}

async function start() {
  const manifest = await read('model.json');
  if (!manifest.input || !manifest.output || !manifest.form) throw new Error('model.json does not describe a model: write the folder again.');
  document.title = manifest.title;
  place('title').textContent = manifest.title;
  place('description').textContent = manifest.description;
  card(place('card'), manifest);

  const ask = connect();
  const result = new Result(place('result'), manifest);

  // Of the inputs that come while one is predicted, only the last is.
  let [waiting, isBusy] = [null, false];
  async function predict() {
    if (isBusy) return;
    isBusy = true;
    while (waiting) {
      const { input, isBlank } = waiting;
      waiting = null;
      try {
        shown(await ask('predict', { input }), isBlank);
      } catch (error) {
        fail(error);
      }
    }

    isBusy = false;
  }

  function shown({ values, milliseconds }, isBlank = form.isBlank()) {
    result.show(values, isBlank);
    place('time').textContent = `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms a prediction`;
    document.documentElement.dataset.ready = 'true';
  }

  const changed = () => {
    const input = form.value();
    if (!input) return;
    waiting = { input, isBlank: form.isBlank() };
    predict();
  };
  const form = forms[manifest.form.kind](place('form'), manifest, { changed, ask, result });

  await ask('open', { manifest });
  if (form.value()) changed();
  else {
    place('time').textContent = '';
    document.documentElement.dataset.ready = 'true';
  }

  if (manifest.training) {
    place('learning').hidden = false;
    new Coach(place('learn'), manifest, { form, ask, changed });
    ask('check').catch((error) => {
      place('learning').hidden = true;
      fail(error);
    });
  }

  if (manifest.runtime.webgpu && (await navigator.gpu?.requestAdapter().catch(() => null))) choices();

  function choices() {
    place('engine').hidden = false;
    place('engine-choice').addEventListener('change', async ({ target }) => {
      const input = form.value() ?? form.zeros();
      place('engine-note').textContent = 'It is tried…';
      try {
        shown(await ask('choose', { name: target.value, input }));
        place('engine-note').textContent = '';
      } catch (error) {
        target.value = 'wasm';
        place('engine-note').textContent = `${error.message} WebAssembly goes on.`;
      }
    });
  }
}

if (!document.documentElement.dataset.stopped) start().catch(fail);
