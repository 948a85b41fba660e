"""Heads in profile."""

from articles.demo.drawing.scene import WIDTH, Shape, mix


def portraits(scene):
    """Heads in profile, one behind the other, each in its own ink."""
    ink, chance = scene.palette, scene.chance
    scene.sky().glow(640, 300, 620, ink.light, 0.7)
    disc = Shape().oval(640 + chance.uniform(-120, 120), 400, 320)
    scene.fill(disc, mix(ink.gold, ink.light, 0.3), ink.gold).stipple(disc, ink.accent, "down", 0.6)
    styles = [*HAIR]
    chance.shuffle(styles)
    skins = [ink.far, mix(ink.accent, ink.light, 0.25), ink.mid, mix(ink.gold, ink.accent, 0.4)]
    wear = [ink.mid, ink.near, ink.accent, ink.dark]
    places = [(1110, 440, 270, 1), (170, 456, 280, -1), (850, 540, 350, 1), (430, 580, 380, -1)]
    for index, (x, chin, tall, facing) in enumerate(places):
        x += chance.uniform(-26, 26)
        skin, cloth = skins[index], wear[index]
        head = profile(x, chin, tall, facing)
        scene.fill(head, skin, mix(skin, cloth, 0.15))
        away = "left" if facing > 0 else "right"
        scene.stipple(head, mix(skin, ink.dark, 0.55), away, 0.8)
        coat = profile(x, chin, tall, facing).box(0, 0, WIDTH, chin + tall * 0.17, ink=0)
        scene.fill(coat, cloth, mix(cloth, ink.dark, 0.5)).stipple(coat, ink.dark, away, 0.6)
        locks = hair(styles[index], x, chin, tall, facing)
        tone = (ink.near, ink.dark, mix(ink.accent, ink.dark, 0.55), ink.dark)[index]
        if styles[index] == "scarf":
            tone = ink.gold if cloth == ink.accent else ink.accent
        scene.fill(locks, tone, mix(tone, ink.near, 0.35))
        scene.stipple(locks, mix(tone, ink.light, 0.45), "right" if facing > 0 else "left", 0.22)


def portrait(scene):
    """One head in profile in the middle, so that a square cut from the sheet holds it."""
    ink, chance = scene.palette, scene.chance
    scene.sky().glow(640, 380, 560, ink.light, 0.7)
    facing = chance.choice((1, -1))
    away = "left" if facing > 0 else "right"
    skin = chance.choice(
        (ink.far, mix(ink.accent, ink.light, 0.25), mix(ink.gold, ink.accent, 0.4))
    )
    cloth = chance.choice((ink.near, ink.accent, ink.dark))
    x, chin, tall = 640 + facing * 20, 600, 440
    head = profile(x, chin, tall, facing)
    scene.fill(head, skin, mix(skin, cloth, 0.15)).stipple(
        head, mix(skin, ink.dark, 0.55), away, 0.8
    )
    coat = profile(x, chin, tall, facing).box(0, 0, WIDTH, chin + tall * 0.17, ink=0)
    scene.fill(coat, cloth, mix(cloth, ink.dark, 0.5)).stipple(coat, ink.dark, away, 0.6)
    style = chance.choice([*HAIR])
    locks = hair(style, x, chin, tall, facing)
    tone = ink.gold if style == "scarf" else mix(ink.accent, ink.dark, 0.55)
    scene.fill(locks, tone, mix(tone, ink.near, 0.35))
    scene.stipple(locks, mix(tone, ink.light, 0.45), "right" if facing > 0 else "left", 0.22)


# A head in profile looking right, in tenths of a head's height; the chin is at 0, the crown at 10.
FACE = (
    (-2.6, 9.4), (-3.7, 7.9), (-4.0, 6.2), (-3.6, 4.4), (-2.9, 3.0), (-2.7, 1.6), (-2.9, 0.2),
    (-4.4, -1.0), (-7.4, -2.0), (-9.4, -3.4), (-10.2, -6.5), (-10.4, -26.0), (7.8, -26.0),
    (7.2, -6.0), (6.0, -3.6), (3.6, -2.2), (1.6, -1.6), (0.9, -0.7), (1.2, 0.1), (2.5, 0.0),
    (3.5, 0.25), (3.75, 0.85), (3.4, 1.4), (3.5, 1.65), (3.85, 1.9), (3.55, 2.25), (3.9, 2.6),
    (3.65, 3.05), (3.8, 3.3), (4.75, 3.55), (4.85, 3.9), (4.2, 4.7), (3.75, 5.6), (3.6, 6.2),
    (3.9, 6.8), (3.7, 8.1), (2.9, 9.2), (1.4, 9.95), (-0.6, 10.1),
)  # fmt: skip
HAIR = {
    "cropped": ((3.9, 7.6), (3.6, 9.4), (1.8, 10.7), (-0.8, 10.9), (-3.2, 10.0), (-4.5, 8.0),
                (-4.6, 5.6), (-3.7, 3.6), (-2.2, 4.2), (-1.7, 6.2), (0.2, 7.6)),
    "long": ((3.8, 7.9), (3.4, 9.7), (1.4, 11.0), (-1.4, 11.1), (-4.0, 9.9), (-5.4, 7.2),
             (-5.6, 3.4), (-6.0, 0.2), (-5.2, -3.6), (-2.0, -3.2), (-1.4, 0.6), (-1.3, 4.8)),
    "tied": ((3.8, 7.8), (3.4, 9.6), (1.2, 10.8), (-1.4, 10.8), (-3.6, 9.8), (-4.6, 8.0),
             (-4.3, 5.8), (-2.6, 4.8), (-1.2, 6.6)),
    "scarf": ((3.7, 7.2), (4.1, 9.0), (2.2, 10.8), (-1.0, 11.1), (-3.9, 9.8), (-5.0, 7.0),
              (-4.8, 3.2), (-6.0, -0.6), (-4.6, -3.4), (0.6, -3.8), (2.2, -1.4), (1.2, 0.4),
              (0.9, 2.6), (1.6, 5.0)),
}  # fmt: skip


def profile(x, chin, tall, facing):
    """Cut a head and shoulders in profile."""
    return Shape().polygon(placed(smooth(FACE), x, chin, tall, facing))


def hair(style, x, chin, tall, facing):
    """Cut what a head in profile wears."""
    shape = Shape().polygon(placed(smooth(HAIR[style]), x, chin, tall, facing))
    if style == "tied":
        ((knot_x, knot_y),) = placed(((-5.2, 8.3),), x, chin, tall, facing)
        shape.oval(knot_x, knot_y, tall * 0.15)
    return shape


def placed(points, x, chin, tall, facing):
    return [(x + facing * across * tall / 10, chin - up * tall / 10) for across, up in points]


def smooth(points, rounds=3):
    """Round the corners of a closed outline by cutting them, again and again."""
    for _ in range(rounds):
        following = [*points[1:], points[0]]
        points = [
            corner
            for (ax, ay), (bx, by) in zip(points, following, strict=True)
            for corner in (
                (ax * 0.75 + bx * 0.25, ay * 0.75 + by * 0.25),
                (ax * 0.25 + bx * 0.75, ay * 0.25 + by * 0.75),
            )
        ]
    return points
