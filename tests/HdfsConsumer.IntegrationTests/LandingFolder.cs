using System.IO.Compression;
using System.Text.Json;

namespace HdfsConsumer.IntegrationTests;

/// <summary>A base path for one test, and what has landed below it.</summary>
internal sealed class LandingFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hdfs-consumer-integration-").FullName;

    /// <summary>The working folder of the program.</summary>
    public string WorkingFolder => _folder;

    /// <summary>The base path.</summary>
    public string Path => System.IO.Path.Combine(_folder, "hdfs-data");

    /// <summary>All data files: hidden ones are the program's own.</summary>
    public IEnumerable<string> Files => Directory.Exists(Path)
        ? Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Path, file))
            .Where(file => !file.Split('/').Any(part => part.StartsWith('.')))
            .Order(StringComparer.Ordinal)
        : [];

    /// <summary>Locks the ledgers of all destinations as an instance does that writes there; nobody can land there until they are disposed of.</summary>
    public List<FileStream> LockLedgers()
    {
        var ledgers = Directory.GetFiles(Path, ".alerts.json.ledger", SearchOption.AllDirectories)
            .Select(ledger => new FileStream(ledger, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            .ToList();
        Assert.NotEmpty(ledgers);
        return ledgers;
    }

    /// <summary>The bytes of a data file as they are at this moment; none when it has just been closed.</summary>
    public byte[] TryRead(string file)
    {
        try
        {
            using var stream = Open(file);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    /// <summary>The lines of a data file.</summary>
    public IReadOnlyList<string> Lines(string file)
    {
        using var stream = Open(file);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        Assert.True(text.Length == 0 || text[^1] == '\n', $"{file} ends with half a line.");
        return text.Length == 0 ? [] : text[..^1].Split('\n');
    }

    /// <summary>Asserts that the weather records numbered from 0 are there, each once and in its folder.</summary>
    public void AssertHasWeather(int count) => AssertHasWeather(Enumerable.Range(0, count), partitions: null);

    /// <summary>Asserts that these weather records are there and no others, each once and in its folder.</summary>
    /// <param name="numbers">Their numbers.</param>
    /// <param name="partitions">When given, record N lies in partition N modulo this, and the records of a partition must be in order.</param>
    public void AssertHasWeather(IEnumerable<int> numbers, int? partitions)
    {
        var found = new Dictionary<int, int>();
        var last = new Dictionary<(string Folder, int Partition), int>();
        foreach (var (folder, number) in Weather())
        {
            Assert.Equal(Broker.FolderOf(number), folder);
            found[number] = found.GetValueOrDefault(number) + 1;
            if (partitions is { } count)
            {
                var before = last.GetValueOrDefault((folder, number % count), -1);
                Assert.True(number >= before, $"{number} comes after {before} in {folder}.");
                last[(folder, number % count)] = number;
            }
        }

        var expected = numbers.ToHashSet();
        var missing = expected.Where(number => !found.ContainsKey(number)).ToList();
        var doubled = found.Where(item => item.Value > 1).Select(item => item.Key).ToList();
        var unexpected = found.Keys.Where(number => !expected.Contains(number)).ToList();
        Assert.True(
            missing.Count + doubled.Count + unexpected.Count == 0,
            $"{missing.Count} missing ({FirstOf(missing)}), {doubled.Count} doubled ({FirstOf(doubled)}), {unexpected.Count} unexpected ({FirstOf(unexpected)})");
    }

    /// <summary>The weather records that are there, file by file: the closed ones of a folder come first.</summary>
    public IEnumerable<(string Folder, int Number)> Weather()
    {
        foreach (var file in Files.Where(file => !file.StartsWith('_')))
        {
            var folder = System.IO.Path.GetDirectoryName(file)!;
            foreach (var line in Lines(file))
            {
                using var record = JsonDocument.Parse(line);
                yield return (folder, record.RootElement.GetProperty("number").GetInt32());
            }
        }
    }

    /// <summary>Copies the base path aside, as a back-up does.</summary>
    public string BackUp()
    {
        var backUp = System.IO.Path.Combine(_folder, "back-up");
        Copy(Path, backUp);
        return backUp;
    }

    /// <summary>Puts a back-up in the place of the base path.</summary>
    public void Restore(string backUp)
    {
        Directory.Delete(Path, recursive: true);
        Copy(backUp, Path);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Stream Open(string file)
    {
        var stream = File.Open(System.IO.Path.Combine(Path, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    private static string FirstOf(IEnumerable<int> numbers) => string.Join(", ", numbers.Order().Take(5));

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(System.IO.Path.Combine(to, System.IO.Path.GetRelativePath(from, folder)));
        }

        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, System.IO.Path.Combine(to, System.IO.Path.GetRelativePath(from, file)));
        }
    }
}
