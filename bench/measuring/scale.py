"""Called by bench/scale.sh."""
import sys
import tempfile

from chart import line_chart
from landing import PARTITION_BYTES, PARTITION_RECORDS, Broker, Landing, machine, records

RECORDS = 400_000
BYTES = 200_000_000


def write(folder, name, lines):
    path = f"{folder}/{name}"
    with open(path, "w") as file:
        file.writelines(line + "\n" for line in lines)
    return path


def cost(cities=8, partitions=32, topics=1, size=0):
    """Microseconds a record, of records that come when as many have been landed."""
    bytes_each = max(size, 150)
    piece = min(RECORDS, BYTES // bytes_each, PARTITION_RECORDS * partitions, PARTITION_BYTES * partitions * topics // bytes_each)
    rounds = max(1, min(RECORDS, BYTES // bytes_each) // piece)
    names = [f"topic-{number}" for number in range(topics)]
    with tempfile.TemporaryDirectory() as folder, Broker(*(f"{name}:{partitions}" for name in names)) as broker:
        paths = [write(folder, name, records(piece // topics, cities, size, seed)) for seed, name in enumerate(names)]
        with Landing(broker, names, "--batch-size", "10000", "--flush-interval", "1s") as landing:
            landing.wait_until_idle(4)
            used = []
            for number in range(2 * rounds):
                before = landing.processor_seconds()
                for name, path in zip(names, paths):
                    broker.publish(path, name)
                landing.wait_until_idle()
                used.append(landing.processor_seconds() - before)
            each = piece // topics * topics
            assert landing.lines() == each * 2 * rounds, f"{landing.lines()} landed of {each * 2 * rounds}"
    return sum(used[rounds:]) / (each * rounds) * 1e6


def measure(name, title, x_label, values, show=str, **axes):
    points = []
    for value in values:
        points.append((value, cost(**{name: value})))
        print(f"| {name} | {show(value)} | {points[-1][1]:.2f} |", flush=True)
    line_chart(title, x_label, "µs of processor", {"": points}, f"docs/scale-{name}.svg", log_x=True, log_y=True, x_marks=values, **axes)


wanted = sys.argv[1:] or ["cities", "partitions", "topics", "sizes"]
print(f"{machine()}\n\n| by | value | µs of processor a record |\n|---|---:|---:|")
if "cities" in wanted:
    measure("cities", "A record by the number of cities", "cities, each a file with a ledger", [10, 100, 1_000, 10_000, 50_000])
if "partitions" in wanted:
    measure("partitions", "A record by the number of partitions", "partitions of the topic", [1, 4, 32, 256])
if "topics" in wanted:
    measure("topics", "A record by the number of topics", "topics of 32 partitions", [1, 5, 20])
if "sizes" in wanted:
    measure("size", "A record by its size", "bytes of a record", [100, 1_000, 10_000, 100_000, 900_000])
