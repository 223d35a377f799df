namespace HdfsConsumer.Pipeline.Sinks;

/// <summary>What a sink has done since it was opened.</summary>
internal sealed class SinkCounters
{
    /// <summary>Lines appended.</summary>
    public long LinesWritten { get; set; }

    /// <summary>Bytes of those lines, newlines included.</summary>
    public long BytesWritten { get; set; }

    /// <summary>Data files that are open now.</summary>
    public int OpenFiles { get; set; }

    /// <summary>Lines dropped because they were landed already.</summary>
    public long DuplicatesSkipped { get; set; }

    /// <summary>Data files closed because of their size.</summary>
    public long Rotations { get; set; }

    /// <summary>The folder of the last of them.</summary>
    public string LastRotatedFolder { get; set; } = string.Empty;
}
