using System.Globalization;
using HdfsConsumer.Observing;
using HdfsConsumer.Producing.Sending;

namespace HdfsConsumer.Producing;

/// <summary>Tells at the end of a run what became of the rows.</summary>
/// <param name="settings">What was asked for.</param>
/// <param name="surroundings">Where to tell it.</param>
/// <param name="sourceName">See <see cref="Sources.IRowSource.Name"/>.</param>
internal sealed class PublishingSummary(PublishingSettings settings, PublishingSurroundings surroundings, string sourceName)
{
    private readonly string _source = settings.Source is FileSettings { Path: null } ? "standard input" : PrintableText.Of(sourceName);
    private readonly string _topics = settings.Topics.Count == 1 ? $"topic {settings.Topics[0]}" : $"{settings.Topics.Count} topics";
    private readonly long _began = surroundings.Clock.GetTimestamp();

    /// <summary>Tells it.</summary>
    /// <param name="counts">What became of the rows.</param>
    /// <param name="failures">The first records that were not taken.</param>
    /// <param name="isCutShort">Whether the source was not read to its end.</param>
    public void Tell(PublishingCounts counts, IReadOnlyList<FailedRecord> failures, bool isCutShort)
    {
        if (!isCutShort && counts.Delivered + counts.AlreadyThere + counts.Rejected + counts.Failed == 0)
        {
            Say($"There are no rows in {_source}: there was nothing to publish.");
            return;
        }

        var took = surroundings.Clock.GetElapsedTime(_began).TotalSeconds;
        var isTakenBack = isCutShort && settings.Transactional;
        Say($"{(isTakenBack ? "Sent and took back" : "Published")} {Records(counts.Delivered)} of {_source} to {_topics} in {took:0.0} s ({counts.Delivered / Math.Max(0.001, took):0}/s).");
        if (counts.AlreadyThere > 0)
        {
            Say($"Left out {Rows(counts.AlreadyThere)} that the topic has already.");
        }

        if (counts.Rejected > 0 && !settings.Strict && settings.Source is FileSettings file)
        {
            Say($"Rejected {Rows(counts.Rejected)}; each is in {file.RejectedPath} with line and reason. Correct them in the source and publish it again with --resume.");
        }

        if (counts.Failed > 0)
        {
            TellFailures(counts.Failed, failures);
        }

        if (isTakenBack)
        {
            Say($"Consumers that read what is committed see nothing of this run.");
        }
        else if (isCutShort && settings.Source is FileSettings)
        {
            Say($"Stopped before the end. The same command with --resume publishes the rest.");
        }
    }

    private void TellFailures(long failed, IReadOnlyList<FailedRecord> failures)
    {
        Say($"Not sent: {Records(failed)}.");
        foreach (var failure in failures)
        {
            Say($"  line {failure.Line}: {failure.Reason}");
        }

        if (failed > failures.Count)
        {
            Say($"  and {failed - failures.Count} more");
        }
    }

    private void Say(FormattableString line) => surroundings.Output.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static string Records(long count) => count == 1 ? "1 record" : string.Create(CultureInfo.InvariantCulture, $"{count} records");

    private static string Rows(long count) => count == 1 ? "1 row" : string.Create(CultureInfo.InvariantCulture, $"{count} rows");
}
