using Xunit.Abstractions;

namespace HdfsConsumer.SimulationTests;

/// <summary>
/// Bugs planted in the program, at least one for each rule of docs/exactly-once.md: the simulation must find every one of them,
/// or it proves nothing.
/// </summary>
public sealed class PlantedBugsAreFoundTests(ITestOutputHelper output)
{
    private const string Sinks = "src/HdfsConsumer/Pipeline/Sinks/Files/";
    private const string Committing = "src/HdfsConsumer/Pipeline/Committing/";
    private const string Consuming = "src/HdfsConsumer/Pipeline/Consuming/";
    private const string Watermarking = "src/HdfsConsumer/Pipeline/Watermarking/";

    internal static readonly Dictionary<string, Edit[]> Bugs = new()
    {
        ["rule 1: a record is expected at exactly the next offset"] =
            [new(Sinks + "FileAppender.cs", "var isCovered = record.Offset < next;", "var isCovered = next > 0 && record.Offset != next;")],
        ["rule 2: records of a revoked partition are flushed later"] =
            [new(Sinks + "FileAppender.cs", "return isCovered || record.Tenure.HasEnded;", "return isCovered;")],
        ["rule 2: the watermark passes records that are held"] =
            [new(Committing + "Checkpointer.cs", "Math.Min(LowestHeld(tenure, held), tenure.Position)", "tenure.Position")],
        ["rule 3: the watermark rises before the sync"] =
        [
            new(Committing + "Checkpointer.cs", "if (!sink.TryMakeStable())", "if (source is null)"),
            new(Committing + "Checkpointer.cs", "        return true;", "        return sink.TryMakeStable();"),
        ],
        ["rule 3: folders are not synced"] =
            [new(Sinks + "DataFile.cs", "disk.SyncDirectory(folder);", "_ = folder;")],
        ["rule 3: a destination that only dropped records is not dirty"] =
            [new(Sinks + "FileAppender.cs", "counters.DuplicatesSkipped++;\n                unstable.Owe(record);", "counters.DuplicatesSkipped++;")],
        ["rule 3: the ledger is not looked at again before the watermark rises"] =
            [new(Sinks + "FileRecovery.cs", "        unstable.RequireCoveredBy(state);\n", "        _ = unstable;\n")],
        ["rule 3: the stable state goes down"] =
            [new(Sinks + "FileCheckpoint.cs", " && snapshot.Length > stable.Length)", ")")],
        ["rule 3: the stable state has one slot"] =
            [new("src/HdfsConsumer/Storing/StableSlots.cs", "(int)(sequence % 2)", "(int)(sequence & 0)")],
        ["rule 4: the checksum is not looked at"] =
            [new(Sinks + "FileRecovery.cs", " || Checksum.Continue(stable.Checksum, bytes) != state.Checksum", "")],
        ["rule 5: a failed sync is tried again"] =
            [new(Sinks + "LedgeredFile.cs", "_recovery.GoBackNext();\n            throw new DestinationDoubtException(e.Message, e);", "_ = e;\n            step();")],
        ["rule 5: a failed sync of the disk is taken to be about dead letters only"] =
            [new(Sinks + "JsonLinesSink.cs", "            foreach (var file in _byUse)\n            {\n                file.File.SyncFailedSomewhere();", "            foreach (var file in _byUse.Where(file => file.Destination.IsDeadLetters))\n            {\n                file.File.SyncFailedSomewhere();")],
        ["rule 5: bytes that another instance failed to sync are taken to be clean"] =
            [new(Sinks + "FileRecovery.cs", "        data.Write(bytes, stable.Length);\n", "")],
        ["rule 6: after a doubt reading goes on where it was"] =
            [new("src/HdfsConsumer/Pipeline/RecordPipeline.cs", "        _source.StartAgain();\n", "")],
        ["rule 7: the file is not cut back"] =
            [new(Sinks + "FileRecovery.cs", "data.Truncate(_state.Length);", "_ = length;")],
        ["rule 7: a data file that was born in a crash is adopted"] =
        [
            new(Sinks + "FileBirth.cs", "        ledger.Publish(state);\n        data.SyncFolders();", "        _begun = ledger.WriteStable(state);"),
            new(Sinks + "DataFile.cs", "            ledger.ConfirmStable();\n            if (!_areFoldersDurable)\n            {\n                SyncFolders();\n            }\n", ""),
            new(Sinks + "FileBirth.cs", "        RefuseForeignData();\n        var state = new LedgerState();\n        Publish(state);", "        using var born = disk.OpenOrCreate(data.Paths.Data);\n        var state = new LedgerState { Length = born.Length, Checksum = Checksum.Continue(0, born, 0, born.Length)!.Value };\n        Publish(state);"),
            new(Sinks + "FileBirth.cs", "        RefuseForeignData();\n        _begun", "        if (data.Exists)\n        {\n            return false;\n        }\n\n        _begun"),
        ],
        ["rule 7: a file is renamed before the intent"] =
            [new(Sinks + "FileClosing.cs", "        state.Closing = ClosingStep.Rename;\n", "        state.Closing = ClosingStep.Rename;\n        disk.Rename(_paths.Data, _paths.Closed(state.ClosingNumber));\n")],
        ["rule 7: the intent is written before others can see that something happens"] =
            [new(Sinks + "FileClosing.cs", "        ledger.WriteWorking(state);\n        state.Closing = ClosingStep.Rename;", "        state.Closing = ClosingStep.Rename;")],
        ["rule 7: an intent is followed that may not be durable"] =
            [new(Sinks + "FileClosing.cs", "ledger.ConfirmStable();", "_ = ledger;")],
        ["rule 7: what a run left unfinished stays so"] =
            [new(Watermarking + "LandingFolder.cs", "if (!TryRepairDestinations())", "if (record is null)")],
        ["rule 8: a lock that is held is taken"] =
            [new(Sinks + "FileLedger.cs", "public bool TryLock() => file.TryLock();", "public bool TryLock() => file.TryLock() || true;")],
        ["rule 9: the start is not published"] =
        [
            new(Consuming + "TenureOpener.cs", "[.. decided.Select(partition => new", "[.. decided.Where(partition => partition.Watermark is not null).Select(partition => new"),
            new(Consuming + "TenureOpener.cs", "topic.Watermarks[facts.Partition]!.Value;", "topic.Watermarks[facts.Partition] ?? new Watermark(decided.Start.Offset, null);"),
        ],
        ["rule 9: a start is begun at that may not be durable"] =
            [new(Watermarking + "TopicWatermarks.cs", "            ConfirmDurable();\n", "")],
        ["rule 9: a partition that appears later may begin at its end"] =
            [new(Consuming + "TenureOpener.cs", "AppearedLater: !topic.IsFirstIncarnation || facts.Partition >= partitionsAtFirstSight", "AppearedLater: false")],
        ["rule 9: a watermark is committed that another instance wrote"] =
            [new(Committing + "Checkpointer.cs", "item.Next > ofTopic.Key.DurableNext(item.Tenure.Partition)", "item.Next > (ofTopic.Key[item.Tenure.Partition]?.Next ?? 0)")],
        ["rule 10: where retention was faster reading goes on at the end"] =
            [new(Consuming + "StartingPoint.cs", "Math.Max(offset, standing.Low)", "lost > 0 ? standing.High : offset")],
        ["rule 11: a topic is known by its name"] =
            [new(Watermarking + "LandedTopic.cs", "_ when topicId is null || known.Current.TopicId == topicId => known,", "_ when landNewIncarnation => known,")],
        ["rule 12: new rules are taken over at once"] =
            [new(Watermarking + "LandingFolder.cs", "is { } open)", "is { } open && open.Length == 0)")],
        ["rule 12: rules are taken to be in force that may not be durable"] =
            [new(Watermarking + "LandingRecordFile.cs", "            Slots.Confirm();\n", "")],
    };

    /// <summary>Bugs that one history in tens of thousands finds, and the seed from which on one does.</summary>
    private static readonly Dictionary<string, int> RareFrom = new()
    {
        ["rule 7: an intent is followed that may not be durable"] = 28_000,
        ["rule 9: a watermark is committed that another instance wrote"] = 54_000,
    };

    public static TheoryData<string> Names => [.. Bugs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheSimulationFinds(string bug) => HistoriesTests.AssertIsFound(Bugs[bug], nameof(Simulation.Run), output, RareFrom.GetValueOrDefault(bug));

    /// <summary>What finds the bugs is not the planting.</summary>
    [Fact]
    public void AndNoneWhileAllSleep() => HistoriesTests.AssertNothingIsFoundWhileAllSleep(nameof(Simulation.Run));
}
