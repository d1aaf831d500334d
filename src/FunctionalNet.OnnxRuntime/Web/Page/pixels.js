// Pictures of any size as the numbers of an image of the model's size.

// The middle of a picture, drawn at the size of the model: red, green, blue, opaque from 0 to 255 for each pixel.
export function pixels(source, width, height) {
  const [w, h] = [source.videoWidth || source.naturalWidth || source.width, source.videoHeight || source.naturalHeight || source.height];
  const scale = Math.min(w / width, h / height);
  const [cut, top] = [(w - width * scale) / 2, (h - height * scale) / 2];

  // By halves, so that each pixel is a mean of all that it stands for.
  let [from, x, y, fromWidth, fromHeight] = [source, cut, top, width * scale, height * scale];
  while (fromWidth / 2 > width) {
    const [halfWidth, halfHeight] = [Math.round(fromWidth / 2), Math.round(fromHeight / 2)];
    const half = canvas(halfWidth, halfHeight);
    half.drawImage(from, x, y, fromWidth, fromHeight, 0, 0, halfWidth, halfHeight);
    [from, x, y, fromWidth, fromHeight] = [half.canvas, 0, 0, halfWidth, halfHeight];
  }

  const end = canvas(width, height);
  end.drawImage(from, x, y, fromWidth, fromHeight, 0, 0, width, height);
  return end.getImageData(0, 0, width, height).data;
}

export function canvas(width, height) {
  const made = document.createElement('canvas');
  [made.width, made.height] = [width, height];
  const context = made.getContext('2d', { willReadFrequently: true });
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  return context;
}

export const brightness = (data, i) => (0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2]) / 255;

// A picture from a file.
export async function opened(file) {
  try {
    return await createImageBitmap(file);
  } catch {
    throw new Error(`${file.name} is no picture that this browser reads.`);
  }
}
