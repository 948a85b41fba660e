"""Scenes under a roof: the classroom and the hospital."""

import math

from articles.demo.drawing.scene import HEIGHT, WIDTH, Shape, mix, person


def classroom(scene):
    """An empty classroom in the morning, the board still full."""
    ink, chance = scene.palette, scene.chance
    wall = mix(ink.sky[2], ink.gold, 0.18)
    scene.fill(Shape().box(0, 0, WIDTH, 640), mix(wall, ink.far, 0.15), wall)
    floor = Shape().polygon([(0, 640), (WIDTH, 640), (WIDTH, HEIGHT), (0, HEIGHT)])
    scene.fill(floor, mix(ink.gold, ink.mid, 0.45), mix(ink.mid, ink.near, 0.5))
    scene.stipple(floor, ink.near, "down", 0.5)
    board = Shape().box(270, 130, 1010, 520, 4)
    slate = mix(mix(ink.near, "#1f4d3f", 0.5), ink.dark, 0.3)
    scene.fill(Shape().box(254, 114, 1026, 536, 6), mix(ink.gold, ink.dark, 0.45))
    scene.fill(board, slate, mix(slate, ink.mid, 0.25)).stipple(board, ink.far, "right", 0.14)
    chalk(scene)
    scene.fill(Shape().box(240, 536, 1040, 550, 3), mix(ink.gold, ink.dark, 0.6))
    sticks = (
        Shape().box(330, 528, 372, 536, 3).box(396, 528, 424, 536, 3).box(840, 520, 914, 536, 3)
    )
    scene.fill(sticks, ink.light)
    windows(scene)
    clock(scene, 1142, 150, chance)
    for row, (y, size, count) in enumerate(((640, 0.78, 4), (742, 1.05, 4), (872, 1.45, 3))):
        desks(scene, y, size, count, row)
    for lean in (0, 210):
        scene.beam(
            [(60 + lean * 0.4, 120), (190 + lean * 0.4, 120), (760 + lean, 853), (500 + lean, 853)],
            ink.light,
            0.26,
            20,
        )


def chalk(scene):
    """Draw a curve, a triangle and lines of writing on the board."""
    ink, chance = scene.palette, scene.chance
    white = Shape().line([(330, 470), (330, 200)], 3).line([(310, 450), (600, 450)], 3)
    swell = chance.uniform(0.7, 1.2)
    curve = [
        (330 + t * 13, 440 - 200 * swell * (1 / (1 + math.exp(-(t - 9) / 2.2)))) for t in range(20)
    ]
    white.line([(690, 330), (860, 330), (860, 200), (690, 330)], 3).box(842, 312, 860, 330)
    white.box(845, 315, 860, 330, ink=0)
    white.line([(860, 330), (860, 200)], 3).line([(690, 330), (860, 330)], 3)
    for row in range(4):
        x = 690.0
        while x < 900 - row * 22:
            wide = chance.uniform(14, 56)
            white.line([(x, 386 + row * 32), (x + wide, 384 + row * 32)], 3.4)
            x += wide + 13
    for row in range(2):
        white.line([(420, 190 + row * 28), (420 + chance.uniform(90, 170), 188 + row * 28)], 3.4)
    scene.tint(white, ink.light, 0.82)
    scene.fill(Shape().line(curve, 4.5), ink.gold)
    scene.fill(Shape().oval(curve[9][0], curve[9][1], 8), ink.accent)


def windows(scene):
    """Let daylight in from the left."""
    ink = scene.palette
    frame = Shape().polygon([(0, 60), (196, 110), (196, 560), (0, 620)])
    scene.fill(frame, ink.light, mix(ink.light, ink.sky[1], 0.7))
    scene.glow(90, 320, 340, ink.light, 0.7)
    bars = Shape().line([(0, 60), (196, 110), (196, 560), (0, 620)], 10)
    bars.line([(104, 86), (104, 590)], 7).line([(0, 336), (196, 330)], 7)
    scene.fill(bars, mix(ink.light, ink.mid, 0.45))


