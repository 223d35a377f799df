namespace HdfsConsumer.Tests;

/// <summary>The files in tests/data, wherever the tests were built to.</summary>
internal static class TestData
{
    private const string Solution = "HdfsConsumer.sln";

    /// <summary>The path of a file in tests/data of the repository that the tests were built in.</summary>
    public static string PathOf(string name)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
            {
                return Path.Combine(folder.FullName, "tests", "data", name);
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} has {Solution}.");
    }
}
