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

    /// <summary>Dead letters written of records that were held for a table and that it refused; <see cref="LinesWritten"/> leaves them out.</summary>
    public long Refused { get; set; }

    /// <summary>Data files closed; files of a lake finished.</summary>
    public long Rotations { get; private set; }

    /// <summary>The same by cause: one of a few names.</summary>
    public Dictionary<string, long> RotationsByCause { get; } = [];

    /// <summary>The folder of the last of them.</summary>
    public string LastRotatedFolder { get; private set; } = string.Empty;

    /// <summary>A data file was closed.</summary>
    public void Rotated(string cause, string folder)
    {
        Rotations++;
        RotationsByCause[cause] = RotationsByCause.GetValueOrDefault(cause) + 1;
        LastRotatedFolder = folder;
    }
}
