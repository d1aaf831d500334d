"""Writes pillow.zip: small images in JPEG, WebP, BMP and GIF, and beside each the pixels that Pillow reads from it, as PNG.

Pillow 9.4 of Debian 12: python3-pil. Run it in this folder.
"""

import io
import zipfile

from PIL import Image, ImageCms, ImageOps

W, H = 23, 17
COLORED = Image.new("RGB", (W, H))
COLORED.putdata([((9 * x + 3 * y) % 256, (14 * y) % 256, (x * y) % 256) for y in range(H) for x in range(W)])
GREY = COLORED.convert("L")
CLEAR = COLORED.copy()
CLEAR.putalpha(Image.frombytes("L", (W, H), bytes((11 * x + y) % 256 for y in range(H) for x in range(W))))
OTHER = COLORED.transpose(Image.FLIP_LEFT_RIGHT)
PALETTE = COLORED.quantize(40)


def turned(corner):
    exif = Image.Exif()
    exif[0x0112] = corner
    return exif


def written(image, **options):
    file = io.BytesIO()
    image.save(file, **options)
    return file.getvalue()


def top_down(bmp):
    """The same rows from above: the height is negative then."""
    start, row = int.from_bytes(bmp[10:14], "little"), (3 * W + 3) // 4 * 4
    rows = [bmp[start + row * y : start + row * (y + 1)] for y in range(H)]
    return bmp[:22] + (-H).to_bytes(4, "little", signed=True) + bmp[26:start] + b"".join(reversed(rows))


PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
FILES = {
    "colored.jpg": written(COLORED, format="JPEG", quality=90),
    "half.jpg": written(COLORED, format="JPEG", quality=80, subsampling=1),
    "full.jpg": written(COLORED, format="JPEG", quality=95, subsampling=0),
    "progressive.jpg": written(COLORED, format="JPEG", quality=85, progressive=True),
    "grey.jpg": written(GREY, format="JPEG", quality=90),
    "cmyk.jpg": written(COLORED.convert("CMYK"), format="JPEG", quality=90),
    "profile.jpg": written(COLORED, format="JPEG", quality=90, icc_profile=PROFILE),
    **{f"turned{i}.jpg": written(COLORED, format="JPEG", quality=90, exif=turned(i)) for i in range(1, 9)},
    "colored.webp": written(COLORED, format="WEBP", lossless=True),
    "clear.webp": written(CLEAR, format="WEBP", lossless=True, exact=True),
    "lossy.webp": written(COLORED, format="WEBP", quality=80),
    "turned.webp": written(COLORED, format="WEBP", lossless=True, exif=turned(6)),
    "animated.webp": written(COLORED, format="WEBP", lossless=True, save_all=True, append_images=[OTHER], duration=9),
    "colored.bmp": written(COLORED, format="BMP"),
    "down.bmp": top_down(written(COLORED, format="BMP")),
    "palette.bmp": written(PALETTE, format="BMP"),
    "grey.bmp": written(GREY, format="BMP"),
    "bits.bmp": written(GREY.convert("1"), format="BMP"),
    "palette.gif": written(PALETTE, format="GIF", interlace=0),
    "interlaced.gif": written(PALETTE, format="GIF", interlace=1),
    "clear.gif": written(PALETTE, format="GIF", transparency=7),
    "animated.gif": written(PALETTE, format="GIF", save_all=True, append_images=[OTHER.quantize(40)], duration=90),
}


def as_png(name, file):
    """Animated WebP is opaque where it says nothing else, and what is not opaque of a GIF is black."""
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(file)))
    if name.endswith(".jpg") and image.mode == "L":
        return written(image, format="PNG")
    image = image.convert("RGBA")
    if image.getextrema()[3] == (255, 255):
        return written(image.convert("RGB"), format="PNG")
    if name.endswith(".gif"):
        image.paste((0, 0, 0, 0), mask=image.getchannel("A").point(lambda opaque: 255 - opaque))
    return written(image, format="PNG")


with zipfile.ZipFile("pillow.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for name, file in FILES.items():
        archive.writestr(name, file)
        archive.writestr(f"{name}.png", as_png(name, file))
