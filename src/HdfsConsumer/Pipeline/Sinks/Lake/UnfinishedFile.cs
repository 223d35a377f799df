using System.Globalization;
using HdfsConsumer.Parquet;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>
/// A file that is being written, under a name that nobody reads: records of one holding for one folder, in the order of their offsets.
/// Nothing counts as landed that is only here.
/// </summary>
internal sealed class UnfinishedFile : IDisposable
{
    private readonly UnnamedFile _file;
    private readonly ParquetWriter _writer;
    private readonly JsonRowReader _rows;
    private bool _isStable;

    private UnfinishedFile(UnnamedFile file, Destination destination, PartitionTenure tenure, LakeSchema schema, LakePolicy policy, long now)
    {
        _file = file;
        Destination = destination;
        Tenure = tenure;
        BegunAt = LastRecordAt = now;
        var columns = schema.ToParquet();
        _rows = new JsonRowReader(schema, new ParquetRow(columns));
        _writer = new ParquetWriter(new DiskFileStream(file.File), columns, new ParquetSettings(policy.Codec));
    }

    /// <summary>Where it is written.</summary>
    public string Path => _file.Path;

    /// <summary>Where it will be.</summary>
    public Destination Destination { get; }

    /// <summary>The holding that its records were read under.</summary>
    public PartitionTenure Tenure { get; }

    /// <summary>The offset of its first record.</summary>
    public long First { get; private set; } = -1;

    /// <summary>The offset of its last record.</summary>
    public long Last { get; private set; } = -1;

    /// <summary>When it was begun, a timestamp of the clock.</summary>
    public long BegunAt { get; }

    /// <summary>When its last record came, a timestamp of the clock.</summary>
    public long LastRecordAt { get; set; }

    /// <summary>Its records.</summary>
    public long Records => _writer.Rows;

    /// <summary>About how long it is.</summary>
    public long Bytes => _writer.Bytes;

    /// <summary>Whether its end is written: it takes no more records.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Bytes of rows that it holds in memory.</summary>
    public long HeldBytes => IsWhole ? 0 : _writer.BufferedBytes;

    /// <summary>Begins a file.</summary>
    /// <param name="file">Where it is written; is disposed of with it.</param>
    /// <param name="destination">Where it will be.</param>
    /// <param name="tenure">The holding that its records are read under.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="policy">How it is written.</param>
    /// <param name="now">A timestamp of the clock.</param>
    /// <exception cref="DiskFullException">There is no room for it.</exception>
    public static UnfinishedFile Begin(UnnamedFile file, Destination destination, PartitionTenure tenure, LakeSchema schema, LakePolicy policy, long now)
    {
        try
        {
            return new UnfinishedFile(file, destination, tenure, schema, policy, now);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds a record; false when the file's columns cannot hold it.</summary>
    public bool TryAdd(long offset, ReadOnlySpan<byte> line)
    {
        if (!_rows.TryRead(line))
        {
            return false;
        }

        _writer.Add(_rows.Row);
        First = First < 0 ? offset : First;
        Last = offset;
        return true;
    }

    /// <summary>Writes the rows that are held in memory.</summary>
    public void LetGo() => _writer.EndRowGroup();

    /// <summary>Writes the end of the file, so that it can be read. Can be repeated.</summary>
    /// <param name="pipeline">The pipeline's name.</param>
    public void Complete(string pipeline)
    {
        if (!IsWhole)
        {
            _writer.Close(
            [
                new("pipeline", pipeline),
                new("topic", Tenure.Topic.Topic),
                new("cluster", Tenure.Topic.ClusterId),
                new("ranges", string.Create(CultureInfo.InvariantCulture, $"{Tenure.Partition}:{First}-{Last}")),
                new("records", Records.ToString(CultureInfo.InvariantCulture)),
                new("version", typeof(UnfinishedFile).Assembly.GetName().Version?.ToString(3) ?? "?"),
            ]);
            IsWhole = true;
        }
    }

    /// <summary>Makes its bytes survive a power loss. Can be repeated.</summary>
    /// <exception cref="SyncFailedException">They may be lost. The file must be dropped.</exception>
    public void Sync()
    {
        if (!_isStable)
        {
            _file.File.Sync();
            _isStable = true;
        }
    }

    /// <summary>Lets go of it, and of the name that it was written under.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }
}
