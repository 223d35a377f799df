using System.Globalization;
using System.Text;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Tests.Pipeline.Sinks.Tallying;

/// <summary>What is tallied of a partition: of each folder the records, and the offset that is expected next. A folder is a line of its file, with tabs.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, (long Records, long Next)> _folders = new(StringComparer.Ordinal);

    /// <summary>The offset that the partition is tallied up to.</summary>
    public long Next => _folders.Values.Select(folder => folder.Next).DefaultIfEmpty().Max();

    /// <summary>Records by folder.</summary>
    public IEnumerable<KeyValuePair<string, long>> Records => _folders.Select(folder => KeyValuePair.Create(folder.Key, folder.Value.Records));

    /// <summary>Reads a file; a tally of nothing when there is none.</summary>
    public static Tally Read(IDisk disk, string path)
    {
        var tally = new Tally();
        using var file = disk.OpenToRead(path);
        var bytes = new byte[file?.Length ?? 0];
        file?.Read(bytes, 0);
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')))
        {
            tally._folders.Add(line[0], (long.Parse(line[1], CultureInfo.InvariantCulture), long.Parse(line[2], CultureInfo.InvariantCulture)));
        }

        return tally;
    }

    /// <summary>Writes it to an empty file.</summary>
    public void Write(IDiskFile file) => file.Write(
        Encoding.UTF8.GetBytes(string.Concat(_folders.Select(folder => string.Create(CultureInfo.InvariantCulture, $"{folder.Key}\t{folder.Value.Records}\t{folder.Value.Next}\n")))), 0);

    /// <summary>Tallies a record; false when it is there already.</summary>
    public bool TryAdd(string folder, long offset)
    {
        var (records, next) = _folders.GetValueOrDefault(folder);
        if (offset < next)
        {
            return false;
        }

        _folders[folder] = (records + 1, offset + 1);
        return true;
    }
}
