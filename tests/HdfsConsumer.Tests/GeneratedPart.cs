namespace HdfsConsumer.Tests;

/// <summary>A part of a document that is made from the code: between <c>&lt;!-- NAME --&gt;</c> and <c>&lt;!-- /NAME --&gt;</c>.</summary>
internal static class GeneratedPart
{
    /// <summary>Asserts that a part is what the code says. With <c>UPDATE_DOCUMENTS=1</c> in the environment it is written anew instead.</summary>
    /// <param name="document">Path of the document below the top of the repository.</param>
    /// <param name="name">What the part is called in its marks.</param>
    /// <param name="expected">What stands between the marks.</param>
    public static void AssertIs(string document, string name, string expected)
    {
        var text = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, document));
        var beginMark = $"<!-- {name} -->\n";
        var begin = text.IndexOf(beginMark, StringComparison.Ordinal) + beginMark.Length;
        var end = text.IndexOf($"<!-- /{name} -->", StringComparison.Ordinal);
        AssertWholeIs(document, text[..begin] + expected + text[end..]);
    }

    /// <summary>The same for a file that is made from the code as a whole.</summary>
    public static void AssertWholeIs(string file, string expected)
    {
        var path = Path.Combine(TestData.RepositoryRoot, file);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCUMENTS") == "1")
        {
            File.WriteAllText(path, expected);
        }
        else
        {
            Assert.Equal(expected, File.Exists(path) ? File.ReadAllText(path) : "");
        }
    }
}
