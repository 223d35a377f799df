using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Storing;

public sealed class ChecksumTests
{
    // RFC 3720, appendix B.4.
    [Fact]
    public void ItIsThatOfTheSpecification()
    {
        Assert.Equal(0x8A9136AAu, Checksum.Continue(Checksum.Empty, new byte[32]));
        Assert.Equal(0xE3069283u, Checksum.Continue(Checksum.Empty, "123456789"u8));
    }

    [Fact]
    public void ItCanBeCarriedOn()
    {
        var bytes = new byte[1000];
        new Random(7).NextBytes(bytes);
        var whole = Checksum.Continue(Checksum.Empty, bytes);
        for (var cut = 0; cut <= bytes.Length; cut += 37)
        {
            Assert.Equal(whole, Checksum.Continue(Checksum.Continue(Checksum.Empty, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
        }
    }
}
