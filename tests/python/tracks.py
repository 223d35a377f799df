"""What the pipeline "spotify" should count of CSV files of tracks, computed in the plainest way: python3 tracks.py FILE... prints one JSON object."""

import csv
import json
import sys
from collections import Counter
from decimal import Decimal, getcontext
from fractions import Fraction

FEATURES = [
    "popularity", "duration_ms", "danceability", "energy", "loudness", "speechiness",
    "acousticness", "instrumentalness", "liveness", "valence", "tempo",
]
SHOWN = 20
getcontext().prec = 100  # Far more digits than any sum here has.


def top(counter):
    return [[value, count] for value, count in sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]]


def statistics(rows, name):
    texts = [row[name] for row in rows if row[name] != ""]
    if not texts:
        return {"count": 0, "sum": "0"}
    numbers = sorted(float(text) for text in texts)
    total = sum(Decimal(text) for text in texts)
    shown = format(total, "f")
    return {
        "count": len(texts),
        "sum": shown.rstrip("0").rstrip(".") if "." in shown else shown,
        "mean": float(Fraction(total) / len(texts)),
        "min": numbers[0],
        "max": numbers[-1],
        **{f"p{percent}": numbers[percent * (len(numbers) - 1) // 100] for percent in (50, 95, 99)},
    }


rows = []
for path in sys.argv[1:]:
    with open(path, newline="", encoding="utf-8") as file:
        rows += csv.DictReader(file)

artists = Counter(artist.strip() for row in rows for artist in row["artists"].split(";") if artist.strip())
genres = Counter(row["track_genre"] for row in rows if row["track_genre"])
by_genre = {genre: [row for row in rows if row["track_genre"] == genre] for genre in genres}
print(json.dumps({
    "records": len(rows),
    "distinct": {"track_id": len({row["track_id"] for row in rows}), "artists": len(artists), "track_genre": len(genres)},
    "top": {"genres": top(genres), "artists": top(artists)},
    "all": {name: statistics(rows, name) for name in FEATURES},
    "groups": {genre: {name: statistics(of_genre, name) for name in FEATURES} for genre, of_genre in by_genre.items()},
}))
