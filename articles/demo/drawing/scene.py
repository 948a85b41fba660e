"""Paper, brushes and light for the demo's illustrations, on Pillow alone."""

import io
import itertools
import math
import random

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1280, 853
# Shapes are drawn this much larger and reduced, which gives them smooth edges.
FINE = 2


def rgb(colour):
    return ImageColor.getrgb(colour) if isinstance(colour, str) else colour


def mix(one, other, share):
    """Mix two inks; a share of 0 is all of the first, 1 all of the other."""
    return tuple(round(a + (b - a) * share) for a, b in zip(rgb(one), rgb(other), strict=True))


class Shape:
    """A silhouette in the making: everything added to it will be printed in one ink."""

    def __init__(self):
        self.image = Image.new("L", (WIDTH * FINE, HEIGHT * FINE))
        self.pen = ImageDraw.Draw(self.image)

    def polygon(self, points, ink=255):
        self.pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=ink)
        return self

    def box(self, left, top, right, bottom, radius=0, ink=255):
        if right > left and bottom > top:
            area = [left * FINE, top * FINE, right * FINE - 1, bottom * FINE - 1]
            self.pen.rounded_rectangle(area, radius * FINE, fill=ink)
        return self

    def oval(self, x, y, across, down=None, ink=255):
        down = across if down is None else down
        area = [(x - across) * FINE, (y - down) * FINE, (x + across) * FINE, (y + down) * FINE]
        self.pen.ellipse(area, fill=ink)
        return self

    def slice(self, x, y, radius, start, end, ink=255):
        area = [(x - radius) * FINE, (y - radius) * FINE, (x + radius) * FINE, (y + radius) * FINE]
        self.pen.pieslice(area, start, end, fill=ink)
        return self

    def line(self, points, width=2, ink=255):
        scaled = [(x * FINE, y * FINE) for x, y in points]
        self.pen.line(scaled, fill=ink, width=max(1, round(width * FINE)), joint="curve")
        return self

    def cut(self):
        """Return (where it stands, smooth mask), or None when nothing was drawn."""
        area = self.image.getbbox()
        if area is None:
            return None
        left, top = area[0] // FINE, area[1] // FINE
        right, bottom = -(-area[2] // FINE), -(-area[3] // FINE)
        part = self.image.crop((left * FINE, top * FINE, right * FINE, bottom * FINE))
        return (left, top, right, bottom), part.reduce(FINE)


class Scene:
    """One sheet: a seed decides its palette, its proportions and its grain."""

    def __init__(self, seed, palettes):
        self.chance = random.Random(seed)  # noqa: S311 -- a drawing is no secret
        self.palette = self.chance.choice(palettes)
        self.sheet = Image.new("RGB", (WIDTH, HEIGHT), self.palette.sky[2])
        self.noise = Image.frombytes("L", (WIDTH, HEIGHT), self.chance.randbytes(WIDTH * HEIGHT))

    # Inks

    def fill(self, shape, ink, foot=None):
        """Print a shape in one ink, or running from one at its head to another at its foot."""
        cut = shape.cut()
        if cut:
            area, mask = cut
            size = (area[2] - area[0], area[3] - area[1])
            colour = Image.new("RGB", size, rgb(ink)) if foot is None else ramp(size, [ink, foot])
            self.sheet.paste(colour, area[:2], mask)
        return self

    def tint(self, shape, ink, strength):
        """Lay a thin ink over what is there."""
        cut = shape.cut()
        if cut:
            area, mask = cut
            self.sheet.paste(rgb(ink), area, mask.point(lambda v: int(v * strength)))
        return self

    def stipple(self, shape, ink, side="right", strength=0.7):
        """Shade a shape with grain that thickens towards one side, as a litho crayon does."""
        cut = shape.cut()
        if cut is None:
            return self
        area, mask = cut
        size = (area[2] - area[0], area[3] - area[1])
        slope = Image.linear_gradient("L").resize((256, 256))
        turn = {"down": 0, "right": 90, "up": 180, "left": 270}[side]
        slope = slope.rotate(turn).resize(size).point(lambda v: int(v * v / 255 * strength))
        grain = ImageChops.subtract(slope, self.noise.crop(area)).point(lambda v: min(255, v * 7))
        self.sheet.paste(rgb(ink), area, ImageChops.multiply(grain, mask))
        return self

    # Light and air

    def sky(self, horizon=HEIGHT):
        self.sheet.paste(ramp((WIDTH, horizon), list(self.palette.sky)), (0, 0))
        return self

    def glow(self, x, y, radius, ink=None, strength=0.8):
        """Let light bleed from a point."""
        size = (int(radius * 2), int(radius * 2))
        light = ImageChops.invert(Image.radial_gradient("L"))
        rim = light.getpixel((0, 128))
        light = light.point(lambda v: max(0, v - rim) * 255 // (255 - rim))
        light = light.resize(size).point(lambda v: int(v * v / 255 * strength))
        self.sheet.paste(rgb(ink or self.palette.light), (int(x - radius), int(y - radius)), light)
        return self

    def sun(self, x, y, radius, ink=None):
        ink = ink or self.palette.light
        self.glow(x, y, radius * 5, ink, 0.55).glow(x, y, radius * 2.4, ink, 0.6)
        return self.fill(Shape().oval(x, y, radius), ink)

    def mist(self, top, bottom, ink=None, strength=0.7):
        """Lay a bank of mist, thickest at its foot."""
        size = (WIDTH, int(bottom - top))
        veil = Image.linear_gradient("L").resize(size).point(lambda v: int(v * strength))
        self.sheet.paste(rgb(ink or self.palette.sky[2]), (0, int(top)), veil)
        return self

    def beam(self, points, ink, strength=0.3, blur=14):
        """Throw a beam of light."""
        cut = Shape().polygon(points).cut()
        if cut:
            area, mask = cut
            soft = Image.new("L", (WIDTH, HEIGHT))
            soft.paste(mask, area[:2])
            soft = soft.resize((WIDTH // 4, HEIGHT // 4)).filter(ImageFilter.BoxBlur(blur / 4))
            soft = soft.resize((WIDTH, HEIGHT)).point(lambda v: int(v * strength))
            self.sheet.paste(rgb(ink), (0, 0), soft)
        return self

    def clouds(self, count, top, bottom, ink=None, strength=0.55):
        """Float a few flat-bottomed clouds between two heights."""
        for _ in range(count):
            x, y = self.chance.uniform(0, WIDTH), self.chance.uniform(top, bottom)
            size = self.chance.uniform(40, 95)
            puffs = Shape()
            for step in range(-3, 4):
                swell = size * (0.62 - abs(step) * 0.13) * self.chance.uniform(0.8, 1.25)
                puffs.oval(x + step * size * 0.62, y, max(6, size * 0.8), max(4, swell * 0.55))
            puffs.box(0, y + size * 0.14, WIDTH, HEIGHT, ink=0)
            self.tint(puffs, ink or self.palette.light, strength)
        return self

    def mirror(self, horizon, ink, strength=0.5, calm=1.0):
        """Reflect what stands above the waterline, broken by ripples that grow towards us."""
        depth = HEIGHT - horizon
        above = self.sheet.crop((0, max(0, horizon - depth), WIDTH, horizon))
        image = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((WIDTH, depth))
        water, row = Image.new("RGB", (WIDTH, depth), rgb(ink)), 0
        while row < depth:
            band = 1 + row // 28
            sway = math.sin(row * 0.55) + self.chance.uniform(-0.6, 0.6)
            shift = round(sway * (1 + row / 26) / calm)
            strip = image.crop((0, row, WIDTH, min(depth, row + band)))
            water.paste(ImageChops.offset(strip, shift, 0), (0, row))
            row += band
        deep = ramp((WIDTH, depth), [mix(ink, self.palette.sky[2], 0.35), ink])
        self.sheet.paste(Image.blend(water, deep, strength), (0, horizon))
        return self

    def glints(self, x, top, bottom, spread, ink=None, count=60):
        """Scatter flat strokes of light on water, wider the nearer they are."""
        strokes = Shape()
        for _ in range(count):
            near = self.chance.random() ** 1.4
            y = top + (bottom - top) * near
            wide = self.chance.uniform(6, 26) * (0.4 + near * 2)
            middle = x + self.chance.gauss(0, spread * (0.35 + near))
            strokes.box(middle - wide, y, middle + wide, y + 1.2 + near * 2.4, radius=1)
        return self.tint(strokes, ink or self.palette.light, 0.75)

    # Land, and what moves on it

    def ridge(self, height, rough, steps=5, peaks=8):
        """Return the line of a ridge, left to right: peaks and saddles, then their roughness."""
        line = [
            height + (-rough if index % 2 else rough * 0.55) * self.chance.uniform(0.35, 1.25)
            for index in range(peaks + 1)
        ]
        sway = rough * 0.5
        for _ in range(steps):
            sway *= 0.52
            middles = [
                (a + b) / 2 + self.chance.uniform(-sway, sway) for a, b in itertools.pairwise(line)
            ]
            line = [v for pair in zip(line, middles, strict=False) for v in pair] + line[-1:]
        step = WIDTH / (len(line) - 1)
        return [(index * step, y) for index, y in enumerate(line)]

    def hills(self, height, swell, waves=1.3):
        """Return the line of rolling hills, left to right."""
        phases = [self.chance.uniform(0, math.tau) for _ in range(3)]
        return [
            (
                x,
                height
                + swell * math.sin(x / WIDTH * math.tau * waves + phases[0])
                + swell * 0.4 * math.sin(x / WIDTH * math.tau * waves * 2.1 + phases[1])
                + swell * 0.15 * math.sin(x / WIDTH * math.tau * waves * 5 + phases[2]),
            )
            for x in range(0, WIDTH + 17, 16)
        ]

    def birds(self, x, y, count=6):
        flock = Shape()
        for _ in range(count):
            left, top = x + self.chance.uniform(-110, 110), y + self.chance.uniform(-50, 50)
            wing = self.chance.uniform(6, 13)
            flock.line(
                [
                    (left - wing, top + wing * 0.05),
                    (left - wing * 0.5, top - wing * 0.42),
                    (left, top),
                    (left + wing * 0.5, top - wing * 0.42),
                    (left + wing, top + wing * 0.05),
                ],
                1.6,
            )
        return self.tint(flock, self.palette.dark, 0.8)

    # The finished sheet

    def print_sheet(self):
        """Return the JPEG: edges darkened a little, grain of the paper over everything."""
        edge = Image.radial_gradient("L").resize((WIDTH * 13 // 8, HEIGHT * 13 // 8))
        left, top = (edge.width - WIDTH) // 2, (edge.height - HEIGHT) // 2
        edge = edge.crop((left, top, left + WIDTH, top + HEIGHT))
        edge = edge.point(lambda v: max(0, v - 120) // 3)
        self.sheet.paste(rgb(self.palette.dark), (0, 0), edge)
        paper = self.noise.point(lambda v: 116 + v * 24 // 255)
        sheet = ImageChops.soft_light(self.sheet, Image.merge("RGB", (paper, paper, paper)))
        target = io.BytesIO()
        sheet.save(target, "JPEG", quality=86, progressive=True)
        return target.getvalue()


def ramp(size, inks):
    """Return an area that runs evenly through the inks from top to bottom."""
    strip = Image.new("RGB", (1, len(inks)))
    strip.putdata([rgb(ink) for ink in inks])
    # Half an ink hangs over at either end when a strip is enlarged; cut it off.
    box = (0, 0.5, 1, len(inks) - 0.5)
    return strip.resize((1, max(1, size[1])), Image.Resampling.BILINEAR, box=box).resize(size)


def under(line, bottom=HEIGHT):
    """Close a line into the ground below it."""
    return Shape().polygon([(line[0][0], bottom), *line, (line[-1][0], bottom)])


def person(shape, x, base, height, stride=0.0):
    """Stand a figure on its feet; stride opens its legs and swings its arms."""

    def at(across, up):
        return x + across * height, base - up * height

    shape.oval(*at(0, 0.925), height * 0.062, height * 0.075)
    shape.polygon([at(-0.03, 0.9), at(0.03, 0.9), at(0.035, 0.8), at(-0.035, 0.8)])
    shape.polygon(
        [
            at(-0.06, 0.84),
            at(0.06, 0.84),
            at(0.125, 0.8),
            at(0.105, 0.6),
            at(0.115, 0.42),
            at(-0.115, 0.42),
            at(-0.105, 0.6),
            at(-0.125, 0.8),
        ]
    )
    for side in (-1, 1):
        foot, hand = side * (0.055 + stride * 0.13), side * (0.15 + stride * 0.07)
        shape.polygon(
            [
                at(side * 0.115, 0.46),
                at(side * 0.002, 0.46),
                at(foot - side * 0.035, 0),
                at(foot + side * 0.03, 0),
            ]
        )
        shape.polygon(
            [at(foot - 0.03, 0.03), at(foot + 0.03, 0.03), at(foot + 0.055, 0), at(foot - 0.035, 0)]
        )
        shape.line([at(side * 0.105, 0.79), at(side * 0.15, 0.6), at(hand, 0.43)], height * 0.052)
    return shape


def pine(shape, x, base, height):
    """Plant a fir of five skirts."""
    for step in range(5):
        top = base - height + height * 0.17 * step
        wide = height * (0.075 + 0.042 * step)
        shape.polygon([(x, top), (x - wide, top + height * 0.26), (x + wide, top + height * 0.26)])
    return shape.box(x - height * 0.025, base - height * 0.1, x + height * 0.025, base)


def tree(shape, x, base, height, chance):
    """Plant a broad-leaved tree."""
    shape.box(x - height * 0.04, base - height * 0.5, x + height * 0.04, base)
    for _ in range(7):
        swell = height * chance.uniform(0.16, 0.26)
        shape.oval(
            x + chance.uniform(-0.2, 0.2) * height,
            base - height * chance.uniform(0.5, 0.82),
            swell,
            swell * 0.9,
        )
    return shape
