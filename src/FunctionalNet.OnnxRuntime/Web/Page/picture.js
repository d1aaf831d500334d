// A picture in colors: from a file, by dropping or pasting it, or by the camera.

import { element } from './dom.js';
import { opened, pixels } from './pixels.js';

export function picture(host, manifest, { changed }) {
  const { width, height, low, high, isChannelsLast } = manifest.form;
  const count = 3 * width * height;
  let values = null;

  const view = element('canvas', { width, height, className: 'view', role: 'img', 'aria-label': 'The picture as the model sees it' });
  const video = element('video', { className: 'view', muted: true, playsInline: true, hidden: true });
  const file = element('input', { type: 'file', accept: 'image/*', id: 'picture', className: 'unseen' });
  const camera = element('button', { type: 'button' }, 'Camera');
  const shot = element('button', { type: 'button', hidden: true }, 'Take it');
  const note = element('p', { className: 'soft', role: 'status' }, `It is cut and scaled to ${width} x ${height} pixels.`);
  host.append(
    element('div', { className: 'drop' }, view, video),
    element('p', { className: 'buttons' }, file, element('label', { htmlFor: 'picture', className: 'button' }, 'Picture…'), camera, shot),
    note,
  );
  camera.hidden = !navigator.mediaDevices?.getUserMedia;

  function take(source) {
    const data = pixels(source, width, height);
    const [plane, scale] = [width * height, (high - low) / 255];
    values = new Float32Array(count);
    for (let i = 0; i < plane; i++) {
      for (let channel = 0; channel < 3; channel++) {
        values[isChannelsLast ? 3 * i + channel : channel * plane + i] = low + scale * data[4 * i + channel];
      }
    }

    paint(view, values);
    changed();
  }

  const channel = (input, i, which) => (input[isChannelsLast ? 3 * i + which : which * width * height + i] - low) / (high - low);
  function paint(where, input) {
    const context = where.getContext('2d');
    const image = context.createImageData(width, height);
    for (let i = 0; i < width * height; i++) image.data.set([0, 1, 2].map((which) => Math.round(255 * channel(input, i, which))).concat(255), 4 * i);
    context.putImageData(image, 0, 0);
  }

  async function open(chosen) {
    try {
      if (chosen) take(await opened(chosen));
    } catch (error) {
      note.textContent = error.message;
    }
  }

  file.addEventListener('change', async () => {
    await open(file.files[0]);
    file.value = '';
  });
  host.addEventListener('dragover', (event) => event.preventDefault());
  host.addEventListener('drop', (event) => {
    event.preventDefault();
    open(event.dataTransfer.files[0]);
  });
  document.addEventListener('paste', (event) => open(event.clipboardData.files[0]));

  function close() {
    for (const track of video.srcObject?.getTracks() ?? []) track.stop();
    video.srcObject = null;
    [video.hidden, view.hidden, shot.hidden] = [true, false, true];
  }

  camera.addEventListener('click', async () => {
    if (video.srcObject) return close();
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      await video.play();
      [video.hidden, view.hidden, shot.hidden] = [false, true, false];
      shot.focus();
    } catch (error) {
      note.textContent = `There is no camera to be had: ${error.message}`;
    }
  });
  shot.addEventListener('click', () => {
    take(video);
    close();
    camera.focus();
  });

  return {
    value: () => values,
    zeros: () => new Float32Array(count).fill(low),
    isBlank: () => values === null,
    clear() {
      values = null;
      view.getContext('2d').clearRect(0, 0, width, height);
    },
    thumbnail(input) {
      const small = element('canvas', { width, height, className: 'thumbnail' });
      paint(small, input);
      return small;
    },
  };
}
