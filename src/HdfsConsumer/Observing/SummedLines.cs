namespace HdfsConsumer.Observing;

/// <summary>
/// The log lines that come with the flow of records, at most one of a kind a second, so that the log never holds the flow back.
/// The first event of a kind is written at once; later ones are added up, and written together with the next event after the
/// second is over, or by <see cref="Tick"/>. To be used by one thread.
/// </summary>
internal sealed class SummedLines
{
    private readonly LandingLog _log;
    private readonly LinePerSecond _processedLine;
    private readonly LinePerSecond _flushLine;
    private readonly LinePerSecond _performanceLine;
    private readonly LinePerSecond _deadLetterLine;
    private readonly LinePerSecond _rotationLine;

    private readonly FolderTally _processed = new();
    private readonly FolderTally _flushed = new();
    private double _messagesPerSecond;
    private long _deadLetters;
    private (string Position, string Reason) _lastDeadLetter = ("", "");
    private int _rotatedFiles;
    private string _lastRotatedFolder = "";

    /// <summary>Begins with nothing to write.</summary>
    /// <param name="log">Where the lines go.</param>
    /// <param name="clock">The clock; nothing here waits or starts a timer.</param>
    public SummedLines(LandingLog log, TimeProvider clock)
    {
        _log = log;
        _processedLine = new(clock, WriteProcessed);
        _flushLine = new(clock, WriteFlushed);
        _performanceLine = new(clock, () => _log.Performance(_messagesPerSecond));
        _deadLetterLine = new(clock, WriteDeadLetters);
        _rotationLine = new(clock, WriteRotated);
    }

    /// <summary>Records of one destination are written.</summary>
    /// <param name="records">How many.</param>
    /// <param name="folder">Where, below the base path, without a slash at the end.</param>
    public void Processed(int records, string folder)
    {
        _processed.Add(records, folder);
        _flushed.Add(records, folder);
        _processedLine.Added();
    }

    /// <summary>A flush is over: its records are those given to <see cref="Processed"/> since the one before.</summary>
    public void BatchFlushed()
    {
        if (_flushed.Records > 0)
        {
            _flushLine.Added();
        }
    }

    /// <summary>How fast it goes on average; of several the latest is written.</summary>
    /// <param name="messagesPerSecond">Records landed a second.</param>
    public void Performance(double messagesPerSecond)
    {
        _messagesPerSecond = messagesPerSecond;
        _performanceLine.Added();
    }

    /// <summary>A record could not be landed as it is.</summary>
    /// <param name="position">Where it is: <c>topic[partition]@offset</c>.</param>
    /// <param name="reason">Why it could not.</param>
    public void DeadLetter(string position, string reason)
    {
        _deadLetters++;
        _lastDeadLetter = (position, reason);
        _deadLetterLine.Added();
    }

    /// <summary>Files had reached their size and were closed.</summary>
    /// <param name="files">How many.</param>
    /// <param name="folder">The folder of the last of them.</param>
    public void Rotated(int files, string folder)
    {
        _rotatedFiles += files;
        _lastRotatedFolder = folder;
        _rotationLine.Added();
    }

    /// <summary>Writes the lines whose second is over. To be called now and then, so that a pause in the flow holds no line back.</summary>
    public void Tick()
    {
        _processedLine.Tick();
        _flushLine.Tick();
        _performanceLine.Tick();
        _deadLetterLine.Tick();
        _rotationLine.Tick();
    }

    /// <summary>Writes all lines that wait, at the end.</summary>
    public void Flush()
    {
        _processedLine.Flush();
        _flushLine.Flush();
        _performanceLine.Flush();
        _deadLetterLine.Flush();
        _rotationLine.Flush();
    }

    private void WriteProcessed()
    {
        if (_processed.Folders == 1)
        {
            _log.Processed(_processed.Records, _processed.FirstFolder);
        }
        else
        {
            _log.Processed(_processed.Records, _processed.FirstFolder, others: _processed.Folders - 1);
        }

        _processed.Clear();
    }

    private void WriteFlushed()
    {
        _log.BatchFlushed(_flushed.Records, _flushed.Folders);
        _flushed.Clear();
    }

    private void WriteDeadLetters()
    {
        _log.DeadLetters(_deadLetters, _lastDeadLetter.Position, _lastDeadLetter.Reason);
        _deadLetters = 0;
    }

    private void WriteRotated()
    {
        _log.Rotated(_rotatedFiles, _lastRotatedFolder);
        _rotatedFiles = 0;
    }
}
