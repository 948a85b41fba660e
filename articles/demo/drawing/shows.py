"""Scenes with a crowd: the stadium and the stage."""

import math

from articles.demo.drawing.scene import HEIGHT, WIDTH, Shape, mix, person


def stadium(scene):
    """A full stadium under floodlights, just before kick-off."""
    ink, chance = scene.palette, scene.chance
    scene.sky(460)
    scene.fill(
        Shape().polygon([(0, 470), (0, 300), (320, 236), (960, 236), (1280, 300), (1280, 470)]),
        ink.near,
        ink.mid,
    )
    roof = Shape().polygon(
        [
            (0, 306),
            (0, 250),
            (330, 196),
            (950, 196),
            (1280, 250),
            (1280, 306),
            (950, 238),
            (330, 238),
        ]
    )
    scene.fill(roof, ink.dark, mix(ink.dark, ink.mid, 0.3))
    crowd(scene)
    for side in (-1, 1):
        mast(scene, 640 + side * 470)
    pitch(scene)
    players = Shape()
    for _ in range(13):
        near = chance.random()
        person(
            players,
            640 + chance.uniform(-1, 1) * (330 + near * 330),
            540 + near * 230,
            46 + near * 62,
            chance.uniform(0.3, 1),
        )
    scene.tint(players, ink.dark, 0.95)
    scene.fill(Shape().oval(640 + chance.uniform(-60, 60), 690, 9), ink.light)
    front = Shape()
    for index in range(34):
        x, y = index * 39 + chance.uniform(-10, 10), 842 + chance.uniform(-14, 14)
        front.oval(x, y - 22, 15, 18).oval(x, y + 26, 30, 34)
        if chance.random() < 0.3:
            front.line([(x - 20, y + 10), (x - 26, y - 60)], 9)
            front.line([(x + 20, y + 10), (x + 28, y - 62)], 9)
    scene.fill(front, ink.dark)
    scarf = Shape().polygon([(790, 764), (1010, 756), (1012, 786), (792, 794)])
    scene.fill(scarf, ink.accent).stipple(scarf, ink.dark, "right", 0.4)


def crowd(scene):
    """Fill the stands with dots of colour, row above row."""
    ink, chance = scene.palette, scene.chance
    for tone in (mix(ink.far, ink.light, 0.2), ink.accent, ink.gold, ink.far):
        heads = Shape()
        for _ in range(420):
            x = chance.uniform(0, WIDTH)
            edge = max(0.0, abs(x - 640) - 320) * 0.2
            row = chance.randrange(17)
            heads.oval(x, 252 + edge + row * (13 - edge * 0.03), 3.6, 4.2)
        scene.tint(heads, tone, 0.8)
    rails = Shape()
    for step in (82, 150):
        rails.line([(0, 316 + step), (320, 252 + step), (960, 252 + step), (1280, 316 + step)], 3)
    scene.fill(rails, ink.dark)


def mast(scene, x):
    """Light one floodlight mast."""
    ink = scene.palette
    post = Shape().polygon([(x - 5, 130), (x + 5, 130), (x + 9, 300), (x - 9, 300)])
    scene.fill(post.box(x - 62, 66, x + 62, 134, 4), ink.dark)
    inward = 1 if x < 640 else -1
    scene.beam(
        [(x - 50, 90), (x + 50, 90), (x + inward * 700, 800), (x + inward * 60, 800)],
        ink.light,
        0.16,
        30,
    )
    lamps = Shape()
    for row in range(3):
        for column in range(5):
            lamps.oval(x - 46 + column * 23, 80 + row * 20, 8)
    scene.glow(x, 100, 230, ink.light, 0.9).fill(lamps, ink.light)


def pitch(scene):
    """Mow the pitch in stripes that run to one vanishing point."""
    ink = scene.palette
    far, near = 478, HEIGHT
    green = mix(mix(ink.mid, "#3f8f4f", 0.55), ink.light, 0.08)
    scene.fill(
        Shape().polygon([(150, far), (1130, far), (1700, near), (-420, near)]),
        green,
        mix(green, ink.dark, 0.2),
    )
    scene.fill(Shape().box(0, far - 22, WIDTH, far), ink.dark)
    boards = Shape()
    for index in range(6):
        boards.box(20 + index * 212, far - 19, 210 + index * 212, far - 3)
    scene.fill(boards, ink.accent, mix(ink.accent, ink.dark, 0.3))
    stripes = Shape()
    for index in range(0, 12, 2):
        a, b = 150 + index * 81.7, 150 + (index + 1) * 81.7
        stripes.polygon(
            [(a, far), (b, far), (-420 + (index + 1) * 176.7, near), (-420 + index * 176.7, near)]
        )
    scene.tint(stripes, ink.light, 0.13)
    lines = Shape().line([(190, far + 8), (1090, far + 8)], 3)
    lines.line([(190, far + 8), (-330, near)], 4).line([(1090, far + 8), (1610, near)], 4)
    lines.line([(-80, 640), (1360, 640)], 4)
    circle = [(640 + 190 * math.cos(t / 20), 640 + 54 * math.sin(t / 20)) for t in range(127)]
    lines.line(circle, 4)
    scene.tint(lines, ink.light, 0.85)


