using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Sinks.Sql;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Pipeline.Sinks.Sql;

/// <summary>Rows on their way to a table, before any server has to do with them.</summary>
public sealed class RowsTests
{
    private static readonly ColumnSettings[] Columns =
    [
        new("user", "user", new ColumnType(ColumnKind.Text), IsRequired: false),
        new("amount", "amount", new ColumnType(ColumnKind.Decimal, 10, 2), IsRequired: false),
        new("day", "day", new ColumnType(ColumnKind.Date), IsRequired: false),
        new("isOpen", "isOpen", new ColumnType(ColumnKind.Boolean), IsRequired: false),
        new("weight", "weight", new ColumnType(ColumnKind.Double), IsRequired: false),
    ];

    [Theory]
    [InlineData("""{"user":"東京 😀","amount":1.50,"day":"1969-12-31","isOpen":true,"weight":"NaN"}""", "東京 😀", "1.5", -1L, 1L, double.NaN)]
    [InlineData("""{"user":"","amount":"-0.01","day":"1970-01-02","isOpen":0,"weight":-1e300}""", "", "-0.01", 1L, 0L, -1e300)]
    public void ARowIsReadAsItWasWritten(string json, string user, string amount, long day, long isOpen, double weight)
    {
        var row = new RowReader(RowOf(json));
        Assert.Equal(user, row.Read(ColumnKind.Text).Text);
        Assert.Equal(amount, row.Read(ColumnKind.Decimal).Decimal.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(day, row.Read(ColumnKind.Date).Integer);
        Assert.Equal(isOpen, row.Read(ColumnKind.Boolean).Integer);
        Assert.Equal(weight, row.Read(ColumnKind.Double).Real);
    }

    [Fact]
    public void NullsAreNulls()
    {
        var row = new RowReader(RowOf("{}"));
        foreach (var column in Columns)
        {
            Assert.True(row.Read(column.Type.Kind).IsNull);
        }
    }

    [Fact]
    public void EqualDecimalsHaveEqualBytes() => Assert.Equal(RowOf("""{"amount":7}"""), RowOf("""{"amount":"7.00"}"""));

    [Fact]
    public void ARecordIsHeldWithItsRowAndItsOwnBytes()
    {
        using var folder = new TemporaryFolder();
        using var disk = new LocalDisk(folder.Path);
        using var watermarks = Records.Watermarks(disk, folder);
        var tenure = Records.Tenure(watermarks);
        var held = new ArrayBufferWriter<byte>();
        HeldRow.Write(held, new ConsumedRecord(tenure, 5, 0, "value"u8, isTombstone: false, new RecordOrigin(3, 7, 2)) { Key = "key"u8 }, "row"u8);
        var read = HeldRow.Read(held.WrittenSpan);
        Assert.False(read.IsDeletion);
        Assert.Equal(new RecordOrigin(3, 7, 2), read.Origin);
        Assert.Equal("row", Encoding.UTF8.GetString(held.WrittenSpan.Slice(read.RowStart, read.RowLength)));
        Assert.Equal("value", Encoding.UTF8.GetString(read.Value));
        held.ResetWrittenCount();
        HeldRow.Write(held, new ConsumedRecord(tenure, 5, 0, default, isTombstone: true) { Key = "key"u8 }, default);
        read = HeldRow.Read(held.WrittenSpan);
        Assert.True(read.IsDeletion);
        Assert.Null(read.Origin);
        Assert.Equal("key", Encoding.UTF8.GetString(read.Key));
    }

    [Theory]
    [InlineData("U1/2024-03-05", true)]
    [InlineData(""" {"day":"2024-03-05","user":"U1","more":1} """, true)]
    [InlineData("U1", false)]
    [InlineData("U1/no day", false)]
    [InlineData("/2024-03-05", false)]
    [InlineData("U1/2024-03-05/x", false)]
    [InlineData("""{"user":"U1"}""", false)]
    [InlineData("""{"user":"\ud800","day":"2024-03-05"}""", false)]
    public void AMessageKeySaysWhichRowIsDeleted(string key, bool isRead)
    {
        var row = MessageKey.TryRead(Encoding.UTF8.GetBytes(key), Table("user", "day"));
        Assert.Equal(isRead, row is not null);
        if (row is not null)
        {
            Assert.Equal(RowOf("""{"user":"U1","day":"2024-03-05"}"""), row);
        }
    }

    [Fact]
    public void TheNewestRowOfAKeyIsTakenWithTheOlderOnesBehindIt()
    {
        var keys = new RowKeys(Table("user"));
        foreach (var (user, first) in new[] { ("a", 2), ("b", 9), ("a", 5), ("a", 1), ("a", 3) })
        {
            keys.Add(new TableRow(default, default, RowOf($$"""{"user":"{{user}}","amount":{{first}}}"""), new RowOrder(first, 0, 0), isDeletion: false));
        }

        var rows = keys.Take();
        Assert.Equal([5L, 9L], rows.Select(row => row.Order.First));
        var chain = new List<long>();
        for (var row = rows[0]; row is not null; row = row.Older)
        {
            chain.Add(row.Order.First);
        }

        Assert.Equal([5L, 3L, 2L, 1L], chain);
    }

    [Fact]
    public void KeysAreTakenInTheOrderOfAnIndex()
    {
        Assert.Equal([RowOf("""{"user":"B"}"""), RowOf("""{"user":"a"}"""), RowOf("""{"user":"aa"}""")], Taken("user", "aa", "B", "a"));
        Assert.Equal([RowOf("""{"day":"1969-12-31"}"""), RowOf("""{"day":"1970-01-01"}"""), RowOf("""{"day":"1970-09-14"}""")], Taken("day", "1970-09-14", "1970-01-01", "1969-12-31"));

        static IEnumerable<byte[]> Taken(string key, params string[] values)
        {
            var keys = new RowKeys(Table(key));
            foreach (var value in values)
            {
                keys.Add(new TableRow(default, default, RowOf($$"""{"{{key}}":"{{value}}"}"""), default, isDeletion: false));
            }

            return keys.Take().Select(row => row.Values.ToArray());
        }
    }

    [Theory]
    [InlineData("0", "0 -1 0 0")]
    [InlineData("1", "1 0 0 0 1")]
    [InlineData("-10000", "2 1 16384 0 1 0")]
    [InlineData("1.5", "2 0 0 1 1 5000")]
    [InlineData("-0.00001234", "1 -2 16384 8 1234")]
    [InlineData("12345678.9", "3 1 0 1 1234 5678 9000")]
    [InlineData("79228162514264337593543950335", "8 7 0 0 7 9228 1625 1426 4337 5935 4395 335")]
    [InlineData("-7.9228162514264337593543950335", "8 0 16384 28 7 9228 1625 1426 4337 5935 4395 335")]
    public void ADecimalIsWrittenAsPostgreSqlReadsIt(string number, string numeric)
    {
        var copy = Copied(new ColumnType(ColumnKind.Decimal, 28, 28), ColumnValue.Of(decimal.Parse(number, CultureInfo.InvariantCulture)));
        var bytes = copy.AsSpan(4, BinaryPrimitives.ReadInt32BigEndian(copy));
        var read = new List<short>();
        for (var at = 0; at < bytes.Length; at += sizeof(short))
        {
            read.Add(BinaryPrimitives.ReadInt16BigEndian(bytes[at..]));
        }

        Assert.Equal(numeric, string.Join(' ', read));
    }

    [Theory]
    [InlineData(nameof(ColumnKind.Int), -2, "00000004FFFFFFFE")]
    [InlineData(nameof(ColumnKind.Long), -2, "00000008FFFFFFFFFFFFFFFE")]
    [InlineData(nameof(ColumnKind.Boolean), 1, "0000000101")]
    [InlineData(nameof(ColumnKind.Date), 10_958, "0000000400000001")]
    [InlineData(nameof(ColumnKind.Timestamp), 946_684_800_000_001, "000000080000000000000001")]
    public void AWholeNumberIsWrittenAsPostgreSqlReadsIt(string kind, long value, string hexadecimal) =>
        Assert.Equal(hexadecimal, Convert.ToHexString(Copied(new ColumnType(Enum.Parse<ColumnKind>(kind)), ColumnValue.Of(value))));

    [Theory]
    [InlineData(nameof(ColumnKind.Float), "000000043FC00000")]
    [InlineData(nameof(ColumnKind.Double), "000000083FF8000000000000")]
    public void ARealNumberIsWrittenAsPostgreSqlReadsIt(string kind, string hexadecimal) =>
        Assert.Equal(hexadecimal, Convert.ToHexString(Copied(new ColumnType(Enum.Parse<ColumnKind>(kind)), ColumnValue.Of(1.5))));

    [Theory]
    [InlineData(0)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public void ATextOfAnyLengthIsWrittenWhole(int length)
    {
        var text = new string('x', length);
        var copy = Copied(new ColumnType(ColumnKind.Text), ColumnValue.Of(text));
        Assert.Equal(length, BinaryPrimitives.ReadInt32BigEndian(copy));
        Assert.Equal(text, Encoding.UTF8.GetString(copy.AsSpan(4)));
    }

    [Fact]
    public void ANullIsNoLengthToPostgreSql() =>
        Assert.Equal("FFFFFFFF", Convert.ToHexString(Copied(new ColumnType(ColumnKind.Text), ColumnValue.Null)));

    [Theory]
    [InlineData("""{"user":"a\\b\tc\nd\u0000e"}""", """a\\b\tc\nd\0e	\N	\N	\N	\N""")]
    [InlineData("""{"user":"\\N","amount":-1.50,"day":"0001-01-01","isOpen":true,"weight":-1e300}""", """\\N	-1.5	0001-01-01	1	-1E+300""")]
    [InlineData("""{"user":"東京"}""", """東京	\N	\N	\N	\N""")]
    public void ARowIsALineOfLoadData(string json, string line)
    {
        var table = new SqlTable("t", new TableSettings([.. Columns.Select(column => column.Name)], [], TableMode.Append), Columns, []);
        table.Found(Columns.Select(column => column.Name).ToHashSet(), hasOurTypes: true);
        var text = new MySqlLoadText(table);
        text.Add(new TableRow(default, default, RowOf(json), default, isDeletion: false));
        text.Add(new TableRow(default, default, RowOf(json), default, isDeletion: false));
        Assert.Equal($"{line}\n{line}\n", Encoding.UTF8.GetString(text.Written.Span));
    }

    [Theory]
    [InlineData(2, 0, 0, 1, 9, 9)]
    [InlineData(1, 1, 0, 1, 0, 9)]
    [InlineData(1, 1, 2, 1, 1, 1)]
    public void TimeThenPartitionThenOffsetSayWhichIsTheNewer(long first, int partition, long offset, long otherFirst, int otherPartition, long otherOffset) =>
        Assert.True(new RowOrder(first, partition, offset).CompareTo(new RowOrder(otherFirst, otherPartition, otherOffset)) > 0);

    [Theory]
    [InlineData("Host=localhost;Password=secret-word;Nonsense")]
    [InlineData("secret-word")]
    public void AConnectionThatIsNoneIsNotQuoted(string connection)
    {
        foreach (var sink in new[] { SinkKind.Postgres, SinkKind.MySql })
        {
            var stop = Assert.Throws<StopException>(() => SqlDialects.Of(sink, connection));
            Assert.Equal(ExitCode.WrongUsage, stop.ExitCode);
            Assert.DoesNotContain("secret-word", stop.ToString(), StringComparison.Ordinal);
        }
    }

    private static SqlTable Table(params string[] keys) =>
        new("t", new TableSettings([.. Columns.Select(column => column.Name)], keys, TableMode.Upsert), Columns, []);

    /// <summary>What a table of one column is sent for one row, behind the header and the number of columns.</summary>
    private static byte[] Copied(ColumnType type, ColumnValue value)
    {
        var column = new ColumnSettings("c", "c", type, IsRequired: false);
        var table = new SqlTable("t", new TableSettings(["c"], [], TableMode.Append), [column], []);
        table.Found(new HashSet<string> { "c" }, hasOurTypes: true);
        var row = new ArrayBufferWriter<byte>();
        RowEncoding.Write(row, type.Kind, value);
        using var stream = new MemoryStream();
        new PostgresCopy(table, stream).Write([new TableRow(default, default, row.WrittenMemory, default, isDeletion: false)]);
        var all = stream.ToArray();
        Assert.Equal("5047434F50590AFF0D0A00" + "00000000" + "00000000" + "0001", Convert.ToHexString(all, 0, 21));
        Assert.Equal("FFFF", Convert.ToHexString(all, all.Length - 2, 2));
        return all[21..^2];
    }

    private static byte[] RowOf(string json)
    {
        var fields = new FieldTable();
        var parser = new JsonRecordParser(10_000, fields, new RowEncoding(Columns, fields));
        Assert.Equal(DeadLetterReason.None, parser.Parse(Encoding.UTF8.GetBytes(json), isTombstone: false, out var parsed));
        return parsed.Line.ToArray();
    }
}
