namespace HdfsConsumer.Producing.Sending;

/// <summary>What has become of the rows so far. Written by the thread that publishes, read by any.</summary>
internal sealed class PublishingCounts
{
    private long _delivered;
    private long _there;
    private long _rejected;
    private long _failed;
    private double _fractionRead = double.NaN;

    /// <summary>How much of the source has been read, from 0 to 1; NaN when nobody knows how much there is.</summary>
    public double FractionRead
    {
        get => Volatile.Read(ref _fractionRead);
        set => Volatile.Write(ref _fractionRead, value);
    }

    /// <summary>Records that the broker has.</summary>
    public long Delivered
    {
        get => Volatile.Read(ref _delivered);
        set => Volatile.Write(ref _delivered, value);
    }

    /// <summary>Rows that were in the topic already.</summary>
    public long AlreadyThere => Volatile.Read(ref _there);

    /// <summary>Rows that cannot be published as they are.</summary>
    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>Records that the broker did not take.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>One more was there already.</summary>
    public void AddAlreadyThere() => Volatile.Write(ref _there, _there + 1);

    /// <summary>One more was rejected.</summary>
    public void AddRejected() => Volatile.Write(ref _rejected, _rejected + 1);

    /// <summary>One more was not taken.</summary>
    public void AddFailed() => Volatile.Write(ref _failed, _failed + 1);
}
