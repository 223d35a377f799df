namespace HdfsConsumer.Configuration.Values;

/// <summary>
/// Sizes as people type them: <c>500000</c>, <c>100MB</c>, <c>64MiB</c>. A bare number is bytes; KB, MB, GB, TB are powers of
/// 1000, KiB, MiB, GiB, TiB of 1024 (IEC 80000-13).
/// </summary>
internal static class ByteSize
{
    /// <summary>Reads a size. False for what is none, for part of a byte, and for more than 1000 TiB.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        var isSize = Quantity.TryParse(text, BytesOf, out var size) && size == decimal.Truncate(size) && size <= 1000m * (1L << 40);
        bytes = isSize ? (long)size : 0;
        return isSize;
    }

    /// <summary>Reads a size that stands in the code.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static long Parse(string text) => TryParse(text, out var bytes) ? bytes : throw new FormatException($"'{text}' is no size.");

    private static decimal? BytesOf(string unit) => unit switch
    {
        "" or "b" => 1,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "tb" => 1_000_000_000_000,
        "kib" => 1L << 10,
        "mib" => 1L << 20,
        "gib" => 1L << 30,
        "tib" => 1L << 40,
        _ => null,
    };
}