def clock(scene, x, y, chance):
    ink = scene.palette
    scene.fill(Shape().oval(x, y, 52), ink.near).fill(Shape().oval(x, y, 45), ink.light)
    hands, hour = Shape(), chance.uniform(0, math.tau)
    hands.line([(x, y), (x + 24 * math.cos(hour), y + 24 * math.sin(hour))], 5)
    hands.line([(x, y), (x + 36 * math.cos(hour * 12), y + 36 * math.sin(hour * 12))], 3)
    scene.fill(hands, ink.dark)


def desks(scene, y, size, count, row):
    """Set out one row of desks and chairs, books and apples on some."""
    ink, chance = scene.palette, scene.chance
    gap = WIDTH / count
    legs, tops, backs, books = Shape(), Shape(), Shape(), Shape()
    for index in range(count):
        x = gap * (index + 0.5)
        wide = 120 * size
        for side in (-0.9, 0.9):
            legs.line(
                [(x + side * wide, y - 70 * size), (x + side * wide * 1.03, y + 40 * size)],
                7 * size,
            )
        tops.polygon(
            [
                (x - wide * 0.94, y - 88 * size),
                (x + wide * 0.94, y - 88 * size),
                (x + wide * 1.06, y - 62 * size),
                (x - wide * 1.06, y - 62 * size),
            ]
        )
        tops.box(x - wide * 1.06, y - 63 * size, x + wide * 1.06, y - 54 * size)
        backs.box(x - 54 * size, y - 74 * size, x + 54 * size, y - 22 * size, 9 * size)
        backs.box(x - 46 * size, y - 30 * size, x - 38 * size, y + 50 * size)
        backs.box(x + 38 * size, y - 30 * size, x + 46 * size, y + 50 * size)
        if chance.random() < 0.7:
            for book in range(chance.randrange(1, 4)):
                left = x - wide * 0.6 + chance.uniform(0, 8)
                books.box(
                    left,
                    y - (102 + book * 13) * size,
                    left + 74 * size,
                    y - (91 + book * 13) * size,
                    2,
                )
    wood = mix(ink.gold, ink.near, 0.3 + row * 0.12)
    scene.fill(legs, mix(ink.near, ink.dark, row / 2)).fill(tops, mix(wood, ink.light, 0.3), wood)
    scene.stipple(tops, ink.near, "right", 0.45)
    scene.fill(books, ink.accent, mix(ink.accent, ink.dark, 0.3))
    scene.fill(backs, mix(ink.mid, ink.near, 0.5 + row * 0.25), mix(ink.near, ink.dark, row / 2))
    scene.stipple(backs, ink.dark, "down", 0.4)


def hospital(scene):
    """A hospital corridor at night, light at its end."""
    ink, chance = scene.palette, scene.chance
    x, y = 640 + chance.uniform(-110, 110), 400
    cool = mix(ink.sky[2], ink.far, 0.3)
    depth = [1.0, 0.62, 0.4, 0.27, 0.19]
    corners = [(-120, -90), (1400, -90), (1400, 960), (-120, 960)]

    def at(corner, share):
        return x + (corner[0] - x) * share, y + (corner[1] - y) * share

    for index in range(4):
        near, far = depth[index], depth[index + 1]
        for side, tone in ((0, 0.0), (1, 0.28), (2, 0.36), (3, 0.5)):
            a, b = corners[side], corners[(side + 1) % 4]
            panel = Shape().polygon([at(a, near), at(b, near), at(b, far), at(a, far)])
            shade = mix(mix(cool, ink.light, 0.45), ink.mid, tone + 0.1 * (index % 2) * (side == 3))
            if side == 2:
                shade = mix(ink.mid, ink.far, 0.55)
            scene.fill(panel, mix(shade, ink.light, index * 0.12))
            if side != 2:
                scene.stipple(panel, ink.mid, ("up", "right", "down", "left")[side], 0.3)
    left, top = at(corners[0], depth[-1])
    right, bottom = at(corners[2], depth[-1])
    scene.fill(Shape().box(left, top, right, bottom), ink.light)
    doors(scene, at, corners)
    lights(scene, at)
    scene.glow(x, y, 420, ink.light, 0.75)
    rail = Shape()
    for corner in ((-120, 610), (1400, 610)):
        rail.polygon(
            [
                at(corner, 1),
                at((corner[0], corner[1] + 26), 1),
                at((corner[0], corner[1] + 26), 0.19),
                at(corner, 0.19),
            ]
        )
    scene.fill(rail, ink.accent)
    bed(scene, x + (230 if x < 640 else -330), 800)
    staff = person(Shape(), x - 16, bottom + 52, 168, 0.7)
    scene.fill(person(staff, x + 40, bottom + 40, 156, 0.3), ink.near, ink.dark)
    shine = Shape().polygon(
        [(x - 60, bottom), (x + 60, bottom), (x + 190, HEIGHT), (x - 190, HEIGHT)]
    )
    scene.tint(shine, ink.light, 0.22)


