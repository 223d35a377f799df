using System.Buffers;
using System.Text;

namespace HdfsConsumer.Parquet;

/// <summary>
/// Structures in Thrift's compact protocol, which Parquet's metadata is written in (apache/thrift,
/// doc/specs/thrift-compact-protocol.md). Fields of a structure are written in the order of their numbers.
/// </summary>
/// <param name="into">Where the bytes go.</param>
internal sealed class ThriftWriter(IBufferWriter<byte> into)
{
    private readonly Stack<int> _outerFields = new();
    private int _lastField;

    /// <summary>What a list holds. Numbers: "List and Set", element types.</summary>
    public enum Element
    {
        /// <summary>Booleans.</summary>
        Boolean = 2,

        /// <summary>Numbers of 32 bits.</summary>
        Int32 = 5,

        /// <summary>Numbers of 64 bits.</summary>
        Int64 = 6,

        /// <summary>Bytes or text.</summary>
        Binary = 8,

        /// <summary>Structures.</summary>
        Struct = 12,
    }

    // "Struct encoding", field types.
    private enum FieldType
    {
        Stop = 0,
        True = 1,
        False = 2,
        Int32 = 5,
        Int64 = 6,
        Binary = 8,
        List = 9,
        Struct = 12,
    }

    /// <summary>Writes a field.</summary>
    public void Boolean(int field, bool value) => BeginField(field, value ? FieldType.True : FieldType.False);

    /// <summary>Writes a field.</summary>
    public void Int32(int field, int value)
    {
        BeginField(field, FieldType.Int32);
        Int64(value);
    }

    /// <summary>Writes a field.</summary>
    public void Int64(int field, long value)
    {
        BeginField(field, FieldType.Int64);
        Int64(value);
    }

    /// <summary>Writes a field.</summary>
    public void Binary(int field, ReadOnlySpan<byte> value)
    {
        BeginField(field, FieldType.Binary);
        Binary(value);
    }

    /// <summary>Writes a field.</summary>
    public void Text(int field, string value) => Binary(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Begins a structure within a field.</summary>
    public void BeginStruct(int field)
    {
        BeginField(field, FieldType.Struct);
        BeginStruct();
    }

    /// <summary>Begins a structure: a whole one, or an element of a list.</summary>
    public void BeginStruct()
    {
        _outerFields.Push(_lastField);
        _lastField = 0;
    }

    /// <summary>Ends the structure that was begun last.</summary>
    public void EndStruct()
    {
        Byte((byte)FieldType.Stop);
        _lastField = _outerFields.Pop();
    }

    /// <summary>Writes a field that is a structure without fields.</summary>
    public void EmptyStruct(int field)
    {
        BeginStruct(field);
        EndStruct();
    }

    /// <summary>Begins a list; its elements, as many as said, follow.</summary>
    public void BeginList(int field, Element element, int count)
    {
        BeginField(field, FieldType.List);
        if (count < 15)
        {
            Byte((byte)((count << 4) | (int)element));
        }
        else
        {
            Byte((byte)(0xF0 | (int)element));
            Varint.Write(into, (ulong)count);
        }
    }

    /// <summary>Writes an element of a list.</summary>
    public void Boolean(bool value) => Byte((byte)(value ? FieldType.True : FieldType.False));

    /// <summary>Writes an element of a list of numbers, of 32 or 64 bits: both are written alike, negative ones in zigzag order.</summary>
    public void Int64(long value) => Varint.Write(into, (ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes an element of a list.</summary>
    public void Binary(ReadOnlySpan<byte> value)
    {
        Varint.Write(into, (ulong)value.Length);
        into.Write(value);
    }

    private void BeginField(int field, FieldType type)
    {
        var step = field - _lastField;
        _lastField = field;
        if (step is > 0 and < 16)
        {
            Byte((byte)((step << 4) | (int)type));
        }
        else
        {
            Byte((byte)type);
            Int64(field);
        }
    }

    private void Byte(byte value)
    {
        into.GetSpan(1)[0] = value;
        into.Advance(1);
    }
}
