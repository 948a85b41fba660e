"""Scenes of finding out: the laboratory, and figures on paper."""

import math

from articles.demo.drawing.scene import HEIGHT, WIDTH, Shape, mix, person


def laboratory(scene):
    """Glass on a bench, something luminous in it."""
    ink, chance = scene.palette, scene.chance
    wall = mix(ink.near, ink.dark, 0.35)
    scene.fill(Shape().box(0, 0, WIDTH, HEIGHT), wall, mix(ink.mid, ink.near, 0.35))
    scene.glow(chance.uniform(460, 820), 420, 560, mix(ink.far, ink.light, 0.3), 0.75)
    shelves(scene)
    bench = Shape().box(0, 676, WIDTH, HEIGHT)
    scene.fill(bench, mix(ink.near, ink.dark, 0.2), ink.dark)
    scene.fill(Shape().box(0, 664, WIDTH, 682), mix(ink.far, ink.light, 0.3))
    pieces = [flask, tubes, beaker, round_flask]
    chance.shuffle(pieces)
    tones = [ink.accent, ink.gold, mix(ink.far, ink.light, 0.25), mix(ink.accent, ink.gold, 0.5)]
    for index, (piece, tone) in enumerate(zip(pieces, tones, strict=True)):
        x = 130 + index * 205 + chance.uniform(-14, 14)
        piece(scene, x, 664, tone)
        shine = Shape().oval(x, 716, 92, 18)
        scene.tint(shine, tone, 0.22)
    microscope(scene, 1060, 664)
    bubbles = Shape()
    for _ in range(26):
        bubbles.oval(chance.uniform(80, 900), chance.uniform(120, 420), chance.uniform(2, 8))
    scene.tint(bubbles, ink.light, 0.35)


def shelves(scene):
    """Line the wall with bottles, out of focus behind the glass."""
    ink, chance = scene.palette, scene.chance
    for level in (188, 372):
        boards = Shape().box(60, level, 1220, level + 10)
        for tone in (ink.mid, ink.far, mix(ink.mid, ink.accent, 0.4)):
            bottles = Shape()
            x = 84.0
            while x < 1190:
                wide, tall = chance.uniform(24, 50), chance.uniform(46, 112)
                if chance.random() < 0.34:
                    bottles.box(x, level - tall * 0.72, x + wide, level, 7)
                    bottles.box(
                        x + wide * 0.32, level - tall, x + wide * 0.68, level - tall * 0.6, 3
                    )
                x += wide + 12
            scene.tint(bottles, tone, 0.55)
        scene.tint(boards, ink.dark, 0.7)


def glass(scene, outline, liquid, tone, neck=None):
    """Blow a vessel: a breath of glass, what is in it, and a highlight."""
    ink = scene.palette
    scene.tint(outline, mix(ink.light, ink.far, 0.3), 0.34)
    scene.fill(liquid, mix(tone, ink.light, 0.25), tone)
    scene.stipple(liquid, mix(tone, ink.dark, 0.5), "right", 0.6)
    if neck:
        scene.tint(neck, ink.light, 0.8)


def flask(scene, x, base, tone):
    outline = Shape().polygon(
        [
            (x - 24, base - 300),
            (x + 24, base - 300),
            (x + 24, base - 190),
            (x + 104, base - 16),
            (x + 94, base),
            (x - 94, base),
            (x - 104, base - 16),
            (x - 24, base - 190),
        ]
    )
    liquid = Shape().polygon(
        [
            (x - 60, base - 112),
            (x + 60, base - 112),
            (x + 97, base - 18),
            (x + 89, base - 5),
            (x - 89, base - 5),
            (x - 97, base - 18),
        ]
    )
    rim = Shape().box(x - 32, base - 308, x + 32, base - 298, 4)
    scene.glow(x, base - 70, 190, tone, 0.55)
    glass(
        scene,
        outline,
        liquid.oval(x, base - 112, 60, 9),
        tone,
        rim.line([(x - 14, base - 280), (x - 14, base - 190), (x - 58, base - 92)], 4),
    )


def round_flask(scene, x, base, tone):
    outline = Shape().oval(x, base - 100, 92).box(x - 20, base - 310, x + 20, base - 150)
    liquid = Shape().slice(x, base - 100, 86, 8, 172)
    stand = Shape().box(x - 52, base - 14, x + 52, base, 3)
    scene.fill(stand, scene.palette.dark).glow(x, base - 90, 190, tone, 0.55)
    shine = Shape().box(x - 28, base - 316, x + 28, base - 306, 4)
    shine.line([(x - 58, base - 150), (x - 72, base - 104), (x - 62, base - 62)], 5)
    glass(scene, outline, liquid, tone, shine)


def beaker(scene, x, base, tone):
    outline = Shape().box(x - 84, base - 220, x + 84, base, 14)
    liquid = Shape().box(x - 78, base - 122, x + 78, base - 5, 10).oval(x, base - 120, 78, 11)
    marks = Shape().box(x - 92, base - 226, x + 92, base - 217, 4)
    for step in range(6):
        marks.box(
            x + 36, base - 60 - step * 24, x + (70 if step % 2 else 58), base - 57 - step * 24
        )
    scene.glow(x, base - 70, 190, tone, 0.55)
    glass(scene, outline, liquid, tone, marks)


