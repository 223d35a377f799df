using System.Text;
using System.Text.Unicode;
using HdfsConsumer.Parquet;

namespace HdfsConsumer.Tests.Parquet;

public sealed class TextBoundsTests
{
    [Fact]
    public void ShortTextIsItsOwnBound()
    {
        var bounds = TextBounds.Of("a"u8, "b"u8)!;
        Assert.Equal(("a", true, "b", true), (Text(bounds.Min), bounds.IsMinExact, Text(bounds.Max), bounds.IsMaxExact));
    }

    [Fact]
    public void LongTextIsShortenedDownwardsAndUpwards()
    {
        var text = Encoding.UTF8.GetBytes(new string('x', 1_000));
        var bounds = TextBounds.Of(text, text)!;
        Assert.Equal(new string('x', 64), Text(bounds.Min));
        Assert.Equal(new string('x', 63) + "y", Text(bounds.Max));
        Assert.False(bounds.IsMinExact || bounds.IsMaxExact);
    }

    [Fact]
    public void NothingLiesAboveTheLastCharacterOfAll()
    {
        var last = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\U0010FFFF", 100)));
        Assert.Null(TextBounds.Of(last, last));
    }

    [Fact]
    public void BoundsAreValidTextAroundWhateverTheyBound()
    {
        int[] hostile = [0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF];
        for (var seed = 0; seed < 5_000; seed++)
        {
            var random = new Random(seed);
            var runes = Enumerable.Range(0, random.Next(100)).Select(_ => new Rune(hostile[random.Next(hostile.Length)]));
            var text = Encoding.UTF8.GetBytes(string.Concat(runes));
            if (TextBounds.Of(text, text) is { } bounds)
            {
                Assert.True(Utf8.IsValid(bounds.Min) && Utf8.IsValid(bounds.Max), $"seed {seed}");
                Assert.True(bounds.Min.AsSpan().SequenceCompareTo(text) <= 0, $"seed {seed}");
                Assert.True(bounds.Max.AsSpan().SequenceCompareTo(text) >= 0, $"seed {seed}");
                Assert.True(bounds.Max.Length <= 66, $"seed {seed}");
            }
        }
    }

    private static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}
