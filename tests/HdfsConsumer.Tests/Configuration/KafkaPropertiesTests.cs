using HdfsConsumer.Configuration;

namespace HdfsConsumer.Tests.Configuration;

public sealed class KafkaPropertiesTests : IDisposable
{
    private readonly Load _load = new Load().Typed(SettingTable.Topics, "a");

    public void Dispose() => _load.Dispose();

    [Fact]
    public void AnyPropertyMayBeSetByItsOwnName()
    {
        var settings = _load
            .AppSettings("""{ "Kafka": { "Properties": { "sasl.username": "file", "ssl.ca.location": "/ca.pem" } } }""")
            .Variable("Kafka__Properties__sasl.username", "variable")
            .Settings();

        Assert.Equal("variable", settings.Kafka.Properties["sasl.username"]);
        Assert.Equal("/ca.pem", settings.Kafka.Properties["ssl.ca.location"]);
    }

    [Fact]
    public void InTheEnvironmentUnderscoresStandForDots() =>
        Assert.Equal("x", _load.Variable("KAFKA__PROPERTIES__SASL_PASSWORD", "x").Settings().Kafka.Properties["sasl.password"]);

    [Fact]
    public void AValueMayComeFromAFile()
    {
        var settings = _load
            .File("password", "s3cret\n")
            .AppSettings("""{ "Kafka": { "Properties": { "sasl.password@file": "password" } } }""")
            .Variable("Kafka__Properties__ssl_key_password__file", "password")
            .Settings();

        Assert.Equal("s3cret", settings.Kafka.Properties["sasl.password"]);
        Assert.Equal("s3cret", settings.Kafka.Properties["ssl.key.password"]);
    }

    [Fact]
    public void AFileThatIsNotThereIsAnError()
    {
        Assert.Null(_load.Variable("Kafka__Properties__sasl_password__file", "nowhere").Try());
        Assert.StartsWith("Kafka__Properties__sasl_password__file: the file cannot be read: ", _load.ProblemText, StringComparison.Ordinal);
    }

    [Fact]
    public void AVariableWinsOverAFilesSecretFile() =>
        Assert.Equal("x", _load
            .AppSettings("""{ "Kafka": { "Properties": { "sasl.password@file": "nowhere" } } }""")
            .Variable("Kafka__Properties__sasl_password", "x")
            .Settings().Kafka.Properties["sasl.password"]);

    [Fact]
    public void OnePropertyTwiceInOnePlaceIsAnError()
    {
        Assert.Null(_load.AppSettings("""{ "Kafka": { "Properties": { "sasl.password@file": "f", "sasl.password": "s3cret" } } }""").Try());
        Assert.Equal(
            "appsettings.json, Kafka:Properties:sasl.password@file: is the same property as appsettings.json, Kafka:Properties:sasl.password; leave one of them out",
            _load.ProblemText);
    }

    [Theory]
    [InlineData("group.id", "set it with --group-id")]
    [InlineData("bootstrap.servers", "set it with --bootstrap-servers")]
    [InlineData("auto.offset.reset", "set it with --auto-offset-reset")]
    [InlineData("enable.auto.commit", "leave it out: offsets are committed at checkpoints, see --checkpoint-interval")]
    [InlineData("enable.auto.offset.store", "leave it out: offsets are committed at checkpoints, see --checkpoint-interval")]
    [InlineData("partition.assignment.strategy", "leave it out: partitions are always assigned cooperatively")]
    [InlineData("Enable.Partition.EOF", "leave it out: to stop at the end there is --until-end")]
    [InlineData("isolation.level", "is not accepted; accepted: read_committed or read_uncommitted")]
    public void WhatTheProgramDecidesItselfIsAnErrorThatNamesTheOption(string property, string problem)
    {
        Assert.Null(_load.AppSettings($$"""{ "Kafka": { "Properties": { "{{property}}": "s3cret" } } }""").Try());
        Assert.Equal($"appsettings.json, Kafka:Properties:{property}: {problem}", _load.ProblemText);
    }

    [Fact]
    public void UncommittedRecordsMayBeRead() =>
        Assert.Equal("read_uncommitted", _load.Variable("Kafka__Properties__isolation_level", "read_uncommitted").Settings().Kafka.Properties["isolation.level"]);

    [Fact]
    public void ValuesAreNotPartOfTheSettingsText()
    {
        var text = _load.Variable("Kafka__Properties__sasl_password", "s3cret").Settings().ToString();

        Assert.Contains("sasl.password", text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
    }
}
