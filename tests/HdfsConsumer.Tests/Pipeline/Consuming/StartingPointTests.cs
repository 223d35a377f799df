using HdfsConsumer.Configuration;
using HdfsConsumer.Pipeline.Consuming;

namespace HdfsConsumer.Tests.Pipeline.Consuming;

public sealed class StartingPointTests
{
    private static readonly StartRules Rules = new(AutoOffsetReset.Earliest, OnAhead.Stop, OnDataLoss.Continue);

    [Fact]
    public void TheWatermarkCountsBeforeAllElse() => Assert.Equal(
        new StartingPoint(50, StartReason.Watermark),
        StartingPoint.Decide(new PartitionStanding(Watermark: 50, Committed: 40, Low: 0, High: 100, AppearedLater: false), Rules));

    [Fact]
    public void WithoutOneTheCommittedOffsetCounts() => Assert.Equal(
        new StartingPoint(40, StartReason.Committed),
        StartingPoint.Decide(new PartitionStanding(Watermark: null, Committed: 40, Low: 0, High: 100, AppearedLater: false), Rules));

    [Theory]
    [InlineData("Earliest", 5)]
    [InlineData("Latest", 100)]
    public void WithoutEitherTheSettingCounts(string reset, long offset) => Assert.Equal(
        offset,
        StartingPoint.Decide(
            new PartitionStanding(Watermark: null, Committed: null, Low: 5, High: 100, AppearedLater: false),
            Rules with { AutoOffsetReset = Enum.Parse<AutoOffsetReset>(reset) }).Offset);

    [Fact]
    public void APartitionThatAppearedLaterIsReadFromItsBeginning() => Assert.Equal(
        new StartingPoint(0, StartReason.Earliest),
        StartingPoint.Decide(
            new PartitionStanding(Watermark: null, Committed: 3, Low: 0, High: 100, AppearedLater: true),
            Rules with { AutoOffsetReset = AutoOffsetReset.Latest }));

    [Fact]
    public void KafkaAheadOfTheWatermarkStops() => Assert.Equal(
        StartObstacle.KafkaIsAhead,
        StartingPoint.Decide(new PartitionStanding(Watermark: 50, Committed: 60, Low: 0, High: 100, AppearedLater: false), Rules).Obstacle);

    [Fact]
    public void UnlessTheMissingRecordsAreToBeReplayed() => Assert.Equal(
        new StartingPoint(50, StartReason.Watermark),
        StartingPoint.Decide(
            new PartitionStanding(Watermark: 50, Committed: 60, Low: 0, High: 100, AppearedLater: false),
            Rules with { OnAhead = OnAhead.Replay }));

    [Fact]
    public void OrSkipped() => Assert.Equal(
        new StartingPoint(60, StartReason.SkippedAhead),
        StartingPoint.Decide(
            new PartitionStanding(Watermark: 50, Committed: 60, Low: 0, High: 100, AppearedLater: false),
            Rules with { OnAhead = OnAhead.Skip }));

    [Fact]
    public void WhatRetentionRemovedIsCounted() => Assert.Equal(
        new StartingPoint(70, StartReason.Watermark, Lost: 20),
        StartingPoint.Decide(new PartitionStanding(Watermark: 50, Committed: 50, Low: 70, High: 100, AppearedLater: false), Rules));

    [Fact]
    public void AndStopsWhereTheSettingSaysSo() => Assert.Equal(
        StartObstacle.RecordsLost,
        StartingPoint.Decide(
            new PartitionStanding(Watermark: 50, Committed: 50, Low: 70, High: 100, AppearedLater: false),
            Rules with { OnDataLoss = OnDataLoss.Fail }).Obstacle);

    [Fact]
    public void AWatermarkBeyondTheEndMeansAnotherTopic() => Assert.Equal(
        StartObstacle.BeyondTheEnd,
        StartingPoint.Decide(new PartitionStanding(Watermark: 50, Committed: null, Low: 0, High: 49, AppearedLater: false), Rules).Obstacle);
}
