"""Writes libpng.zip: files by the reference library for PNG, in each kind, depth, filter and order of rows.

The pixels follow from their places; LibpngTests.cs says how. Run it beside the tests, with libpng 1.6 installed.
"""

import ctypes
import itertools
import os
import tempfile
import zipfile

PNG = ctypes.CDLL("libpng16.so.16")
C = ctypes.CDLL(None)
VERSION = b"1.6.0"
GREY, COLORED, PALETTE, GREY_ALPHA, COLORED_ALPHA = 0, 2, 3, 4, 6
SAMPLES = {GREY: 1, COLORED: 3, PALETTE: 1, GREY_ALPHA: 2, COLORED_ALPHA: 4}
DEPTHS = {GREY: (1, 2, 4, 8, 16), PALETTE: (1, 2, 4, 8), COLORED: (8, 16), GREY_ALPHA: (8, 16), COLORED_ALPHA: (8, 16)}
FILTERS = {"all": 0xF8, "none": 0x08, "sub": 0x10, "up": 0x20, "average": 0x40, "paeth": 0x80}

for name in ("png_create_write_struct", "png_create_info_struct"):
    getattr(PNG, name).restype = ctypes.c_void_p
C.fopen.restype = ctypes.c_void_p


def sample(x, y, channel, depth):
    value = 7 * x * x + 13 * y * y + 3 * x * y + 29 * channel + 5 * x
    return (value * 257 + 31 * x * y if depth == 16 else value) % (1 << depth)


def row(y, width, kind, depth):
    bits = "".join(
        format(sample(x, y, channel, depth), f"0{depth}b") for x in range(width) for channel in range(SAMPLES[kind])
    )
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def write(path, width, height, kind, depth, filters, interlaced, transparent):
    file = ctypes.c_void_p(C.fopen(path.encode(), b"wb"))
    png = ctypes.c_void_p(PNG.png_create_write_struct(VERSION, None, None, None))
    info = ctypes.c_void_p(PNG.png_create_info_struct(png))
    PNG.png_init_io(png, file)
    PNG.png_set_IHDR(png, info, width, height, depth, kind, int(interlaced), 0, 0)
    count = 1 << depth
    if kind == PALETTE:
        colors = bytes(value % 256 for i in range(count) for value in (37 * i, 59 * i + 1, 83 * i + 2))
        PNG.png_set_PLTE(png, info, colors, count)
    if transparent and kind == PALETTE:
        PNG.png_set_tRNS(png, info, bytes(11 * i % 256 for i in range(count // 2)), count // 2, None)
    elif transparent:
        # png_color_16: an index, then red, green, blue and grey: that of the pixel in the third column of the second row.
        values = [sample(2, 1, channel, depth) for channel in range(3)]
        key = (ctypes.c_uint16 * 5)(0, *values, values[0])
        PNG.png_set_tRNS(png, info, None, 0, ctypes.byref(key))
    PNG.png_set_filter(png, 0, FILTERS[filters])
    PNG.png_set_interlace_handling(png)
    PNG.png_write_info(png, info)
    rows = [row(y, width, kind, depth) for y in range(height)]
    pointers = (ctypes.c_char_p * height)(*rows)
    PNG.png_write_image(png, pointers)
    PNG.png_write_end(png, info)
    PNG.png_destroy_write_struct(ctypes.byref(png), ctypes.byref(info))
    C.fclose(file)


def cases():
    for kind, depths in DEPTHS.items():
        for depth, interlaced in itertools.product(depths, (False, True)):
            yield (13, 11, kind, depth, "all", interlaced, False)
            if kind in (GREY, COLORED, PALETTE):
                yield (13, 11, kind, depth, "all", interlaced, True)
        for filters in FILTERS:
            yield (13, 11, kind, 8, filters, False, False)
    for filters in FILTERS:
        yield (13, 11, COLORED, 16, filters, True, False)
    for width, height in ((1, 1), (1, 7), (2, 3), (5, 1), (4, 8), (17, 9)):
        yield (width, height, GREY, 1, "all", True, False)
        yield (width, height, COLORED, 8, "all", True, False)


with zipfile.ZipFile("libpng.zip", "w", zipfile.ZIP_DEFLATED) as archive, tempfile.TemporaryDirectory() as folder:
    for case in dict.fromkeys(cases()):
        name = "-".join(str(int(part) if isinstance(part, bool) else part) for part in case) + ".png"
        write(os.path.join(folder, name), *case)
        archive.write(os.path.join(folder, name), name)