def tubes(scene, x, base, tone):
    ink = scene.palette
    scene.glow(x, base - 120, 180, tone, 0.5)
    outline, liquid, shine = Shape(), Shape(), Shape()
    for index in range(4):
        left = x - 96 + index * 52
        fill = (70, 120, 92, 140)[index]
        outline.box(left, base - 250, left + 34, base - 22, 16)
        liquid.box(left + 4, base - 30 - fill, left + 30, base - 26, 13)
        shine.box(left - 4, base - 256, left + 38, base - 247, 4)
    glass(scene, outline, liquid, tone, shine)
    rack = (
        Shape()
        .box(x - 118, base - 176, x + 118, base - 160, 3)
        .box(x - 118, base - 20, x + 118, base, 3)
    )
    rack.box(x - 118, base - 176, x - 106, base).box(x + 106, base - 176, x + 118, base)
    scene.fill(rack, mix(ink.gold, ink.dark, 0.55), mix(ink.gold, ink.dark, 0.7))


def microscope(scene, x, base):
    ink = scene.palette
    body = (
        Shape()
        .box(x - 90, base - 26, x + 96, base, 10)
        .box(x + 44, base - 150, x + 72, base - 20, 6)
    )
    body.box(x - 76, base - 118, x + 60, base - 104, 4)
    for step in range(20):
        turn = math.radians(-80 + step * 8)
        body.oval(x + 14 + 66 * math.cos(turn), base - 200 + 84 * math.sin(turn), 15)
    body.polygon(
        [(x - 58, base - 268), (x - 18, base - 288), (x + 38, base - 178), (x - 4, base - 156)]
    )
    body.polygon(
        [(x - 92, base - 338), (x - 62, base - 354), (x - 20, base - 276), (x - 50, base - 260)]
    )
    body.box(x - 14, base - 170, x + 18, base - 130, 4)
    scene.fill(body, mix(ink.near, ink.far, 0.25), ink.dark).stipple(body, ink.light, "left", 0.18)
    knobs = Shape().oval(x + 60, base - 96, 17).oval(x + 62, base - 214, 12)
    scene.fill(knobs, ink.gold).glow(x + 2, base - 112, 60, ink.light, 0.8)
    scene.fill(Shape().box(x - 30, base - 122, x + 34, base - 116), ink.accent)


def charts(scene):
    """Blocks like a city of bars, a rising or falling line, a coin of a sun."""
    ink, chance = scene.palette, scene.chance
    scene.fill(Shape().box(0, 0, WIDTH, HEIGHT), mix(ink.sky[2], ink.light, 0.5), ink.sky[2])
    grid = Shape()
    for step in range(1, 16):
        grid.line([(step * 80, 0), (step * 80, HEIGHT)], 1).line(
            [(0, step * 80), (WIDTH, step * 80)], 1
        )
    scene.tint(grid, ink.far, 0.35)
    disc = Shape().oval(chance.uniform(840, 1060), 260, 176)
    scene.fill(disc, ink.gold, mix(ink.gold, ink.accent, 0.35)).stipple(
        disc, ink.accent, "down", 0.6
    )
    is_rising = chance.random() < 0.6
    tops = []
    for index in range(8):
        share = index / 7 if is_rising else 1 - index / 7
        tall = 110 + 300 * share + chance.uniform(-60, 60)
        x = 110 + index * 136
        bar(scene, x, 736, 84, tall, (ink.mid, ink.near, ink.far)[index % 3])
        tops.append((x + 60, 736 - tall - 92 + chance.uniform(-26, 26)))
    ground = Shape().box(0, 736, WIDTH, HEIGHT)
    scene.fill(ground, ink.near, ink.dark).stipple(ground, ink.mid, "up", 0.35)
    line = Shape().line(tops, 7)
    for x, y in tops:
        line.oval(x, y, 12)
    (ax, ay), (bx, by) = tops[-2:]
    turn = math.atan2(by - ay, bx - ax)
    tip = (bx + 66 * math.cos(turn), by + 66 * math.sin(turn))
    line.line([(bx, by), tip], 7).polygon(
        [
            (tip[0] + 26 * math.cos(turn + a), tip[1] + 26 * math.sin(turn + a))
            for a in (0, 2.3, -2.3)
        ]
    )
    scene.fill(line, ink.accent)
    dots = Shape()
    for x, y in tops:
        dots.oval(x, y, 5)
    scene.fill(dots, ink.light)
    folk = Shape()
    for _ in range(9):
        person(folk, chance.uniform(60, 1220), chance.uniform(752, 800), 84, chance.random() * 0.7)
    scene.fill(folk, ink.light, mix(ink.light, ink.far, 0.5))


def bar(scene, x, base, wide, tall, tone):
    """Stand one block with a lit front, a shaded side and a pale lid."""
    ink = scene.palette
    lean, rise = 34, 22
    front = Shape().box(x, base - tall, x + wide, base)
    side = Shape().polygon(
        [
            (x + wide, base - tall),
            (x + wide + lean, base - tall - rise),
            (x + wide + lean, base - rise),
            (x + wide, base),
        ]
    )
    lid = Shape().polygon(
        [
            (x, base - tall),
            (x + lean, base - tall - rise),
            (x + wide + lean, base - tall - rise),
            (x + wide, base - tall),
        ]
    )
    scene.fill(front, tone, mix(tone, ink.dark, 0.2)).stipple(front, ink.dark, "down", 0.5)
    scene.fill(side, mix(tone, ink.dark, 0.45)).fill(lid, mix(tone, ink.light, 0.5))
