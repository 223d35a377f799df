namespace HdfsConsumer.Tests.Parquet;

/// <summary>Small decoders, written from the formats' descriptions and not from the encoders, that show what was encoded.</summary>
internal static class Decoders
{
    /// <summary>Numbers from runs and packed bits; those of a last group that is filled up are returned too.</summary>
    public static List<int> Hybrid(byte[] bytes, int bitWidth)
    {
        var values = new List<int>();
        for (var at = 0; at < bytes.Length;)
        {
            var header = (int)Varint(bytes, ref at);
            if ((header & 1) == 0)
            {
                var value = 0;
                for (var i = 0; i < (bitWidth + 7) / 8; i++)
                {
                    value |= bytes[at++] << (8 * i);
                }

                values.AddRange(Enumerable.Repeat(value, header >> 1));
            }
            else
            {
                for (var bit = 0; bit < (header >> 1) * 8 * bitWidth; bit += bitWidth)
                {
                    var value = 0;
                    for (var i = 0; i < bitWidth; i++)
                    {
                        value |= ((bytes[at + ((bit + i) / 8)] >> ((bit + i) % 8)) & 1) << i;
                    }

                    values.Add(value);
                }

                at += (header >> 1) * bitWidth;
            }
        }

        return values;
    }

    /// <summary>What Snappy's raw format holds.</summary>
    public static byte[] Snappy(byte[] bytes)
    {
        var at = 0;
        var length = (int)Varint(bytes, ref at);
        var output = new List<byte>(length);
        while (at < bytes.Length)
        {
            int tag = bytes[at++];
            switch (tag & 3)
            {
                case 0:
                    var literal = (tag >> 2) + 1;
                    if (literal > 60)
                    {
                        var lengthBytes = literal - 60;
                        literal = 1;
                        for (var i = 0; i < lengthBytes; i++)
                        {
                            literal += bytes[at++] << (8 * i);
                        }
                    }

                    output.AddRange(bytes[at..(at + literal)]);
                    at += literal;
                    break;
                case 1:
                    Copy(output, ((tag >> 5) << 8) | bytes[at++], ((tag >> 2) & 7) + 4);
                    break;
                case 2:
                    Copy(output, bytes[at] | (bytes[at + 1] << 8), (tag >> 2) + 1);
                    at += 2;
                    break;
                default:
                    Assert.Fail("Copies with offsets of four bytes are never needed.");
                    break;
            }
        }

        Assert.Equal(length, output.Count);
        return [.. output];
    }

    /// <summary>A structure in Thrift's compact protocol: its fields by number, lists and structures within them too.</summary>
    public static SortedDictionary<int, object> Thrift(byte[] bytes)
    {
        var at = 0;
        var fields = ThriftStruct(bytes, ref at);
        Assert.Equal(bytes.Length, at);
        return fields;
    }

    private static SortedDictionary<int, object> ThriftStruct(byte[] bytes, ref int at)
    {
        var fields = new SortedDictionary<int, object>();
        for (var field = 0; ;)
        {
            int head = bytes[at++];
            if (head == 0)
            {
                return fields;
            }

            field = head >> 4 == 0 ? (int)ZigZag(Varint(bytes, ref at)) : field + (head >> 4);
            fields.Add(field, (head & 15) switch
            {
                1 => true,
                2 => false,
                var type => ThriftValue(type, bytes, ref at),
            });
        }
    }

    private static object ThriftValue(int type, byte[] bytes, ref int at)
    {
        switch (type)
        {
            case 5 or 6:
                return ZigZag(Varint(bytes, ref at));
            case 8:
                var length = (int)Varint(bytes, ref at);
                at += length;
                return bytes[(at - length)..at];
            case 9:
                int head = bytes[at++];
                var count = head >> 4 == 15 ? (int)Varint(bytes, ref at) : head >> 4;
                var items = new List<object>();
                for (var i = 0; i < count; i++)
                {
                    items.Add((head & 15) == 2 ? bytes[at++] == 1 : ThriftValue(head & 15, bytes, ref at));
                }

                return items;
            case 12:
                return ThriftStruct(bytes, ref at);
            default:
                throw new InvalidDataException($"No type {type} is written.");
        }
    }

    private static void Copy(List<byte> output, int offset, int length)
    {
        for (var i = 0; i < length; i++)
        {
            output.Add(output[^offset]);
        }
    }

    private static long ZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private static ulong Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = bytes[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }
    }
}
