using System.Text;
using System.Text.Json;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Pipeline.Parsing;

public sealed class DeadLetterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalDisk _disk;
    private readonly DeadLetter _deadLetter = new("rules");

    public DeadLetterTests() => _disk = new LocalDisk(_folder.Path);

    [Fact]
    public void TextIsKeptAsText() => Assert.Equal(
        """{"topic":"weather","partition":0,"offset":7,"timestamp":"2023-11-14T22:13:20Z","reason":"not JSON","rules":"rules","value":"né\n\"JSON\""}""",
        Write("né\n\"JSON\""u8.ToArray(), DeadLetterReason.NotJson.InWords()));

    [Fact]
    public void OtherBytesAreKeptAsBase64() => Assert.Equal(
        """{"topic":"weather","partition":0,"offset":7,"timestamp":"2023-11-14T22:13:20Z","reason":"not UTF-8","rules":"rules","valueBase64":"/wA="}""",
        Write([0xFF, 0], DeadLetterReason.NotUtf8.InWords()));

    [Theory]
    [InlineData(-1, "1970-01-01T00:00:00Z")]
    [InlineData(1_700_000_000_000_000, "9999-12-31T23:59:59.999Z")]
    [InlineData(long.MaxValue, "9999-12-31T23:59:59.999Z")]
    public void ATimestampThatIsNoMomentIsKeptAsTheNearest(long timestampMs, string timestamp)
    {
        using var watermarks = Records.Watermarks(_disk, _folder);
        var record = new ConsumedRecord(Records.Tenure(watermarks), offset: 7, timestampMs, "no"u8, isTombstone: false);
        using var line = JsonDocument.Parse(_deadLetter.Write(record, DeadLetterReason.NotJson.InWords()).ToArray());
        Assert.Equal(timestamp, line.RootElement.GetProperty("timestamp").GetString());
    }

    [Fact]
    public void EveryReasonHasALabelOfItsOwn()
    {
        var reasons = Enum.GetValues<DeadLetterReason>().Except([DeadLetterReason.None]).ToList();
        Assert.Equal(reasons.Count, reasons.Select(reason => reason.AsLabel()).Distinct().Count());
        Assert.All(reasons, reason => Assert.Matches("^[a-z0-9_]+$", reason.AsLabel()));
    }

    [Fact]
    public void TheExactBytesCanBeHadBack()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var bytes = new byte[seed];
            new Random(seed).NextBytes(bytes);
            if (seed % 2 == 0)
            {
                bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes));
            }

            using var line = JsonDocument.Parse(Write(bytes, DeadLetterReason.NotJson.InWords()));
            var back = line.RootElement.TryGetProperty("value", out var text)
                ? Encoding.UTF8.GetBytes(text.GetString()!)
                : line.RootElement.GetProperty("valueBase64").GetBytesFromBase64();
            Assert.Equal(bytes, back);
        }
    }

    public void Dispose()
    {
        _disk.Dispose();
        _folder.Dispose();
    }

    private string Write(byte[] value, string reason)
    {
        using var watermarks = Records.Watermarks(_disk, _folder);
        var record = new ConsumedRecord(Records.Tenure(watermarks), 7, 1_700_000_000_000, value, isTombstone: false);
        return Encoding.UTF8.GetString(_deadLetter.Write(record, reason));
    }
}
