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

    /// <summary>The lines of a data file.</summary>
    public IReadOnlyList<string> Lines(string file)
    {
        using Stream stream = File.Open(System.IO.Path.Combine(Path, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        var text = reader.ReadToEnd();
        Assert.True(text.Length == 0 || text[^1] == '\n', $"{file} ends with half a line.");
        return text.Length == 0 ? [] : text[..^1].Split('\n');
    }

    /// <summary>Asserts that the weather records numbered from 0 are there, each once and in its folder.</summary>
    public void AssertHasWeather(int count)
    {
        var found = new int[count];
        foreach (var file in Files.Where(file => !file.StartsWith('_')))
        {
            foreach (var line in Lines(file))
            {
                using var record = JsonDocument.Parse(line);
                var number = record.RootElement.GetProperty("number").GetInt32();
                Assert.Equal(Broker.FolderOf(number), System.IO.Path.GetDirectoryName(file));
                Assert.InRange(number, 0, count - 1);
                found[number]++;
            }
        }

        var missing = Enumerable.Range(0, count).Where(number => found[number] == 0).ToList();
        var doubled = Enumerable.Range(0, count).Where(number => found[number] > 1).ToList();
        Assert.True(
            missing.Count == 0 && doubled.Count == 0,
            $"{missing.Count} missing ({string.Join(", ", missing.Take(5))}), {doubled.Count} doubled ({string.Join(", ", doubled.Take(5))})");
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
