using Confluent.Kafka;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>Keeps the value of the record that was consumed last, in memory that is used again for the next.</summary>
internal sealed class ValueBuffer : IDeserializer<int>
{
    /// <summary>What stands for the length of a null value.</summary>
    public const int Tombstone = -1;

    private byte[] _bytes = new byte[4096];

    /// <summary>Takes a value over and returns its length.</summary>
    public int Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        if (isNull)
        {
            return Tombstone;
        }

        if (data.Length > _bytes.Length)
        {
            _bytes = new byte[data.Length * 2];
        }

        data.CopyTo(_bytes);
        return data.Length;
    }

    /// <summary>The value that was taken over last.</summary>
    public ReadOnlySpan<byte> Value(int length) => length == Tombstone ? default : _bytes.AsSpan(0, length);
}
