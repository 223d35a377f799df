using Serilog;

namespace HdfsConsumer.Observing;

/// <summary>
/// Every log event there is, as a method with the event's fields: what operators search and alert on is listed here and nowhere
/// else. Events that come with the flow of records go through <see cref="SummedLines"/>.
/// </summary>
/// <param name="log">Where they go.</param>
internal sealed class LandingLog(ILogger log)
{
    // The beginning.

    /// <summary>The broker has answered.</summary>
    public void Connected(string address) =>
        log.Information("Connected to Kafka broker {Address}", address);

    /// <summary>The page and the metrics can be looked at.</summary>
    public void Serving(string address) =>
        log.Information("Page and metrics at {Address}/", address);

    /// <summary>The topics are read from now on, as soon as partitions are assigned.</summary>
    public void Subscribed(IEnumerable<string> topics) =>
        log.Information("Subscribed to topics: {Topics}", string.Join(", ", topics));

    /// <summary>A topic is not there, and is waited for.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="near">One that is there and may have been meant; null for none.</param>
    public void TopicMissing(string topic, string? near)
    {
        if (near is null)
        {
            log.Warning("Topic {Topic} does not exist; waiting for it to be created", topic);
        }
        else
        {
            log.Warning("Topic {Topic} does not exist; waiting for it to be created, or did you mean {Near}?", topic, near);
        }
    }

    // The flow. Through SummedLines.

    /// <summary>Records are in the one folder that they went to.</summary>
    public void Processed(long records, string folder) =>
        log.Information("Processed {Records} messages, wrote to {Folder}/", records, folder);

    /// <summary>Records are in several folders.</summary>
    /// <param name="records">Records in all of them.</param>
    /// <param name="folder">One of them.</param>
    /// <param name="others">How many more there are.</param>
    public void Processed(long records, string folder, int others) =>
        log.Information("Processed {Records} messages, wrote to {Folder}/ and {Others} more", records, folder, others);

    /// <summary>Batches are written.</summary>
    public void BatchFlushed(long records, int destinations) =>
        log.Information("Batch flush: {Records} records to {Destinations} locations", records, destinations);

    /// <summary>How fast it has gone on average.</summary>
    /// <param name="messagesPerSecond">Records landed a second.</param>
    public void Performance(double messagesPerSecond) =>
        log.Information("Performance: {Rate:0.0} msg/sec avg", messagesPerSecond);

    /// <summary>Records could not be landed as they are.</summary>
    /// <param name="records">How many.</param>
    /// <param name="lastPosition">Where the last of them is: <c>topic[partition]@offset</c>.</param>
    /// <param name="lastReason">Why it could not.</param>
    public void DeadLetters(long records, string lastPosition, string lastReason) =>
        log.Warning("Dead letters: {Records} records set aside, the last one {Position}: {Reason}", records, lastPosition, lastReason);

    /// <summary>Files had reached their size and were closed.</summary>
    /// <param name="files">How many.</param>
    /// <param name="lastFolder">The folder of the last of them.</param>
    public void Rotated(int files, string lastFolder) =>
        log.Information("Rotation: {Files} files closed, the last one in {Folder}", files, lastFolder);

    /// <summary>What was flushed is stable and committed.</summary>
    public void Checkpointed() => log.Debug("Checkpoint");

    /// <summary>A line of the report that monitoring writes.</summary>
    public void Monitored(string subject, string figures) => log.Information("Monitoring {Subject}: {Figures}", subject, figures);

    /// <summary>What was counted so far.</summary>
    /// <param name="records">Records counted.</param>
    /// <param name="lists">The most frequent values, and how many different ones there are.</param>
    public void Summarised(long records, string lists) => log.Information("Summary: {Records} records; {Lists}", records, lists);

    // Partitions.

    /// <summary>This instance holds these partitions from now on.</summary>
    /// <param name="begun">Those that came now.</param>
    /// <param name="held">How many it holds in all.</param>
    public void PartitionsAssigned(IEnumerable<AssignedPartition> begun, int held) =>
        log.Information("Partitions assigned: {Partitions} ({Held} in all)", string.Join(", ", AssignedPartition.InWords(begun)), held);

    /// <summary>The group has no partition for this instance.</summary>
    public void NoPartitions() => log.Information("No partition for this instance now; standing by");