def concert(scene):
    """A band in the lights, seen from the crowd."""
    ink, chance = scene.palette, scene.chance
    night = mix(ink.dark, "#000000", 0.25)
    scene.fill(Shape().box(0, 0, WIDTH, HEIGHT), night, mix(ink.near, ink.dark, 0.4))
    scene.glow(640, 520, 760, ink.mid, 0.95).glow(640, 500, 620, ink.accent, 0.85)
    scene.glow(640, 520, 330, ink.gold, 0.6)
    truss = Shape().box(0, 42, WIDTH, 50).box(0, 86, WIDTH, 94)
    for x in range(0, WIDTH, 44):
        truss.line([(x, 46), (x + 22, 90), (x + 44, 46)], 3)
    for index, x in enumerate(range(90, WIDTH, 157)):
        tone = (ink.gold, ink.accent, ink.light, ink.far)[(index + chance.randrange(2)) % 4]
        lean = chance.uniform(-230, 230)
        scene.beam(
            [(x - 10, 100), (x + 10, 100), (x + lean + 95, 720), (x + lean - 95, 720)], tone, 0.34
        )
        scene.glow(x, 106, 52, tone, 0.95)
        truss.box(x - 15, 88, x + 15, 116, 5)
    scene.fill(truss, mix(night, ink.near, 0.35))
    stage = Shape().box(0, 628, WIDTH, 700)
    scene.fill(stage, ink.near, night).stipple(stage, ink.accent, "up", 0.35)
    band = Shape()
    singer = 640 + chance.uniform(-60, 60)
    musician(band, singer, 632, 300, 0)
    musician(band, singer - 280, 632, 262, 1)
    musician(band, singer + 270, 632, 268, 1)
    drums(band, singer + 95, 632)
    scene.fill(band, night)
    scene.glow(singer, 420, 150, ink.light, 0.28)
    for depth in range(3):
        heads = Shape()
        size = 15 + depth * 10
        for index in range(int(WIDTH / (size * 2.9)) + 2):
            x = index * size * 2.9 + chance.uniform(-12, 12)
            y = 688 + depth * 54 + chance.uniform(-12, 12)
            heads.oval(x, y, size, size * 1.2).oval(x, y + size * 3.1, size * 2.1, size * 2.2)
            if chance.random() < 0.42:
                hand(heads, x, y, size, chance)
        tone = mix(mix(ink.mid, ink.accent, 0.4), night, 0.25 + depth * 0.36)
        scene.fill(heads, tone, mix(tone, night, 0.75))


def musician(shape, x, base, tall, has_guitar):
    person(shape, x, base, tall, 0.9)
    if has_guitar:
        shape.oval(x - tall * 0.1, base - tall * 0.47, tall * 0.13, tall * 0.1)
        shape.line([(x - tall * 0.1, base - tall * 0.47), (x + tall * 0.34, base - tall * 0.72)], 7)
        shape.line(
            [(x + tall * 0.1, base - tall * 0.76), (x + tall * 0.24, base - tall * 0.64)], 12
        )
    else:
        fist = (x - tall * 0.27, base - tall * 1.06)
        shape.line(
            [(x - tall * 0.1, base - tall * 0.78), (x - tall * 0.2, base - tall * 0.9), fist], 13
        )
        shape.oval(*fist, tall * 0.034)
        shape.line(
            [
                (x + tall * 0.1, base - tall * 0.78),
                (x + tall * 0.2, base - tall * 0.72),
                (x + tall * 0.09, base - tall * 0.88),
            ],
            11,
        )
        shape.line([(x + tall * 0.06, base - tall * 0.92), (x + tall * 0.22, base)], 3.5)


def drums(shape, x, base):
    shape.oval(x + 6, base - 42, 40).box(x - 62, base - 80, x - 22, base - 46, 5)
    shape.box(x + 34, base - 84, x + 74, base - 50, 5).oval(x - 72, base - 122, 34, 5)
    shape.oval(x + 84, base - 128, 34, 5).line([(x - 72, base - 122), (x - 66, base)], 3)
    shape.line([(x + 84, base - 128), (x + 78, base)], 3)
    person(shape, x + 8, base - 10, 176)


def hand(shape, x, y, size, chance):
    lean = chance.uniform(-0.6, 0.6)
    top = (x + size * (1.5 + lean), y - size * 3.2)
    shape.line([(x + size * 1.4, y + size * 2), top], size * 0.62)
    shape.oval(*top, size * 0.5, size * 0.6)
    if chance.random() < 0.35:
        shape.box(top[0] - size * 0.4, top[1] - size * 1.3, top[0] + size * 0.4, top[1], 2)
