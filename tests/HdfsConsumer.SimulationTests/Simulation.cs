using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace HdfsConsumer.SimulationTests;

/// <summary>
/// One seeded history: several instances land one topic below one base path while processes die, the power goes, disks
/// fill up and syncs fail, between any two steps. At the end every record must be there once.
/// </summary>
internal sealed partial class Simulation
{
    private const int HistoryLength = 60;

    private readonly Random _random;
    private readonly SimulatedDisk _disk;
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedClock _clock = new();
    private readonly LandingOptions _options;
    private readonly List<SimulatedLanding> _instances = [];
    private readonly double _crashChance;
    private readonly double _switchChance;
    private readonly double _syncFailureChance;
    private bool _isCalm;
    private int _depth;

    private Simulation(int seed, DiskLie lie, Action<string>? trace)
    {
        _random = new Random(seed);
        _disk = new SimulatedDisk(_random) { BeforeStep = BeforeStep, SyncFails = () => !_isCalm && Chance(_syncFailureChance), Trace = trace, Lie = lie };
        _disk.AddDurableFolder(SimulatedLanding.BasePath);
        _cluster = new SimulatedCluster(_random);
        _options = new LandingOptions(
            BatchRecordsMax: _random.Next(1, 12),
            FileBytesMax: _random.Next(3) == 0 ? _random.Next(80, 400) : 100_000,
            CompressClosed: _random.Next(4) == 0,
            OpenFilesMax: _random.Next(3) == 0 ? 2 : 64,
            FilesForOneSync: _random.Next(3) == 0 ? 1 : 8);
        _crashChance = _random.Next(3) switch { 0 => 0, 1 => 0.002, _ => 0.01 };
        _switchChance = _random.Next(2) == 0 ? 0 : 0.02;
        _syncFailureChance = _random.Next(4) == 0 ? 0.01 : 0;
    }

