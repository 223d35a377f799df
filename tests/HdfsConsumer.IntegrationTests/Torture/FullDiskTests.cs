using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Xunit.Abstractions;

namespace HdfsConsumer.IntegrationTests.Torture;

/// <summary>The base path lies on a file system of its own that fills up.</summary>
public sealed class FullDiskTests : TortureTest
{
    private const int Megabyte = 1_000_000;

    /// <summary>Bytes of what takes the others' place.</summary>
    private const int FillerBytes = 24 * Megabyte;

    private static readonly int PageBytes = Environment.SystemPageSize;

    private const int Count = 60_000;

    private readonly bool _isMounted;

    public FullDiskTests(ITestOutputHelper output)
        : base(output)
    {
        Directory.CreateDirectory(Landing.Path);
        _isMounted = Tmpfs.TryMount(Landing.Path, bytes: 28 * Megabyte);
    }

    private string Filler => Path.Combine(Landing.Path, ".filler");

    [TmpfsFact]
    public void LandingGoesOnWhenThereIsSpaceAgain()
    {
        var topic = Broker.NewTopic();
        using var program = StartFilling(topic);
        AssertEveryLineIsWhole(program, TimeSpan.FromSeconds(2));
        AssertCommitsAreLanded(topic);
        File.Delete(Filler);
        program.WaitFor("There is space again");
        AssertEveryLineIsWhole(program, TimeSpan.FromSeconds(1));
        program.Terminate();
        var outcome = program.Wait();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        AssertAllIsLanded(topic, Count);
    }

    [TmpfsFact]
    public void AnInstanceThatDiesOnAFullDiskLosesNothing()
    {
        var topic = Broker.NewTopic();
        using (var program = StartFilling(topic))
        {
            program.Kill();
        }

        AssertCommitsAreLanded(topic);
        using (var program = Start(topic))
        {
            // With nothing freed it can but say so, or wait for its group.
            Waiting.Until(() => program.HasEnded, TimeSpan.FromSeconds(3));
            program.Kill();
        }

        File.Delete(Filler);
        AssertAllIsLanded(topic, Count);
    }

    /// <summary>Takes long because an instance is started for each number of pages that may be left.</summary>
    [TmpfsFact]
    public void HoweverLittleSpaceThereIsAtTheStartItIsSaid()
    {
        const int FreePagesMax = 12;
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Count);
        for (var freePages = 0; freePages <= FreePagesMax; freePages++)
        {
            Fill(leaving: freePages * PageBytes);
            using var program = Start(topic, "--group-id", $"{GroupOf(topic)}-{freePages}");
            Assert.True(Waiting.Until(() => program.HasEnded || program.ErrorSoFar.Contains("Disk full", StringComparison.Ordinal), TimeSpan.FromSeconds(20)), program.ErrorSoFar);
            var wasRunning = !program.HasEnded;
            Output.WriteLine($"{freePages} pages free: {(wasRunning ? "waits for space" : "stops")}");
            program.Kill();
            var outcome = program.Wait();
            Assert.True(wasRunning || outcome.ExitCode == 1, outcome.Error);
            Assert.Contains("No space left", outcome.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("This is a bug", outcome.Error, StringComparison.Ordinal);
        }

        File.Delete(Filler);
        AssertAllIsLanded(topic, Count);
    }

    [TmpfsFact]
    public void AnInstanceThatCannotOpenItsPartitionsWaitsForSpace()
    {
        var topic = Broker.NewTopic();
        Broker.Publish(topic, 0, Count);

        // One page takes the record of the landing; the watermarks find no room.
        Fill(leaving: PageBytes);
        using var program = Start(topic);
        program.WaitFor("Disk full");
        Assert.Contains(".hdfs-consumer", program.ErrorSoFar, StringComparison.Ordinal);
        Assert.DoesNotContain("Partitions assigned", program.ErrorSoFar, StringComparison.Ordinal);
        File.Delete(Filler);
        Assert.True(Waiting.Until(() => LandedBy(program) == Count, TimeSpan.FromSeconds(30)), program.ErrorSoFar);
        program.Terminate();
        Assert.Equal(0, program.Wait().ExitCode);
        AssertAllIsLanded(topic, Count);
    }

    public override void Dispose()
    {
        if (_isMounted)
        {
            Tmpfs.Unmount(Landing.Path);
        }

        base.Dispose();
    }

    private BuiltProgram StartFilling(string topic)
    {
        File.WriteAllBytes(Filler, new byte[FillerBytes]);
        Broker.Publish(topic, 0, Count);
        var program = Start(topic, "--compression", "none", "--max-file-size", "1MB");
        try
        {
            Assert.True(
                Waiting.Until(() => program.ErrorSoFar.Contains("Disk full", StringComparison.Ordinal), TimeSpan.FromSeconds(30)) && !program.HasEnded,
                program.ErrorSoFar);
            return program;
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <summary>Takes all the space there is but so much of it.</summary>
    private void Fill(int leaving)
    {
        using var filler = new FileStream(Filler, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
        filler.Seek(0, SeekOrigin.End);
        try
        {
            while (true)
            {
                filler.Write(new byte[PageBytes]);
            }
        }
        catch (IOException)
        {
            filler.SetLength(filler.Length - leaving);
        }
    }

    /// <summary>Looks again and again: what ends with a newline is a record, to the last one.</summary>
    private void AssertEveryLineIsWhole(BuiltProgram program, TimeSpan during)
    {
        var looked = Stopwatch.StartNew();
        while (looked.Elapsed < during)
        {
            Assert.False(program.HasEnded, program.ErrorSoFar);
            foreach (var file in Landing.Files)
            {
                if (WholeLines(file) is [.., var last])
                {
                    Assert.InRange(NumberOf(last), 0, Count - 1);
                }
            }

            Thread.Sleep(5);
        }
    }

    /// <summary>Kafka was told of nothing that is not on the disk.</summary>
    private void AssertCommitsAreLanded(string topic)
    {
        var committed = Broker.Committed(GroupOf(topic), topic);
        var landed = Landing.Files.SelectMany(WholeLines).Select(NumberOf).ToHashSet();
        foreach (var (partition, offset) in committed)
        {
            Assert.All(
                Enumerable.Range(0, (int)offset).Select(index => (index * FaultyBroker.Partitions) + partition),
                number => Assert.Contains(number, landed));
        }
    }

    /// <summary>The lines of a file that is being written, or whose writer died; what follows the last newline may be half a one.</summary>
    private string[] WholeLines(string file) => Encoding.UTF8.GetString(Landing.TryRead(file)).Split('\n')[..^1];

    private static int NumberOf(string line)
    {
        using var record = JsonDocument.Parse(line);
        return record.RootElement.GetProperty("number").GetInt32();
    }
}
