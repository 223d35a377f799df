namespace HdfsConsumer.Commands;

/// <summary>What a command has around it: passed in, so that tests can look at it.</summary>
/// <param name="Input">Where answers come from.</param>
/// <param name="Output">Where results go.</param>
/// <param name="Error">Where everything else goes that is said to people.</param>
/// <param name="Environment">The environment's variables.</param>
/// <param name="WorkingFolder">The folder that relative paths start at.</param>
/// <param name="Stopping">Is cancelled when the operator wants the command to end.</param>
internal sealed record CommandSurroundings(
    TextReader Input,
    TextWriter Output,
    TextWriter Error,
    IReadOnlyDictionary<string, string> Environment,
    string WorkingFolder,
    CancellationToken Stopping)
{
    /// <summary>Those of this process.</summary>
    public static CommandSurroundings OfThisProcess(CancellationToken stopping) => new(
        Console.In,
        Console.Out,
        Console.Error,
        System.Environment.GetEnvironmentVariables()
            .Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? ""),
        Directory.GetCurrentDirectory(),
        stopping);
}