def doors(scene, at, corners):
    """Hang doors along both walls, smaller the further away."""
    ink = scene.palette
    for wall in (corners[0][0], corners[1][0]):
        for near, far in ((0.92, 0.72), (0.56, 0.46), (0.37, 0.31)):
            frame = Shape().polygon(
                [
                    at((wall, 150), near),
                    at((wall, 150), far),
                    at((wall, 960), far),
                    at((wall, 960), near),
                ]
            )
            scene.fill(frame, mix(ink.mid, ink.far, 0.2), ink.mid)
            scene.stipple(frame, ink.near, "down", 0.4)
            inner = near - (near - far) * 0.3, far + (near - far) * 0.3
            pane = Shape().polygon(
                [
                    at((wall, 250), inner[0]),
                    at((wall, 250), inner[1]),
                    at((wall, 480), inner[1]),
                    at((wall, 480), inner[0]),
                ]
            )
            scene.fill(pane, ink.gold if near > 0.9 else mix(ink.light, ink.far, 0.3))


def lights(scene, at):
    ink = scene.palette
    for near, far in ((0.95, 0.75), (0.58, 0.46), (0.37, 0.3), (0.25, 0.21)):
        panel = Shape().polygon(
            [at((430, -90), near), at((850, -90), near), at((850, -90), far), at((430, -90), far)]
        )
        scene.fill(panel, ink.light)
        scene.glow(*at((640, -90), (near + far) / 2), 260 * near, ink.light, 0.55)


def bed(scene, x, base):
    """Park a bed by the wall."""
    ink = scene.palette
    frame = Shape().box(x - 8, base - 96, x + 268, base - 82, 4)
    frame.box(x - 12, base - 176, x - 2, base - 12).box(x + 262, base - 140, x + 272, base - 12)
    for wheel in (0, 258):
        frame.oval(x + wheel, base - 8, 13)
    frame.line([(x + 30, base - 84), (x + 220, base - 30)], 6)
    frame.line([(x + 220, base - 84), (x + 30, base - 30)], 6)
    frame.line([(x - 22, base - 40), (x - 22, base - 330), (x + 10, base - 330)], 5)
    scene.fill(frame, ink.near, ink.dark)
    sheets = (
        Shape()
        .box(x, base - 132, x + 262, base - 94, 14)
        .box(x + 4, base - 152, x + 70, base - 118, 14)
    )
    scene.fill(sheets, ink.light, mix(ink.light, ink.far, 0.4)).stipple(
        sheets, ink.mid, "down", 0.4
    )
    blanket = Shape().box(x + 92, base - 136, x + 264, base - 78, 12)
    scene.fill(blanket, ink.accent, mix(ink.accent, ink.dark, 0.3))
    scene.fill(Shape().box(x, base - 326, x + 24, base - 276, 7), mix(ink.light, ink.gold, 0.4))
