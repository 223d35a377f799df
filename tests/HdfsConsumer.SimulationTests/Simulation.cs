using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Maintaining;
using HdfsConsumer.Parquet;
using HdfsConsumer.Pipeline.Sinks.Lake;
using HdfsConsumer.Pipeline.Sinks.Lake.Tables;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.SimulationTests;

/// <summary>
/// One seeded history: several instances land one topic below one base path while processes die, the power goes, disks
/// fill up and syncs fail, between any two steps. At the end every record must be there once.
/// </summary>
internal sealed partial class Simulation
{
    private const int HistoryLength = 60;
    private const int Happenings = 24;

    private readonly Random _random;
    private readonly SimulatedDisk _disk;
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedClock _clock = new();
    private readonly LandingOptions _options;
    private readonly List<SimulatedLanding> _instances = [];
    private readonly double _crashChance;
    private readonly double _switchChance;
    private readonly double _syncFailureChance;
    private readonly double _writeFailureChance;

    /// <summary>What happens more often than other things: rare things have to meet to do harm.</summary>
    private readonly int _favourite;
    private readonly double _favouriteChance;
    private string _rules = SimulatedLanding.RuleSets[0];
    private bool _isCalm;

    /// <summary>The newest version of the tables that someone was told of.</summary>
    private long _promised;
    private int _depth;

    private Simulation(int seed, DiskLie lie, LandingKind kind, bool writesBehind, Action<string>? trace)
    {
        _random = new Random(seed);
        _disk = new SimulatedDisk(_random) { BeforeStep = BeforeStep, Trace = trace, Lie = lie };
        _disk.SyncFails = () => !_isCalm && Chance(_syncFailureChance);
        _disk.WriteFails = () => !_isCalm && Chance(_writeFailureChance);
        _disk.AddDurableFolder(SimulatedLanding.BasePath);
        _cluster = new SimulatedCluster(_random, beforeMarks: kind is LandingKind.Files or LandingKind.Analytics ? "" : new string('x', TextBounds.BytesMax), hasTable: kind == LandingKind.Tables);
        _options = new LandingOptions(
            BatchRecordsMax: _random.Next(1, 12),
            FileBytesMax: _random.Next(3) == 0 ? _random.Next(80, 400) : 100_000,
            CompressClosed: _random.Next(4) == 0,
            OpenFilesMax: _random.Next(3) == 0 ? 2 : 64,
            FilesForOneSync: _random.Next(3) == 0 ? 1 : 8,
            AutoOffsetReset: _random.Next(4) == 0 ? AutoOffsetReset.Latest : AutoOffsetReset.Earliest,
            kind,
            writesBehind,
            OpensTogether: seed % 4 == 1);
        _crashChance = _random.Next(3) switch { 0 => 0, 1 => 0.002, _ => 0.01 };
        _switchChance = _random.Next(3) switch { 0 => 0, 1 => 0.02, _ => 0.08 };
        _syncFailureChance = _random.Next(8) switch { 0 => 0.01, 1 => 0.05, _ => 0 };
        _writeFailureChance = _random.Next(4) == 0 ? 0.02 : 0;
        _favourite = _random.Next(Happenings);
        _favouriteChance = _random.Next(3) == 0 ? 0.25 : 0;
    }

    /// <summary>Runs the history of a seed and returns what is wrong at its end, or null.</summary>
    public static string? Run(int seed, DiskLie lie = DiskLie.None, Action<string>? trace = null) => Run(seed, lie, LandingKind.Files, trace);

    /// <summary>The same where each batch is written while the next one is taken.</summary>
    public static string? RunBehind(int seed, DiskLie lie = DiskLie.None, Action<string>? trace = null) => Run(seed, lie, LandingKind.Files, trace, writesBehind: true);

    /// <summary>The same for landings in a lake.</summary>
    public static string? RunLake(int seed, DiskLie lie = DiskLie.None, Action<string>? trace = null) => Run(seed, lie, LandingKind.Lake, trace);

    /// <summary>The same for a lake of which one topic is a table.</summary>
    public static string? RunTables(int seed, DiskLie lie = DiskLie.None, Action<string>? trace = null) => Run(seed, lie, LandingKind.Tables, trace);

