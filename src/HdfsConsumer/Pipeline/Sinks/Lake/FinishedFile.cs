using HdfsConsumer.Parquet;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>Looks at the ends of a Parquet file, which tell whether it is whole.</summary>
internal static class FinishedFile
{
    /// <summary>The rows that its footer counts; null when it is no whole Parquet file.</summary>
    public static long? RowsOf(IDiskFile file)
    {
        Span<byte> head = stackalloc byte[4];
        Span<byte> tail = stackalloc byte[ParquetFooter.TailBytes];
        file.Read(head, 0);
        if (file.Length < head.Length + tail.Length || !ParquetFooter.IsHead(head)
            || file.Read(tail, file.Length - tail.Length) < tail.Length || ParquetFooter.LengthOf(tail) is not { } length || length > file.Length - head.Length - tail.Length)
        {
            return null;
        }

        var footer = new byte[length];
        file.Read(footer, file.Length - tail.Length - length);
        return ParquetFooter.RowsOf(footer);
    }
}
