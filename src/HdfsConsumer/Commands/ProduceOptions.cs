using System.CommandLine;
using System.Globalization;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Producing;
using HdfsConsumer.Producing.Csv;
using HdfsConsumer.Producing.Sources;
using HdfsConsumer.Producing.Transactions;

namespace HdfsConsumer.Commands;

/// <summary>The options of <c>produce</c>.</summary>
internal static class ProduceOptions
{
    private static readonly ValueKind<ColumnType> ColumnTypeKind = ValueKinds.Choice<ColumnType>();

    /// <summary>See <see cref="PublishingSettings.Topics"/>.</summary>
    public static readonly Setting<string> Topic = new()
    {
        Group = SettingGroup.Producing, Option = "--topic",
        Kind = NameKinds.Topic,
        Description = "Topic to publish to; must be given.",
    };

    /// <summary>See <see cref="PublishingSettings.BatchRecords"/>.</summary>
    public static readonly Setting<int> BatchSize = new()
    {
        Group = SettingGroup.Producing, Option = "--batch-size",
        Kind = ValueKinds.WholeNumber(1, 100_000, "records"), Default = "1000",
        Description = "Records sent together.",
    };

    /// <summary>See <see cref="PublishingSettings.BatchDelay"/>.</summary>
    public static readonly Setting<TimeSpan> Delay = new()
    {
        Group = SettingGroup.Producing, Option = "--delay",
        Kind = ValueKinds.TimeWithin("0s", "1h"), Default = "0s",
        Description = "How long to wait after each batch: 2, 500ms, 1m.",
    };

    /// <summary>See <see cref="SourceRow.Key"/>.</summary>
    public static readonly Setting<string> Key = new()
    {
        Group = SettingGroup.Producing, Option = "--key",
        Kind = ColumnName("COLUMN"), DefaultInWords = "no keys, spread over the partitions",
        Description = "Column or field whose value is the record's key; records with equal keys go to the same partition.",
    };

    /// <summary>See <see cref="PublishingSettings.RowsMax"/>.</summary>
    public static readonly Setting<long> Limit = new()
    {
        Group = SettingGroup.Producing, Option = "--limit",
        Kind = ValueKinds.WholeNumber(1L, 1_000_000_000_000L, "rows"), DefaultInWords = "all",
        Description = "Take the first N rows only; rejected ones count.",
    };

    /// <summary>See <see cref="RecordIds"/>.</summary>
    public static readonly Setting<bool> AddRecordId = new()
    {
        Group = SettingGroup.Producing, Option = "--add-record-id",
        Kind = ValueKinds.Flag, Default = "false",
        Description = "Add a record_id, the row's number from 1, and a timestamp, the time in UTC, to each record.",
    };

    /// <summary>See <see cref="PublishingSettings.Resume"/>.</summary>
    public static readonly Setting<bool> Resume = new()
    {
        Group = SettingGroup.Producing, Option = "--resume",
        Kind = ValueKinds.Flag, Default = "false",
        Description = "Leave out the rows that the topic has already from this source, and publish the rest.",
    };

    /// <summary>See <see cref="PublishingSettings.Transactional"/>.</summary>
    public static readonly Setting<bool> Transactional = new()
    {
        Group = SettingGroup.Producing, Option = "--transactional",
        Kind = ValueKinds.Flag, Default = "false",
        Description = "Publish all or nothing, in one transaction of 15 minutes at most: consumers that read what is committed see the records when the last one is there.",
    };

    /// <summary>See <see cref="PublishingSettings.CreateTopic"/>.</summary>
    public static readonly Setting<TopicShape?> CreateTopic = new()
    {
        Group = SettingGroup.Producing, Option = "--create-topic",
        Kind = new("PARTITIONS[:REPLICATION]", "", "1 to 10,000 partitions, and how many brokers hold each, such as 6 or 6:3", ReadShape),
        DefaultInWords = "left to the cluster",
        Description = "Create a topic that is not there with so many partitions.",
    };

    /// <summary>See <see cref="PublishingSettings.Strict"/>.</summary>
    public static readonly Setting<bool> Strict = new()
    {
        Group = SettingGroup.Producing, Option = "--strict",
        Kind = ValueKinds.Flag, Default = "false",
        Description = "Stop with exit code 1 at the first row that cannot be published, instead of putting it aside.",
    };

