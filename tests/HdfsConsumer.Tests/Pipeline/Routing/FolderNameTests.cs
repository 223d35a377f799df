using HdfsConsumer.Pipeline.Routing;

namespace HdfsConsumer.Tests.Pipeline.Routing;

public sealed class FolderNameTests
{
    [Theory]
    [InlineData("a_b", "a_b")]
    [InlineData("__a__", "__a__")]
    [InlineData("a.b c", "a-b-c")]
    [InlineData("../..", "unknown")]
    [InlineData("", "unknown")]
    [InlineData(null, "unknown")]
    [InlineData("CON", "CON-")]
    [InlineData("São Paulo", "São-Paulo")]
    [InlineData("_", "_")]
    public void AValueBecomesAFolder(string? value, string folder) => Assert.Equal(folder, FolderName.Of(value));

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abc", 2, "ab")]
    [InlineData("aéb", 2, "a")]
    [InlineData("aéb", 3, "aé")]
    [InlineData("😀😀", 7, "😀")]
    [InlineData("", 0, "")]
    public void ALongPartIsCutBetweenCharacters(string part, int bytes, string cut) => Assert.Equal(cut, FolderName.Shortened(part, bytes));

    [Theory]
    [InlineData("_dead-letters", "_dead-letters-")]
    [InlineData("_Dead-Letters/x", "_Dead-Letters-/x")]
    [InlineData("x/_dead-letters", "x/_dead-letters")]
    [InlineData("_dead-letters2", "_dead-letters2")]
    public void TheFolderOfDeadLettersIsNobodyElses(string folder, string other) => Assert.Equal(other, FolderName.NotOurs(folder));
}
