namespace HdfsConsumer.Producing.Sources;

/// <summary>Rows that go from one thread to another together, with bytes of their own.</summary>
internal sealed class RowBlock
{
    /// <summary>Large enough that handing a block over costs nothing beside filling it, small enough to stay in a processor's cache.</summary>
    private const int BytesWanted = 256 * 1024;

    /// <summary>More are made room for when rows are short.</summary>
    private const int RowsAtFirst = 1024;

    private KeptRow[] _rows = new KeptRow[RowsAtFirst];
    private byte[] _bytes = new byte[BytesWanted];
    private int _used;

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether it is worth to hand it over.</summary>
    public bool IsFull => _used >= BytesWanted;

    /// <summary>See <see cref="IRowSource.FractionRead"/>, when the last row was added.</summary>
    public double? FractionRead { get; set; }

    /// <summary>A row, lent until the block is cleared.</summary>
    public SourceRow this[int index]
    {
        get
        {
            ref readonly var row = ref _rows[index];
            return new()
            {
                Number = row.Number,
                Line = row.Line,
                Print = row.Print,
                Value = _bytes.AsSpan(row.Start, row.Length),
                Key = row.Key,
                Rejection = row.Rejection,
                Topic = row.Topic,
            };
        }
    }

    /// <summary>Adds a row, and copies its value.</summary>
    public void Add(in SourceRow row)
    {
        if (_used + row.Value.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_used + row.Value.Length, _bytes.Length * 2));
        }

        if (Count == _rows.Length)
        {
            Array.Resize(ref _rows, _rows.Length * 2);
        }

        row.Value.CopyTo(_bytes.AsSpan(_used));
        ref var kept = ref _rows[Count++];
        (kept.Number, kept.Line, kept.Print, kept.Topic) = (row.Number, row.Line, row.Print, row.Topic);
        (kept.Start, kept.Length) = (_used, row.Value.Length);
        (kept.Key, kept.Rejection) = (row.Key, row.Rejection);
        _used += row.Value.Length;
    }

    /// <summary>Takes all rows out.</summary>
    public void Clear()
    {
        Count = 0;
        _used = 0;
    }

    /// <summary>A <see cref="SourceRow"/> whose value is in the block.</summary>
    private struct KeptRow
    {
        public long Number;
        public long Line;
        public ulong Print;
        public int Start;
        public int Length;
        public int Topic;
        public byte[]? Key;
        public string? Rejection;
    }
}
