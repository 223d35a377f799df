using System.Text;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Tests.Producing.Sources;

/// <summary>A row that was taken from a source, with a value of its own.</summary>
internal sealed record TakenRow(long Number, long Line, ulong Print, byte[] Value, byte[]? Key, string? Rejection, int Topic)
{
    /// <summary>The value as text.</summary>
    public string Text => Encoding.UTF8.GetString(Value);

    /// <summary>The key as text, null for none.</summary>
    public string? KeyText => Key is null ? null : Encoding.UTF8.GetString(Key);

    /// <summary>Takes the rows of a source, all or the first ones.</summary>
    public static IReadOnlyList<TakenRow> AllOf(IRowSource source, int countMax = int.MaxValue)
    {
        var rows = new List<TakenRow>();
        source.Read((in row) =>
        {
            rows.Add(new(row.Number, row.Line, row.Print, row.Value.ToArray(), row.Key, row.Rejection, row.Topic));
            return rows.Count < countMax;
        });
        return rows;
    }
}
