namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>Makes of a record's typed columns what is landed of it.</summary>
internal interface IColumnsForm
{
    /// <summary>Changes when the same record could be written differently.</summary>
    string Fingerprint { get; }

    /// <summary>Writes the columns.</summary>
    /// <param name="record">The record.</param>
    /// <param name="line">What is landed, valid until the next call.</param>
    /// <param name="missing">The required columns without a value; null when they all have one.</param>
    /// <returns>Which column does not fit, and why; null when all do.</returns>
    string? Write(ParsedRecord record, out ReadOnlySpan<byte> line, out IReadOnlyList<string>? missing);
}
