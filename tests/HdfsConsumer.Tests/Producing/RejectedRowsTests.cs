using HdfsConsumer.Producing;

namespace HdfsConsumer.Tests.Producing;

public sealed class RejectedRowsTests
{
    [Fact]
    public void TheyStandWithLineAndReasonAndBytesThatAreNoTextAreSpelledOut()
    {
        using var folder = new TemporaryFolder();
        using (var rejected = new RejectedRows(folder["r.csv"]))
        {
            rejected.Add(new() { Number = 1, Line = 2, Value = [(byte)'a', (byte)',', 0xE9, (byte)'b'], Rejection = "is bad" });
        }

        Assert.Equal("line,reason,row\n2,is bad,\"a,\\xE9b\"\n", File.ReadAllText(folder["r.csv"]));
    }

    [Fact]
    public void WithoutAnyThereIsNoFile()
    {
        using var folder = new TemporaryFolder();
        new RejectedRows(folder["r.csv"]).Dispose();
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
