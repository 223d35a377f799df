using System.CommandLine;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Producing;
using HdfsConsumer.Producing.Csv;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>produce csv</c>.</summary>
internal static class ProduceCsvCommand
{
    private static readonly Argument<string?> File = new("FILE")
    {
        Description = "The file, with a header in its first line; - is standard input.", Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly ValueKind<CellType> CellTypes = ValueKinds.Choice<CellType>();

    private static readonly Setting<char> Delimiter = new()
    {
        Group = SettingGroup.Producing, Option = "--delimiter",
        Kind = new("CHARACTER", "", "one character of ASCII other than a quote, a letter, a digit and a line end, or the word tab", ReadDelimiter), Default = ",",
        Description = "What stands between two cells: ';', '|', tab.",
    };

    private static readonly Setting<IReadOnlyDictionary<string, CellType>> Types = new()
    {
        Group = SettingGroup.Producing, Option = "--types",
        Kind = new("COLUMN:TYPE,...", "", "COLUMN:TYPE, several with commas between them; a type is int, double, bool or string", ReadTypes) { IsList = true },
        DefaultInWords = "inferred from the whole file",
        Description = "Types of columns: crim:double,chas:int. A row with a cell of another type is rejected.",
    };

    private static readonly Setting<EmptyCells> Empty = new()
    {
        Group = SettingGroup.Producing, Option = "--empty",
        Kind = ValueKinds.Choice<EmptyCells>(), Default = "null",
        Description = "What an empty cell becomes: empty text, null, or no field at all.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="verb">Makes it.</param>
    /// <param name="options">The options that it has in common with others.</param>
    public static Command Create(ProduceVerb verb, IEnumerable<Setting> options)
    {
        var command = verb.Create(
            "csv", "Publishes the rows of a CSV file (RFC 4180) as JSON objects, columns as fields, numbers as numbers.",
            [ProduceOptions.Topic, Delimiter, Types, Empty, .. options], Read);
        command.Arguments.Add(File);
        return command;
    }

    private static PublishingSettings Read(ProduceInput input)
    {
        var path = input.FilePath(File);
        return input.FileSettings(new CsvFileSettings
        {
            Path = path,
            Name = input.SourceName(path),
            RejectedPath = input.RejectedPath(path),
            Encoding = input.Values.Of(ProduceOptions.Encoding),
            Csv = new CsvSettings
            {
                Delimiter = input.Values.Of(Delimiter),
                Types = input.Values.Of(Types, new Dictionary<string, CellType>()),
                Empty = input.Values.Of(Empty),
                KeyColumn = input.Key,
                AddRecordId = input.Values.Of(ProduceOptions.AddRecordId),
                RowBytesMax = input.Values.Of(ProduceOptions.MaxRowSize),
            },
        });
    }

    private static Reading<char> ReadDelimiter(string text) => text switch
    {
        "tab" or @"\t" => Reading<char>.Of('\t'),
        [var only] when char.IsAscii(only) && !char.IsAsciiLetterOrDigit(only) && only is not ('"' or '\r' or '\n' or '\0') => Reading<char>.Of(only),
        _ => Reading<char>.Refused(),
    };

    private static Reading<IReadOnlyDictionary<string, CellType>> ReadTypes(string text)
    {
        var types = new Dictionary<string, CellType>(StringComparer.Ordinal);
        foreach (var piece in CommaList.Split(text))
        {
            // A column's name may have colons in it, a type has none.
            var colon = piece.LastIndexOf(':');
            var type = CellTypes.Read(piece[(colon + 1)..].Trim());
            if (colon < 1 || type.Refusal is not null)
            {
                return Reading<IReadOnlyDictionary<string, CellType>>.Refused($"has '{piece}' in it");
            }

            if (!types.TryAdd(piece[..colon], type.Value))
            {
                return Reading<IReadOnlyDictionary<string, CellType>>.Refused($"names {piece[..colon]} more than once");
            }
        }

        return Reading<IReadOnlyDictionary<string, CellType>>.Of(types);
    }
}
