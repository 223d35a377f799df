using System.Globalization;

using HdfsConsumer.Producing.Sending;

namespace HdfsConsumer.Producing;

/// <summary>Shows progress as a line every five seconds, for logs.</summary>
/// <param name="error">Where to.</param>
/// <param name="clock">The clock.</param>
internal sealed class ProgressLines(TextWriter error, TimeProvider clock) : IPublishingProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public void Watch(PublishingCounts counts, Action work)
    {
        var began = clock.GetTimestamp();
        using var timer = clock.CreateTimer(_ => error.WriteLine(Line(counts, clock.GetElapsedTime(began))), null, Interval, Interval);
        work();
    }

    /// <summary>The line.</summary>
    /// <param name="counts">What has become of the rows.</param>
    /// <param name="elapsed">Since the beginning.</param>
    public static string Line(PublishingCounts counts, TimeSpan elapsed)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{counts.Delivered} records published, {counts.Delivered / elapsed.TotalSeconds:0}/s");
        var fraction = counts.FractionRead;
        if (!(fraction > 0))
        {
            return line;
        }

        var left = elapsed * ((1 - fraction) / fraction);
        return string.Create(CultureInfo.InvariantCulture, $"{line}, {fraction * 100:0} % read, about {left.TotalSeconds:0} s left");
    }
}
