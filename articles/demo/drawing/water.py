"""Scenes by the water: the port, the river, the flood."""

import itertools

from articles.demo.drawing.scene import HEIGHT, WIDTH, Shape, mix, person, tree, under


def harbour(scene):
    """Gantry cranes and a freighter at first light, seen across the water."""
    ink, chance = scene.palette, scene.chance
    horizon = 560
    sun = chance.uniform(300, 980)
    scene.sky(horizon).sun(sun, horizon - chance.uniform(70, 190), 54).clouds(5, 90, 300)
    scene.fill(under(scene.hills(horizon - 60, 26, 0.9), horizon), ink.far, ink.sky[2])
    scene.fill(under(scene.hills(horizon - 26, 14, 1.7), horizon), mix(ink.far, ink.mid, 0.5))
    cranes = Shape()
    for index in range(4):
        gantry(cranes, 120 + index * 150 + chance.uniform(-20, 20), horizon, 240, index % 2)
    scene.fill(cranes, ink.mid, mix(ink.mid, ink.far, 0.45))
    freighter(scene, chance.uniform(560, 690), horizon + 4)
    scene.mist(horizon - 130, horizon, strength=0.35)
    scene.mirror(horizon, ink.near, 0.45)
    scene.glints(sun, horizon + 8, HEIGHT - 60, 60)
    quay = Shape().polygon([(0, 790), (520, 772), (560, HEIGHT), (0, HEIGHT)])
    scene.fill(quay, ink.dark)
    scene.stipple(quay, ink.near, "up", 0.5)
    bollards = Shape()
    for x in (150, 330, 470):
        bollards.box(x - 13, 742, x + 13, 800, 4).box(x - 20, 738, x + 20, 752, 6)
    person(bollards, chance.uniform(210, 270), 784, 118, 0.4)
    scene.fill(bollards, ink.dark)
    scene.birds(sun + chance.uniform(-120, 120), 240, 8)


def gantry(shape, x, base, height, is_raised):
    """Stand a container crane on the quay."""
    top = base - height
    for leg in (0, 62):
        shape.box(x + leg, top + 46, x + leg + 8, base)
    shape.box(x - 4, base - 84, x + 74, base - 76).box(x - 10, top + 46, x + 80, top + 57)
    shape.line([(x + 36, top + 50), (x + 36, top - 26)], 6)
    tip = (x + 152, top - 60) if is_raised else (x + 178, top + 52)
    shape.line([(x - 52, top + 52), (x + 36, top + 52), tip], 8)
    shape.line([(x - 46, top + 52), (x + 36, top - 24), tip], 2.5)
    shape.line([(x + 4, top + 60), (x + 66, base - 82)], 3).line(
        [(x + 66, top + 60), (x + 4, base - 82)], 3
    )


def freighter(scene, x, water):
    """Moor a container ship, its boxes in the colours of the palette."""
    ink, chance = scene.palette, scene.chance
    stacks = [Shape() for _ in range(4)]
    for column in range(9):
        for row in range(3 + (column * 7 + 3) % 3):
            left, foot = x + 66 + column * 42, water - 66 - row * 20
            chance.choice(stacks).box(left, foot - 19, left + 40, foot)
    tones = (ink.accent, ink.gold, ink.mid, mix(ink.accent, ink.dark, 0.45))
    for boxes, tone in zip(stacks, tones, strict=True):
        scene.fill(boxes, tone, mix(tone, ink.dark, 0.25))
    bridge = Shape().box(x + 456, water - 182, x + 520, water - 60)
    bridge.box(x + 440, water - 166, x + 536, water - 152).box(
        x + 482, water - 222, x + 488, water - 180
    )
    scene.fill(bridge, mix(ink.light, ink.far, 0.25), ink.far)
    windows = Shape()
    for row in range(3):
        windows.box(x + 462, water - 140 + row * 22, x + 514, water - 133 + row * 22, 2)
    scene.fill(windows, ink.near)
    hull = Shape().polygon(
        [
            (x, water - 72),
            (x + 30, water - 62),
            (x + 560, water - 62),
            (x + 545, water + 4),
            (x + 38, water + 4),
        ]
    )
    scene.fill(hull, ink.near, ink.dark)
    scene.stipple(hull, ink.mid, "up", 0.45)
    band = Shape().polygon(
        [(x + 33, water - 8), (x + 549, water - 8), (x + 545, water + 4), (x + 38, water + 4)]
    )
    scene.fill(band, mix(ink.accent, ink.dark, 0.25))


