namespace HdfsConsumer.Producing.JsonLines;

/// <summary>How a source of JSON lines is read.</summary>
internal sealed record JsonLinesSettings
{
    /// <summary>The field that is the record's key; null for none.</summary>
    public string? KeyField { get; init; }

    /// <summary>Whether records get a <c>record_id</c> and a <c>timestamp</c>.</summary>
    public bool AddRecordId { get; init; }

    /// <summary>Bytes of a line; a longer one is rejected.</summary>
    public int LineBytesMax { get; init; } = 1_000_000;
}
