using System.CommandLine;
using HdfsConsumer.Configuration.Values;
using HdfsConsumer.Producing;

namespace HdfsConsumer.Commands;

/// <summary>The verb <c>produce weather</c>.</summary>
internal static class ProduceWeatherCommand
{
    private const double ContinuousRate = 1;

    private static readonly Argument<string[]> Places = new("CITY COUNTRY")
    {
        Description = "The places, each a city and its country: Paris France, or Paris France Tokyo Japan.", Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Setting<string> Topic = new()
    {
        Group = SettingGroup.Producing, Option = "--topic",
        Kind = NameKinds.Topic, Default = "geo_weather_stream",
        Description = "Topic to publish to.",
    };

    private static readonly Setting<bool> Continuous = new()
    {
        Group = SettingGroup.Producing, Option = "--continuous",
        Kind = ValueKinds.Flag, Default = "false",
        Description = "Go on until Ctrl-C or SIGTERM, one record a second unless --rate says otherwise.",
    };

    private static readonly Setting<long> Limit = new()
    {
        Group = SettingGroup.Producing, Option = "--limit",
        Kind = ValueKinds.WholeNumber(1L, 1_000_000_000_000L, "records"), DefaultInWords = "one for each place; none with --continuous",
        Description = "Publish N records, the places in turn.",
    };

    private static readonly Setting<double> Rate = new()
    {
        Group = SettingGroup.Producing, Option = "--rate",
        Kind = ValueKinds.Rate, DefaultInWords = "as fast as it goes; 1 with --continuous",
        Description = "Records a second.",
    };

    private static readonly Setting<int> Seed = new()
    {
        Group = SettingGroup.Producing, Option = "--seed",
        Kind = ValueKinds.WholeNumber(0, int.MaxValue, ""), DefaultInWords = "other weather in each run, of now",
        Description = "Make the same records in every run, their times included.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="verb">Makes it.</param>
    /// <param name="options">The options that it has in common with others.</param>
    public static Command Create(ProduceVerb verb, IEnumerable<Setting> options)
    {
        IEnumerable<Setting> own = [Topic, Continuous, Limit, Rate, Seed];
        var command = verb.Create("weather", "Publishes made-up weather of places, which report in turn.", [.. own, .. options], Read);
        command.Arguments.Add(Places);
        return command;
    }

    private static PublishingSettings Read(ProduceInput input)
    {
        var places = PlacesIn(input);
        var isContinuous = input.Values.Of(Continuous);
        var limit = input.Values.OrNull(Limit);
        CheckKey(input);
        var settings = input.Settings([input.Values.Of(Topic)], new MadeUpWeatherSettings(new WeatherSettings
        {
            Places = places,
            Records = limit ?? (isContinuous ? null : places.Count),
            RecordsPerSecond = input.Values.OrNull(Rate) ?? (isContinuous ? ContinuousRate : null),
            Seed = input.Values.OrNull(Seed),
            KeyField = input.Key,
        }));
        if (settings.Transactional && isContinuous && limit is null)
        {
            input.Problems.Add(new(ProduceOptions.Transactional.Option, $"does not go with {Continuous}, which has no end; give {Limit}, or leave one of them out"));
        }

        return settings;
    }

    private static List<(string City, string Country)> PlacesIn(ProduceInput input)
    {
        string[] words = [.. input.Typed.GetResult(Places)?.Tokens.Select(token => token.Value) ?? []];
        if (words.Length == 0 || words.Length % 2 != 0 || words.Contains(""))
        {
            input.Problems.Add(new(
                "CITY COUNTRY",
                words.Length == 0 ? "no place is named; accepted: a city and its country, such as Paris France"
                : words.Contains("") ? "has an empty word in it; accepted: a city and its country, such as Paris France"
                : $"'{string.Join(' ', words)}' has {words[^1]} without its country; a name of several words stands in quotes: \"New York\" USA"));
            return [];
        }

        return [.. words.Chunk(2).Select(place => (place[0], place[1]))];
    }

    private static void CheckKey(ProduceInput input)
    {
        if (input.Key is { } key && !SampleWeather.Fields.Contains(key))
        {
            input.Problems.Add(new(ProduceOptions.Key.Option, $"'{key}' is no field of the weather; accepted: {string.Join(", ", SampleWeather.Fields)}"));
        }
    }
}
