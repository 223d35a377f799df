using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Tests.Configuration.Pipelines;

public sealed class DestinationTemplateTests
{
    [Theory]
    [InlineData("customers_usa", 1, "")]
    [InlineData("{country}/{city}", 2, "country city")]
    [InlineData("{topic}/date={timestamp:yyyy-MM-dd}", 2, "topic timestamp")]
    [InlineData("v1.2/{a.b}-{c d}", 2, "a.b c d")]
    [InlineData("{at:yyyy}/{at:MM}", 2, "at at")]
    public void ATemplateHasPartsAndFields(string text, int parts, string fields)
    {
        var template = DestinationTemplate.Of(text);

        Assert.Equal(parts, template.Parts.Count);
        Assert.Equal(fields, string.Join(' ', template.Fields));
        Assert.Equal(text, template.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData(".")]
    [InlineData("a/../b")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("{}")]
    [InlineData("{ }")]
    [InlineData("{:yyyy}")]
    [InlineData("{a")]
    [InlineData("a}")]
    [InlineData("{a:}")]
    [InlineData("{a:yyyy/MM}")]
    [InlineData("{a:HH:mm}")]
    [InlineData("{a:'..'}")]
    [InlineData("{a:.FFF}")]
    [InlineData("{a:FFF}")]
    [InlineData("{a:'unfinished}")]
    [InlineData("{a:d}")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData("é")]
    [InlineData("~")]
    [InlineData("_dead-letters")]
    [InlineData("_Dead-Letters/{a}")]
    public void WhatGivesNoFolderIsRefused(string text) => Assert.NotNull(DestinationTemplate.Read(text).Refusal);
}
