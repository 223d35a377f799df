using System.Globalization;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace HdfsConsumer.IntegrationTests.Torture;

/// <summary>
/// A test that makes things go wrong on purpose: a broker, a base path, and the built program with settings that make it
/// write, commit and close files all the time.
/// </summary>
[Trait("Category", "Torture")]
public abstract partial class TortureTest : IDisposable
{
    private const string SeedVariable = "TORTURE_SEED";

    protected TortureTest(ITestOutputHelper output)
    {
        var isGiven = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out var seed);
        seed = isGiven ? seed : Random.Shared.Next();
        output.WriteLine($"The same moments again: {SeedVariable}={seed} ./run-tests.sh torture");
        Output = output;
        Random = new Random(seed);
    }

    private protected FaultyBroker Broker { get; } = new();

    private protected LandingFolder Landing { get; } = new();

    private protected ITestOutputHelper Output { get; }

    /// <summary>Where the moments come from.</summary>
    private protected Random Random { get; }

    public virtual void Dispose()
    {
        Broker.Dispose();
        Landing.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The group that lands a topic.</summary>
    private protected static string GroupOf(string topic) => $"group-{topic}";

    /// <summary>Starts the program. What <paramref name="options"/> say comes before what is usual here.</summary>
    private protected BuiltProgram Start(string topic, params string[] options) => StartBelow(Landing, topic, options);

    /// <summary>Starts the program below another base path.</summary>
    private protected BuiltProgram StartBelow(LandingFolder landing, string topic, params string[] options)
    {
        (string Name, string Value)[] usual =
        [
            ("--group-id", GroupOf(topic)),
            ("--batch-size", "200"),
            ("--flush-interval", "20ms"),
            ("--checkpoint-interval", "50ms"),
            ("--poll-timeout", "20ms"),
            ("--max-file-size", "200KB"),
            ("--compression", "gzip"),
        ];
        return BuiltProgram.Start(
            landing.WorkingFolder,
            ShortSession.Variables,
            [
                "--hdfs-path", landing.Path, "--topics", topic, "--bootstrap-servers", Broker.Address,
                .. usual.Where(option => !options.Contains(option.Name)).SelectMany(option => (string[])[option.Name, option.Value]),
                .. options,
            ]);
    }

    /// <summary>Runs the program until it has reached the end.</summary>
    private protected Outcome LandToEnd(string topic, params string[] options) => LandToEndBelow(Landing, topic, options);

    /// <summary>Runs the program below another base path until it has reached the end.</summary>
    private protected Outcome LandToEndBelow(LandingFolder landing, string topic, params string[] options)
    {
        using var program = StartBelow(landing, topic, ["--until-end", .. options]);
        return program.Wait();
    }

    /// <summary>Asserts that the program reaches the end, and that then the records from 0 are there, once and in order.</summary>
    private protected void AssertAllIsLanded(string topic, int count)
    {
        var outcome = LandToEnd(topic);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        AssertHas(Enumerable.Range(0, count));
    }

    /// <summary>Asserts that these records are there, each once, in its folder, and in the order of its partition.</summary>
    private protected void AssertHas(IEnumerable<int> numbers) => Landing.AssertHasWeather(numbers, FaultyBroker.Partitions);

    /// <summary>How many records a program has said to have written.</summary>
    private protected static int LandedBy(BuiltProgram program) =>
        BatchFlush().Matches(program.ErrorSoFar).Sum(line => int.Parse(line.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    /// <summary>How many partitions an instance has said last that it holds.</summary>
    private protected static int HeldBy(BuiltProgram instance)
    {
        var held = 0;
        foreach (var line in instance.ErrorSoFar.Split('\n'))
        {
            if (line.Contains("Partitions assigned: ", StringComparison.Ordinal))
            {
                held = int.Parse(line.Split('(')[^1].Split(' ')[0], CultureInfo.InvariantCulture);
            }
            else if (line.Contains("Partitions given up: ", StringComparison.Ordinal))
            {
                held -= int.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);
            }
            else if (line.Contains("Partitions lost: ", StringComparison.Ordinal) || line.Contains("No partition for", StringComparison.Ordinal))
            {
                held = 0;
            }
        }

        return held;
    }

    [GeneratedRegex(@"Batch flush: (\d+) records")]
    private static partial Regex BatchFlush();
}
