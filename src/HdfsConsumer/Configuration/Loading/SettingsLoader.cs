using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Loading;

/// <summary>
/// Makes one checked value of all that is set. The command line wins over the environment, the environment over the settings
/// file, the file over the defaults. All problems are found at once.
/// </summary>
/// <param name="environment">The environment's variables.</param>
/// <param name="workingFolder">The folder that relative paths start at and appsettings.json is looked for in.</param>
internal sealed class SettingsLoader(IReadOnlyDictionary<string, string> environment, string workingFolder)
{
    private const string DefaultFile = "appsettings.json";
    private const string EmbeddedTopic = "geo_weather_stream";

    /// <summary>The settings, or null when there is a problem.</summary>
    /// <param name="options">The texts of the options that were typed; the pieces of a list joined by commas.</param>
    /// <param name="problems">Where problems are added. Settings come back only if there are none in the end.</param>
    /// <param name="needsTopics">Whether topics must be named.</param>
    public LandingSettings? Load(IReadOnlyDictionary<Setting, string> options, ICollection<SettingProblem> problems, bool needsTopics = true)
    {
        var typed = SettingSource.FromOptions(options);
        var variables = SettingSource.FromEnvironment(environment);
        var fileIfReadable = ReadFile(typed, problems);
        var file = fileIfReadable ?? SettingSource.Empty;
        var values = new SettingValues([typed, variables, file], problems);
        var connection = ConnectionOf(values, variables, file, problems);
        var isEmbedded = values.Of(SettingTable.Embedded);

        var topics = TopicsOf(values, !needsTopics || isEmbedded || fileIfReadable is null, problems);
        var general = General(values, connection);
        var settings = general with
        {
            Topics = topics,
            BasePath = values.Of(SettingTable.BasePath),
            Kafka = general.Kafka with { GroupId = values.Of(SettingTable.GroupId) },
            Embedded = EmbeddedOf(values, isEmbedded, options, problems),
        };

        return problems.Count == 0 ? settings : null;
    }

    /// <summary>The settings of pipelines, or null when there is a problem.</summary>
    /// <param name="options">The texts of the options that were typed; they hold for all.</param>
    /// <param name="names">Which pipelines; none for all of them.</param>
    /// <param name="problems">Where problems are added.</param>
    /// <param name="needsTopics">Whether each must name topics.</param>
    public IReadOnlyList<LandingSettings>? LoadPipelines(
        IReadOnlyDictionary<Setting, string> options, IReadOnlyCollection<string> names, ICollection<SettingProblem> problems, bool needsTopics = true)
    {
        var typed = SettingSource.FromOptions(options);
        var variables = SettingSource.FromEnvironment(environment);
        if (ReadFile(typed, problems) is not { } file)
        {
            return null;
        }

        var connection = ConnectionOf(new SettingValues([typed, variables, file], problems), variables, file, problems);
        var pipelines = new PipelinesLoader(typed, variables, file, new DatabaseLoader(environment, workingFolder, problems), problems, needsTopics).Load(names, values => General(values, connection));
        return problems.Count == 0 ? pipelines : null;
    }

    /// <summary>How to reach Kafka, for a verb whose other settings are its own. What is wrong with the rest is told too.</summary>
    /// <param name="options">The texts of the options that were typed; those of other settings do not matter.</param>
    /// <param name="problems">Where problems are added. With any in it, what comes back is not to be used.</param>
    public ConnectionSettings LoadConnection(IReadOnlyDictionary<Setting, string> options, ICollection<SettingProblem> problems)
    {
        var typed = SettingSource.FromOptions(options);
        var variables = SettingSource.FromEnvironment(environment);
        var file = ReadFile(typed, problems) ?? SettingSource.Empty;
        var values = new SettingValues([typed, variables, file], problems);
        var connection = ConnectionOf(values, variables, file, problems);
        return connection with { Kafka = connection.Kafka with { BootstrapServers = values.Of(SettingTable.BootstrapServers) } };
    }

