namespace HdfsConsumer.Observing;

/// <summary>Records and the folders that they went to, since the last line that told of them.</summary>
internal sealed class FolderTally
{
    // A bound for the memory, far above what one second writes; more folders are not counted.
    private const int FoldersMax = 100_000;

    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    /// <summary>How many records.</summary>
    public long Records { get; private set; }

    /// <summary>How many different folders.</summary>
    public int Folders => _folders.Count;

    /// <summary>The first of the folders; empty when there is none.</summary>
    public string FirstFolder { get; private set; } = "";

    /// <summary>Records went to a folder.</summary>
    public void Add(int records, string folder)
    {
        FirstFolder = _folders.Count == 0 ? folder : FirstFolder;
        Records += records;
        if (_folders.Count < FoldersMax)
        {
            _folders.Add(folder);
        }
    }

    /// <summary>Begins at nothing again.</summary>
    public void Clear()
    {
        Records = 0;
        FirstFolder = "";
        _folders.Clear();
    }
}
