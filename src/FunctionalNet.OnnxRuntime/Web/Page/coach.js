// Teaching: examples with their labels, steps of learning, and what comes of them.

import { Chart } from './chart.js';
import { number, samples } from './csv.js';
import { element, save } from './dom.js';

// More would not be looked at one by one.
const mostShown = 60;

export class Coach {
  constructor(host, manifest, { form, ask, changed }) {
    Object.assign(this, { manifest, form, ask, changed, examples: [] });
    const { target } = manifest.training;
    this.size = manifest.input.shape.reduce((product, size) => product * size, 1);
    this.isLabel = target.type === 'int64';
    const outputs = manifest.output.shape.at(-1) ?? 1;
    this.labels = manifest.labels.length ? manifest.labels : Array.from({ length: outputs }, (_, i) => `${i}`);
    const button = (text, action, className = '') => element('button', { type: 'button', className, onclick: () => action().catch((error) => this.told(error.message)) }, text);

    this.label = this.isLabel
      ? element('select', { id: 'label' }, this.labels.map((label, i) => element('option', { value: i }, label)))
      : element('input', { id: 'label', value: '0', inputMode: 'decimal' });
    this.file = element('input', { type: 'file', id: 'csv', accept: '.csv,.tsv,.txt,text/csv,text/plain', className: 'unseen' });
    this.file.addEventListener('change', () => this.read().catch((error) => this.told(error.message)));
    this.list = element('ul', { className: 'examples', 'aria-label': 'Examples; one that is pressed goes' });
    this.count = element('p', { className: 'soft', role: 'status' });
    this.steps = element('input', { id: 'steps', type: 'number', min: 1, max: 1000000, value: 100 });
    this.learnButton = button('Learn', () => this.learn(), 'first');
    this.undo = button('Undo to the start', () => this.back());
    this.model = button('Model (ONNX)', async () => save('learned.onnx', await ask('onnx')));
    this.state = button('State (safetensors)', async () => save('learned.safetensors', await ask('state')));
    this.note = element('p', { className: 'soft', id: 'learn-note', role: 'status' });

    const given = form.pieces
      ? [element('p', {}, 'It learns the text of a file: to tell of each token which follows.')]
      : [element('p', { className: 'field' }, element('label', { htmlFor: 'label' }, 'The input above is'), this.label, button('Add it', async () => this.add()))];
    host.append(
      element('div', {}, ...given, element('p', { className: 'buttons' }, this.file, element('label', { htmlFor: 'csv', className: 'button' }, form.pieces ? 'Text…' : 'Rows of a CSV file…'), button('Forget them', async () => this.forget())), this.count, this.list),
      element(
        'div',
        {},
        element('p', { className: 'field' }, element('label', { htmlFor: 'steps' }, 'Steps'), this.steps, this.learnButton, this.undo),
        this.note,
      ),
    );
    this.chart = new Chart(host.lastChild);
    host.lastChild.append(element('p', { className: 'buttons' }, element('span', {}, 'Download'), this.model, this.state));
    this.update();
  }

  told(text) {
    this.note.textContent = text;
  }

  // The target that a word of a file or a field names.
  target(word) {
    const place = this.isLabel ? this.labels.indexOf(word) : -1;
    const parsed = place >= 0 ? [place] : String(word).split(/[\s;]+/).filter(Boolean).map(this.isLabel ? Number : number);
    const size = this.manifest.training.target.shape.reduce((product, axis) => product * axis, 1);
    const isKnown = this.isLabel ? Number.isInteger(parsed[0]) && parsed[0] >= 0 && parsed[0] < this.labels.length : parsed.every(Number.isFinite);
    if (parsed.length !== size || !isKnown) throw new Error(`'${word}' is ${this.isLabel ? 'no label' : `not ${size} numbers`}.`);
    return parsed;
  }

  async add() {
    const input = this.form.value();
    if (!input || this.form.isBlank() || input.every(Number.isNaN)) throw new Error('There is nothing to add: give an input above first.');
    this.examples.push({ input: input.slice(), target: this.target(this.isLabel ? this.labels[this.label.value] : this.label.value) });
    this.form.clear();
    this.changed();
    this.update();
    this.told('');
  }

  async read() {
    const text = await this.file.files[0].text();
    this.file.value = '';
    this.told('');
    const found = this.form.pieces ? this.form.pieces(text) : samples(text, this.size, { ...this.manifest.form, row: this.form.row }, (word) => this.target(word));
    if (found.length === 0) throw new Error('The text is shorter than a piece that the model takes.');
    for (const example of found) this.examples.push(example);
    this.update();
    this.told('');
  }

  async forget() {
    this.examples = [];
    this.update();
  }

  update() {
    const rest = this.examples.length - mostShown;
    this.count.textContent = this.examples.length === 0 ? 'No examples yet.' : `${this.examples.length} example${this.examples.length > 1 ? 's' : ''}`;
    this.list.replaceChildren(
      ...this.examples.slice(0, mostShown).map((example) => {
        const label = this.isLabel && example.target.length === 1 ? this.labels[example.target[0]] : Array.from(example.target.slice(0, 2), Number).join(' ');
        const remove = () => {
          const place = this.examples.indexOf(example);
          this.examples.splice(place, 1);
          this.update();

          // The keys stay where they were.
          const left = [...this.list.querySelectorAll('button')];
          (left[place] ?? left.at(-1) ?? this.file).focus();
        };
        const name = this.form.pieces ? '' : label;
        return element('li', {}, element('button', { type: 'button', title: 'Remove', 'aria-label': `Remove the example ${label}`, onclick: remove }, this.form.thumbnail(example.input), name));
      }),
      ...(rest > 0 ? [element('li', { className: 'soft' }, `and ${rest} more`)] : []),
    );
  }

  async learn() {
    if (this.isLearning) return this.ask('stop');
    if (this.examples.length === 0) throw new Error('Add examples first.');
    const steps = Number(this.steps.value);
    if (!Number.isInteger(steps) || steps < 1) throw new Error('Steps are a whole number, 1 at least.');
    [this.isLearning, this.learnButton.textContent] = [true, 'Stop'];
    for (const control of [this.undo, this.model, this.state]) control.disabled = true;
    try {
      await this.ask('learn', { examples: this.examples, steps }, ({ losses, step, milliseconds }) => {
        this.chart.add(losses, step);
        this.told(`Step ${step}, ${milliseconds.toFixed(1)} ms each${Number.isFinite(losses.at(-1)) ? '' : ': the loss is no number any more. Undo, and learn from other examples.'}`);
        this.changed();
      });
    } finally {
      [this.isLearning, this.learnButton.textContent] = [false, 'Learn'];
      for (const control of [this.undo, this.model, this.state]) control.disabled = false;
    }

    this.changed();
    return null;
  }

  async back() {
    await this.ask('undo');
    this.chart.clear();
    this.told('As at the start.');
    this.changed();
  }
}
