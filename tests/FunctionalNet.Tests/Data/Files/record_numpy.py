"""Writes numpy.npz: small arrays as NumPy stores them, for NpyTests. Run it in this folder with NumPy."""

import numpy as np

table = np.arange(6).reshape(2, 3)
np.savez_compressed(
    "numpy.npz",
    f2=table.astype("<f2") / 4,
    f4=table.astype("<f4") / 4,
    f8=table.astype(">f8") / 4,
    i1=-table.astype("i1"),
    u1=table.astype("u1") + 250,
    i2=-table.astype("<i2"),
    i4=-table.astype(">i4"),
    u4=table.astype("<u4"),
    i8=-table.astype("<i8"),
    b1=table % 2 == 1,
    fortran=np.asfortranarray(np.arange(24, dtype="<f4").reshape(2, 3, 4)),
    scalar=np.float32(7),
    vector=np.arange(3, dtype="<f4"),
    empty=np.zeros((0, 4), dtype="<f4"),
)
np.savez("objects.npz", o=np.array([{"code": 1}], dtype=object))
np.savez("complex.npz", c=np.array([1j]))
