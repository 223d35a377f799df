using BenchmarkDotNet.Attributes;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Batching;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Benchmarks;

/// <summary>The steps that a record goes through in this program, each by itself; what is told is the time for one record.</summary>
public class RecordSteps : IDisposable
{
    private const int Records = 10_000;

    private static readonly Destination Paris = Destination.ForRecords("FR/Paris", "alerts.json", caseBlindDisk: false);
    private static readonly byte[] ShortLine = "{}"u8.ToArray();
    private static readonly string[] Countries = ["FR", "France", "États-Unis", "united kingdom", "Deutschland", "日本", "Côte d’Ivoire", "nowhere"];

    private readonly byte[][] _values = MadeUpRecords.Make(Records);
    private readonly CountryTable _countries = CountryTable.Load();
    private readonly RecordBatch _batch = new();
    private readonly JsonRecordParser _parser;
    private readonly RecordRouter _router;
    private readonly string _folder = Directory.CreateTempSubdirectory("benchmarks-").FullName;
    private readonly LocalDisk _disk;
    private readonly TopicWatermarks _watermarks;
    private readonly PartitionTenure _tenure;
    private readonly LedgeredFile _file;
    private long _offset;

    public RecordSteps()
    {
        var fields = new FieldTable();
        var parse = new ParseSettings();
        _router = new RecordRouter(PipelineTable.RootRoutes, parse, fields, _countries, "alerts.json", caseBlindDisk: false);
        _parser = new JsonRecordParser(recordBytesMax: 1_000_000, fields);
        _disk = new LocalDisk(_folder);
        _watermarks = new TopicWatermarks(_disk, Path.Combine(_folder, "weather.watermarks"));
        _tenure = new PartitionTenure(new TopicKey("weather", "cluster", "weather", "1"), partition: 0, _watermarks, start: 0);
        _file = LedgeredFile.Open(_disk, new DataFilePaths(_folder, Paris.Folder, Paris.FileName), new FilePolicy(long.MaxValue, CompressClosed: false), _ => 0, new SinkCounters());
    }

    /// <inheritdoc/>
    [GlobalCleanup]
    public void Dispose()
    {
        _file.Dispose();
        _watermarks.Dispose();
        _disk.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads the JSON and finds the destination.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public int ParseAndRoute()
    {
        var landed = 0;
        foreach (var value in _values)
        {
            _parser.Parse(value, isTombstone: false, out var parsed);
            landed += _router.Route("weather", 0, parsed) is Verdict.Land ? 1 : 0;
        }

        return landed;
    }

    /// <summary>Copies the line to those that wait for its destination.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public int AppendToBatch()
    {
        for (var i = 0; i < Records; i++)
        {
            _batch.Add(Paris, new ConsumedRecord(_tenure, i, timestampMs: 0, _values[i], isTombstone: false), _values[i]);
        }

        var records = _batch.Records;
        _batch.Clear();
        return records;
    }

    /// <summary>Adds short lines to a batch, asks the ledger which are landed, writes those that are not, and the ledger: a batch at a time.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public int CheckLedgerAndLand()
    {
        using var buffer = new DestinationBuffer(Paris);
        for (var i = 0; i < Records; i++)
        {
            buffer.Add(_tenure, _offset++, timestampMs: 0, ShortLine);
        }

        _file.Append(buffer);
        return buffer.Records.Length;
    }

    /// <summary>Finds a country by any of its names. Asked for once for each new pair of country and city.</summary>
    [Benchmark(OperationsPerInvoke = 8)]
    public int FindCountry()
    {
        var found = 0;
        foreach (var name in Countries)
        {
            found += _countries.TryFind(name, out _) ? 1 : 0;
        }

        return found;
    }
}