    /// <summary>What is not a pipeline's own.</summary>
    private static LandingSettings General(SettingValues values, ConnectionSettings connection) => new()
    {
        Topics = [],
        UntilEnd = values.Of(SettingTable.UntilEnd),
        Kafka = connection.Kafka with
        {
            BootstrapServers = values.Of(SettingTable.BootstrapServers),
            AutoOffsetReset = values.Of(SettingTable.AutoOffsetReset),
            PollTimeout = values.Of(SettingTable.PollTimeout),
            PollRecordsMax = values.Of(SettingTable.PollRecords),
        },
        BrokerTimeout = connection.BrokerTimeout,
        BatchRecordsMax = values.Of(SettingTable.BatchSize),
        FlushInterval = values.Of(SettingTable.FlushInterval),
        CheckpointInterval = values.Of(SettingTable.CheckpointInterval),
        BufferBytesMax = values.Of(SettingTable.BufferMemory),
        FileBytesMax = values.Of(SettingTable.MaxFileSize),
        Compression = values.Of(SettingTable.Compression),
        OpenFilesMax = values.OrNull(SettingTable.MaxOpenFiles),
        RecordBytesMax = values.Of(SettingTable.MaxRecordSize),
        DeadLettersInARowMax = values.Of(SettingTable.MaxDeadLetters),
        OnDataLoss = values.Of(SettingTable.OnDataLoss),
        OnAhead = values.Of(SettingTable.OnAhead),
        NewIncarnation = values.Of(SettingTable.NewIncarnation),
        Monitoring = values.Of(SettingTable.Monitoring),
        Listen = values.Of(SettingTable.Listen, null),
        LogLevel = values.Of(SettingTable.LogLevel),
    };

    private ConnectionSettings ConnectionOf(SettingValues values, SettingSource variables, SettingSource file, ICollection<SettingProblem> problems)
    {
        foreach (var unknown in variables.UnknownKeys().Concat(file.UnknownKeys()))
        {
            problems.Add(unknown);
        }

        var kafka = new KafkaSettings
        {
            Properties = KafkaProperties.Read([variables, file], workingFolder, problems),
        };
        return new ConnectionSettings(kafka, values.Of(SettingTable.BrokerTimeout));
    }

    private SettingSource? ReadFile(SettingSource typed, ICollection<SettingProblem> problems)
    {
        var path = Path.Combine(workingFolder, DefaultFile);
        if (typed.Find(SettingTable.ConfigFile) is not { } named)
        {
            return File.Exists(path) ? SettingsFile.Read(path, DefaultFile, problems) : SettingSource.Empty;
        }

        var reading = SettingTable.ConfigFile.Kind.Read(named.Text);
        if (reading.Refusal is null && File.Exists(path = Path.Combine(workingFolder, named.Text)))
        {
            return SettingsFile.Read(path, named.Text, problems);
        }

        problems.Add(SettingProblem.Refused(named, reading.Refusal ?? "is not there", SettingTable.ConfigFile.Accepted));
        return null;
    }

    private static IReadOnlyList<string> TopicsOf(SettingValues values, bool mayBeMissing, ICollection<SettingProblem> problems)
    {
        var topics = SettingTable.Topics;
        if (values.Given(topics) is not null || mayBeMissing || problems.Any(problem => problem.Name == topics.Option))
        {
            return values.Of(topics, [EmbeddedTopic]);
        }

        problems.Add(new(topics.Option, $"no topic is named; give {topics.Option} NAME[,NAME...], {topics.Key} in {DefaultFile}, or {topics.SectionVariable} in the environment"));
        return [];
    }

    private static EmbeddedSettings? EmbeddedOf(
        SettingValues values, bool isEmbedded, IReadOnlyDictionary<Setting, string> options, ICollection<SettingProblem> problems)
    {
        var records = values.Of(SettingTable.EmbeddedRecords);
        var rate = values.OrNull(SettingTable.EmbeddedRate);
        if (isEmbedded)
        {
            if (options.ContainsKey(SettingTable.BootstrapServers))
            {
                problems.Add(new(SettingTable.BootstrapServers.Option, $"does not go with {SettingTable.Embedded}, which starts a broker of its own; leave one of them out"));
            }

            return new EmbeddedSettings { Records = records, RecordsPerSecond = rate };
        }

        foreach (var alone in options.Keys.Where(option => option == SettingTable.EmbeddedRecords || option == SettingTable.EmbeddedRate))
        {
            problems.Add(new(alone.Option, $"goes only with {SettingTable.Embedded}"));
        }

        return null;
    }
}