    /// <summary>The same for records that are counted.</summary>
    public static string? RunAnalytics(int seed, DiskLie lie = DiskLie.None, Action<string>? trace = null) => Run(seed, lie, LandingKind.Analytics, trace);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{_options}, crashes {_crashChance}, switches {_switchChance}, sync failures {_syncFailureChance}, write failures {_writeFailureChance}, step {_disk.Steps}";

    private static string? Run(int seed, DiskLie lie, LandingKind kind, Action<string>? trace, bool writesBehind = false)
    {
        var simulation = new Simulation(seed, lie, kind, writesBehind, trace);
        try
        {
            return simulation.Run() is { } wrong ? $"{wrong} ({simulation})" : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"{e} ({simulation})";
        }
    }

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

            if ((CommittedButNotDurable() ?? FoundWrong(chance: 0.05)) is { } wrong)
            {
                return wrong;
            }
        }

        Calm();
        return CommittedButNotDurable() ?? LandedOnce() ?? FoundWrong(chance: 1);
    }

    private void Happen()
    {
        var instance = _instances[_random.Next(_instances.Count)];
        switch (Chance(_favouriteChance) ? _favourite : _random.Next(Happenings))
        {
            case 0:
                _cluster.Append(_cluster.AnyPartition(), _random.Next(1, 4));
                break;
            case 1:
                Rebalance();
                break;
            case 2:
                RunPart(instance, (_, source) => source.Replay(_cluster.AnyPartition()));
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
            case 7 when Chance(0.3):
                _cluster.AddPartition();
                break;
            case 8 when Chance(0.3):
                var overtaken = _cluster.AnyPartition();
                overtaken.RemoveBelow(_random.NextInt64(overtaken.High + 1));
                break;
            case 9 when Chance(0.2):
                KillAll();
                _cluster.CreateAgain();
                break;
            case 10 when Chance(0.5):
                ChangeRules();
                break;
            case 11 when Chance(0.1) && _options.AutoOffsetReset == AutoOffsetReset.Earliest:
                Reset();
                break;
            case 12 when _options.Kind == LandingKind.Tables:
                TakeSnapshot();
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
        catch (StopException e) when (e.ExitCode == ExitCode.WrongUsage)
        {
            // The message says to finish with the former rules first.
            Kill(instance);
            _rules = OtherRules;
        }
    }

    private string OtherRules => SimulatedLanding.RuleSets.Single(rules => rules != _rules);

    /// <summary>Someone stops everything, in good order or not, and starts it with other rules.</summary>
    private void ChangeRules()
    {
        foreach (var instance in _instances.ToList())
        {
            if (Chance(0.7))
            {
                RunPart(instance, (pipeline, _) => pipeline.TryComplete());
            }

            Kill(instance);
        }

        _rules = OtherRules;
    }

    /// <summary>Someone stops everything and forgets the landing, or begins to.</summary>
    private void Reset()
    {
        KillAll();
        _promised = 0;
        try
        {
            var disk = _disk.View();
            LandingFolder.TryReset(disk, SimulatedLanding.BasePath, SimulatedLanding.Pipeline, SimulatedLanding.Destinations(disk, _rules, _options.Kind), _cluster.ForgetCommitted);
        }
        catch (Exception e) when (e is CrashException or IOException)
        {
            // Whoever starts next finishes it, if it had begun.
        }
    }

    /// <summary>Someone keeps the tables as they are now; false when another process is doing it.</summary>
    private bool TakeSnapshot()
    {
        try
        {
            var disk = _disk.View();
            if (SimulatedLanding.Destinations(disk, _rules, _options.Kind) is not TableDestinations lake || !_disk.Files().Any(file => PartitionStateName.Read(file.Path) is not null))
            {
                return true;
            }

            var isTaken = SimulatedLanding.Versions(disk, lake, _clock).TryTake(TimeSpan.Zero, out var version);
            _promised = Math.Max(_promised, version ?? 0);
            return isTaken;
        }
        catch (Exception e) when (e is CrashException or IOException)
        {
            return false;
        }
    }

    private void Join()
    {
        var instance = new SimulatedLanding(_disk, _cluster, _clock, _options, _rules, _random);
        _instances.Add(instance);
        RunPart(instance, (_, _) => { });
        Rebalance();
    }

    private void Rebalance()
    {
        var isInOrder = Chance(0.7);
        foreach (var partition in _cluster.Partitions.ToList())
        {
            if (_instances.Count == 0)
            {
                return;
            }

            var holders = _instances.Where(instance => instance.Source?.Holds(partition) == true).ToList();
            var next = _instances[_random.Next(_instances.Count)];
            foreach (var holder in holders.Where(holder => holder != next && !holder.Disk.IsDead))
            {
                // A zombie learns of it at some later rebalance.
                if (isInOrder || Chance(0.3))
                {
                    RunPart(holder, (_, source) => source.Revoke(partition, isInOrder));
                }
            }

            RunPart(next, (_, source) => source.Assign(partition));
        }
    }

    private void Kill(SimulatedLanding instance)
    {
        instance.Disk.Die();
        _instances.Remove(instance);
    }

    private void KillAll()
    {
        foreach (var instance in _instances.ToList())
        {
            Kill(instance);
        }
    }

    private void LosePower()
    {
        KillAll();
        _disk.LosePower();
    }

    /// <summary>Nothing more goes wrong: one instance reads to the end, and stops.</summary>
    private void Calm()
    {
        _isCalm = true;
        _disk.IsFull = false;
        KillAll();
        if (Chance(0.5))
        {
            _disk.LosePower();
        }

        var isDone = false;
        for (var turns = 0; !isDone; turns++)
        {
            if (turns > 2000)
            {
                throw new InvalidOperationException("The last instance does not come to an end.");
            }

            if (_instances.Count == 0)
            {
                _instances.Add(new SimulatedLanding(_disk, _cluster, _clock, _options, _rules, _random));
            }

            RunPart(_instances[0], (pipeline, source) =>
            {
                foreach (var partition in _cluster.Partitions)
                {
                    source.Assign(partition);
                }

                pipeline.Turn();
                isDone = source.HasReachedEnd && pipeline.TryComplete();
            });
        }

        KillAll();
        while (_options.Kind == LandingKind.Tables && !TakeSnapshot())
        {
            // Nobody else is there any more who could be in the way.
        }

        _disk.LosePower();
    }

    private string? CommittedButNotDurable()
    {
        if (_random.Next(10) != 0 && !_isCalm)
        {
            return null;
        }

        var files = _disk.DurableFiles().ToList();
        var durable = Marks(files).Select(found => found.Mark).ToHashSet();
        var missing = _cluster.Records.FirstOrDefault(record =>
            !IsInAState(record) && record.Offset < record.Partition.Committed && record.Partition.MustHave(record) && !durable.Contains(record.Mark));
        return missing is null ? Tables?.CommittedButNotDurable(files, _promised) ?? Analytics?.CommittedButNotDurable(files) : $"{missing.Mark} is committed, but would not survive a power loss.";
    }

    /// <summary>What the program itself finds wrong when it reads the landing back: nothing, at any time.</summary>
    private string? FoundWrong(double chance)
    {
        var disk = _disk.View();
        var others = SimulatedLanding.Destinations(disk, _rules, _options.Kind) as IReadableDestinations;
        if (!Chance(chance))
        {
            return null;
        }

        if (Tables?.WrongInVersions() is { } wrong)
        {
            return wrong;
        }

        if ( new LandingVerifier(disk, SimulatedLanding.BasePath, SimulatedLanding.Pipeline, _rules, others).Verify() is not { IsSound: false, Problems: not [LandingVerifier.ResetInterrupted] } found)
        {
            return null;
        }

        return string.Join(" ", found.Problems.Concat(found.Destinations.SelectMany(destination => destination.Findings.Problems.Select(problem => $"{destination.Path}: {problem}"))));
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
        foreach (var record in _cluster.Records.Where(record => !IsInAState(record)))
        {
            var places = found[record.Mark].ToList();
            if (places.Count > 1 || places.Exists(place => place.Folder != record.ExpectedFolder) || (places.Count == 0 && record.Partition.MustHave(record)))
            {
                return $"{record.Mark} belongs to {record.ExpectedFolder} and is in [{string.Join(", ", places.Select(place => place.Path))}].";
            }
        }

        return _options.Kind == LandingKind.Files ? OutOfOrder(files) : WrongInLake(files) ?? Tables?.WrongAtTheEnd() ?? Analytics?.WrongAtTheEnd();
    }

    /// <summary>Files that have a record twice, or whose names overlap.</summary>
    private static string? WrongInLake(List<(string Path, byte[] Bytes)> files)
    {
        var last = new Dictionary<string, long>();
        foreach (var (path, bytes, name) in
            from file in files
            let name = LakeFileName.Read(file.Path)
            where IsData(file.Path) && name is not null
            orderby name.Value.First
            select (file.Path, file.Bytes, name.Value))
        {
            var records = RecordsPattern().Match(Encoding.Latin1.GetString(bytes)).Groups[1].Value;
            var marks = Marks([(path, bytes)]).Count();
            if (records != marks.ToString(System.Globalization.CultureInfo.InvariantCulture))
            {
                return $"{path} says {records} records and has {marks} that differ.";
            }

            var key = $"{Path.GetDirectoryName(path)}/{name.Stem}+{name.Partition}";
            if (last.TryGetValue(key, out var before) && before >= name.First)
            {
                return $"{path} begins before offset {before}, where another one ends.";
            }

            last[key] = name.Last;
        }

        return null;
    }

    private static string? OutOfOrder(IEnumerable<(string Path, byte[] Bytes)> files)
    {
        var last = new Dictionary<(string File, string Partition), long>();

        // "alerts-000001.json" sorts before "alerts.json", as it was closed before.
        foreach (var (mark, folder, path) in Marks(files.OrderBy(file => file.Path, StringComparer.Ordinal)))
        {
            var numbers = mark.Trim('#').Split(':');
            var key = ($"{folder}/{Path.GetFileName(path).Split('-', '.')[0]}", numbers[0]);
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
        let isParquet = file.Path.EndsWith(".parquet", StringComparison.Ordinal)
        let text = Encoding.UTF8.GetString(file.Path.EndsWith(".gz", StringComparison.Ordinal) ? Unzipped(file.Bytes) : file.Bytes)
        from Match match in (isParquet ? MarkInBytesPattern() : MarkPattern()).Matches(text)
        select (match.Value, Path.GetDirectoryName(file.Path)![(SimulatedLanding.BasePath.Length + 1)..], file.Path);

    private SimulatedTables? Tables => _options.Kind == LandingKind.Tables ? new SimulatedTables(_disk.View(), _cluster, _rules) : null;

    private SimulatedCounts? Analytics => _options.Kind == LandingKind.Analytics ? new SimulatedCounts(_disk.View(), _cluster, _rules) : null;

    /// <summary>Whether what becomes of a record is in the state of its partition, and in no file of its own.</summary>
    private bool IsInAState(SimulatedRecord record) => record.IsOfTable || (_options.Kind == LandingKind.Analytics && record.ExpectedFolder != "_dead-letters");

    private static bool IsData(string path) =>
        !path.Contains("/.", StringComparison.Ordinal) && !path.Contains($"/{AnalyticsSettings.Folder}/", StringComparison.Ordinal);

    private static byte[] Unzipped(byte[] bytes)
    {
        using var unzipped = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        gzip.CopyTo(unzipped);
        return unzipped.ToArray();
    }

    private bool Chance(double chance) => chance > 0 && _random.NextDouble() < chance;

    [GeneratedRegex(@"#t\d+\.\d+:\d+#")]
    private static partial Regex MarkInBytesPattern();

    // A key of the footer, then the header and the length of its value.
    [GeneratedRegex(@"records\x18.(\d+)", RegexOptions.Singleline)]
    private static partial Regex RecordsPattern();

    [GeneratedRegex(@"#[^#]+#")]
    private static partial Regex MarkPattern();
}
