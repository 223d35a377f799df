"""What the pipeline "customers" should land of a CSV file, computed in the plainest way: python3 customers.py FILE prints one JSON object."""

import csv
import json
import sys

REQUIRED = ["CustomerID", "CompanyName", "ContactName", "Address", "City", "PostalCode", "Country", "Phone"]
USA = ["USA", "US", "United States"]
NULL = ["NULL", "N/A"]


def cleaned(cell):
    text = cell.strip()
    return None if text == "" or text in NULL else text


with open(sys.argv[1], newline="", encoding="utf-8") as file:
    header, *rows = csv.reader(file)

landed = {"customers_usa": [], "customers_alerts": []}
for row in rows:
    if len(row) != len(header):
        continue  # A comma in it should have been quoted: nobody can tell which.
    customer = {name: cleaned(cell) for name, cell in zip(header, row)}
    missing = [name for name in REQUIRED if not customer[name]]
    if missing:
        landed["customers_alerts"].append({**customer, "reason": "no value for " + ", ".join(missing)})
    elif customer["Country"] in USA:
        landed["customers_usa"].append(customer)

print(json.dumps(landed))
