using System.Data.Common;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>A pipeline that lands in a database: its topics and its watermarks are there, shared by every machine. What is put aside lies in files.</summary>
/// <param name="database">The database.</param>
/// <param name="ledger">Its ledger.</param>
/// <param name="files">What lands the dead letters.</param>
/// <param name="pipeline">The pipeline's name.</param>
internal sealed class SqlLanding(SqlDatabase database, SqlLedger ledger, ILanding files, string pipeline) : ILanding
{
    private readonly Dictionary<ulong, SqlTopicWatermarks> _watermarks = [];

    /// <inheritdoc/>
    public string BasePath => files.BasePath;

    /// <inheritdoc/>
    public OpenTopic? TryOpenTopic(string clusterId, string topic, string? topicId, string? group, bool landNewIncarnation) =>
        group is null ? TryOpenFiles(clusterId, topic) : TryOpenShared(clusterId, topic, topicId, landNewIncarnation);

    /// <summary>What is not read from Kafka lies in files of this base path. Those of another have the same names, so that a random id tells them apart.</summary>
    private OpenTopic? TryOpenFiles(string kind, string topic)
    {
        var opened = files.TryOpenTopic(kind, topic, topicId: null, group: null, landNewIncarnation: false);
        if (opened is { TopicId: null })
        {
            opened = files.TryOpenTopic(kind, topic, Guid.NewGuid().ToString("N"), group: null, landNewIncarnation: false);
        }

        return opened is null ? null : TryOpenShared($"{kind} {opened.TopicId}", topic, topicId: null, landNewIncarnation: false);
    }

    private OpenTopic? TryOpenShared(string clusterId, string topic, string? topicId, bool landNewIncarnation)
    {
        LandedTopic? opened = null;
        var isOpened = database.TryTransact(transaction =>
        {
            var known = Find(transaction, clusterId, topic);
            opened = LandedTopic.Of(known, clusterId, topic, topicId, landNewIncarnation);
            Keep(transaction, known, opened);
            return true;
        });
        return isOpened ? Open(opened!) : null;
    }

    /// <inheritdoc/>
    public OpenTopic? TryBeginIncarnation(TopicKey abandoned)
    {
        LandedTopic? opened = null;
        var isOpened = database.TryTransact(transaction =>
        {
            var known = Find(transaction, abandoned.ClusterId, abandoned.Topic)!;
            opened = known.After(abandoned);
            Keep(transaction, known, opened);
            return true;
        });
        return isOpened ? Open(opened!) : null;
    }

    /// <inheritdoc/>
    /// <remarks>A database finishes or takes back by itself.</remarks>
    public bool TryRepairDestinations() => files.TryRepairDestinations();

    /// <inheritdoc/>
    public long DurableWatermark(PartitionKey key) => ledger.DurableNext(key);

    private LandedTopic? Find(DbTransaction transaction, string clusterId, string topic)
    {
        var incarnations = transaction.Read(
            $"SELECT incarnation, topic_id FROM {SqlLedger.Topics} WHERE pipeline = @pipeline AND cluster = @cluster AND topic = @topic ORDER BY number FOR UPDATE",
            row => new TopicIncarnation(row.GetString(0), row.Text(1)),
            ("@pipeline", pipeline),
            ("@cluster", clusterId),
            ("@topic", topic));
        return incarnations.Count == 0 ? null : new LandedTopic(clusterId, topic, incarnations);
    }

    private void Keep(DbTransaction transaction, LandedTopic? known, LandedTopic opened)
    {
        if (ReferenceEquals(known, opened))
        {
            return;
        }

        (string, object?)[] current = [("@stream", SqlLedger.StreamOf(opened.KeyOf(pipeline, opened.Current).Hash)), ("@id", opened.Current.TopicId)];
        if (opened.Incarnations.Count == known?.Incarnations.Count)
        {
            transaction.Run($"UPDATE {SqlLedger.Topics} SET topic_id = @id WHERE stream = @stream", current);
            return;
        }

        transaction.Run(
            $"""
            INSERT INTO {SqlLedger.Topics} (stream, pipeline, cluster, topic, number, incarnation, topic_id, partitions)
            VALUES (@stream, @pipeline, @cluster, @topic, @number, @incarnation, @id, 0)
            """,
            [
                .. current, ("@pipeline", pipeline), ("@cluster", opened.ClusterId), ("@topic", opened.Topic), ("@number", opened.Incarnations.Count),
                ("@incarnation", opened.Current.Key),
            ]);
    }

    private OpenTopic Open(LandedTopic topic)
    {
        var key = topic.KeyOf(pipeline, topic.Current);
        if (!_watermarks.TryGetValue(key.Hash, out var watermarks))
        {
            watermarks = new SqlTopicWatermarks(database, ledger, key);
            _watermarks.Add(key.Hash, watermarks);
        }

        return new OpenTopic(key, topic.Current.TopicId, watermarks, IsFirstIncarnation: topic.Incarnations.Count == 1, IsFirstOfItsName: topic.Incarnations.Count == 1);
    }
}
