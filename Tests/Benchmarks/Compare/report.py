"""The table and the chart of a run."""

import html
import math

BASE = "schakel"


def number(value):
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def times_better(row, name):
    """How many times better the base does it; nil where one of the two has no figure."""
    ours, theirs = row.figures.get(BASE), row.figures.get(name)
    if not ours or not theirs or name == BASE:
        return None
    return ours / theirs if row.task.is_rate else theirs / ours


def table(rows, contenders, about, skipped):
    """Lines of Markdown."""
    heads = [f"{contender.title}" for contender in contenders]
    yield "| work | unit | " + " | ".join(heads) + " |"
    yield "|---|---|" + "---:|" * len(heads)
    for row in rows:
        cells = []
        for contender in contenders:
            value = row.figures.get(contender.name)
            if value is None:
                cells.append("-")
                continue
            ratio = times_better(row, contender.name)
            cells.append(number(value) + (f" ({number(ratio)}x)" if ratio else ""))
        yield f"| {row.title} | {row.task.unit} | " + " | ".join(cells) + " |"
    losing = " | ".join(contender.losing for contender in contenders)
    yield f"| losing edit still there for people to see | | {losing} |"
    yield ""
    yield (
        "In brackets: how many times better Schakel does it; under 1 the other is better. "
        f"{about} All in one process without a network, but for CouchDB; all wait for the disk at "
        "checkpoints (`synchronous=NORMAL`) unless it is said below.")
    yield ""
    for contender in contenders:
        yield f"- **{contender.title}**: {contender.note}"
    for contender, why in skipped:
        yield f"- **{contender.title}** did not take part: {why}."


# Shapes that differ without colour, and shades that differ on paper.
SHAPES = [
    ("circle", "#000000"), ("square", "#555555"), ("diamond", "#000000"), ("up", "#777777"),
    ("down", "#333333"), ("cross", "#000000"), ("plus", "#555555"), ("ring", "#000000"),
]
LEFT, RIGHT, TOP, STEP = 360, 950, 96, 30


def mark(shape, shade, x, y, words):
    """One figure of one contender; its words are read out and shown on pointing at it."""
    size = 6
    around = [(x, y - size), (x + size, y), (x, y + size), (x - size, y)]

    def polygon(points):
        return f'<polygon fill="{shade}" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}">'

    def lines(path):
        return f'<path fill="none" stroke="{shade}" stroke-width="2.5" d="{path}">'

    if shape in ("circle", "ring"):
        fill = f'fill="{shade}"' if shape == "circle" else f'fill="none" stroke="{shade}" stroke-width="2"'
        body, end = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" {fill}>', "</circle>"
    elif shape in ("cross", "plus"):
        (dx, dy) = (size, size) if shape == "cross" else (size, 0)
        other = (size, -size) if shape == "cross" else (0, size)
        path = f"M{x - dx:.1f} {y - dy:.1f}L{x + dx:.1f} {y + dy:.1f}"
        path += f"M{x - other[0]:.1f} {y - other[1]:.1f}L{x + other[0]:.1f} {y + other[1]:.1f}"
        body, end = lines(path), "</path>"
    else:
        points = {
            "diamond": around,
            "square": [(x - 5, y - 5), (x + 5, y - 5), (x + 5, y + 5), (x - 5, y + 5)],
            "up": [(x, y - size), (x + size, y + 5), (x - size, y + 5)],
            "down": [(x, y + size), (x + size, y - 5), (x - size, y - 5)],
        }[shape]
        body, end = polygon(points), "</polygon>"
    return f"{body}<title>{html.escape(words)}</title>{end}"


def chart(rows, contenders, about):
    """An SVG: for each work, how many times better Schakel does it than each of the others."""
    others = [contender for contender in contenders if contender.name != BASE]
    ratios = [times_better(row, other.name) for row in rows for other in others]
    known = [abs(math.log10(ratio)) for ratio in ratios if ratio]
    reach = max(1, math.ceil(max(known, default=1)))
    height = TOP + STEP * len(rows) + 60
    middle, half = (LEFT + RIGHT) / 2, (RIGHT - LEFT) / 2 - 12

    def place(ratio):
        return middle + half * math.log10(ratio) / reach

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 980 {height}" role="img" '
        'aria-labelledby="title desc" font-family="sans-serif" font-size="13">',
        '<title id="title">Schakel beside other stores that synchronise</title>',
        '<desc id="desc">' + html.escape(" ".join(described(rows, others, about))) + "</desc>",
        f'<rect width="980" height="{height}" fill="#ffffff"/>',
    ]
    for place_number, other in enumerate(others):
        shape, shade = SHAPES[place_number % len(SHAPES)]
        x, y = 24 + 240 * (place_number % 4), 24 + 24 * (place_number // 4)
        out.append(mark(shape, shade, x, y, other.title))
        out.append(f'<text x="{x + 14}" y="{y + 4}">{html.escape(other.title)}</text>')
    bottom = TOP + STEP * len(rows)
    for power in range(-reach, reach + 1):
        x = place(10.0**power)
        stroke = 'stroke="#000000" stroke-width="1.5"' if power == 0 else 'stroke="#cccccc"'
        out.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 8}" y2="{bottom}" {stroke}/>')
        label = "equal" if power == 0 else f"{10.0**power:g}x"
        out.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{label}</text>')
    out.append(f'<text x="{LEFT + 12}" y="{bottom + 42}">the other is better</text>')
    out.append(
        f'<text x="{RIGHT - 12}" y="{bottom + 42}" text-anchor="end">Schakel is better</text>')
    for row_number, row in enumerate(rows):
        y = TOP + STEP * row_number + STEP / 2
        out.append(f'<line x1="{LEFT}" x2="{RIGHT}" y1="{y}" y2="{y}" stroke="#eeeeee"/>')
        out.append(f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end">{html.escape(row.title)}</text>')
        for place_number, other in enumerate(others):
            ratio = times_better(row, other.name)
            if ratio:
                shape, shade = SHAPES[place_number % len(SHAPES)]
                words = f"{row.title}: {number(ratio)} times {other.title}"
                out.append(mark(shape, shade, place(ratio), y, words))
    return "\n".join(out) + "\n</svg>\n"


def described(rows, others, about):
    """The chart in words."""
    yield f"How many times better Schakel does each work than the others, on a logarithmic scale. {about}"
    for row in rows:
        parts = [
            f"{number(times_better(row, other.name))} times {other.title}"
            for other in others if times_better(row, other.name)]
        if parts:
            yield f"{row.title}: {', '.join(parts)}."
