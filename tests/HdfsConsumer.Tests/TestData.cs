namespace HdfsConsumer.Tests;

/// <summary>The files in tests/data, wherever the tests were built to.</summary>
internal static class TestData
{
    private const string Solution = "HdfsConsumer.sln";

    /// <summary>The top of the repository that the tests were built in.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>The path of a file in its tests/data.</summary>
    public static string PathOf(string name) => Path.Combine(RepositoryRoot, "tests", "data", name);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} has {Solution}.");
    }
}
