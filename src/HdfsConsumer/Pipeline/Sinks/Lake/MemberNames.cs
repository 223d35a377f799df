using System.Text;
using System.Text.Json;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>Finds members by their names, quickest when records have them in this order.</summary>
internal sealed class MemberNames(IEnumerable<string> names)
{
    private readonly byte[][] _names = [.. names.Select(Encoding.UTF8.GetBytes)];
    private int _likely;

    /// <summary>The place of the member whose name is at the reader; -1 when it has none.</summary>
    public int Find(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped && MemberKinds.TextOf(ref reader) is null)
        {
            // An escaped half of a surrogate pair is no name, and cannot be compared with one.
            return -1;
        }

        for (var i = 0; i < _names.Length; i++)
        {
            var at = _likely + i < _names.Length ? _likely + i : _likely + i - _names.Length;
            if (reader.ValueTextEquals(_names[at]))
            {
                _likely = at + 1 < _names.Length ? at + 1 : 0;
                return at;
            }
        }

        return -1;
    }
}
