"""Scenes of open country: mountains, a valley, a wood, a hill with turbines."""

import math

from PIL import ImageChops

from articles.demo.drawing.scene import HEIGHT, WIDTH, Shape, mix, person, pine, tree, under


def mountains(scene):
    """Ranges behind a lake, first sun on the summits."""
    ink, chance = scene.palette, scene.chance
    horizon = 600
    sun = chance.uniform(250, 1030)
    scene.sky(horizon).sun(sun, chance.uniform(150, 250), 46).clouds(4, 120, 260)
    for depth in range(4):
        tone = mix(ink.far, ink.near, depth / 3.4)
        line = scene.ridge(270 + depth * 72, 150 - depth * 30, peaks=7 + depth * 2)
        slope = under(line, horizon)
        scene.fill(slope, tone, mix(tone, ink.sky[2], 0.55))
        scene.stipple(slope, mix(tone, ink.dark, 0.6), "right" if sun < 640 else "left", 0.3)
        if depth < 2:
            snow(scene, line, 262 + depth * 70, sun)
        scene.mist(horizon - 200 + depth * 30, horizon, strength=0.42)
    wood = Shape()
    for _ in range(150):
        x = chance.uniform(0, WIDTH)
        pine(wood, x, horizon + 2, chance.uniform(22, 58))
    scene.fill(wood.box(0, horizon - 6, WIDTH, horizon), mix(ink.near, ink.dark, 0.3))
    scene.mirror(horizon, ink.near, 0.35, calm=2.2)
    scene.glints(sun, horizon + 10, HEIGHT - 80, 70, count=34)
    shore = under([(0, 700), (180, 770), (420, 815), (760, 836), (1060, 800), (WIDTH, 742)])
    for x, tall in ((60, 330), (142, 250), (215, 170), (1228, 300), (1150, 205), (1088, 130)):
        pine(shore, x + chance.uniform(-14, 14), 825, tall + chance.uniform(-30, 40))
    scene.fill(shore, ink.dark)


def snow(scene, line, limit, sun):
    """Put snow on whatever stands above a height, its lower edge torn by the rock."""
    ink, chance = scene.palette, scene.chance
    edge = [(x, limit + chance.uniform(-34, 30)) for x, _ in line]
    foot = [(x, max(y, cut)) for (x, y), (_, cut) in zip(line, edge, strict=True)]
    white = Shape().polygon([*line, *reversed(foot)])
    scene.tint(white, ink.light, 0.92)
    # Each peak has a side the sun does not reach.
    dark, lean = Shape(), -1 if sun > 640 else 1
    for before, (x, y), after in zip(line, line[1:], line[2:], strict=False):
        if y < limit - 20 and y <= before[1] and y <= after[1]:
            drop = limit - y + 30
            dark.polygon(
                [
                    (x, y),
                    (x + lean * drop * 0.95, y + drop),
                    (x + lean * drop * 0.3, y + drop),
                    (x + lean * drop * 0.34, y + drop * 0.55),
                    (x + lean * drop * 0.06, y + drop * 0.42),
                ]
            )
    dark.image = ImageChops.multiply(dark.image, white.image)
    scene.tint(dark, ink.far, 0.75)


def train(scene):
    """A train on a viaduct across a valley."""
    ink, chance = scene.palette, scene.chance
    scene.sky().sun(chance.uniform(240, 1040), chance.uniform(140, 260), 58).clouds(5, 80, 280)
    for depth in range(3):
        tone = mix(ink.far, ink.mid, depth / 3)
        line = scene.hills(370 + depth * 70, 60 - depth * 8, 1.1 + depth * 0.4)
        scene.fill(under(line), tone, mix(tone, ink.sky[2], 0.5))
        scene.stipple(under(line), ink.mid, "right", 0.14)
    scene.mist(430, HEIGHT, strength=0.6)
    deck = 452
    arches = Shape().box(0, deck, WIDTH, 800)
    span = 160
    offset = chance.uniform(-120, -20)
    for index in range(10):
        x = offset + index * span
        arches.oval(x + span / 2, deck + 100, span / 2 - 13, 78, ink=0)
        arches.box(x + 13, deck + 100, x + span - 13, 800, ink=0)
    scene.fill(arches.box(0, deck - 8, WIDTH, deck + 6), ink.near, mix(ink.near, ink.far, 0.35))
    scene.stipple(arches, ink.dark, "down", 0.35)
    carriages(scene, chance.uniform(60, 240), deck - 8)
    meadow = under(scene.hills(742, 24, 0.8))
    scene.fill(meadow, mix(ink.near, ink.dark, 0.35), ink.dark)
    scene.stipple(meadow, ink.mid, "up", 0.3)
    grove = Shape()
    for _ in range(16):
        x = chance.choice((chance.uniform(0, 380), chance.uniform(940, WIDTH)))
        tree(grove, x, chance.uniform(770, 850), chance.uniform(80, 150), chance)
    scene.fill(grove, ink.dark)
    scene.birds(chance.uniform(300, 900), 250)


