using System.Buffers;
using System.Buffers.Binary;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>The newest row of each key of a table, each with the older ones of the batch behind it.</summary>
/// <param name="table">The table.</param>
internal sealed class RowKeys(SqlTable table)
{
    private static readonly Comparer<byte[]> Order = Comparer<byte[]>.Create((one, other) => one.AsSpan().SequenceCompareTo(other));

    private readonly Dictionary<byte[], TableRow> _newest = new(BytesComparer.Instance);
    private readonly ArrayBufferWriter<byte> _key = new();

    /// <summary>Adds a row.</summary>
    public void Add(TableRow row)
    {
        _key.ResetWrittenCount();
        var values = new RowReader(row.Values.Span);
        for (var i = 0; i < table.Parsed.Count; i++)
        {
            var bytes = values.ReadBytes(table.Parsed[i].Type.Kind, out var isNull);
            if (table.IsKey[i])
            {
                WriteInOrder(_key, table.Parsed[i].Type.Kind, bytes);
                _key.Write(BitConverter.GetBytes(isNull ? -1 : bytes.Length));
            }
        }

        var lookup = _newest.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(_key.WrittenSpan, out var newest))
        {
            lookup[_key.WrittenSpan] = row;
        }
        else if (row.Order.CompareTo(newest.Order) > 0)
        {
            row.Older = newest;
            lookup[_key.WrittenSpan] = row;
        }
        else
        {
            PutBehind(newest, row);
        }
    }

    /// <summary>The newest rows in the order of their keys: two instances that write the same rows then seldom wait for each other in a circle.</summary>
    public List<TableRow> Take()
    {
        var rows = _newest.OrderBy(entry => entry.Key, Order).Select(entry => entry.Value).ToList();
        _newest.Clear();
        return rows;
    }

    /// <summary>
    /// So that keys are in the order that an index of the table has them in, for what comes in that order is written faster: text by its bytes, whole
    /// numbers by their value. Of other kinds, and of texts of which one is the beginning of the other, any order will do.
    /// </summary>
    private static void WriteInOrder(ArrayBufferWriter<byte> key, ColumnKind kind, ReadOnlySpan<byte> value)
    {
        if ((kind is ColumnKind.Int or ColumnKind.Long or ColumnKind.Date or ColumnKind.Timestamp) && !value.IsEmpty)
        {
            var ordered = key.GetSpan(sizeof(long));
            BinaryPrimitives.WriteInt64BigEndian(ordered, BinaryPrimitives.ReadInt64LittleEndian(value) ^ long.MinValue);
            key.Advance(sizeof(long));
        }
        else
        {
            key.Write(value);
        }
    }

    private static void PutBehind(TableRow newer, TableRow row)
    {
        while (newer.Older is { } next && next.Order.CompareTo(row.Order) > 0)
        {
            newer = next;
        }

        row.Older = newer.Older;
        newer.Older = row;
    }
}
