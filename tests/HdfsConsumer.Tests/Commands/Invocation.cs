using HdfsConsumer.Brokering;
using HdfsConsumer.Commands;
using HdfsConsumer.Configuration;
using HdfsConsumer.Producing;

namespace HdfsConsumer.Tests.Commands;

/// <summary>Runs a command line as the program would, in an environment and a folder that have nothing but what is put there.</summary>
internal sealed class Invocation
{
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>The files of the folder, by name.</summary>
    public Dictionary<string, string> Files { get; } = [];

    /// <summary>Standard input.</summary>
    public string Input { get; init; } = "";

    public int LandingExitCode { get; init; }

    public LandingSettings? Landed { get; private set; }

    public IReadOnlyList<LandingSettings>? Pipelines { get; private set; }

    public string? LogFolder { get; private set; }

    public IReadOnlyList<TopicSpec>? BrokerTopics { get; private set; }

    public PublishingSettings? Published { get; private set; }

    public int ExitCode { get; private set; }

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public Invocation Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var folder = new TemporaryFolder();
        foreach (var (name, text) in Files)
        {
            File.WriteAllText(folder[name], text);
        }

        using var input = new StringReader(Input);

        // Already asked to stop: nothing waits.
        var surroundings = new CommandSurroundings(input, output, error, Environment, folder.Path, new CancellationToken(canceled: true));
        var root = RootCommandFactory.Create(
            surroundings,
            (settings, _) =>
            {
                Landed = settings;
                return LandingExitCode;
            },
            (pipelines, logFolder, _) =>
            {
                Pipelines = pipelines;
                LogFolder = logFolder;
                return LandingExitCode;
            });
        root.Subcommands.Remove(root.Subcommands.Single(verb => verb.Name == "broker"));
        root.Subcommands.Add(BrokerCommand.Create(surroundings, StartBroker));
        root.Subcommands.Remove(root.Subcommands.Single(verb => verb.Name == "produce"));
        root.Subcommands.Add(ProduceCommand.Create(
            surroundings,
            settings =>
            {
                Published = settings;
                return HdfsConsumer.ExitCode.Done;
            }));
        ExitCode = RootCommandFactory.Run(root, arguments, surroundings);
        Output = output.ToString().ReplaceLineEndings("\n");
        Error = error.ToString().ReplaceLineEndings("\n");
        return this;
    }

    private (string Address, IDisposable Broker) StartBroker(IReadOnlyList<TopicSpec> topics)
    {
        BrokerTopics = topics;
        return ("127.0.0.1:12345", new MemoryStream());
    }
}
