using HdfsConsumer.Configuration;

namespace HdfsConsumer.Tests.Configuration;

public sealed class WhenSettingsAreWrong : IDisposable
{
    private readonly Load _load = new();

    public void Dispose() => _load.Dispose();

    [Fact]
    public void AllIsToldAtOnceByTheNameThatItWasGiven()
    {
        _load
            .Typed(SettingTable.Topics, "a,,b")
            .Typed(SettingTable.BatchSize, "0")
            .Variable("HDFS_FLUSH_INTERVAL", "soon")
            .Variable("Landing__Compression", "zip")
            .AppSettings("""{ "Landing": { "MaxFileSize": "1B" }, "Kafka": { "BootstrapServers": "host:0" } }""");

        Assert.Null(_load.Try());
        Assert.Equal(
            [
                "--batch-size: '0' is not accepted; accepted: a whole number from 1 to 1,000,000",
                "--topics: 'a,,b' has nothing between two commas or at an end; accepted: topic names with commas between them, each of 1 to 249 letters (a-z, A-Z), digits, '.', '_' and '-'",
                "HDFS_FLUSH_INTERVAL: 'soon' is not accepted; accepted: a time from 1ms to 1h, such as 30, 30s, 500ms, 5m or 1h",
                "Landing__Compression: 'zip' is not accepted; accepted: none or gzip",
                "appsettings.json, Kafka:BootstrapServers: 'host:0' is not accepted; accepted: host:port, several with commas between them; the port, from 1 to 65535, is 9092 where it is left out",
                "appsettings.json, Landing:MaxFileSize: '1B' is not accepted; accepted: a size from 1KB to 1TB, such as 500000, 100MB or 64MiB",
            ],
            _load.Problems.Select(problem => problem.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void MissingTopicsAreExplained()
    {
        Assert.Null(_load.Try());
        Assert.Equal(
            "--topics: no topic is named; give --topics NAME[,NAME...], Landing:Topics in appsettings.json, or Landing__Topics in the environment",
            _load.ProblemText);
    }

    [Fact]
    public void AValueCannotForgeALineOfTheReport()
    {
        _load.Typed(SettingTable.Topics, "a\n  --all: is well\u001b[2J").Try();

        Assert.Contains(@"'a\n  --all: is well\u001b[2J' is no topic name", _load.ProblemText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Landing": { "Bachsize": 5 } }""", "appsettings.json, Landing:Bachsize: there is no such setting; the nearest is Landing:BatchSize")]
    [InlineData("""{ "Kafak": { "GroupId": "x" } }""", "appsettings.json, Kafak:GroupId: there is no such setting; the nearest is Kafka:GroupId")]
    [InlineData("""{ "Kafka": { "sasl.password": "s3cret" } }""", "appsettings.json, Kafka:sasl.password: there is no such setting; librdkafka's own properties go under Kafka:Properties")]
    [InlineData("""{ "Logging": { "LogLevel": { "Default": "x" } } }""", "appsettings.json, Logging:LogLevel:Default: there is no such setting")]
    [InlineData("""{ "Landing": 5 }""", "appsettings.json, Landing: is a section; put its settings between { and }")]
    [InlineData("""{ "Landing": { "BatchSize": { "Max": 5 } } }""", "appsettings.json, Landing:BatchSize:Max: there is no such setting; the nearest is Landing:BatchSize")]
    [InlineData("""{ "Landing": { "BatchSize": 1, "batchsize": 2 } }""", "appsettings.json, Landing:BatchSize: is there twice")]
    [InlineData("""{ "Unheard": null }""", "appsettings.json, Unheard: there is no such setting")]
    public void AKeyThatNobodyReadsIsAnError(string json, string problem)
    {
        Assert.Null(_load.Typed(SettingTable.Topics, "a").AppSettings(json).Try());
        Assert.Equal(problem, _load.ProblemText);
    }

    [Fact]
    public void AVariableOfOurSectionsThatNobodyReadsIsAnError()
    {
        Assert.Null(_load.Typed(SettingTable.Topics, "a").Variable("Landing__Foo", "1").Variable("SOMEBODY__ELSE", "1").Try());
        Assert.Equal("Landing__Foo: there is no such setting", _load.ProblemText);
    }

    [Theory]
    [InlineData("{\n  \"Landing\": {\n    \"BatchSize\": 5\n    \"UntilEnd\": true\n  }\n}", "appsettings.json, line 4: is not JSON: ")]
    [InlineData("[]", "appsettings.json: is no JSON object")]
    [InlineData("", "appsettings.json, line 1: is not JSON: ")]
    public void AFileThatCannotBeReadIsOneErrorAndMissingTopicsAreNotBlamed(string content, string start)
    {
        Assert.Null(_load.AppSettings(content).Try());
        Assert.StartsWith(start, Assert.Single(_load.Problems).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', _load.ProblemText);
    }

    [Fact]
    public void ANamedFileMustExist()
    {
        Assert.Null(_load.Typed(SettingTable.ConfigFile, "nope.json").Try());
        Assert.Equal("--config: 'nope.json' is not there; accepted: a JSON file that exists", _load.ProblemText);
    }

    [Fact]
    public void WhatIsKnownOrMeantForOthersIsLetPass() =>
        _load.AppSettings(
            """
            {
              // Comments and a comma too many are let pass.
              "$schema": "x",
              "Landing": { "Topics": ["a", "b"], "untilend": true },
              "Kafka": { "Properties": {} },
              "Embedded": {},
              "Pipelines": { "lake": { "Topics": [1, { "x": 2 }] } },
            }
            """).Settings();
}
