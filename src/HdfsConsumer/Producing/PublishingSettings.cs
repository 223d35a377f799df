using HdfsConsumer.Configuration;
using HdfsConsumer.Producing.Csv;
using HdfsConsumer.Producing.JsonLines;
using HdfsConsumer.Producing.Sources;
using HdfsConsumer.Producing.Transactions;

namespace HdfsConsumer.Producing;

/// <summary>What one run of <c>produce</c> is asked to do: checked, and never changed afterwards.</summary>
internal sealed record PublishingSettings
{
    /// <summary>How the cluster is reached.</summary>
    public required ConnectionSettings Connection { get; init; }

    /// <summary>The topics to publish to: one, unless the source knows several; see <see cref="SourceRow.Topic"/>.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>What to publish.</summary>
    public required SourceSettings Source { get; init; }

    /// <summary>Records sent together. Default 1,000; 1 to 100,000.</summary>
    public int BatchRecords { get; init; } = 1000;

    /// <summary>How long to wait after each batch. Default 0, which does not wait for the broker between batches either; up to 1 h.</summary>
    public TimeSpan BatchDelay { get; init; }

    /// <summary>How many rows of the source to take, from its beginning; null for all.</summary>
    public long? RowsMax { get; init; }

    /// <summary>Whether rows that are in the topic already are left out.</summary>
    public bool Resume { get; init; }

    /// <summary>Whether consumers that read what is committed see all of the run or nothing.</summary>
    public bool Transactional { get; init; }

    /// <summary>Whether to stop at the first row that cannot be published.</summary>
    public bool Strict { get; init; }

    /// <summary>The topic's shape when it is to be created if it is not there; null to leave that to the cluster.</summary>
    public TopicShape? CreateTopic { get; init; }
}

/// <summary>What a topic is created with.</summary>
/// <param name="Partitions">How many partitions.</param>
/// <param name="ReplicationFactor">How many brokers hold each; -1 for the cluster's default.</param>
internal sealed record TopicShape(int Partitions, short ReplicationFactor);

/// <summary>What to publish.</summary>
internal abstract record SourceSettings;

/// <summary>What is common to files of any format.</summary>
internal abstract record FileSettings : SourceSettings
{
    /// <summary>The file; null for standard input.</summary>
    public required string? Path { get; init; }

    /// <summary>How its text is encoded.</summary>
    public SourceEncoding Encoding { get; init; } = SourceEncoding.Utf8;

    /// <summary>See <see cref="IRowSource.Name"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Where rejected rows go.</summary>
    public required string RejectedPath { get; init; }
}

/// <summary>A CSV file.</summary>
internal sealed record CsvFileSettings : FileSettings
{
    /// <summary>How it is read.</summary>
    public required CsvSettings Csv { get; init; }
}

/// <summary>A file of JSON lines.</summary>
internal sealed record JsonLinesFileSettings : FileSettings
{
    /// <summary>How it is read.</summary>
    public required JsonLinesSettings JsonLines { get; init; }
}

/// <summary>Made-up weather.</summary>
/// <param name="Weather">What to make up.</param>
internal sealed record MadeUpWeatherSettings(WeatherSettings Weather) : SourceSettings;

/// <summary>Made-up transactions.</summary>
/// <param name="Transactions">What to make up.</param>
internal sealed record MadeUpTransactionsSettings(TransactionSettings Transactions) : SourceSettings;
