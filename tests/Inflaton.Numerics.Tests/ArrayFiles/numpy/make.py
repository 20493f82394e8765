"""Makes the arrays beside this file with NumPy (1.24.2 made the committed ones). Values are k/2 - 3 for k = 0, 1, 2, ..."""

import os

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))


def values(shape, dtype):
    return (np.arange(np.prod(shape, dtype=int)).reshape(shape) / 2 - 3).astype(dtype)


for name in ["<f2", "<f4", "<f8", ">f2", ">f4", ">f8"]:
    np.save(os.path.join(here, ("little-" if name[0] == "<" else "big-") + name[1:]), values((3, 4), name))
for name in ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
    np.save(os.path.join(here, "integer-" + name), np.arange(12).reshape(3, 4).astype(name))
np.save(os.path.join(here, "boolean"), np.arange(12).reshape(3, 4) % 3 == 0)
np.save(os.path.join(here, "scalar"), np.float64(2.5))
np.save(os.path.join(here, "empty"), np.zeros((0, 3)))
np.save(os.path.join(here, "fortran"), np.asfortranarray(values((2, 3, 4), "<f8")))
np.save(os.path.join(here, "objects"), np.array([1, None], dtype=object))
np.savez(os.path.join(here, "stored"), weight=values((3, 4), "<f8"), bias=values((4,), "<f4"))
np.savez_compressed(os.path.join(here, "deflated"), weight=values((3, 4), "<f8"), bias=values((4,), "<f4"))
