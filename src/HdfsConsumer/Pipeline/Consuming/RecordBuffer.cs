using Confluent.Kafka;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>Keeps the key or the value of the record that was consumed last, in memory that is used again for the next.</summary>
internal sealed class RecordBuffer : IDeserializer<int>
{
    /// <summary>What stands for the length of a null.</summary>
    public const int Null = -1;

    private byte[] _bytes = new byte[4096];

    /// <summary>Takes one over and returns its length.</summary>
    public int Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        if (isNull)
        {
            return Null;
        }

        if (data.Length > _bytes.Length)
        {
            _bytes = new byte[data.Length * 2];
        }

        data.CopyTo(_bytes);
        return data.Length;
    }

    /// <summary>What was taken over last.</summary>
    public ReadOnlySpan<byte> Last(int length) => length == Null ? default : _bytes.AsSpan(0, length);
}
