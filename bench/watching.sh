#!/usr/bin/env bash
# Measures what being watched costs: processor time (user and system) and records a second of landing 600,000 records, in runs that take turns:
# without --listen; with it; with it, scraped every second and one page open; with it and 50 page clients that read nothing. Each lands a topic of 1,000 records,
# too, so that what it takes to start is told apart from what a record costs. What it takes to be looked at for the first time is not: of a run of some seconds it is
# most of the difference. So programs that have nothing to land are watched, too, when that is over: that is what watching costs for good.
# usage: bench/watching.sh [ROUNDS] [OTHER.dll]     5 rounds unless it is said; OTHER.dll is another build of the program, run without --listen
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-5}
other=${2:-}
records=600000
partitions=64 # the broker in memory keeps 5 MiB of each; what is sent within some ms goes to one of them, so sending takes its time
[ -n "${NO_BUILD:-}" ] || dotnet build src/HdfsConsumer -c Release -v quiet -nologo >&2
exec python3 - "$rounds" "$other" "$records" "$partitions" <<'PYTHON'
import json, os, random, resource, socket, statistics, subprocess, sys, tempfile, threading, time, urllib.request

rounds, other, records, partitions = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
few = 1000
program = "artifacts/bin/HdfsConsumer/release/HdfsConsumer.dll"
folder = tempfile.TemporaryDirectory()
random.seed(1)
places = [("FR", "Paris"), ("US", "New York"), ("BR", "São Paulo"), ("JP", "東京"), ("DE", "Berlin"), ("IN", "Delhi"), ("KE", "Nairobi"), ("AU", "Sydney")]
with open(f"{folder.name}/weather.jsonl", "w") as lines:
    for number in range(records):
        country, city = random.choice(places)
        lines.write(json.dumps({"number": number, "country": country, "city": f"{city} {number % 5}", "temperature": round(random.uniform(-20, 40), 1), "humidity": number % 100,
                                "wind_speed": round(random.uniform(0, 30), 2), "condition": "scattered clouds", "observed_at": "2025-09-22T14:30:15Z"}, ensure_ascii=False, separators=(",", ":")) + "\n")

broker = subprocess.Popen(["dotnet", program, "broker", "--topics", f"weather:{partitions},few:{partitions}"], stdout=subprocess.PIPE, text=True)
address = broker.stdout.readline().strip()

def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]

def scrape(port, stop):
    while not stop.wait(1):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read()
        except OSError:
            pass

def listen(port, stop, reads):
    while not stop.is_set():
        try:
            client = socket.create_connection(("127.0.0.1", port), timeout=1)
            client.sendall(f"GET /api/events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
            while not stop.wait(0 if reads else 1):
                if reads and not client.recv(65536):
                    break
            client.close()
            return
        except OSError:
            stop.wait(0.05)

def begin(kind, dll, number, topic, stop, *more):
    arguments = ["dotnet", dll, "--topics", topic, "--bootstrap-servers", address, "--group-id", f"g{number}", "--hdfs-path", f"{folder.name}/landed-{number}", "--log-level", "warning", *more]
    threads = []
    if kind.startswith("listen"):
        port = free_port()
        arguments += ["--listen", str(port)]
        if "50" in kind:
            threads = [threading.Thread(target=listen, args=(port, stop, False)) for _ in range(50)]
        elif "scraped" in kind:
            threads = [threading.Thread(target=scrape, args=(port, stop)), threading.Thread(target=listen, args=(port, stop, True))]
    process = subprocess.Popen(arguments)
    for thread in threads:
        thread.start()
    return process, threads

def run(kind, dll, number, topic, records):
    base, stop = f"{folder.name}/landed-{number}", threading.Event()
    began, before = time.time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process, threads = begin(kind, dll, number, topic, stop, "--until-end")
    assert process.wait() == 0
    after, took = resource.getrusage(resource.RUSAGE_CHILDREN), time.time() - began
    stop.set()
    for thread in threads:
        thread.join()
    landed = int(subprocess.run(f"cat {base}/*/*/alerts.json | wc -l", shell=True, capture_output=True, text=True).stdout)
    subprocess.run(["rm", "-rf", base])
    assert landed == records, landed
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, records / took

def used_by(process):
    with open(f"/proc/{process.pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

def waiting(kinds, number):
    """Processor time a second of programs that have nothing to land, by kind, after a minute."""
    stop, seconds = threading.Event(), 30
    begun = [begin(kind, dll, number + i, "few", stop) for i, (kind, dll) in enumerate(kinds)]
    try:
        time.sleep(60)
        before = [used_by(process) for process, _ in begun]
        time.sleep(seconds)
        return {kind: (used_by(process) - b) / seconds for (kind, _), (process, _), b in zip(kinds, begun, before)}
    finally:
        stop.set()
        for process, threads in begun:
            process.terminate()
            process.wait()
            for thread in threads:
                thread.join()

try:
    for topic, limit in [("weather", records), ("few", few)]:
        subprocess.run(["dotnet", program, "produce", "jsonl", f"{folder.name}/weather.jsonl", "--topic", topic, "--limit", str(limit), "--batch-size", "500", "--delay", "5ms",
                        "--bootstrap-servers", address],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    kinds = ([("other build", other)] if other else []) + [("no listen", program), ("listen, nobody looks", program), ("listen, scraped, one page", program), ("listen, 50 clients that read nothing", program)]
    seconds, starts, rates, number = {kind: [] for kind, _ in kinds}, {kind: [] for kind, _ in kinds}, {kind: [] for kind, _ in kinds}, 0
    for round in range(rounds):
        for kind, dll in kinds if round % 2 == 0 else kinds[::-1]:
            number += 2
            start, _ = run(kind, dll, number, "few", few)
            used, rate = run(kind, dll, number + 1, "weather", records)
            starts[kind].append(start)
            seconds[kind].append(used)
            rates[kind].append(rate)
            print(f"round {round + 1}  {kind:38} {used:6.2f} s processor, {start:5.2f} s of it to start  {rate:9.0f} records/s", flush=True)

    # Of the fastest runs, which are nearly the same on a busy machine.
    def cost(kind):
        return (min(seconds[kind]) - min(starts[kind])) / (records - few) * 1e6

    print(f"\nfastest of {rounds} runs of {records} records on {os.cpu_count()} cores")
    for kind, _ in kinds:
        print(f"{kind:38} {min(seconds[kind]):6.2f} s, {min(starts[kind]):5.2f} s of it to start; {cost(kind):5.2f} us a record beyond it {100 * (cost(kind) / cost(kinds[0][0]) - 1):+5.1f} %;"
              f" medians {statistics.median(seconds[kind]):.2f} s, {statistics.median(rates[kind]):.0f} records/s, most {max(rates[kind]):.0f}")

    rests = waiting(kinds, number + 2)
    print()
    for kind, _ in kinds:
        more = rests[kind] - rests[kinds[0][0]]
        print(f"{kind:38} {1000 * rests[kind]:5.1f} ms of processor a second with nothing to land; {more / (cost(kinds[0][0]) * 1e-6 * max(rates[kinds[0][0]])) * 100:+5.1f} % of what landing takes")
finally:
    broker.terminate()
PYTHON
