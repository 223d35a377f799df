namespace HdfsConsumer.Pipeline.Routing;

/// <summary>
/// Where a record goes: one file below the base path, or one table. Two destinations are equal when the disk would open the same file.
/// </summary>
internal sealed class Destination : IEquatable<Destination>
{
    /// <summary>The folder of what could not be landed.</summary>
    public const string DeadLettersFolder = "_dead-letters";

    private readonly string _identity;
    private readonly int _hash;

    private Destination(string folder, string fileName, bool isDeadLetters, bool caseBlindDisk)
    {
        Folder = folder;
        FileName = fileName;
        IsDeadLetters = isDeadLetters;
        _identity = caseBlindDisk ? RelativePath.ToUpperInvariant() : RelativePath;
        _hash = _identity.GetHashCode(StringComparison.Ordinal);
    }

    /// <summary>The folder below the base path, parts joined by '/', without one at the end: <c>FR/Paris</c>. Of a table, its name.</summary>
    public string Folder { get; }

    /// <summary>The data file's name: <c>alerts.json</c>. Empty for a table.</summary>
    public string FileName { get; }

    /// <summary>Whether it keeps what could not be landed.</summary>
    public bool IsDeadLetters { get; }

    /// <summary>Folder and file name; of a table, its name.</summary>
    public string RelativePath => FileName.Length == 0 ? Folder : $"{Folder}/{FileName}";

    /// <summary>A destination for records.</summary>
    public static Destination ForRecords(string folder, string fileName, bool caseBlindDisk) => new(folder, fileName, false, caseBlindDisk);

    /// <summary>A destination that is a table.</summary>
    public static Destination ForTable(string table) => new(table, "", isDeadLetters: false, caseBlindDisk: false);

    /// <summary>The dead letters of a topic.</summary>
    public static Destination ForDeadLetters(string topic, bool caseBlindDisk) => new(DeadLettersFolder, $"{topic}.jsonl", true, caseBlindDisk);

    /// <inheritdoc/>
    public bool Equals(Destination? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && _identity == other._identity);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Destination);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <inheritdoc/>
    public override string ToString() => RelativePath;
}
