namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>What the records of a topic have in common, learned from them: a record that does not fit cannot be landed with the others.</summary>
internal interface IRecordShape
{
    /// <summary>Says what of a record does not fit; null when all does, and then it will for ever.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="line">The record: a JSON object.</param>
    /// <exception cref="IOException">What is new in it could not be kept. The caller starts again.</exception>
    string? Misfit(string topic, ReadOnlySpan<byte> line);
}
