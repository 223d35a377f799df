using System.Buffers.Binary;

namespace HdfsConsumer.Parquet;

/// <summary>
/// Reads what the end of a Parquet file says of the whole (apache/parquet-format, README.md, "File format"), as far as it is needed to
/// see that the file is whole.
/// </summary>
internal static class ParquetFooter
{
    /// <summary>Bytes at the end of a file that say how long the footer before them is.</summary>
    public const int TailBytes = 8;

    private const int RowsField = 3; // parquet.thrift, struct FileMetaData
    private const int DepthMax = 20;

    /// <summary>What a file begins and ends with.</summary>
    public static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>Whether a file begins as it must.</summary>
    public static bool IsHead(ReadOnlySpan<byte> head) => head.StartsWith(Magic);

    /// <summary>The footer's bytes, by the last bytes of the file; null when they are not those of a whole file.</summary>
    public static int? LengthOf(ReadOnlySpan<byte> tail) =>
        tail.Length == TailBytes && tail.EndsWith(Magic) && BinaryPrimitives.ReadInt32LittleEndian(tail) is > 0 and var length ? length : null;

    /// <summary>The count of the file's rows; null when the footer cannot be read.</summary>
    public static long? RowsOf(ReadOnlySpan<byte> footer)
    {
        try
        {
            var reader = new CompactReader(footer);
            for (var field = 0; reader.TryReadField(ref field, out var type);)
            {
                if (field == RowsField)
                {
                    return reader.ReadSigned();
                }

                reader.Skip(type, DepthMax);
            }
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentOutOfRangeException or FormatException or OverflowException)
        {
            // It ends too early, or is something else.
        }

        return null;
    }

    /// <summary>Thrift's compact protocol (apache/thrift, doc/specs/thrift-compact-protocol.md), read only to be passed over.</summary>
    private ref struct CompactReader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _at;

        /// <summary>Reads a field's header; false at the end of a struct.</summary>
        public bool TryReadField(ref int field, out int type)
        {
            var header = _bytes[_at++];
            type = header & 15;
            if (header == 0)
            {
                return false;
            }

            field = header >> 4 == 0 ? (int)ReadSigned() : field + (header >> 4);
            return true;
        }

        public long ReadSigned()
        {
            var value = ReadVarint();
            return (long)(value >> 1) ^ -(long)(value & 1);
        }

        public void Skip(int type, int depth)
        {
            if (depth == 0)
            {
                throw new FormatException("Nested too deeply.");
            }

            switch (type)
            {
                case 1 or 2: // true and false, in a field's header
                    break;
                case 3: // a byte
                    _at++;
                    break;
                case 4 or 5 or 6: // numbers of 16, 32 and 64 bits
                    ReadVarint();
                    break;
                case 7: // a double
                    _at += sizeof(double);
                    break;
                case 8: // bytes
                    var length = checked((int)ReadVarint());
                    _at += length;
                    break;
                case 9 or 10: // a list, a set
                    SkipList(depth);
                    break;
                case 12: // a struct
                    for (var field = 0; TryReadField(ref field, out var inner);)
                    {
                        Skip(inner, depth - 1);
                    }

                    break;
                default:
                    throw new FormatException("No type that Parquet uses.");
            }
        }

        private void SkipList(int depth)
        {
            var header = _bytes[_at++];
            var count = header >> 4 == 15 ? checked((int)ReadVarint()) : header >> 4;
            for (; count > 0; count--)
            {
                // In a list a boolean is a byte.
                Skip((header & 15) is 1 or 2 ? 3 : header & 15, depth - 1);
            }
        }

        private ulong ReadVarint()
        {
            var value = 0UL;
            for (var shift = 0; shift < 70; shift += 7)
            {
                var part = _bytes[_at++];
                value |= (ulong)(part & 127) << shift;
                if (part < 128)
                {
                    return value;
                }
            }

            throw new FormatException("A number without an end.");
        }
    }
}
