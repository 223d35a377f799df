using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration;

/// <summary>The JSON schema of appsettings.json, with which editors complete and check it (json-schema.org, draft 2020-12).</summary>
internal static class SettingsSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema, lines ended by <c>\n</c>.</summary>
    public static string Render()
    {
        var root = Section("Settings of HdfsConsumer.");
        root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        Properties(root)["$schema"] = new JsonObject { ["type"] = "string" };
        foreach (var setting in SettingTable.All.Where(setting => setting.Key is not null))
        {
            Put(root, setting.Key!, setting);
        }

        Properties(Properties(root)["Kafka"]!.AsObject())["Properties"] = new JsonObject
        {
            ["type"] = "object", ["description"] = "Any librdkafka property by its name there.", ["additionalProperties"] = new JsonObject { ["type"] = Any() },
        };
        Properties(root)["Pipelines"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = Pipeline() };
        root["$defs"] = new JsonObject { ["condition"] = Condition() };
        return root.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }

    private static JsonObject Pipeline()
    {
        var pipeline = Section("A pipeline: topics, what is made of their records, and where these are landed.");
        foreach (var setting in PipelineTable.Settings)
        {
            Put(pipeline, setting.InPipeline!, setting);
        }

        var parse = Properties(Properties(pipeline)["Parse"]!.AsObject());
        parse["Columns"] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "Typed columns in their order: what is landed of a record. Without them it is landed as it came.",
            ["additionalProperties"] = new JsonObject { ["anyOf"] = new JsonArray(Type(), Object(("Type", Type()), ("From", Text("The member that it is taken from, user.id for one within another.")))) },
        };
        var sink = Properties(Properties(pipeline)["Sink"]!.AsObject());
        sink["Tables"] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "What single tables have of the columns, by their names.",
            ["additionalProperties"] = Object(("Columns", Texts("The columns that it has; all without it.")), ("Keys", Texts("The columns that tell one row from another."))),
        };
        sink["Dimensions"] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "Tables of values, each with a number, which the other tables have beside the value.",
            ["additionalProperties"] = Object(("Column", Text("The column that has the values.")), ("Key", Text("The column for their numbers."))),
        };
        sink["Top"] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "Lists of the values that are there most often, as top_NAME.csv: of each name the field.",
            ["additionalProperties"] = Text("The field whose values are counted."),
        };
        sink["Numbers"] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "Statistics of fields that are numbers, as NAME.csv.",
            ["additionalProperties"] = Object(("Fields", Texts("The fields that are numbers.")), ("By", Text("The field whose values are groups, of which each has statistics of its own."))),
        };
        sink["Separators"] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "Fields that have several values in one text: what stands between them.",
            ["additionalProperties"] = Text("What stands between two values."),
        };
        parse["Required"] = Texts("Columns that a record needs a value for.");
        parse["NullTexts"] = Texts("Texts that stand for null.");
        Properties(pipeline)["Routes"] = new JsonObject
        {
            ["type"] = "array",
            ["description"] = "Rules; the first that fits a record decides.",
            ["items"] = Object(
                ("When", Reference()),
                ("Otherwise", Flag("For every record that no rule before fits.")),
                ("To", Text(DestinationTemplate.Accepted)),
                ("AddReason", Text("The member to add that says which required columns a record misses.")),
                ("Drop", Flag("Read and not landed.")),
                ("DeadLetter", Text("Put aside, for this reason."))),
        };
        return pipeline;
    }

    private static JsonObject Condition() => Object(
        ("Field", Text("The column or member that is tested.")),
        ("Equals", Scalar("It is this.")),
        ("In", new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = Any() }, ["description"] = "It is one of these." }),
        ("Exists", Flag("The member is there, null or not.")),
        ("NotEmpty", Flag("It has a text that is not empty.")),
        ("Matches", Text("A regular expression that is found in it.")),
        ("Less", Scalar("It is less.")),
        ("Greater", Scalar("It is greater.")),
        ("And", Conditions("All of these hold.")),
        ("Or", Conditions("One of these holds.")),
        ("Not", Reference()),
        ("MissesRequired", Flag("The record has no value for a required column.")));

    private static void Put(JsonObject root, string key, Setting setting)
    {
        var names = key.Split(':');
        var section = root;
        foreach (var name in names[..^1])
        {
            var properties = Properties(section);
            properties[name] ??= Section(description: null);
            section = properties[name]!.AsObject();
        }

        Properties(section)[names[^1]] = Value(setting);
    }

    private static JsonObject Value(Setting setting)
    {
        var value = Scalar($"{setting.Description} Accepted: {setting.Accepted}. Default: {setting.Default ?? setting.DefaultInWords}.");
        if (setting.IsFlag)
        {
            value["type"] = "boolean";
        }
        else if (setting.Placeholder!.Contains('|', StringComparison.Ordinal))
        {
            value.Remove("type");
            value["enum"] = new JsonArray([.. setting.Placeholder.Split('|').Select(choice => JsonValue.Create(choice))]);
        }
        else if (setting.IsList)
        {
            value["type"] = new JsonArray("string", "array");
            value["items"] = new JsonObject { ["type"] = "string" };
        }

        return value;
    }

    private static JsonObject Section(string? description)
    {
        var section = new JsonObject { ["type"] = "object" };
        if (description is not null)
        {
            section["description"] = description;
        }

        section["additionalProperties"] = false;
        section["properties"] = new JsonObject();
        return section;
    }

    private static JsonObject Object(params (string Name, JsonNode Value)[] members)
    {
        var section = Section(description: null);
        foreach (var (name, value) in members)
        {
            Properties(section)[name] = value;
        }

        return section;
    }

    private static JsonObject Properties(JsonObject section) => section["properties"]!.AsObject();

    private static JsonObject Type() => Text($"Accepted: {ColumnTypeKind.Value.Accepted}.");

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    private static JsonObject Flag(string description) => new() { ["type"] = "boolean", ["description"] = description };

    private static JsonObject Scalar(string description) => new() { ["type"] = Any(), ["description"] = description };

    private static JsonObject Texts(string description) =>
        new() { ["type"] = new JsonArray("string", "array"), ["items"] = new JsonObject { ["type"] = "string" }, ["description"] = description };

    private static JsonObject Conditions(string description) => new() { ["type"] = "array", ["items"] = Reference(), ["description"] = description };

    private static JsonObject Reference() => new() { ["$ref"] = "#/$defs/condition" };

    private static JsonArray Any() => new("string", "number", "boolean");
}