    /// <summary>Runs the history of a seed and returns what is wrong at its end, or null.</summary>
    public static string? Run(int seed, DiskLie lie = DiskLie.None, Action<string>? trace = null)
    {
        var simulation = new Simulation(seed, lie, trace);
        try
        {
            return simulation.Run() is { } wrong ? $"{wrong} ({simulation})" : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"{e} ({simulation})";
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{_options}, crashes {_crashChance}, switches {_switchChance}, sync failures {_syncFailureChance}, step {_disk.Steps}";

    private string? Run()
    {
        var most = _random.Next(1, 4);
        for (var i = 0; i < HistoryLength; i++)
        {
            if (_instances.Count < most && (_instances.Count == 0 || Chance(0.2)))
            {
                Join();
            }

            if (_instances.Count > 0)
            {
                Happen();
            }

            if (CommittedButNotDurable() is { } missing)
            {
                return missing;
            }
        }

        Calm();
        return CommittedButNotDurable() ?? LandedOnce();
    }

    private void Happen()
    {
        var instance = _instances[_random.Next(_instances.Count)];
        switch (_random.Next(20))
        {
            case 0:
                _cluster.Append(_random, _random.Next(_cluster.Partitions), _random.Next(1, 4));
                break;
            case 1:
                Rebalance();
                break;
            case 2:
                RunPart(instance, (_, source) => source.Replay(_random.Next(_cluster.Partitions)));
                break;
            case 3 when _crashChance > 0:
                Kill(instance);
                break;
            case 4 when Chance(_crashChance * 10):
                LosePower();
                break;
            case 5:
                _disk.IsFull = !_disk.IsFull && Chance(0.2);
                break;
            case 6:
                RunPart(instance, (pipeline, _) => pipeline.TryComplete());
                break;
            default:
                _clock.Advance(TimeSpan.FromMilliseconds(_random.Next(3000)));
                RunPart(instance, (pipeline, _) => pipeline.Turn());
                break;
        }
    }

    /// <summary>Between any two steps of a process it may die, the power may go, or another process may run.</summary>
    private void BeforeStep(SimulatedDisk.DiskView view)
    {
        if (_isCalm)
        {
            return;
        }

        if (Chance(_crashChance))
        {
            if (Chance(0.5))
            {
                view.Die();
            }
            else
            {
                LosePower();
            }
        }
        else if (_depth < 2 && Chance(_switchChance))
        {
            RunAnother();
        }
    }

    private void RunAnother()
    {
        var idle = _instances.Where(instance => !instance.IsRunning).ToList();
        if (idle.Count > 0)
        {
            _depth++;
            var other = idle[_random.Next(idle.Count)];
            for (var turns = _random.Next(1, 6); turns > 0 && !other.Disk.IsDead; turns--)
            {
                RunPart(other, (pipeline, _) => pipeline.Turn());
                _clock.Advance(TimeSpan.FromMilliseconds(_random.Next(3000)));
            }

            _depth--;
        }
    }

    private void RunPart(SimulatedLanding instance, Action<Pipeline.RecordPipeline, ScriptedSource> part)
    {
        if (instance.IsRunning)
        {
            return;
        }

        try
        {
            if (!instance.Run(part))
            {
                Kill(instance);
            }
        }
        catch (StopException e) when (e.Message.StartsWith("Gave up", StringComparison.Ordinal) && !_isCalm)
        {
            // Someone starts it again.
            Kill(instance);
        }
    }

    private void Join()
    {
        var instance = new SimulatedLanding(_disk, _cluster, _clock, _options, _random);
        _instances.Add(instance);
        RunPart(instance, (_, _) => { });
        Rebalance();
    }

    private void Rebalance()
    {
        var isInOrder = Chance(0.7);
        for (var partition = 0; partition < _cluster.Partitions && _instances.Count > 0; partition++)
        {
            var holders = _instances.Where(instance => instance.Source?.Held.Contains(partition) == true).ToList();
            var next = _instances[_random.Next(_instances.Count)];
            var moved = partition;
            foreach (var holder in holders.Where(holder => holder != next && !holder.Disk.IsDead))
            {
                // A zombie learns of it at some later rebalance.
                if (isInOrder || Chance(0.3))
                {
                    RunPart(holder, (_, source) => source.Revoke(moved, isInOrder));
                }
            }

            RunPart(next, (_, source) => source.Assign(moved));
        }
    }

    private void Kill(SimulatedLanding instance)
    {
        instance.Disk.Die();
        _instances.Remove(instance);
    }

    private void LosePower()
    {
        foreach (var instance in _instances)
        {
            instance.Disk.Die();
        }

        _instances.Clear();
        _disk.LosePower();
    }

    /// <summary>Nothing more goes wrong: one instance reads to the end, and stops.</summary>
    private void Calm()
    {
        _isCalm = true;
        _disk.IsFull = false;
        foreach (var instance in _instances.ToList())
        {
            instance.Disk.Die();
        }

        _instances.Clear();
        if (Chance(0.5))
        {
            _disk.LosePower();
        }

        var last = new SimulatedLanding(_disk, _cluster, _clock, _options, _random);
        var isDone = false;
        for (var turns = 0; !isDone; turns++)
        {
            if (turns > 2000)
            {
                throw new InvalidOperationException("The last instance does not come to an end.");
            }

            last.Run((pipeline, source) =>
            {
                foreach (var partition in Enumerable.Range(0, _cluster.Partitions))
                {
                    source.Assign(partition);
                }

                pipeline.Turn();
                isDone = source.HasReachedEnd && pipeline.TryComplete();
            });
        }

        last.Disk.Die();
        _disk.LosePower();
    }

    private string? CommittedButNotDurable()
    {
        if (_random.Next(10) != 0 && !_isCalm)
        {
            return null;
        }

        var durable = Marks(_disk.DurableFiles()).Select(found => found.Mark).ToHashSet();
        var missing = _cluster.Records.FirstOrDefault(record =>
            record.Offset < _cluster.Committed.GetValueOrDefault(record.Partition) && !durable.Contains(record.Mark));
        return missing is null ? null : $"{missing.Mark} is committed, but would not survive a power loss.";
    }

    private string? LandedOnce()
    {
        var files = _disk.Files().ToList();
        var halfLine = files.FirstOrDefault(file => IsData(file.Path) && file.Path.EndsWith(".json", StringComparison.Ordinal) && file.Bytes.Length > 0 && file.Bytes[^1] != '\n');
        if (halfLine.Path is not null)
        {
            return $"{halfLine.Path} ends with half a line.";
        }

        var found = Marks(files).ToLookup(mark => mark.Mark);
        foreach (var record in _cluster.Records)
        {
            var places = found[record.Mark].ToList();
            if (places is not [var place] || place.Folder != record.ExpectedFolder)
            {
                return $"{record.Mark} belongs to {record.ExpectedFolder} and is in [{string.Join(", ", places.Select(place => place.Path))}].";
            }
        }

        return OutOfOrder(files);
    }

    private static string? OutOfOrder(IEnumerable<(string Path, byte[] Bytes)> files)
    {
        var last = new Dictionary<(string Folder, int Partition), long>();

        // "alerts-000001.json" sorts before "alerts.json", as it was closed before.
        foreach (var (mark, folder, path) in Marks(files.OrderBy(file => file.Path, StringComparer.Ordinal)))
        {
            var numbers = mark.Trim('#').Split(':');
            var key = (folder, int.Parse(numbers[0], System.Globalization.CultureInfo.InvariantCulture));
            var offset = long.Parse(numbers[1], System.Globalization.CultureInfo.InvariantCulture);
            if (last.TryGetValue(key, out var before) && before > offset)
            {
                return $"{mark} stands behind offset {before} in {path}.";
            }

            last[key] = offset;
        }

        return null;
    }

    private static IEnumerable<(string Mark, string Folder, string Path)> Marks(IEnumerable<(string Path, byte[] Bytes)> files) =>
        from file in files
        where IsData(file.Path)
        let text = Encoding.UTF8.GetString(file.Path.EndsWith(".gz", StringComparison.Ordinal) ? Unzipped(file.Bytes) : file.Bytes)
        from Match match in MarkPattern().Matches(text)
        select (match.Value, Path.GetDirectoryName(file.Path)![(SimulatedLanding.BasePath.Length + 1)..], file.Path);

    private static bool IsData(string path) => !path.Contains("/.", StringComparison.Ordinal);

    private static byte[] Unzipped(byte[] bytes)
    {
        using var unzipped = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        gzip.CopyTo(unzipped);
        return unzipped.ToArray();
    }

    private bool Chance(double chance) => chance > 0 && _random.NextDouble() < chance;

    [GeneratedRegex(@"#\d+:\d+#")]
    private static partial Regex MarkPattern();
}
