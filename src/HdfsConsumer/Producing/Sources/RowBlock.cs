namespace HdfsConsumer.Producing.Sources;

/// <summary>Rows that go from one thread to another together, with bytes of their own.</summary>
internal sealed class RowBlock
{
    /// <summary>Large enough that handing a block over costs nothing beside filling it, small enough to stay in a processor's cache.</summary>
    private const int BytesWanted = 128 * 1024;

    private readonly List<(SourceRow Row, int End)> _rows = [];
    private byte[] _bytes = new byte[BytesWanted];
    private int _used;

    /// <summary>How many rows there are.</summary>
    public int Count => _rows.Count;

    /// <summary>Whether it is worth to hand it over.</summary>
    public bool IsFull => _used >= BytesWanted;

    /// <summary>See <see cref="IRowSource.FractionRead"/>, when the last row was added.</summary>
    public double? FractionRead { get; set; }

    /// <summary>A row; its value is valid until the block is cleared.</summary>
    public SourceRow this[int index]
    {
        get
        {
            var (row, end) = _rows[index];
            var start = index == 0 ? 0 : _rows[index - 1].End;
            return row with { Value = _bytes.AsMemory(start, end - start) };
        }
    }

    /// <summary>Adds a row, and copies its value.</summary>
    public void Add(in SourceRow row)
    {
        if (_used + row.Value.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_used + row.Value.Length, _bytes.Length * 2));
        }

        row.Value.CopyTo(_bytes.AsMemory(_used));
        _used += row.Value.Length;
        _rows.Add((row with { Value = default }, _used));
    }

    /// <summary>Takes all rows out.</summary>
    public void Clear()
    {
        _rows.Clear();
        _used = 0;
    }
}
