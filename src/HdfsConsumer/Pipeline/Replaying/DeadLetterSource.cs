using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Replaying;

/// <summary>
/// Dead letters as a source of records: each file is a partition, its number the one that it has or will have when it is
/// closed, and each line an offset. Read from the watermark to the end that the stable ledger knows at the start, so that the ledgers
/// drop what was replayed before.
/// </summary>
internal sealed class DeadLetterSource : IRecordSource, IDisposable
{
    /// <summary>What stands in the place of a cluster's id, with more behind it where landings are shared.</summary>
    private const string ClusterId = "dead-letters";

    private const string FileExtension = ".jsonl";

    private readonly IDisk _disk;
    private readonly ILanding _landing;
    private readonly string? _rulesToLeave;
    private readonly List<Letters> _files = [];
    private bool _isPaused;

    /// <summary>Finds the dead letters.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="landing">The landing that they belong to.</param>
    /// <param name="topics">The topics whose dead letters to read; all when there are none.</param>
    /// <param name="rulesToLeave">The rules of today: what was put aside by them need not be tried again. Null to read all.</param>
    /// <exception cref="IOException">Another instance holds the watermarks.</exception>
    public DeadLetterSource(IDisk disk, ILanding landing, IReadOnlyCollection<string> topics, string? rulesToLeave)
    {
        _disk = disk;
        _landing = landing;
        _rulesToLeave = rulesToLeave;
        var folder = Path.Combine(landing.BasePath, Destination.DeadLettersFolder);
        foreach (var ledger in disk.EnumerateFiles(landing.BasePath).Where(path => Path.GetDirectoryName(path) == folder && DataFilePaths.IsLedger(path)).Order(StringComparer.Ordinal))
        {
            var paths = DataFilePaths.OfLedger(landing.BasePath, ledger);
            var topic = Path.GetFileNameWithoutExtension(paths.Data);
            if (paths.Data.EndsWith(FileExtension, StringComparison.Ordinal) && (topics.Count == 0 || topics.Contains(topic)))
            {
                Open(topic, paths);
            }
        }
    }

    /// <summary>Whether what was landed of a topic were its dead letters, replayed.</summary>
    public static bool IsSourceOf(TopicKey topic) => topic.ClusterId.StartsWith(ClusterId, StringComparison.Ordinal);

    /// <inheritdoc/>
    public Action Revoking { private get; set; } = () => { };

    /// <inheritdoc/>
    public IReadOnlyCollection<PartitionTenure> Tenures => [.. _files.Select(file => file.Tenure)];

    /// <inheritdoc/>
    public bool HasReachedEnd => _files.TrueForAll(file => file.Tenure.Position >= file.End);

    /// <inheritdoc/>
    public long LagRecords => _files.Sum(file => Math.Max(0, file.End - file.Tenure.Position));

    /// <inheritdoc/>
    public bool TryTake(TimeSpan wait, out ConsumedRecord record)
    {
        record = default;
        if (_isPaused || _files.Find(file => file.Tenure.Position < file.End) is not { } file)
        {
            return false;
        }

        var (number, letter) = file.Next();
        record = new ConsumedRecord(
            file.Tenure,
            number,
            letter.Timestamp.ToUnixTimeMilliseconds(),
            letter.Bytes,
            isTombstone: letter.Bytes is null,
            new RecordOrigin(letter.Partition, letter.Offset, letter.Attempt));
        return true;
    }

    /// <inheritdoc/>
    public void Pause() => _isPaused = true;

    /// <inheritdoc/>
    public void Resume() => _isPaused = false;

    /// <inheritdoc/>
    public void StartAgain() => _files.ForEach(file => file.StartAgain());

    /// <summary>Nobody needs to be told.</summary>
    public void Commit(PartitionTenure tenure, long watermark)
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(file => file.Dispose());

    private void Open(string topic, DataFilePaths paths)
    {
        if (FileLedger.Peek(_disk, paths.Ledger).Stable is not { } stable)
        {
            return;
        }

        foreach (var (number, path) in paths.ClosedAmong(_disk.EnumerateFiles(paths.Folder)))
        {
            Open(topic, number, path, long.MaxValue);
        }

        if (stable.Length > 0)
        {
            Open(topic, stable.Closing == ClosingStep.Rename ? stable.ClosingNumber : paths.NextClosedNumber(_disk, stable.Rotations), paths.Data, stable.Length);
        }
    }

    private void Open(string topic, int number, string path, long length)
    {
        var watermarks = _landing.TryOpenTopic(ClusterId, topic, topicId: null, group: null, landNewIncarnation: false) is { } opened && opened.Watermarks.TryOpen(partitions: 1)
            ? opened
            : throw new IOException($"Another instance holds the watermarks of the dead letters of {topic}.");
        if (_disk.OpenToRead(path) is not { } file)
        {
            return;
        }

        var letters = new Letters(file, path, length, watermarks, number);
        letters.FindEnd(_rulesToLeave);
        _files.Add(letters);
    }

    /// <summary>One file of dead letters.</summary>
    private sealed class Letters : IDisposable
    {
        private readonly IDiskFile _file;
        private readonly string _path;
        private readonly long _length;
        private readonly OpenTopic _topic;
        private readonly int _number;
        private StoredLineReader _lines;

        public Letters(IDiskFile file, string path, long length, OpenTopic topic, int number)
        {
            _file = file;
            _path = path;
            _length = length;
            _topic = topic;
            _number = number;
            _lines = Read();
            Tenure = NewTenure();
        }

        /// <summary>The holding.</summary>
        public PartitionTenure Tenure { get; private set; }

        /// <summary>The line to stop before.</summary>
        public long End { get; private set; }

        public void FindEnd(string? rulesToLeave)
        {
            var lines = Read();
            while (lines.TryRead(out var line))
            {
                if (rulesToLeave is null || LetterIn(line, lines.Number).Rules != rulesToLeave)
                {
                    End = lines.Number;
                }
            }
        }

        /// <summary>The next line's number, from 0 on, and what it keeps. There is one.</summary>
        public (long Number, KeptDeadLetter Letter) Next()
        {
            while (_lines.TryRead(out var line))
            {
                if (_lines.Number > Tenure.Position)
                {
                    return (_lines.Number - 1, LetterIn(line, _lines.Number));
                }
            }

            throw new LandingDamagedException($"{_path} became shorter while it was read.");
        }

        public void StartAgain()
        {
            Tenure.End();
            Tenure = NewTenure();
            _lines = Read();
        }

        public void Dispose() => _file.Dispose();

        private PartitionTenure NewTenure()
        {
            var known = _topic.Watermarks[_number]?.Next;
            if (known is null && !_topic.Watermarks.TryBegin([new PartitionStart(_number, DecidedBy: null, Offset: 0)]))
            {
                throw new IOException($"Another instance holds the watermarks of the dead letters of {_topic.Key.Topic}.");
            }

            return new PartitionTenure(_topic.Key, _number, _topic.Watermarks, known ?? 0);
        }

        private StoredLineReader Read() => new(DataFilePaths.ContentOf(_file, _path, _length));

        private KeptDeadLetter LetterIn(ReadOnlySpan<byte> line, long number) => DeadLetterReader.TryRead(line, out var letter)
            ? letter
            : throw new LandingDamagedException($"Line {number} of {_path} is not a dead letter as this program writes it. Restore the file as it was.");
    }
}
