using Xunit.Abstractions;

namespace HdfsConsumer.SimulationTests;

/// <summary>
/// The same histories with a sink that writes one batch while the next one is taken. <c>SIMULATION_BEHIND_SEED=N ./run-tests.sh simulation</c> repeats one and
/// prints its steps.
/// </summary>
public sealed class EveryRecordIsLandedOnceBehindTests(ITestOutputHelper output) : HistoriesTests(output, Simulation.RunBehind, "SIMULATION_BEHIND_SEED")
{
    private const string Writer = "src/HdfsConsumer/Pipeline/BatchWriter.cs";
    private const string Pipeline = "src/HdfsConsumer/Pipeline/RecordPipeline.cs";

    internal static readonly Dictionary<string, Edit[]> Bugs = new()
    {
        ["the watermark passes what is being written"] =
            [new(Pipeline, "_checkpointer.TryRun(_source, _batch, _writer.Begun)", "_checkpointer.TryRun(_source, _batch)")],
        ["what was begun is taken to have landed"] =
            [new(Writer, "Begun.IsEmpty || TryAppend(Begun)", "Begun.IsEmpty || TryAppend(Begun) || Forget()"),
             new(Writer, "    private bool TryAppend(RecordBatch batch)", "    private bool Forget()\n    {\n        Begun.Clear();\n        return true;\n    }\n\n    private bool TryAppend(RecordBatch batch)")],
        ["a batch is written before the one that was begun"] =
            [new(Writer, "        if (!TryFinish())\n        {\n            return false;\n        }\n", "        var later = Begun.IsEmpty ? null : new RecordBatch();\n        if (later is not null)\n        {\n            Begun.MoveTo(later);\n        }\n"),
             new(Writer, "        return isLanded;\n    }\n\n    /// <summary>Waits", "        return isLanded && (later is null || (TryAppend(Begun) && TryAppend(later)));\n    }\n\n    /// <summary>Waits")],
        ["a stop leaves what was begun"] =
            [new(Pipeline, "return HoldsNothing && ", "return _batch.IsEmpty && "),
             new(Pipeline, "            Write(_writer.TryFinish);\n        }\n    }", "            _ = _writer;\n        }\n    }")],
    };

    public static TheoryData<string> Names => [.. Bugs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void AndABugThatIsPlantedIsFound(string name) => AssertIsFound(Bugs[name]);

    [Fact]
    public void AndNoneIsFoundWhileAllSleep() => AssertNothingIsFoundWhileAllSleep();
}