def carriages(scene, x, rail):
    """Run four carriages and a streamlined engine along the rail."""
    ink = scene.palette
    body = Shape()
    for index in range(4):
        left = x + index * 196
        body.box(left, rail - 66, left + 190, rail - 9, 9)
    nose = x + 4 * 196
    body.polygon(
        [
            (nose, rail - 66),
            (nose + 96, rail - 66),
            (nose + 150, rail - 48),
            (nose + 184, rail - 16),
            (nose + 182, rail - 9),
            (nose, rail - 9),
        ]
    )
    scene.fill(body, ink.accent, mix(ink.accent, ink.dark, 0.22))
    scene.stipple(body, mix(ink.accent, ink.dark, 0.6), "down", 0.5)
    windows, stripe, wheels = Shape(), Shape(), Shape()
    for index in range(4):
        for pane in range(6):
            left = x + index * 196 + 14 + pane * 28
            windows.box(left, rail - 55, left + 21, rail - 35, 3)
    windows.box(nose + 14, rail - 55, nose + 60, rail - 35, 3)
    windows.polygon(
        [
            (nose + 82, rail - 57),
            (nose + 104, rail - 57),
            (nose + 138, rail - 42),
            (nose + 82, rail - 42),
        ]
    )
    stripe.box(x, rail - 26, nose + 176, rail - 21)
    for index in range(5):
        for axle in (26, 52, 132, 158):
            wheels.oval(x + index * 196 + axle, rail - 7, 8)
    scene.fill(windows, ink.light, mix(ink.light, ink.gold, 0.5)).fill(stripe, ink.light)
    scene.fill(wheels, ink.dark)


def forest(scene):
    """Trunks in morning mist, someone walking a dog."""
    ink, chance = scene.palette, scene.chance
    scene.sky()
    light = chance.uniform(420, 860)
    scene.glow(light, 330, 620, ink.light, 0.95)
    for depth in range(5):
        tone = mix(mix(ink.far, ink.sky[2], 0.45), ink.dark, depth / 4.2)
        trunks, wide = Shape(), 9 + depth * 9
        for _ in range(22 - depth * 4):
            x = chance.uniform(-20, WIDTH + 20)
            # A clearing towards the light, wider the nearer.
            if abs(x - light) < 30 + depth * 62:
                continue
            trunk(trunks, chance, x, 560 + depth * 62, wide * chance.uniform(0.7, 1.3))
        ground = under(scene.hills(548 + depth * 58, 12, 1.5))
        scene.fill(ground, tone, mix(tone, ink.dark, 0.25)).fill(trunks, tone)
        scene.stipple(trunks, ink.dark, "left" if light > 640 else "right", 0.2)
        if depth < 4:
            scene.mist(330 + depth * 60, 610 + depth * 62, strength=0.5)
        if depth == 2:
            for lean in (-330, -150, 60, 240):
                ray = [
                    (light + lean * 0.12, -40),
                    (light + lean * 0.12 + 46, -40),
                    (light + lean + 150, 800),
                    (light + lean, 800),
                ]
                scene.beam(ray, ink.light, 0.2)
            walker(scene, light + chance.uniform(-40, 40), 706)


