using HdfsConsumer.Producing.Sending;

namespace HdfsConsumer.Producing;

/// <summary>Shows how publishing gets on.</summary>
internal interface IPublishingProgress
{
    /// <summary>Does the work, and shows the counts meanwhile. What the work throws is thrown.</summary>
    void Watch(PublishingCounts counts, Action work);
}
