"""Scenes on the square: parliament and market."""

import math

from articles.demo.drawing.scene import WIDTH, Shape, mix, person, tree, under


def parliament(scene):
    """A domed parliament above its steps, flags out."""
    ink, chance = scene.palette, scene.chance
    scene.sky().clouds(9, 70, 420)
    sun = chance.uniform(250, 1030)
    scene.glow(sun, 330, 520, ink.light, 0.85)
    town = Shape()
    x = -10.0
    while x < WIDTH:
        wide = chance.uniform(40, 90)
        town.box(x, 600 - chance.uniform(10, 90), x + wide, 640)
        x += wide
    scene.fill(town, mix(ink.far, ink.sky[2], 0.25))
    stone, shade = mix(ink.light, ink.sky[2], 0.35), mix(ink.far, ink.mid, 0.35)
    dome(scene, stone, shade)
    facade(scene, stone, shade)
    steps = Shape()
    for step in range(7):
        steps.box(330 - step * 34, 664 + step * 11, 950 + step * 34, 670 + step * 11)
    square = under([(0, 662), (WIDTH, 662)])
    scene.fill(square, mix(ink.far, ink.light, 0.35), ink.mid)
    scene.fill(Shape().polygon([(330, 662), (950, 662), (1160, 742), (120, 742)]), stone, shade)
    scene.tint(steps, ink.mid, 0.6)
    scene.stipple(square, ink.near, "down", 0.45)
    grove = Shape()
    for x in (60, 150, 232, 1046, 1128, 1222):
        tree(grove, x, 704, chance.uniform(120, 170), chance)
    scene.fill(grove, ink.mid, ink.near).stipple(grove, ink.dark, "down", 0.4)
    crowd = Shape()
    for _ in range(26):
        base = chance.uniform(752, 840)
        person(
            crowd, chance.uniform(40, 1240), base, 64 + (base - 752) * 0.55, chance.random() * 0.6
        )
    scene.fill(crowd, ink.near, ink.dark)
    scene.birds(sun, 170, 9)


def dome(scene, stone, shade):
    """Raise drum, dome, lantern and flag over the portico."""
    ink = scene.palette
    drum = Shape().box(512, 372, 768, 472).box(496, 362, 784, 378).box(496, 462, 784, 478)
    scene.fill(drum, stone, shade).stipple(drum, ink.mid, "right", 0.6)
    columns = Shape()
    for index in range(11):
        columns.box(522 + index * 23, 384, 528 + index * 23, 462, 2)
    scene.tint(columns, ink.mid, 0.6)
    vault = Shape().slice(640, 366, 124, 180, 360)
    lantern = Shape().box(616, 206, 664, 250).slice(640, 208, 26, 180, 360)
    scene.fill(vault.box(608, 242, 672, 254), mix(ink.accent, ink.mid, 0.25), ink.mid)
    scene.stipple(vault, ink.near, "right", 0.85)
    ribs = Shape()
    for reach in (-92, -48, 0, 48, 92):
        curve = [(640 + reach * math.cos(t / 12), 366 - 122 * math.sin(t / 12)) for t in range(19)]
        ribs.line([point for point in curve if point[1] > 250], 1.6)
    scene.tint(ribs, ink.light, 0.4)
    scene.fill(lantern, stone, shade).stipple(lantern, ink.mid, "right", 0.6)
    scene.fill(Shape().box(638, 96, 642, 186), ink.near)
    flag(scene, 642, 100, 86, ink.accent)


def flag(scene, x, y, wide, tone):
    top = [(x + wide * t / 12, y + 6 * math.sin(t * 0.8)) for t in range(13)]
    bottom = [(px, py + wide * 0.5) for px, py in reversed(top)]
    cloth = Shape().polygon(top + bottom)
    scene.fill(cloth, tone).stipple(cloth, mix(tone, scene.palette.dark, 0.5), "right", 0.5)


def facade(scene, stone, shade):
    """Set the portico and its wings, columns lit from one side."""
    ink = scene.palette
    wings = Shape().box(120, 498, 1160, 664)
    scene.fill(wings, mix(stone, shade, 0.3), mix(stone, shade, 0.7))
    scene.stipple(wings, ink.mid, "right", 0.5)
    windows = Shape()
    for index in range(20):
        x = 142 + index * 52
        if not 400 < x < 860:
            windows.box(x, 524, x + 20, 566, 9).box(x, 590, x + 20, 640)
    scene.fill(windows, mix(ink.mid, ink.near, 0.4))
    scene.fill(Shape().box(108, 486, 1172, 500), stone)
    porch = Shape().box(410, 486, 870, 664)
    scene.fill(porch, mix(ink.mid, ink.near, 0.5), mix(ink.mid, ink.near, 0.2))
    columns = Shape()
    for index in range(8):
        x = 424 + index * 58
        columns.box(x, 494, x + 26, 664).box(x - 5, 490, x + 31, 500).box(x - 5, 654, x + 31, 664)
    scene.fill(columns, stone, mix(stone, shade, 0.25))
    shadows = Shape()
    for index in range(8):
        shadows.box(440 + index * 58, 500, 450 + index * 58, 654)
    scene.tint(shadows, ink.mid, 0.4)
    gable = Shape().polygon([(392, 486), (640, 404), (888, 486)])
    scene.fill(gable, stone).stipple(gable, ink.mid, "right", 0.5)
    scene.fill(Shape().polygon([(450, 478), (640, 416), (830, 478)]), mix(stone, shade, 0.6))
    scene.fill(Shape().oval(640, 456, 15), ink.gold)


