using System.Buffers;
using HdfsConsumer.Parquet;

namespace HdfsConsumer.Tests.Parquet;

public sealed class ThriftWriterTests
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly ThriftWriter _thrift;

    public ThriftWriterTests() => _thrift = new ThriftWriter(_buffer);

    [Fact]
    public void AFieldTellsItsDistanceFromTheOneBefore()
    {
        _thrift.BeginStruct();
        _thrift.Int32(1, 1);
        _thrift.Boolean(3, true);
        _thrift.Int64(40, -1);
        _thrift.EndStruct();
        Assert.Equal([0x15, 2, 0x21, 0x06, 80, 1, 0], _buffer.WrittenSpan.ToArray());
    }

    [Fact]
    public void AStructureCountsItsFieldsForItself()
    {
        _thrift.BeginStruct();
        _thrift.BeginStruct(5);
        _thrift.Int32(2, 7);
        _thrift.EndStruct();
        _thrift.Text(6, "six");
        _thrift.EndStruct();
        var fields = Decoders.Thrift(_buffer.WrittenSpan.ToArray());
        Assert.Equal([5, 6], fields.Keys);
        Assert.Equal(7L, ((SortedDictionary<int, object>)fields[5])[2]);
        Assert.Equal("six"u8.ToArray(), fields[6]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(1_000)]
    public void AListTellsItsLength(int count)
    {
        _thrift.BeginStruct();
        _thrift.BeginList(1, ThriftWriter.Element.Boolean, count);
        for (var i = 0; i < count; i++)
        {
            _thrift.Boolean(i % 3 == 0);
        }

        _thrift.EndStruct();
        var list = (List<object>)Decoders.Thrift(_buffer.WrittenSpan.ToArray())[1];
        Assert.Equal(Enumerable.Range(0, count).Select(i => (object)(i % 3 == 0)), list);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void NumbersOfEverySizeAreThereAgain(long number)
    {
        _thrift.BeginStruct();
        _thrift.Int64(1, number);
        _thrift.EndStruct();
        Assert.Equal(number, Decoders.Thrift(_buffer.WrittenSpan.ToArray())[1]);
    }
}
