using HdfsConsumer.IntegrationTests.Parquet;
using HdfsConsumer.IntegrationTests.Torture;

namespace HdfsConsumer.IntegrationTests.Lake;

/// <summary>A lake on a file system of its own that is full, of streams and of tables.</summary>
public sealed class LakeOnAFullDiskTests : IDisposable
{
    private const int DiskBytes = 16_000_000;
    private const int Transactions = 3_000;

    private readonly Broker _broker = new();
    private readonly LandingFolder _landing = new();
    private readonly bool _isMounted;

    public LakeOnAFullDiskTests()
    {
        File.Copy(Path.Combine(Tests.TestData.RepositoryRoot, "appsettings.json"), Path.Combine(_landing.WorkingFolder, "appsettings.json"));
        Directory.CreateDirectory(Folder);
        _isMounted = Tmpfs.TryMount(Folder, DiskBytes);
    }

    private string Folder => Path.Combine(_landing.WorkingFolder, "lake");

    [TmpfsFact]
    public void ItGoesOnWhenThereIsSpaceAgain()
    {
        var produced = BuiltProgram.Run(_landing.WorkingFolder, "produce", "transactions", "--limit", $"{Transactions}", "--seed", "7", "--bootstrap-servers", _broker.Address);
        Assert.True(produced.ExitCode == 0, produced.Error);
        var filler = Path.Combine(Folder, ".filler");
        Fill(filler, leaving: 300_000);
        using (var program = Start())
        {
            program.WaitFor("Disk full");
            File.Delete(filler);
            Assert.Equal(0, program.Wait().ExitCode);
        }

        var rows = Readers.DuckDbValue($"{Folder}/streams/transaction_flattened/**", "SELECT concat_ws(' ', count(*), count(DISTINCT transaction_id)) FROM FILE");
        Assert.Equal($"{Transactions} {Transactions}", rows);
        var counted = Readers.DuckDbValue(
            $"{Folder}/tables/payment_method_totals/**", $"SELECT sum(transaction_count) FROM FILE WHERE version = (SELECT current FROM '{Folder}/tables/manifest.json')");
        Assert.Equal($"{Transactions}", counted);
        Assert.Contains("nothing is wrong", BuiltProgram.Run(_landing.WorkingFolder, "verify", "lake").Output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _broker.Dispose();
        if (_isMounted)
        {
            Tmpfs.Unmount(Folder);
        }

        _landing.Dispose();
    }

    private BuiltProgram Start() => BuiltProgram.Start(
        _landing.WorkingFolder,
        new Dictionary<string, string> { ["Pipelines__lake__Sink__MaxFileRecords"] = "100", ["Pipelines__lake__Batch__Size"] = "100", ["Pipelines__lake__Batch__CheckpointInterval"] = "50ms" },
        "run", "lake", "--until-end", "--bootstrap-servers", _broker.Address);

    /// <summary>Takes what is left of the disk, and gives some of it back.</summary>
    private static void Fill(string path, int leaving)
    {
        using var filler = File.Create(path);
        var chunk = new byte[4096];
        try
        {
            while (true)
            {
                filler.Write(chunk);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // It is full.
        }

        filler.SetLength(filler.Position - leaving);
    }
}