def market(scene):
    """Market stalls on a square, striped awnings and full crates."""
    ink, chance = scene.palette, scene.chance
    scene.sky(520).glow(chance.uniform(300, 980), 130, 420, ink.light, 0.8).clouds(3, 50, 130)
    row_of_houses(scene, 560)
    ground = under([(0, 548), (WIDTH, 548)])
    scene.fill(ground, mix(ink.far, ink.light, 0.5), mix(ink.mid, ink.far, 0.3))
    scene.stipple(ground, ink.mid, "down", 0.4)
    people = Shape()
    for _ in range(15):
        person(
            people,
            chance.uniform(20, 1260),
            chance.uniform(580, 620),
            chance.uniform(104, 124),
            chance.random() * 0.5,
        )
    scene.fill(people, ink.mid, ink.near)
    tones = [ink.accent, ink.gold, ink.near]
    chance.shuffle(tones)
    for index, tone in enumerate(tones):
        stall(scene, 30 + index * 420, 730, 376, tone)
    near = Shape()
    for x, tall in (
        (chance.uniform(330, 420), 262),
        (chance.uniform(455, 500), 240),
        (chance.uniform(860, 930), 268),
    ):
        person(near, x, 838, tall, 0.4)
        near.oval(x + tall * 0.2, 838 - tall * 0.28, tall * 0.085, tall * 0.11)
        near.line([(x + tall * 0.06, 838 - tall * 0.74), (x + tall * 0.2, 838 - tall * 0.36)], 5)
    scene.fill(near, ink.dark)
    lamps = Shape()
    for index in range(17):
        x = 20 + index * 78
        lamps.oval(x, 330 + 26 * math.sin(index * 1.05) ** 2, 7)
    cord = [(x * 10, 324 + 26 * math.sin((x * 10 - 20) / 78 * 1.05) ** 2) for x in range(129)]
    scene.fill(Shape().line(cord, 1.4), ink.dark).fill(lamps, ink.gold)
    for index in range(0, 17, 2):
        scene.glow(20 + index * 78, 338, 44, ink.gold, 0.6)


def row_of_houses(scene, base):
    """Close the square with narrow gabled fronts."""
    ink, chance = scene.palette, scene.chance
    x = -30.0
    while x < WIDTH:
        wide, tall = chance.uniform(110, 170), chance.uniform(270, 400)
        tone = mix(chance.choice((ink.far, ink.light, ink.gold, ink.accent)), ink.sky[2], 0.5)
        front = Shape().box(x, base - tall, x + wide, base)
        front.polygon([(x, base - tall), (x + wide / 2, base - tall - 62), (x + wide, base - tall)])
        scene.fill(front, tone, mix(tone, ink.far, 0.4)).stipple(front, ink.far, "right", 0.55)
        panes = Shape()
        for row in range(int(tall // 70)):
            for column in range(3):
                left, top = x + wide * (0.14 + column * 0.28), base - tall + 22 + row * 66
                panes.box(left, top, left + wide * 0.15, top + 38, 3)
        scene.tint(panes, ink.mid, 0.75)
        x += wide


def stall(scene, x, base, wide, tone):
    """Put up one stall: posts, a striped awning, crates of fruit, someone selling."""
    ink, chance = scene.palette, scene.chance
    top = base - 300
    seller = person(Shape(), x + wide * chance.uniform(0.35, 0.65), base, 232)
    scene.fill(seller, ink.near, ink.dark)
    posts = Shape().box(x + 12, top + 40, x + 20, base + 30)
    scene.fill(posts.box(x + wide - 20, top + 40, x + wide - 12, base + 30), ink.dark)
    stripes = 10
    step = wide / stripes
    for parity, inked in ((0, tone), (1, ink.light)):
        cloth = Shape()
        for index in range(parity, stripes, 2):
            left, right = x + index * step, x + (index + 1) * step
            lean = 34 * (1 - 2 * (index + 0.5) / stripes)
            cloth.polygon(
                [(left + lean, top), (right + lean, top), (right, top + 78), (left, top + 78)]
            )
            cloth.slice((left + right) / 2, top + 78, step / 2, 0, 180)
        scene.fill(cloth, inked, mix(inked, ink.dark, 0.12))
        scene.stipple(cloth, ink.dark, "down", 0.4)
    table = Shape().box(x, base - 96, x + wide, base + 20, 3)
    scene.fill(table, mix(ink.mid, ink.near, 0.4), ink.near).stipple(table, ink.dark, "down", 0.5)
    for inks in (ink.accent, ink.gold, mix(ink.gold, ink.accent, 0.5), mix(ink.far, ink.gold, 0.3)):
        fruit = Shape()
        for crate in range(4):
            if chance.random() < 0.45:
                continue
            for _ in range(13):
                left = x + 16 + crate * (wide - 26) / 4
                fruit.oval(left + chance.uniform(6, 74), base - 100 - chance.uniform(0, 22), 10)
        scene.fill(fruit, mix(inks, ink.light, 0.15), inks)
        scene.stipple(fruit, ink.dark, "down", 0.25)
    crates = Shape()
    for crate in range(4):
        left = x + 14 + crate * (wide - 26) / 4
        crates.box(left, base - 100, left + 82, base - 78, 2)
    scene.fill(crates, mix(ink.gold, ink.dark, 0.5))
