using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using HdfsConsumer.Pipeline.Sinks.States;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>
/// The name of a finished file, which is the ledger's entry for it: <c>TOPIC+PARTITION+FIRST+LAST.parquet</c>. It holds every record of
/// that partition from the first offset to the last one that belongs into its folder.
/// </summary>
/// <param name="Stem">The topic as names tell it apart; see <see cref="TopicStem.Of"/>.</param>
/// <param name="Partition">Kafka's partition number.</param>
/// <param name="First">The offset of the first record in it.</param>
/// <param name="Last">The offset of the last one.</param>
internal readonly record struct LakeFileName(string Stem, int Partition, long First, long Last)
{
    private const string Extension = ".parquet";

    /// <summary>Reads the name of a file; null when it is none of ours.</summary>
    /// <param name="path">Its path, or its name alone.</param>
    public static LakeFileName? Read(string path)
    {
        var name = Path.GetFileName(path);
        var parts = name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length].Split('+') : [];
        return parts is [{ Length: > 0 } stem, var partition, var first, var last]
            && TryReadNumber<int>(partition, out var number) && TryReadNumber<long>(first, out var from) && TryReadNumber<long>(last, out var to)
            && new LakeFileName(stem, number, from, to) is var read && read.ToString() == name
                ? read
                : null;
    }

    /// <summary>The name.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Stem}+{Partition}+{First}+{Last}{Extension}");

    private static bool TryReadNumber<T>(string text, [MaybeNullWhen(false)] out T number)
        where T : INumberBase<T> => T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
