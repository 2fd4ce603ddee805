# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures by hand, good and hostile, in every format that Likeness reads: only struct and zlib.

A good picture is 64 x 48 and shows four areas: red, green / blue, white (grey where the format has no colours).
"""
import struct
import zlib

W, H = 64, 48
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
AREAS = (RED, GREEN, BLUE, WHITE)  # top left, top right, bottom left, bottom right


def area(x, y, w=W, h=H):
    return AREAS[(y >= h // 2) * 2 + (x >= w // 2)]


def grey(colour):
    return {RED: 50, GREEN: 100, BLUE: 150, WHITE: 200}[colour]


def rows(pixel, w=W, h=H):
    """The bytes of each row; pixel(colour) gives those of one pixel."""
    return [b"".join(pixel(area(x, y, w, h)) for x in range(w)) for y in range(h)]


# --- PNG


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG_MAGIC = b"\x89PNG\r\n\x1a\n"


def png(w=W, h=H, depth=8, kind=2, lines=None, before=(), after=(), interlace=0):
    """kind 0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGBA; `before`, `after` the pixels: further chunks."""
    if lines is None:
        lines = rows(bytes, w, h)
    data = zlib.compress(b"".join(b"\0" + line for line in lines))
    return (PNG_MAGIC + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, kind, 0, 0, interlace)) +
            b"".join(before) + chunk(b"IDAT", data) + b"".join(after) + chunk(b"IEND", b""))


def png_header(w, h):
    return png(w, h, lines=[b"\0" * 100])


def png_solid(w, h, kind, depth=8):
    """One colour, whatever the size: a few hundred kilobytes for a hundred megapixels."""
    channels = {0: 1, 2: 3, 4: 2, 6: 4}[kind]
    line = b"\0" + b"\x80" * (w * channels * depth // 8)
    packer, data = zlib.compressobj(9), b""
    for _ in range(h):
        data += packer.compress(line)
    return (PNG_MAGIC + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, kind, 0, 0, 0)) +
            chunk(b"IDAT", data + packer.flush()) + chunk(b"IEND", b""))


def text_bomb(count, size):
    packed = zlib.compress(b"A" * size, 9)
    return [chunk(b"zTXt", b"Comment%d\0\0" % i + packed) for i in range(count)]


def profile_bomb(size):
    return chunk(b"iCCP", b"bomb\0\0" + zlib.compress(struct.pack(">I", size) + b"\0" * (size - 4), 9))


# --- JPEG, baseline with flat blocks: a DC coefficient each


class Bits:
    def __init__(self):
        self.value, self.count = 0, 0

    def put(self, value, count):
        self.value, self.count = self.value << count | value, self.count + count

    def bytes(self):
        pad = -self.count % 8
        data = ((self.value << pad) | ((1 << pad) - 1)).to_bytes((self.count + pad) // 8, "big")
        return data.replace(b"\xff", b"\xff\0")


def segment(marker, data):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def exif(orientation, order="<"):
    tiff = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, 1)
    return tiff + struct.pack(order + "HHIHHI", 0x0112, 3, 1, orientation, 0, 0)


QUANT = segment(0xDB, b"\0" + b"\1" * 64)
DC_TABLE = segment(0xC4, b"\0" + bytes([0, 0, 0, 12] + [0] * 12) + bytes(range(12)))  # twelve codes of four bits
AC_TABLE = segment(0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\0")  # end of block: one bit, 0


def frame(w, h, components, marker=0xC0, precision=8):
    return segment(marker, struct.pack(">BHHB", precision, h, w, components) +
                   b"".join(bytes([i + 1, 0x11, 0]) for i in range(components)))


def scan(components, first=0, last=63, approximation=0):
    return segment(0xDA, bytes([components]) + b"".join(bytes([i + 1, 0]) for i in range(components)) +
                   bytes([first, last, approximation]))


def ycc(colour):
    r, g, b = colour
    y = 0.299 * r + 0.587 * g + 0.114 * b
    return round(y), round((b - y) / 1.772 + 128), round((r - y) / 1.402 + 128)


def jpeg(values=ycc, components=3, between=b"", w=W, h=H):
    bits, before = Bits(), [0] * components
    for y in range(h // 8):
        for x in range(w // 8):
            for c, v in enumerate(values(area(x * 8, y * 8, w, h))):
                level = 8 * (min(v, 255) - 128)
                difference, before[c] = level - before[c], level
                size = abs(difference).bit_length()
                bits.put(size, 4)
                bits.put(difference if difference >= 0 else difference + (1 << size) - 1, size)
                bits.put(0, 1)
    return (b"\xff\xd8" + between + QUANT + frame(w, h, components) + DC_TABLE + AC_TABLE + scan(components) +
            bits.bytes() + b"\xff\xd9")


def jpeg_turned(orientation):
    return jpeg(between=segment(0xE1, b"Exif\0\0" + exif(orientation, ">" if orientation % 2 else "<")))


def jpeg_cmyk():  # as Adobe writes it: inverted
    return jpeg(lambda c: (*c, 255), 4, segment(0xEE, b"Adobe\0\x64\0\0\0\0\0"))


def jpeg_header(w, h, marker=0xC0, precision=8):
    return b"\xff\xd8" + QUANT + frame(w, h, 3, marker, precision) + DC_TABLE + AC_TABLE + scan(3) + b"\0" * 100 + b"\xff\xd9"


def scan_bomb(side, scans):
    """Progressive, grey: each scan after the first is a few bytes and goes over the whole picture."""
    blocks = (side // 8) ** 2
    first = b"\0" * ((blocks * 4 + 7) // 8)  # category 0 of DC_TABLE
    runs = segment(0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\xe0")  # a run of 2^14 … blocks without anything
    bits = Bits()
    left = blocks
    while left > 0:
        run = min(left, 32767)
        size = run.bit_length() - 1
        assert size == 14 or left < 16384
        bits.put(0, 1)
        bits.put(run - (1 << 14) if size == 14 else 0, 14)
        left -= run
    one = scan(1, 1, 63) + bits.bytes()
    return (b"\xff\xd8" + QUANT + frame(side, side, 1, 0xC2) + DC_TABLE + runs + scan(1, 0, 0) + first + one * scans + b"\xff\xd9")


# --- BMP, PNM, GIF, TIFF, WebP


def bmp(w=W, h=H, header_w=None, header_h=None, top_down=False):
    lines = rows(lambda c: bytes(reversed(c)), w, h)
    if not top_down:
        lines.reverse()
    data = b"".join(line + b"\0" * (-len(line) % 4) for line in lines)
    size = struct.pack("<ii", header_w if header_w is not None else w,
                       header_h if header_h is not None else -h if top_down else h)
    return (b"BM" + struct.pack("<IHHI", 54 + len(data), 0, 0, 54) + struct.pack("<I", 40) + size +
            struct.pack("<HHIIiiII", 1, 24, 0, len(data), 0, 0, 0, 0) + data)


def pnm(kind):
    if kind in (1, 4):  # bitmap: the upper half is black
        lines = [[int(y < H // 2)] * W for y in range(H)]
        body = ("\n".join("".join(map(str, line)) for line in lines).encode() if kind == 1 else
                b"".join(int("".join(map(str, line)), 2).to_bytes(W // 8, "big") for line in lines))
        return b"P%d\n# a comment\n%d %d\n" % (kind, W, H) + body
    pixel = (lambda c: bytes(c)) if kind in (3, 6) else (lambda c: bytes([grey(c)]))
    data = b"".join(rows(pixel))
    return b"P%d %d %d 255\n" % (kind, W, H) + (data if kind > 3 else " ".join(map(str, data)).encode())


def gif_blocks(indices):
    bits, count, out = 0, 0, bytearray()
    for k, index in enumerate(indices):
        for code in ((128, index) if k % 100 == 0 else (index,)):  # clearing keeps every code at 8 bits
            out.append(code)
    out.append(129)
    return b"\7" + b"".join(bytes([len(out[i:i + 255])]) + bytes(out[i:i + 255]) for i in range(0, len(out), 255)) + b"\0"


def gif(frames=1, w=W, h=H, at=(0, 0), body=None):
    palette = b"".join(bytes(c) for c in AREAS) + b"\0" * (3 * 124)
    out = b"GIF89a" + struct.pack("<HHBBB", w, h, 0xF6, 0, 0) + palette
    for n in range(frames):
        indices = [AREAS.index(area(x, y)) if n == 0 else 3 for y in range(H) for x in range(W)]
        out += b"\x21\xf9\x04\0\x0a\0\0\0" + b"\x2c" + struct.pack("<HHHHB", *at, W, H, 0) + (body or gif_blocks(indices))
    return out + b"\x3b"


def tiff(order="<", w=W, h=H, next_directory=0, entries=None, bits=8, offset=None, orientation=None):
    data = b"".join(rows(bytes))
    short, long_ = 3, 4
    tags = [(256, long_, 1, w), (257, long_, 1, h), (258, short, 1, bits), (259, short, 1, 1), (262, short, 1, 2),
            (273, long_, 1, 8 if offset is None else offset), (277, short, 1, 3), (278, long_, 1, h), (279, long_, 1, len(data))]
    if orientation:
        tags.append((274, short, 1, orientation))
    tags = sorted(tags + (entries or []))
    body = b"".join(struct.pack(order + "HHI", t, k, n) +
                    (struct.pack(order + "HH", v, 0) if k == short else struct.pack(order + "I", v)) for t, k, n, v in tags)
    at = 8 + len(data)
    return ((b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", at) + data +
            struct.pack(order + "H", len(tags)) + body + struct.pack(order + "I", at if next_directory else 0))


def webp(w=W, h=H, colour=(10, 200, 30)):
    """Lossless, one colour."""
    value, count = 0, 0

    def put(bits, width):
        nonlocal value, count
        value, count = value | bits << count, count + width
    put(w - 1, 14)
    put(h - 1, 14)
    put(0, 4)  # no alpha, version 0
    put(0, 3)  # no transform, no colour cache, no meta codes
    for symbol in (colour[1], colour[0], colour[2], 255):
        put(0b101, 3)  # simple, one symbol, of eight bits
        put(symbol, 8)
    put(0b0001, 4)  # distance: simple, one symbol, of one bit: 0
    data = b"\x2f" + value.to_bytes((count + 7) // 8, "little")
    data += b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", 12 + len(data)) + b"WEBPVP8L" + struct.pack("<I", len(data)) + data


def webp_header(w, h, flags=0):
    return b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<IB", 10, flags) + b"\0\0\0" + \
        struct.pack("<I", w - 1)[:3] + struct.pack("<I", h - 1)[:3]