def walker(scene, x, base):
    figure = person(Shape(), x, base, 128, 0.6)
    figure.line([(x + 8, base - 92), (x + 58, base - 34)], 1.6)
    figure.oval(x + 74, base - 24, 25, 10).oval(x + 100, base - 37, 10, 8)
    for leg in (56, 64, 86, 94):
        figure.line([(x + leg, base - 22), (x + leg + 2, base)], 4.5)
    figure.line([(x + 50, base - 26), (x + 36, base - 42)], 4)
    scene.fill(figure, scene.palette.accent, mix(scene.palette.accent, scene.palette.dark, 0.6))


def trunk(shape, chance, x, base, wide):
    lean = chance.uniform(-18, 18)
    shape.polygon(
        [
            (x - wide * 0.4 + lean, -10),
            (x + wide * 0.4 + lean, -10),
            (x + wide * 0.55, base - 30),
            (x + wide * 0.95, base + 12),
            (x - wide * 0.95, base + 12),
            (x - wide * 0.55, base - 30),
        ]
    )
    for _ in range(3):
        y, side = chance.uniform(20, 330), chance.choice((-1, 1))
        reach = chance.uniform(50, 130)
        shape.line(
            [(x + lean * 0.6, y), (x + side * reach * 0.6, y - 30), (x + side * reach, y - 78)],
            wide * 0.16,
        )


def turbines(scene):
    """Wind turbines over ploughed hills."""
    ink, chance = scene.palette, scene.chance
    sun = chance.uniform(260, 1020)
    scene.sky().sun(sun, chance.uniform(300, 390), 78).clouds(7, 80, 330)
    for depth in range(4):
        tone = mix(ink.far, ink.near, depth / 3)
        line = scene.hills(470 + depth * 92, 42, 0.7 + depth * 0.15)
        mills = Shape()
        for _ in range((4, 3, 2, 0)[depth]):
            x = chance.uniform(90, WIDTH - 90)
            ground = line[int(x // 16)][1]
            turbine(mills, x, ground + 14, 120 + depth * 105, chance.uniform(0, 120))
        scene.fill(mills, ink.light, mix(ink.light, tone, 0.55))
        scene.stipple(mills, ink.mid, "right", 0.16)
        field = under(line)
        scene.fill(field, tone, mix(tone, ink.dark, 0.3))
        furrows(scene, line, depth)
        scene.stipple(field, ink.dark, "down", 0.18)
        if depth < 3:
            scene.mist(400 + depth * 92, 600 + depth * 92, strength=0.3)
    hedge = Shape()
    for _ in range(9):
        x = chance.choice((chance.uniform(0, 260), chance.uniform(1050, WIDTH)))
        tree(hedge, x, chance.uniform(820, 880), chance.uniform(90, 170), chance)
    scene.fill(hedge, ink.dark)
    scene.birds(sun, 220)


def turbine(shape, x, base, tall, turn):
    hub, wide = base - tall, tall * 0.022
    shape.polygon(
        [
            (x - wide * 0.55, hub),
            (x + wide * 0.55, hub),
            (x + wide * 1.25, base),
            (x - wide * 1.25, base),
        ]
    )
    for blade in range(3):
        angle = math.radians(turn + blade * 120)
        along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
        reach = tall * 0.56
        shape.polygon(
            [
                (x + across[0] * wide * 0.5, hub + across[1] * wide * 0.5),
                (
                    x + along[0] * reach * 0.22 + across[0] * wide * 1.5,
                    hub + along[1] * reach * 0.22 + across[1] * wide * 1.5,
                ),
                (x + along[0] * reach, hub + along[1] * reach),
                (x - across[0] * wide * 0.5, hub - across[1] * wide * 0.5),
            ]
        )
    shape.oval(x, hub, wide * 1.3)


def furrows(scene, line, depth):
    """Plough a field: lines that follow the hill and draw apart towards us."""
    rows, gap = Shape(), 5.0 + depth * 2
    drop = 16.0
    while drop < 130 + depth * 60:
        rows.line([(x, y + drop) for x, y in line], 0.8 + depth * 0.5)
        drop += gap
        gap *= 1.22
    scene.tint(rows, scene.palette.gold, 0.38 - depth * 0.05)
