using System.Globalization;
using System.IO.Compression;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>The names that belong to one destination: the data file, its ledger and its closed files.</summary>
internal sealed class DataFilePaths(string basePath, string relativeFolder, string fileName)
{
    private const string LedgerSuffix = ".ledger";
    private const string CompressedSuffix = ".gz";
    private const string InTheMakingSuffix = ".tmp";

    private readonly string _stem = Path.GetFileNameWithoutExtension(fileName);
    private readonly string _extension = Path.GetExtension(fileName);

    /// <summary>The folders from the base path down to the one with the data file.</summary>
    public IReadOnlyList<string> Folders { get; } =
        [.. relativeFolder.Split('/').Aggregate(new List<string> { basePath }, (folders, part) => [.. folders, Path.Combine(folders[^1], part)])];

    /// <summary>The data file's path below the base path.</summary>
    public string Relative => $"{relativeFolder}/{fileName}";

    /// <summary>Whether the data file keeps what could not be landed.</summary>
    public bool AreDeadLetters => relativeFolder == Destination.DeadLettersFolder;

    /// <summary>The folder of the data file.</summary>
    public string Folder => Folders[^1];

    /// <summary>The data file that is being written.</summary>
    public string Data => Path.Combine(Folder, fileName);

    /// <summary>Its ledger.</summary>
    public string Ledger => Path.Combine(Folder, $".{fileName}{LedgerSuffix}");

    /// <summary>The names that go with a data file.</summary>
    public static DataFilePaths OfData(string basePath, string dataPath) => new(
        basePath,
        Path.GetRelativePath(basePath, Path.GetDirectoryName(dataPath)!).Replace(Path.DirectorySeparatorChar, '/'),
        Path.GetFileName(dataPath));

    /// <summary>The names that go with a ledger.</summary>
    public static DataFilePaths OfLedger(string basePath, string ledgerPath) =>
        OfData(basePath, Path.Combine(Path.GetDirectoryName(ledgerPath)!, Path.GetFileName(ledgerPath)[1..^LedgerSuffix.Length]));

    /// <summary>Whether a path is that of a ledger.</summary>
    public static bool IsLedger(string path) => Path.GetFileName(path) is ['.', ..] name && name.EndsWith(LedgerSuffix, StringComparison.Ordinal);

    /// <summary>What is in a data file, open or closed: decompressed where its name says that it is compressed.</summary>
    /// <param name="file">The file; stays open.</param>
    /// <param name="path">Its name.</param>
    /// <param name="length">How many of its bytes count.</param>
    public static Stream ContentOf(IDiskFile file, string path, long length = long.MaxValue)
    {
        var bytes = new DiskFileStream(file, length);
        return path.EndsWith(CompressedSuffix, StringComparison.Ordinal) ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
    }

    /// <summary>The closed files that there are among the files of a folder, by number; a file and its compressed form are one.</summary>
    public IReadOnlyDictionary<int, string> ClosedAmong(IEnumerable<string> files)
    {
        var closed = new SortedDictionary<int, string>();
        foreach (var file in files.Where(file => Path.GetDirectoryName(file) == Folder))
        {
            // While the plain form is still there, the compressed one may not be whole.
            if (NumberOf(file) is { } number && (file == Closed(number) || !closed.ContainsKey(number)))
            {
                closed[number] = file;
            }
        }

        return closed;
    }

    /// <summary>A number for the file that is to be closed next, that no file has.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="rotations">How many have been closed.</param>
    public int NextClosedNumber(IDisk disk, uint rotations)
    {
        var number = (int)rotations + 1;
        while (disk.FileExists(Closed(number)) || disk.FileExists(Compressed(number)))
        {
            number++;
        }

        return number;
    }

    /// <summary>Whether a file is a part of this destination: its data, closed or compressed or in the making, but not its ledger.</summary>
    public bool Owns(string path) => path == Data || NumberOf(path) is not null;

    /// <summary>The name of closed file number <paramref name="number"/>: <c>alerts-000001.json</c>.</summary>
    public string Closed(int number) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{_stem}-{number:D6}{_extension}"));

    /// <summary>The name of its compressed form.</summary>
    public string Compressed(int number) => Closed(number) + CompressedSuffix;

    /// <summary>Where the compressed form is written first.</summary>
    public string CompressedInTheMaking(int number) => Path.Combine(Folder, $".{Path.GetFileName(Compressed(number))}{InTheMakingSuffix}");

    private int? NumberOf(string path)
    {
        var name = Path.GetFileName(path);
        var prefix = $"{_stem}-";
        var start = name.StartsWith('.') ? 1 : 0;
        var digits = name.AsSpan(start).StartsWith(prefix, StringComparison.Ordinal) ? name[(start + prefix.Length)..].TakeWhile(char.IsAsciiDigit).Count() : 0;
        return int.TryParse(name.AsSpan(Math.Min(name.Length, start + prefix.Length), digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && (path == Closed(number) || path == Compressed(number) || path == CompressedInTheMaking(number))
                ? number
                : null;
    }
}
