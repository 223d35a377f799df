using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline.Sinks.Files;

/// <summary>What a destination was found to hold when it was read back.</summary>
internal sealed class FileFindings
{
    private const int ProblemsMax = 20;

    private readonly List<string> _problems = [];
    private readonly List<string> _notes = [];

    /// <summary>The files read: the data file and the closed ones.</summary>
    public int Files { get; set; }

    /// <summary>Lines in them.</summary>
    public long Lines { get; set; }

    /// <summary>Bytes in them, as they lie on the disk.</summary>
    public long Bytes { get; set; }

    /// <summary>Lines that are the same as an earlier one of this destination, byte for byte.</summary>
    public long IdenticalLines { get; set; }

    /// <summary>The ledger's count of records, and how many of them were adopted.</summary>
    public (long All, long Adopted) LedgerRecords { get; set; }

    /// <summary>The ledger's entries: for each partition the next offset expected, where that is beyond the watermark.</summary>
    public IReadOnlyDictionary<PartitionKey, long> Next { get; set; } = new Dictionary<PartitionKey, long>();

    /// <summary>What is wrong, each a sentence; the first of many.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>What is worth knowing and not wrong.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Something is wrong.</summary>
    public void Problem(string what)
    {
        if (_problems.Count < ProblemsMax)
        {
            _problems.Add(what);
        }
        else if (_problems.Count == ProblemsMax)
        {
            _problems.Add("There is more like this.");
        }
    }

    /// <summary>Something is worth knowing.</summary>
    public void Note(string what) => _notes.Add(what);
}
