#!/usr/bin/env python3
"""Says what a table must hold: reads published records, prints rows.

Input: a JSON object on each line, with partition, offset, timestamp, key, and value (null deletes).
Output: the rows of the table, sorted, one JSON array on each line: key, number, text.
Usage: table-rows.py upsert|append FILE
"""
import json
import sys

mode, path = sys.argv[1:]
records = [json.loads(line) for line in open(path, encoding="utf-8")]
records.sort(key=lambda record: (record["partition"], record["offset"]))
newest_timestamp = {}
rows = {}
for record in records:
    partition = record["partition"]
    newest_timestamp[partition] = max(newest_timestamp.get(partition, 0), record["timestamp"])
    order = (newest_timestamp[partition], partition, record["offset"])
    key = record["key"] if mode == "upsert" else order
    if key not in rows or rows[key][0] < order:
        rows[key] = (order, record["value"])
landed = [[value["key"], value["number"], value["text"]] for _, value in rows.values() if value is not None]
for row in sorted(landed):
    print(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
