using HdfsConsumer.Pipeline.Sinks;
using HdfsConsumer.Pipeline.Sinks.Sql;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline;

/// <summary>Where a pipeline lands, open.</summary>
/// <param name="Landing">Its topics and watermarks.</param>
/// <param name="NewSink">Makes what lands records there.</param>
/// <param name="Snapshots">What keeps it in versions; null where nothing does.</param>
/// <param name="Database">What is to be closed with it, null for nothing.</param>
internal sealed record LandingPlace(ILanding Landing, Func<ISink> NewSink, ISnapshots? Snapshots = null, SqlDatabase? Database = null) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Database?.Dispose();
}
