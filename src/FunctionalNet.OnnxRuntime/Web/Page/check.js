// What can be told before any module runs: a classic script, since modules do not load from a file.
(() => {
  const tell = (text) => {
    const problem = document.getElementById('problem');
    problem.textContent = text;
    problem.hidden = false;
    document.getElementById('time').textContent = '';
  };

  // A module with one function that splats a byte over a vector of 128 bits.
  const simd = new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
  ]);

  if (location.protocol === 'file:') {
    tell(
      'Browsers load no modules from a file. Serve this folder, for instance by "fnet web … --serve" or "python3 -m http.server", and open its address.',
    );
  } else if (typeof WebAssembly !== 'object' || !WebAssembly.validate(simd)) {
    tell('This browser has no WebAssembly with SIMD, which ONNX Runtime needs. Browsers since 2021 have it (Safari since 2023).');
  } else {
    return;
  }

  document.documentElement.dataset.stopped = 'true';
})();