    /// <summary>See <see cref="FileSettings.RejectedPath"/>.</summary>
    public static readonly Setting<string> Rejected = new()
    {
        Group = SettingGroup.Producing, Option = "--rejected",
        Kind = ValueKinds.Path("FILE", "a file, made when the first row is rejected"), DefaultInWords = "beside the source: NAME.rejected.csv",
        Description = "Where rows that cannot be published are put, with line and reason.",
    };

    /// <summary>See <see cref="FileSettings.Encoding"/>.</summary>
    public static readonly Setting<SourceEncoding> Encoding = new()
    {
        Group = SettingGroup.Producing, Option = "--encoding",
        Kind = new("utf-8|latin-1", "", "utf-8 or latin-1", ReadEncoding), Default = "utf-8",
        Description = "How the source is encoded; records are always UTF-8.",
    };

    /// <summary>See <see cref="FileSettings.Name"/>.</summary>
    public static readonly Setting<string> SourceName = new()
    {
        Group = SettingGroup.Producing, Option = "--source",
        Kind = ColumnName("NAME"), DefaultInWords = "the file's name without its folder",
        Description = "What records call their source; --resume knows those of the same name again.",
    };

    /// <summary>The longest row.</summary>
    public static readonly Setting<int> MaxRowSize = new()
    {
        Group = SettingGroup.Producing, Option = "--max-row-size",
        Kind = ValueKinds.SizeWithin<int>("1KB", "256MB"), Default = "1MB",
        Description = "A longer row is rejected.",
    };

    /// <summary>See <see cref="CsvSettings.Delimiter"/>.</summary>
    public static readonly Setting<char> Delimiter = new()
    {
        Group = SettingGroup.Producing, Option = "--delimiter",
        Kind = new("CHARACTER", "", "one character of ASCII other than a quote, a letter, a digit and a line end, or the word tab", ReadDelimiter), Default = ",",
        Description = "What stands between two cells: ';', '|', tab.",
    };

    /// <summary>See <see cref="CsvSettings.Types"/>.</summary>
    public static readonly Setting<IReadOnlyDictionary<string, ColumnType>> Types = new()
    {
        Group = SettingGroup.Producing, Option = "--types",
        Kind = new("COLUMN:TYPE,...", "", "COLUMN:TYPE, several with commas between them; a type is int, double, bool or string", ReadTypes) { IsList = true },
        DefaultInWords = "inferred from the whole file",
        Description = "Types of columns: crim:double,chas:int. A row with a cell of another type is rejected.",
    };

    /// <summary>See <see cref="CsvSettings.Empty"/>.</summary>
    public static readonly Setting<EmptyCells> Empty = new()
    {
        Group = SettingGroup.Producing, Option = "--empty",
        Kind = ValueKinds.Choice<EmptyCells>(), Default = "null",
        Description = "What an empty cell becomes: empty text, null, or no field at all.",
    };

    /// <summary>The topic that weather goes to.</summary>
    public static readonly Setting<string> WeatherTopic = new()
    {
        Group = SettingGroup.Producing, Option = "--topic",
        Kind = NameKinds.Topic, Default = "geo_weather_stream",
        Description = "Topic to publish to.",
    };

    /// <summary>See <see cref="WeatherSettings.Records"/>.</summary>
    public static readonly Setting<bool> Continuous = new()
    {
        Group = SettingGroup.Producing, Option = "--continuous",
        Kind = ValueKinds.Flag, Default = "false",
        Description = "Go on until Ctrl-C or SIGTERM, one record a second unless --rate says otherwise.",
    };

    /// <summary>How many records of weather.</summary>
    public static readonly Setting<long> WeatherLimit = new()
    {
        Group = SettingGroup.Producing, Option = "--limit",
        Kind = ValueKinds.WholeNumber(1L, 1_000_000_000_000L, "records"), DefaultInWords = "one for each place; none with --continuous",
        Description = "Publish N records, the places in turn.",
    };

    /// <summary>See <see cref="WeatherSettings.RecordsPerSecond"/>.</summary>
    public static readonly Setting<double?> Rate = new()
    {
        Group = SettingGroup.Producing, Option = "--rate",
        Kind = ValueKinds.Rate, DefaultInWords = "as fast as it goes; 1 with --continuous",
        Description = "Records a second.",
    };