def skyline(scene):
    """A city by a river as its lights come on."""
    ink, chance = scene.palette, scene.chance
    horizon = 640
    sun = chance.uniform(380, 900)
    scene.sky(horizon).sun(sun, chance.uniform(330, 430), 84).clouds(6, 80, 360)
    for depth, (low, high) in enumerate(((170, 330), (130, 400), (70, 250))):
        tone = mix(ink.far, ink.near, depth / 2)
        blocks, lights = Shape(), Shape()
        x = -20.0
        while x < WIDTH:
            wide = chance.uniform(44, 104)
            middle = 1 - abs(x + wide / 2 - 640) / 900
            tower(blocks, lights, chance, x, horizon, wide, chance.uniform(low, high) * middle)
            x += wide + chance.choice((0, 0, 4, 16))
        scene.fill(blocks, tone, mix(tone, ink.sky[2], 0.34 - depth * 0.1))
        scene.stipple(blocks, ink.dark, "right", 0.22)
        scene.tint(lights, ink.gold, 0.35 + depth * 0.25)
    scene.mist(horizon - 110, horizon, strength=0.3)
    scene.mirror(horizon, ink.near, 0.4)
    scene.glints(sun, horizon + 6, HEIGHT - 20, 90, count=50)
    bank = under([(0, 812), (300, 800), (760, 826), (WIDTH, 818)])
    for x in (90, 236, 382):
        bank.box(x - 3, 690, x + 3, 812).oval(x, 688, 9)
    person(person(bank, 560, 818, 104, 0.5), 602, 820, 98, 0.2)
    scene.fill(bank, ink.dark)
    for x in (90, 236, 382):
        scene.glow(x, 688, 70, ink.gold, 0.6)


