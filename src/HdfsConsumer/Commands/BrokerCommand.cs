using System.CommandLine;
using HdfsConsumer.Brokering;
using HdfsConsumer.Configuration.Loading;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>broker</c>: a Kafka broker in memory for trying things out.</summary>
internal static class BrokerCommand
{
    private static readonly Setting<IReadOnlyList<TopicSpec>> Topics = new()
    {
        Group = SettingGroup.TryingOut, Option = "--topics",
        Kind = new("TOPICS", "", "NAME or NAME:PARTITIONS, several with commas between them", ReadTopics) { IsList = true }, DefaultInWords = "none, must be given",
        Description = "Topics to create, each with its number of partitions: geo_weather_stream:4,alert_stream.",
    };

    private static readonly Setting<TimeSpan> StopAfter = new()
    {
        Group = SettingGroup.TryingOut, Option = "--stop-after",
        Kind = ValueKinds.TimeWithin("1ms", "24h"), DefaultInWords = "at Ctrl-C or SIGTERM",
        Description = "How long to run: 30, 30s, 500ms, 5m or 1h. Without it, until Ctrl-C or SIGTERM.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="surroundings">What it has around it.</param>
    public static Command Create(CommandSurroundings surroundings) => Create(surroundings, topics =>
    {
        var broker = InMemoryBroker.Start(topics);
        return (broker.Address, broker);
    });

    /// <summary>Makes the verb with a broker of another making.</summary>
    /// <param name="surroundings">What it has around it.</param>
    /// <param name="start">Starts a broker with these topics; it runs until disposed of.</param>
    public static Command Create(
        CommandSurroundings surroundings, Func<IReadOnlyList<TopicSpec>, (string Address, IDisposable Broker)> start) =>
        new("broker", "A Kafka broker in memory, for trying things out; its address is the first line it prints.")
        {
            Options = { new SettingOption(Topics), new SettingOption(StopAfter) },
            Action = new CheckedAction((typed, problems) =>
            {
                var values = new SettingValues([SettingSource.FromOptions(SettingOption.TextsIn(typed))], problems);
                var topics = values.Of(Topics, []);
                var stopAfter = values.Of(StopAfter, Timeout.InfiniteTimeSpan);
                if (topics.Count == 0 && problems.Count == 0)
                {
                    problems.Add(new(Topics.Option, $"no topic is named; accepted: {Topics.Accepted}"));
                }

                return problems.Count > 0 ? UsageProblems.Tell(problems, surroundings.Error) : Run(surroundings, start, topics, stopAfter);
            }),
        };

    private static int Run(
        CommandSurroundings surroundings,
        Func<IReadOnlyList<TopicSpec>, (string Address, IDisposable Broker)> start,
        IReadOnlyList<TopicSpec> topics,
        TimeSpan stopAfter)
    {
        var (address, broker) = start(topics);
        using (broker)
        {
            // Alone on its line and at once, for scripts that wait for it.
            surroundings.Output.WriteLine(address);
            surroundings.Output.Flush();
            surroundings.Error.WriteLine(
                $"""
                This is a Kafka broker in memory, for trying things out. It keeps nothing on disk, and of each partition
                at most 5 MiB as sent; older records are dropped.
                To land from it:  {CalledAs.Text} --topics NAME --bootstrap-servers {address}
                To stop it:       Ctrl-C
                """);
            surroundings.Stopping.WaitHandle.WaitOne(stopAfter);
        }

        return ExitCode.Done;
    }

    private static Reading<IReadOnlyList<TopicSpec>> ReadTopics(string text) =>
        TopicSpec.TryParseList(text, out var topics, out var error)
            ? Reading<IReadOnlyList<TopicSpec>>.Of(topics)
            : Reading<IReadOnlyList<TopicSpec>>.Refused($"is not accepted ({error})");
}