    /// <summary>See <see cref="WeatherSettings.Seed"/>.</summary>
    public static readonly Setting<int> Seed = new()
    {
        Group = SettingGroup.Producing, Option = "--seed",
        Kind = ValueKinds.WholeNumber(0, int.MaxValue, ""), DefaultInWords = "other weather in each run, of now",
        Description = "Make the same records in every run, their times included.",
    };

    /// <summary>See <see cref="TransactionSettings.Transactions"/>.</summary>
    public static readonly Setting<long> TransactionLimit = new()
    {
        Group = SettingGroup.Producing, Option = "--limit",
        Kind = ValueKinds.WholeNumber(1L, 1_000_000_000L, "transactions"), Default = "1000",
        Description = "Transactions to make; each is some nine messages.",
    };

    /// <summary>See <see cref="TransactionSettings.TransactionsPerSecond"/>.</summary>
    public static readonly Setting<double?> TransactionRate = new()
    {
        Group = SettingGroup.Producing, Option = "--rate",
        Kind = ValueKinds.Rate, DefaultInWords = "as fast as it goes",
        Description = "Transactions a second.",
    };

    /// <summary>See <see cref="TransactionSettings.Seed"/>.</summary>
    public static readonly Setting<int> TransactionSeed = new()
    {
        Group = SettingGroup.Producing, Option = "--seed",
        Kind = ValueKinds.WholeNumber(0, int.MaxValue, ""), DefaultInWords = "other transactions in each run",
        Description = "Make the same messages in every run, their times included.",
    };

    /// <summary>An option for each of some settings.</summary>
    public static IEnumerable<Option> Of(IEnumerable<Setting> settings) => settings.Select(SettingOption.ForVerb);

    private static ValueKind<string> ColumnName(string placeholder) => new(placeholder, "", "1 to 1,000 characters, none of them a control character", text =>
        text.Length is > 0 and <= 1000 && !text.Any(char.IsControl) ? Reading<string>.Of(text) : Reading<string>.Refused());

    private static Reading<TopicShape?> ReadShape(string text)
    {
        var parts = text.Split(':');
        var replication = (short)-1;
        var isShape = parts.Length <= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var partitions) && partitions is >= 1 and <= 10_000
            && (parts.Length == 1 || (short.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out replication) && replication >= 1));
        return isShape
            ? Reading<TopicShape?>.Of(new TopicShape(int.Parse(parts[0], CultureInfo.InvariantCulture), replication))
            : Reading<TopicShape?>.Refused();
    }

    private static Reading<SourceEncoding> ReadEncoding(string text) => text.ToLowerInvariant() switch
    {
        "utf-8" or "utf8" => Reading<SourceEncoding>.Of(SourceEncoding.Utf8),
        "latin-1" or "latin1" or "iso-8859-1" => Reading<SourceEncoding>.Of(SourceEncoding.Latin1),
        _ => Reading<SourceEncoding>.Refused(),
    };

    private static Reading<char> ReadDelimiter(string text) => text switch
    {
        "tab" or @"\t" => Reading<char>.Of('\t'),
        [var only] when char.IsAscii(only) && !char.IsAsciiLetterOrDigit(only) && only is not ('"' or '\r' or '\n' or '\0') => Reading<char>.Of(only),
        _ => Reading<char>.Refused(),
    };

    private static Reading<IReadOnlyDictionary<string, ColumnType>> ReadTypes(string text)
    {
        var types = new Dictionary<string, ColumnType>(StringComparer.Ordinal);
        foreach (var piece in CommaList.Split(text))
        {
            // A column's name may have colons in it, a type has none.
            var colon = piece.LastIndexOf(':');
            var type = ColumnTypeKind.Read(piece[(colon + 1)..].Trim());
            if (colon < 1 || type.Refusal is not null)
            {
                return Reading<IReadOnlyDictionary<string, ColumnType>>.Refused($"has '{piece}' in it");
            }

            if (!types.TryAdd(piece[..colon], type.Value))
            {
                return Reading<IReadOnlyDictionary<string, ColumnType>>.Refused($"names {piece[..colon]} more than once");
            }
        }

        return Reading<IReadOnlyDictionary<string, ColumnType>>.Of(types);
    }
}