def tower(blocks, lights, chance, x, base, wide, tall):
    """Build one house with a roof of its own and some of its windows lit."""
    top = base - tall
    blocks.box(x, top, x + wide, base)
    roof = chance.randrange(5)
    if roof == 0:
        blocks.polygon([(x, top), (x + wide / 2, top - wide * 0.5), (x + wide, top)])
    elif roof == 1:
        blocks.box(x + wide * 0.2, top - 16, x + wide * 0.8, top)
        blocks.box(x + wide * 0.48, top - 62, x + wide * 0.52, top)
    elif roof == 2:
        blocks.polygon([(x, top), (x + wide, top - wide * 0.35), (x + wide, top)])
    for row in range(int(tall // 20)):
        for column in range(int(wide // 15)):
            if chance.random() < 0.3:
                left, head = x + 6 + column * 15, top + 10 + row * 20
                lights.box(left, head, left + 7, head + 10)


def flood(scene):
    """A village street under water, a boat going from house to house in the rain."""
    ink, chance = scene.palette, scene.chance
    water = 560
    scene.sky(water).glow(chance.uniform(300, 1000), 420, 420, ink.light, 0.7)
    scene.clouds(12, 20, 190, mix(ink.mid, ink.near, 0.3), 0.5)
    scene.fill(under(scene.hills(water - 110, 34), water), ink.far, mix(ink.far, ink.sky[2], 0.5))
    grove = Shape()
    for _ in range(14):
        tree(grove, chance.uniform(0, WIDTH), water + 6, chance.uniform(70, 130), chance)
    scene.fill(grove, ink.mid, mix(ink.mid, ink.far, 0.5))
    houses(scene, water)
    poles = Shape()
    tops = []
    for index, x in enumerate((60, 420, 790, 1170)):
        lean = chance.uniform(-16, 16)
        poles.line([(x + lean, 250), (x, water + 30)], 7)
        poles.line([(x + lean - 40, 278), (x + lean + 40, 278 + index % 2 * 8)], 5)
        tops.append((x + lean, 280))
    for (x, y), (other, foot) in itertools.pairwise(tops):
        poles.line(
            [
                (x, y),
                (x * 0.7 + other * 0.3, y + 26),
                (x * 0.3 + other * 0.7, y + 26),
                (other, foot),
            ],
            1.6,
        )
    scene.fill(poles, ink.dark)
    scene.mirror(water, ink.near, 0.5)
    rowing_boat(scene, chance.uniform(440, 760), 716)
    rain = Shape()
    for _ in range(240):
        x, y = chance.uniform(-40, WIDTH), chance.uniform(-40, HEIGHT)
        long = chance.uniform(14, 40)
        rain.line([(x, y), (x - long * 0.22, y + long)], 1)
    scene.tint(rain, ink.light, 0.4)


def houses(scene, water):
    """Stand gabled houses in the water up to their window sills."""
    ink, chance = scene.palette, scene.chance
    for x in (90, 330, 640, 905, 1120):
        wide, tall = chance.uniform(150, 205), chance.uniform(96, 150)
        wall = mix(chance.choice((ink.light, ink.gold, ink.accent, ink.far)), ink.mid, 0.22)
        front = Shape().box(x, water - tall, x + wide, water)
        front.polygon(
            [
                (x, water - tall),
                (x + wide / 2, water - tall - wide * 0.42),
                (x + wide, water - tall),
            ]
        )
        scene.fill(front, wall, mix(wall, ink.near, 0.45))
        scene.stipple(front, ink.near, "right", 0.5)
        roof = (
            Shape()
            .line(
                [
                    (x - 14, water - tall + 12),
                    (x + wide / 2, water - tall - wide * 0.44),
                    (x + wide + 14, water - tall + 12),
                ],
                13,
            )
            .box(x + wide * 0.68, water - tall - wide * 0.42, x + wide * 0.8, water - tall - 20)
        )
        scene.fill(roof, ink.near)
        panes = Shape()
        for column in range(3):
            left = x + wide * (0.13 + column * 0.28)
            panes.box(left, water - tall + 24, left + wide * 0.17, water - tall + 66, 2)
        panes.oval(x + wide / 2, water - tall - wide * 0.14, wide * 0.06)
        scene.fill(panes, ink.dark if chance.random() < 0.6 else ink.gold)


def rowing_boat(scene, x, water):
    ink = scene.palette
    crew = person(person(Shape(), x - 46, water + 40, 138), x + 52, water + 36, 132)
    crew.line([(x - 40, water - 44), (x - 150, water + 26)], 5).oval(x - 154, water + 30, 20, 6)
    scene.fill(crew, ink.dark)
    vests = Shape()
    for left, top in ((x - 60, water - 72), (x + 38, water - 72)):
        vests.box(left, top, left + 28, top + 50, 8)
    scene.fill(vests, ink.gold)
    hull = Shape().polygon(
        [(x - 150, water - 26), (x + 156, water - 34), (x + 116, water + 22), (x - 108, water + 22)]
    )
    scene.fill(hull, ink.accent, mix(ink.accent, ink.dark, 0.45))
    scene.stipple(hull, ink.dark, "left", 0.4)
    wake = Shape()
    for step in range(5):
        wake.box(
            x - 170 - step * 12,
            water + 22 + step * 11,
            x + 120 + step * 22,
            water + 25 + step * 11,
            1,
        )
    scene.tint(wake, ink.light, 0.5)
