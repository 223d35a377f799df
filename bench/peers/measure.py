#!/usr/bin/env python3
"""Lets every contestant land the same topic, alternately, and prints what each took.

usage: measure.py BOOTSTRAP TOPIC LINES RUNS PROGRAM...
LINES is the file that the topic was filled from; PROGRAM the command of ours, without arguments.
"""
import gzip
import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

bootstrap, topic, lines, runs, *program = sys.argv[1:]
runs = int(runs)
here = pathlib.Path(__file__).parent
PATIENCE_SECONDS = 300


def contents(paths):
    """What a landing holds, whatever the order: of each destination how many lines, and a sum over them."""
    found = {}
    for path in paths:
        name = "/".join(path.parts[-3:-1])
        with gzip.open(path) if path.suffix == ".gz" else open(path, "rb") as file:
            count, total = found.get(name, (0, 0))
            for line in file:
                count, total = count + 1, (total + hash(line)) % 2**64
            found[name] = (count, total)
    return found


def expected():
    found, sizes = {}, {}
    with open(lines, "rb") as file:
        for line in file:
            record = json.loads(line)
            name = f"{record['country']}/{record['city']}"
            count, total = found.get(name, (0, 0))
            found[name] = (count + 1, (total + hash(line)) % 2**64)
            sizes[name] = sizes.get(name, 0) + len(line)
    return found, sizes


wanted, sizes = expected()
records = sum(count for count, _ in wanted.values())


class Contestant:
    """Somebody who lands the topic: a command, how its end is known, and what came of it so far."""

    def __init__(self, name, command, ends_itself=True, lands=True):
        self.name, self.command, self.ends_itself, self.lands = name, command, ends_itself, lands
        self.seconds, self.processor, self.memory, self.equal = [], [], [], True

    def run(self, number):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="compare-"))
        began = time.monotonic()
        process = subprocess.Popen(self.command(f"{self.name}-{number}-{os.getpid()}".replace(" ", "-"), folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
        if not self.ends_itself:
            self.wait_for_bytes(folder, began)
            ended = time.monotonic()
            process.send_signal(signal.SIGTERM)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        if self.ends_itself:
            ended = time.monotonic()
        self.seconds.append(ended - began)
        self.processor.append(usage.ru_utime + usage.ru_stime)
        self.memory.append(usage.ru_maxrss / 1024)
        if self.lands:
            self.equal &= contents(folder.glob("*/*/alerts*")) == wanted
        shutil.rmtree(folder)

    @staticmethod
    def wait_for_bytes(folder, began):
        total = sum(sizes.values())
        while time.monotonic() - began < PATIENCE_SECONDS:
            if sum(path.stat().st_size for path in folder.glob("*/*/alerts.json")) >= total:
                return
            time.sleep(0.02)


def ours(*options):
    return lambda group, folder: [
        *program, "--hdfs-path", str(folder), "--topics", topic, "--bootstrap-servers", bootstrap, "--group-id", group, "--auto-offset-reset", "earliest", "--until-end", *options,
    ]


def python(client):
    return lambda group, folder: ["/usr/bin/python3", str(here / "land.py"), client, bootstrap, topic, group, str(folder), str(records)]


def rsyslog(group, folder):
    text = (here / "rsyslog.conf").read_text()
    for name, value in (("BOOTSTRAP", bootstrap), ("TOPIC", topic), ("GROUP", group), ("FOLDER", str(folder))):
        text = text.replace(name, value)
    (folder / "rsyslog.conf").write_text(text)
    return ["rsyslogd", "-n", "-f", str(folder / "rsyslog.conf"), "-i", str(folder / "pid")]


def kcat(group, folder):
    return ["kcat", "-C", "-q", "-e", "-o", "beginning", "-b", bootstrap, "-t", topic]


def writing(group, folder):
    """The same bytes to the same files, in pieces of 64 KiB."""
    script = "; ".join(f"mkdir -p '{folder}/{name}'; head -c {size} '{lines}' >'{folder}/{name}/alerts.json'" for name, size in sizes.items())
    return ["sh", "-c", script]


contestants = [
    Contestant("ours, batch 100", ours("--batch-size", "100")),
    Contestant("ours, batch 1000", ours("--batch-size", "1000")),
    Contestant("ours, batch 10000", ours("--batch-size", "10000")),
    Contestant("ours, batch 10000, gzip", ours("--batch-size", "10000", "--max-file-size", "5MB", "--compression", "gzip")),
    Contestant("rsyslog", rsyslog, ends_itself=False),
    Contestant("Python, confluent-kafka", python("confluent-kafka")),
    Contestant("Python, kafka-python", python("kafka-python")),
    Contestant("kcat, reading only", kcat, lands=False),
    Contestant("writing only", writing, lands=False),
]
for number in range(runs):
    for contestant in contestants:
        contestant.run(number)
        print(f"run {number + 1}, {contestant.name}: {contestant.seconds[-1]:.2f} s", file=sys.stderr, flush=True)

best = next(contestant for contestant in contestants if contestant.name == "ours, batch 10000")
rate = {contestant.name: records / statistics.median(contestant.seconds) for contestant in contestants}
micros = {contestant.name: statistics.median(contestant.processor) / records * 1e6 for contestant in contestants}
print(f"{records:,} records of {sum(sizes.values()) / records:.0f} bytes to {len(sizes)} destinations, median of {runs} runs\n")
print("| | records/s | µs of processor a record | peak memory, MB | files equal | ours at batch 10000 is faster | and takes less processor |")
print("|---|---:|---:|---:|---|---:|---:|")
for contestant in contestants:
    name = contestant.name
    print(
        f"| {name} | {rate[name]:,.0f} | {micros[name]:.2f} | {max(contestant.memory):.0f} | {('yes' if contestant.equal else 'NO') if contestant.lands else ''} "
        f"| {rate[best.name] / rate[name]:.2f} x | {micros[name] / micros[best.name]:.2f} x |"
    )
