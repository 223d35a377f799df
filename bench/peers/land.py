#!/usr/bin/env python3
"""Lands a topic as the Python version did: parse, folder by country and city, batches of lines, commit. For comparison only: it knows no ledger.

usage: land.py kafka-python|confluent-kafka BOOTSTRAP TOPIC GROUP FOLDER RECORDS [BATCH]
Ends when it has written RECORDS records.
"""
import collections
import json
import os
import re
import sys

client, bootstrap, topic, group, folder, records = sys.argv[1:7]
records = int(records)
batch_size = int(sys.argv[7]) if len(sys.argv) > 7 else 100


def polled():
    """The records of each poll, and how to commit them."""
    if client == "kafka-python":
        from kafka import KafkaConsumer

        consumer = KafkaConsumer(
            topic, bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest", enable_auto_commit=False, max_poll_records=500, api_version=(2, 0, 0)
        )
        while True:
            yield [record.value for of_partition in consumer.poll(500).values() for record in of_partition], consumer.commit
    else:
        from confluent_kafka import Consumer, KafkaError, KafkaException

        consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False})
        consumer.subscribe([topic])

        def commit():
            try:
                consumer.commit(asynchronous=False)
            except KafkaException as e:
                if e.args[0].code() != KafkaError._NO_OFFSET:  # what a poll gave may be committed already
                    raise

        while True:
            yield [record.value() for record in consumer.consume(500, 0.5) if record.error() is None], commit


def flush(batch):
    lines = collections.defaultdict(list)
    for path, line in batch:
        lines[path].append(line)
    for path, of_path in lines.items():
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "a", encoding="utf-8") as file:
            file.write("\n".join(of_path) + "\n")


written = 0
batch = []
for values, commit in polled():
    for value in values:
        text = value.decode("utf-8")
        record = json.loads(text)
        city = re.sub(r"[^A-Za-z0-9]+", "_", record["city"])
        batch.append((f"{folder}/{record['country'].upper()}/{city}/alerts.json", text))
        if len(batch) >= batch_size or written + len(batch) == records:
            flush(batch)
            commit()
            written += len(batch)
            batch = []
    if written >= records:
        sys.stdout.flush()
        os._exit(0)  # what leaving a group takes is not what is measured
