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

    /// <summary>Makes the verb.</summary>
    /// <param name="verb">Makes it.</param>
    /// <param name="options">The options that it has in common with others.</param>
    public static Command Create(ProduceVerb verb, IEnumerable<Setting> options)
    {
        IEnumerable<Setting> own = [ProduceOptions.WeatherTopic, ProduceOptions.Continuous, ProduceOptions.WeatherLimit, ProduceOptions.Rate, ProduceOptions.Seed];
        var command = verb.Create("weather", "Publishes made-up weather of places, which report in turn.", [.. own, .. options], Read);
        command.Arguments.Add(Places);
        return command;
    }

    private static PublishingSettings Read(ProduceInput input)
    {
        var places = PlacesIn(input);
        var isContinuous = input.Values.Of(ProduceOptions.Continuous);
        var limit = input.Values.Given(ProduceOptions.WeatherLimit) is null ? (long?)null : input.Values.Of(ProduceOptions.WeatherLimit, 1);
        CheckKey(input);
        var settings = input.Settings([input.Values.Of(ProduceOptions.WeatherTopic)], new MadeUpWeatherSettings(new WeatherSettings
        {
            Places = places,
            Records = limit ?? (isContinuous ? null : places.Count),
            RecordsPerSecond = input.Values.Of(ProduceOptions.Rate, isContinuous ? ContinuousRate : null),
            Seed = input.Values.Given(ProduceOptions.Seed) is null ? null : input.Values.Of(ProduceOptions.Seed, 0),
            KeyField = input.Key,
        }));
        if (settings.Transactional && isContinuous && limit is null)
        {
            input.Problems.Add(new(ProduceOptions.Transactional.Option, $"does not go with {ProduceOptions.Continuous}, which has no end; give {ProduceOptions.WeatherLimit}, or leave one of them out"));
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
