"""Called by bench/soak.sh."""
import os
import pathlib
import sys
import tempfile
import time

from chart import line_chart
from landing import Broker, Landing, machine, records

minutes = float(sys.argv[1])
PIECE = 500_000
FILE_MEGABYTES = 16


def landed(folder):
    """Bytes in data files; closed ones are counted and deleted."""
    open_bytes = closed_bytes = 0
    for path in pathlib.Path(folder).glob("*/*/alerts*.json"):
        size = path.stat().st_size
        if path.name == "alerts.json":
            open_bytes += size
        else:
            closed_bytes += size
            path.unlink()
    return open_bytes, closed_bytes


with tempfile.TemporaryDirectory() as folder, Broker("weather:32") as broker:
    path = f"{folder}/lines"
    with open(path, "w") as file:
        file.writelines(line + "\n" for line in records(PIECE))
    piece_bytes = os.path.getsize(path)
    with Landing(broker, ["weather"], "--max-file-size", f"{FILE_MEGABYTES}MB", "--flush-interval", "1s") as landing:
        began, published, closed, memory = time.monotonic(), 0, 0, []
        while time.monotonic() - began < minutes * 60:
            broker.publish(path, "weather")
            published += PIECE
            while True:
                memory.append(((time.monotonic() - began) / 60, landing.resident_megabytes()))
                open_bytes, newly_closed = landed(landing.folder)
                closed += newly_closed
                if open_bytes + closed >= published // PIECE * piece_bytes:
                    break
                time.sleep(0.2)
        took, used = time.monotonic() - began, landing.processor_seconds()
        assert open_bytes + closed == published // PIECE * piece_bytes, "more is landed than was published"

half = len(memory) // 2
late = [megabytes for _, megabytes in memory[half:]]
line_chart(f"Memory while {published / 1e6:,.0f} million records are landed", "minutes", "MB resident", {"": memory}, "docs/soak.svg")
print(machine())
print(f"{published:,} records in {took / 60:.1f} minutes, {published / took:,.0f} a second, {used / published * 1e6:.2f} µs of processor a record")
print(f"resident: {max(megabytes for _, megabytes in memory):.0f} MB at most, {min(late):.0f} to {max(late):.0f} MB in the second half, {memory[-1][1]:.0f} MB at the end")
