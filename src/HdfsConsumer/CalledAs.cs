namespace HdfsConsumer;

/// <summary>What a person types to call the program, for messages that say what to type next.</summary>
internal static class CalledAs
{
    private const string Program = "HdfsConsumer";

    /// <summary>As this process was called.</summary>
    public static string Text { get; } = By(Environment.ProcessPath);

    /// <summary>The program's own name where it is an executable by itself, as releases are; else what runs it from its sources.</summary>
    /// <param name="processPath">The executable of the process; null where it is not known.</param>
    public static string By(string? processPath) => Path.GetFileNameWithoutExtension(processPath) == Program ? Program : "dotnet run --";
}