    /// <summary>Partitions were given up after what was read of them was landed.</summary>
    public void PartitionsRevoked(int partitions) =>
        log.Information("Partitions given up: {Partitions}", partitions);

    /// <summary>Partitions had gone to another instance before this one knew.</summary>
    public void PartitionsLost(int partitions) =>
        log.Warning("Partitions lost: {Partitions}; what was held of them is dropped, and landed by whoever holds them next", partitions);

    /// <summary>What is on disk is not what this instance wrote: it drops what it holds and reads again.</summary>
    public void StartingAgain(string reason) =>
        log.Warning("Starting again from the watermark: {Reason}", reason);

    /// <summary>Retention removed records before they were landed.</summary>
    /// <param name="partition">The partition as <c>topic[partition]</c>.</param>
    /// <param name="offsets">How many offsets are gone.</param>
    public void RecordsLost(string partition, long offsets) =>
        log.Warning("Data loss: {Offsets} offsets of {Partition} were removed by retention before they were landed", offsets, partition);

    // Trouble that passes.

    /// <summary>The broker does not answer any more.</summary>
    public void BrokerGone(string address, string reason) =>
        log.Warning("Kafka broker {Address} does not answer ({Reason}); trying on", address, reason);

    /// <summary>The broker answers again.</summary>
    public void BrokerBack(string address, TimeSpan away) =>
        log.Information("Kafka broker {Address} is back after {Seconds:0} s; carrying on", address, away.TotalSeconds);

    /// <summary>The server that holds what is landed does not answer any more.</summary>
    public void ServerGone(string server, string reason) =>
        log.Warning("{Server} does not answer ({Reason}); trying on", server, reason);

    /// <summary>It answers again.</summary>
    public void ServerBack(string server, TimeSpan away) =>
        log.Information("{Server} is back after {Seconds:0} s; carrying on", server, away.TotalSeconds);

    /// <summary>Writing failed for want of space; nothing is read and nothing committed meanwhile.</summary>
    public void DiskFull(string reason) =>
        log.Warning("Disk full ({Reason}); pausing until there is space", reason);

    /// <summary>There is space again.</summary>
    public void DiskHasSpace(TimeSpan paused) =>
        log.Information("There is space again after {Seconds:0} s; carrying on", paused.TotalSeconds);

    /// <summary>Another process has held a destination's lock for longer than is usual.</summary>
    public void LockAwaited(TimeSpan waited) =>
        log.Warning("Waited {Seconds:0} s for a lock that another instance holds; perhaps it is stopped. Others go on.", waited.TotalSeconds);

    /// <summary>A line of the Kafka client's own log.</summary>
    public void ClientSaid(string line) => log.Debug("Kafka client: {Line}", line);

    // The end.

    /// <summary>All is written and the group is left.</summary>
    /// <param name="landed">Records landed by this run.</param>
    /// <param name="dropped">Records that rules dropped.</param>
    /// <param name="skipped">Records that were there already.</param>
    /// <param name="deadLetters">Dead letters of this run.</param>
    /// <param name="lost">Offsets that retention removed before they were landed.</param>
    /// <param name="ran">How long the run took.</param>
    public void Stopped(long landed, long dropped, long skipped, long deadLetters, long lost, TimeSpan ran)
    {
        const string message = "Stopped after {Seconds:0.0} s: {Landed} records landed, {Skipped} there already, {DeadLetters} dead letters, {Lost} lost";
        if (dropped == 0)
        {
            log.Information(message, ran.TotalSeconds, landed, skipped, deadLetters, lost);
        }
        else
        {
            log.Information(message + ", {Dropped} dropped by rules", ran.TotalSeconds, landed, skipped, deadLetters, lost, dropped);
        }
    }

    /// <summary>One of several pipelines has failed and is started again.</summary>
    public void Restarting(string reason, TimeSpan delay, int attempt, int attemptsMax) =>
        log.Warning("Failed ({Reason}); starting again in {Seconds:0} s, attempt {Attempt} of {AttemptsMax}", reason, delay.TotalSeconds, attempt, attemptsMax);

    /// <summary>What one of several pipelines failed with, for who looks for the cause: at this level with its stack trace.</summary>
    public void FailedWith(Exception failure) => log.Debug(failure, "The failure in full");

    /// <summary>One of several pipelines is not started again; the others go on.</summary>
    public void GaveUp(string reason) => log.Error("Gave up: {Reason}", reason);
}
