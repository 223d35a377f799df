"""Draws line charts as SVG: on a logarithmic scale what grows tenfold, everything readable on white and on black."""
import math

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 70, 150, 40, 52
STYLE = """
  text { font: 12px system-ui, sans-serif; fill: #333 }
  .title { font-size: 15px; font-weight: 600 }
  .grid { stroke: #ccc; stroke-width: 1 }
  .line { fill: none; stroke-width: 2 }
  .c0 { stroke: #0b63b6; fill: #0b63b6 } .c1 { stroke: #b4530a; fill: #b4530a } .c2 { stroke: #23803a; fill: #23803a }
  text.c0, text.c1, text.c2 { stroke: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #ddd }
    .grid { stroke: #444 }
    .c0 { stroke: #6cb6ff; fill: #6cb6ff } .c1 { stroke: #f0a35e; fill: #f0a35e } .c2 { stroke: #6fcf83; fill: #6fcf83 }
  }
"""


def ticks(low, high, count=5):
    """Round numbers that span what is to be shown."""
    step = (high - low) / count or 1
    size = 10 ** math.floor(math.log10(step))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= step)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [step * number for number in range(first, last + 1)]


class Axis:
    """Where a value is between the two ends of an axis."""

    def __init__(self, values, start, end, is_logarithmic=False, marks=None):
        self.start, self.end, self.log = start, end, is_logarithmic
        if is_logarithmic:
            # What is flat has to look flat, so at least a tenfold is shown.
            low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
            self.marks = marks or [10.0**power for power in range(low, max(high, low + 1) + 1)]
        else:
            self.marks = marks or ticks(min(0, *values), max(values))
        self.low, self.high = self.scaled(self.marks[0]), self.scaled(self.marks[-1])

    def scaled(self, value):
        return math.log10(value) if self.log else value

    def at(self, value):
        share = (self.scaled(value) - self.low) / (self.high - self.low or 1)
        return self.start + share * (self.end - self.start)


def line_chart(title, x_label, y_label, series, path, log_x=False, log_y=False, x_marks=None):
    """Writes a chart of lines.

    series: for each name a list of (x, y), in the order of x, all of them positive where their axis is logarithmic.
    """
    points = [point for line in series.values() for point in line]
    x = Axis([p[0] for p in points], LEFT, WIDTH - RIGHT, log_x, x_marks)
    y = Axis([p[1] for p in points], HEIGHT - BOTTOM, TOP, log_y)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">', f"<style>{STYLE}</style>"]
    parts.append(f'<text class="title" x="{LEFT}" y="20">{title}</text>')
    for mark in y.marks:
        at = y.at(mark)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/><text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{mark:,g}</text>')
    for mark in x.marks:
        parts.append(f'<text x="{x.at(mark):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{mark:,.10g}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">{x_label}</text>')
    parts.append(f'<text transform="translate(16 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">{y_label}</text>')
    for number, (name, line) in enumerate(series.items()):
        places = [(x.at(a), y.at(b)) for a, b in line]
        parts.append(f'<path class="line c{number}" style="fill: none" d="M{" L".join(f"{a:.1f} {b:.1f}" for a, b in places)}"/>')
        if len(places) <= 12:
            parts += [f'<circle class="c{number}" cx="{a:.1f}" cy="{b:.1f}" r="3.5"/>' for a, b in places]
        parts.append(f'<text class="c{number}" x="{places[-1][0] + 8:.1f}" y="{places[-1][1] + 4:.1f}">{name}</text>')
    parts.append("</svg>\n")
    with open(path, "w") as file:
        file.write("\n".join(parts))
