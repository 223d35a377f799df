namespace HdfsConsumer.Parquet;

/// <summary>What the values of a column mean.</summary>
internal enum ParquetKind
{
    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A signed number of 32 bits.</summary>
    Int32,

    /// <summary>A signed number of 64 bits.</summary>
    Int64,

    /// <summary>IEEE 754 binary32.</summary>
    Float,

    /// <summary>IEEE 754 binary64.</summary>
    Double,

    /// <summary>Text in UTF-8.</summary>
    Text,

    /// <summary>A JSON document in UTF-8.</summary>
    Json,

    /// <summary>A day of the Gregorian calendar.</summary>
    Date,

    /// <summary>An instant in UTC, exact to the microsecond.</summary>
    Timestamp,

    /// <summary>A decimal number with a fixed count of digits after the point.</summary>
    Decimal,
}

/// <summary>How values are stored. Numbers: parquet.thrift, enum Type.</summary>
internal enum PhysicalType
{
    /// <summary>One bit.</summary>
    Boolean = 0,

    /// <summary>Four bytes.</summary>
    Int32 = 1,

    /// <summary>Eight bytes.</summary>
    Int64 = 2,

    /// <summary>Four bytes, IEEE 754.</summary>
    Float = 4,

    /// <summary>Eight bytes, IEEE 754.</summary>
    Double = 5,

    /// <summary>Bytes, their length before them.</summary>
    ByteArray = 6,

    /// <summary>Bytes of a length that the schema tells.</summary>
    FixedLengthByteArray = 7,
}

/// <summary>The type of a column.</summary>
internal readonly record struct ParquetType
{
    /// <summary>The most digits that a decimal may have: more do not fit into 16 bytes.</summary>
    public const int PrecisionMax = 38;

    private ParquetType(ParquetKind kind, int precision = 0, int scale = 0) => (Kind, Precision, Scale) = (kind, precision, scale);

    /// <summary>True or false.</summary>
    public static ParquetType Boolean { get; } = new(ParquetKind.Boolean);

    /// <summary>A signed number of 32 bits.</summary>
    public static ParquetType Int32 { get; } = new(ParquetKind.Int32);

    /// <summary>A signed number of 64 bits.</summary>
    public static ParquetType Int64 { get; } = new(ParquetKind.Int64);

    /// <summary>IEEE 754 binary32.</summary>
    public static ParquetType Float { get; } = new(ParquetKind.Float);

    /// <summary>IEEE 754 binary64.</summary>
    public static ParquetType Double { get; } = new(ParquetKind.Double);

    /// <summary>Text in UTF-8.</summary>
    public static ParquetType Text { get; } = new(ParquetKind.Text);

    /// <summary>A JSON document in UTF-8.</summary>
    public static ParquetType Json { get; } = new(ParquetKind.Json);

    /// <summary>A day of the Gregorian calendar.</summary>
    public static ParquetType Date { get; } = new(ParquetKind.Date);

    /// <summary>An instant in UTC, exact to the microsecond.</summary>
    public static ParquetType Timestamp { get; } = new(ParquetKind.Timestamp);

    /// <summary>What the values mean.</summary>
    public ParquetKind Kind { get; }

    /// <summary>The digits of a decimal, all together; 0 for other kinds.</summary>
    public int Precision { get; }

    /// <summary>The digits of a decimal after the point.</summary>
    public int Scale { get; }

    /// <summary>How values are stored. Decimals: LogicalTypes.md, DECIMAL.</summary>
    public PhysicalType Physical => Kind switch
    {
        ParquetKind.Boolean => PhysicalType.Boolean,
        ParquetKind.Int32 or ParquetKind.Date => PhysicalType.Int32,
        ParquetKind.Int64 or ParquetKind.Timestamp => PhysicalType.Int64,
        ParquetKind.Float => PhysicalType.Float,
        ParquetKind.Double => PhysicalType.Double,
        ParquetKind.Text or ParquetKind.Json => PhysicalType.ByteArray,
        ParquetKind.Decimal => Precision switch
        {
            <= 9 => PhysicalType.Int32,
            <= 18 => PhysicalType.Int64,
            _ => PhysicalType.FixedLengthByteArray,
        },
        _ => throw new InvalidOperationException($"{Kind} is not stored."),
    };

    /// <summary>Bytes of a value of fixed length: the fewest that hold the digits and a sign.</summary>
    public int FixedLength => (int)Math.Ceiling(((Precision * Math.Log2(10)) + 1) / 8);

    /// <summary>A decimal of <paramref name="precision"/> digits (1 to <see cref="PrecisionMax"/>), <paramref name="scale"/> of them (0 to all) after the point.</summary>
    public static ParquetType Decimal(int precision, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(precision, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, PrecisionMax);
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, precision);
        return new ParquetType(ParquetKind.Decimal, precision, scale);
    }
}
