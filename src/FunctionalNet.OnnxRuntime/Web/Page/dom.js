// Elements by one call: tag, properties (those with a dash or beginning with "data" and "role" as attributes), children.

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-') || name === 'role' || name === 'for' || name === 'list') made.setAttribute(name, value);
    else made[name] = value;
  }

  made.append(...children.flat());
  return made;
}

const svgNames = 'http://www.w3.org/2000/svg';

export function drawn(tag, attributes = {}, ...children) {
  const made = document.createElementNS(svgNames, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function save(name, bytes) {
  const address = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  element('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export function announce(text) {
  document.getElementById('live').textContent = text;
}
