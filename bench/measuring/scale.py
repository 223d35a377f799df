"""Called by bench/scale.sh."""
import os
import sys
import tempfile

from chart import line_chart
from landing import PARTITION_BYTES, PARTITION_RECORDS, Broker, Landing, machine, records

RECORDS = 400_000
BYTES = 200_000_000

# Where most records have a file to open, fewer tell as much.
MANY_CITIES, MANY_CITIES_RECORDS = 10_000, 25_000


def write(folder, name, lines):
    path = f"{folder}/{name}"
    with open(path, "w") as file:
        file.writelines(line + "\n" for line in lines)
    return path


def cost(cities=8, partitions=32, topics=1, size=0, open_files=None):
    """Microseconds a record, of records that come when as many have been landed."""
    bytes_each = max(size, 150)
    wanted = min(RECORDS if cities < MANY_CITIES else MANY_CITIES_RECORDS, BYTES // bytes_each)
    piece = min(wanted, PARTITION_RECORDS * partitions, PARTITION_BYTES * partitions * topics // bytes_each)
    rounds = wanted // piece
    names = [f"topic-{number}" for number in range(topics)]
    options = ["--batch-size", "10000", "--flush-interval", "1s"] + (["--max-open-files", str(open_files)] if open_files else [])
    with tempfile.TemporaryDirectory() as folder, Broker(*(f"{name}:{partitions}" for name in names)) as broker:
        paths = [write(folder, name, records(piece // topics, cities, size, seed)) for seed, name in enumerate(names)]
        piece_bytes = sum(os.path.getsize(path) for path in paths)
        with Landing(broker, names, *options) as landing:
            landing.wait_for_group()
            used = []
            for number in range(2 * rounds):
                before = landing.processor_seconds()
                for name, path in zip(names, paths):
                    broker.publish(path, name)
                landing.wait_for(piece_bytes * (number + 1))
                used.append(landing.processor_seconds() - before)
    return sum(used[rounds:]) / (piece // topics * topics * rounds) * 1e6


def measure(name, values, **more):
    points = []
    for value in values:
        points.append((value, cost(**{name: value}, **{option: of(value) for option, of in more.items()})))
        print(f"| {name} | {value:,} | {points[-1][1]:.2f} |", flush=True)
    return points


def draw(name, title, x_label, series):
    marks = sorted({value for points in series.values() for value, _ in points})
    line_chart(title, x_label, "µs of processor", series, f"docs/scale-{name}.svg", log_x=True, log_y=True, x_marks=marks)


wanted = sys.argv[1:] or ["cities", "partitions", "topics", "sizes"]
print(f"{machine()}\n\n| by | value | µs of processor a record |\n|---|---:|---:|")
if "cities" in wanted:
    unasked = measure("cities", [10, 100, 1_000, 10_000, 50_000])
    print("| with 256 open files | | |")
    few = measure("cities", [10, 100, 1_000], open_files=lambda _: 256)
    draw("cities", "A record by the number of cities, 10,000 in a batch", "cities, each a file with a ledger", {"default": unasked, "256 open files": few})
if "partitions" in wanted:
    draw("partitions", "A record by the number of partitions", "partitions of the topic", {"": measure("partitions", [1, 4, 32, 256])})
if "topics" in wanted:
    draw("topics", "A record by the number of topics", "topics of 32 partitions", {"": measure("topics", [1, 5, 20])})
if "sizes" in wanted:
    draw("size", "A record by its size", "bytes of a record", {"": measure("size", [100, 1_000, 10_000, 100_000, 900_000])})
