"""Runs the built program beside a broker in memory, and tells what it uses while it lands what is published."""
import json
import os
import random
import subprocess
import tempfile
import time

PROGRAM = ["dotnet", os.environ.get("PROGRAM", "artifacts/bin/HdfsConsumer/release/HdfsConsumer.dll")]
TICKS = os.sysconf("SC_CLK_TCK")
CITIES = [("FR", "Paris"), ("FR", "Lyon"), ("GB", "London"), ("JP", "Tokyo"), ("BR", "Recife"), ("US", "Boston"), ("DE", "Berlin"), ("IN", "Mumbai")]

# The broker in memory keeps so much of a partition, as sent.
PARTITION_RECORDS = 80_000
PARTITION_BYTES = 4_000_000

# Landings are deleted at the end, all together: ext4 takes no inode that was deleted a moment ago, and looks at each of them, which the next run would pay for.
LANDED = tempfile.TemporaryDirectory()


def records(count, cities=8, size=0, seed=1):
    """Lines of JSON: the weather in so many cities, filled up to a size."""
    random.seed(seed)
    for number in range(count):
        place = random.randrange(cities)
        country, city = CITIES[place % len(CITIES)]
        record = {"id": number, "timestamp": f"2026-03-01T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z", "country": country, "city": city if cities <= 8 else f"{city} {place}",
                  "temperature": round(random.gauss(15, 9), 1), "windspeed": round(random.uniform(0, 90), 1)}
        line = json.dumps(record)
        if size > len(line):
            # Hexadecimal digits are what compression halves, as it does with the rest of a record.
            note = random.randbytes((size - len(line)) // 2).hex()
            line = json.dumps(record | {"note": note})
        yield line


class Broker:
    """A broker in memory with topics, each NAME:PARTITIONS."""

    def __init__(self, *topics):
        self.process = subprocess.Popen([*PROGRAM, "broker", "--topics", ",".join(topics)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.process.stdout.readline().strip()

    def publish(self, path, topic):
        """Spreads the lines of a file evenly over the partitions."""
        subprocess.run(
            ["kcat", "-P", "-b", self.address, "-t", topic, "-z", "lz4", "-X", "sticky.partitioning.linger.ms=0", "-X", "linger.ms=50", "-X", "queue.buffering.max.messages=1000000", "-l", path],
            check=True, stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class Landing:
    """The program, landing topics in a folder that is its own."""

    def __init__(self, broker, topics, *options, environment=None):
        self.folder = tempfile.mkdtemp(dir=LANDED.name)
        self.process = subprocess.Popen(
            [*PROGRAM, "--topics", ",".join(topics), "--bootstrap-servers", broker.address, "--hdfs-path", self.folder, "--log-level", "warning", *options],
            stdout=subprocess.DEVNULL, env=os.environ | (environment or {}))

    def processor_seconds(self):
        """Processor time that it has used, user and system."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident_megabytes(self):
        with open(f"/proc/{self.process.pid}/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def wait_for_group(self):
        """Waits until it can be given records: groups form at once on the broker in memory."""
        time.sleep(4)

    def wait_for(self, size, patience_seconds=200):
        """Waits until so many bytes are landed."""
        until = time.monotonic() + patience_seconds
        while (found := self.landed()) < size:
            if time.monotonic() > until or self.process.poll() is not None:
                raise TimeoutError(f"{found} bytes are landed of {size}")
            time.sleep(0.5)

    def landed(self):
        """Bytes that are landed."""
        sizes = subprocess.run(["find", self.folder, "-name", "alerts*.json", "-printf", "%s\n"], capture_output=True, text=True).stdout
        return sum(map(int, sizes.split()))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def machine():
    """Date, machine and versions, in a line."""
    with open("/proc/cpuinfo") as info:
        model = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), "unknown")
    dotnet = subprocess.run(["dotnet", "--version"], capture_output=True, check=True, text=True).stdout.strip()
    return f"{time.strftime('%F')}, {os.cpu_count()} processors ({model}), Linux {os.uname().release}, .NET {dotnet}"
