"""Called by bench/trickle.sh."""
import os
import sys
import time

from confluent_kafka import Producer

from landing import Broker, Landing, machine, records

count, warm_up = int(sys.argv[1]), 200
PATIENCE_SECONDS = 10


def wait_for(path, size):
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            if os.stat(path).st_size >= size:
                return
        except FileNotFoundError:
            pass
        time.sleep(0.0002)
    raise TimeoutError(f"{path} has not {size} bytes")


with Broker("weather:1") as broker, Landing(broker, ["weather"], "--flush-interval", "1ms", environment={"Kafka__Properties__fetch.wait.max.ms": "1"}) as landing:
    landing.wait_for_group()
    producer = Producer({"bootstrap.servers": broker.address, "linger.ms": 0})
    path, size, taken = f"{landing.folder}/FR/Paris/alerts.json", 0, []
    for line in records(warm_up + count, cities=1):
        size += len(line) + 1
        began = time.monotonic()
        producer.produce("weather", line)
        wait_for(path, size)
        taken.append((time.monotonic() - began) * 1e3)
        time.sleep(0.01)
    producer.flush()

taken = sorted(taken[warm_up:])
print(machine())
print(f"{count:,} records: {taken[count // 2]:.1f} ms for half of them, {taken[count * 99 // 100]:.1f} ms at p99, {taken[-1]:.1f} ms at most")
