namespace HdfsConsumer.Pipeline.Watermarking;

/// <summary>What a landing asks of those who know its destinations. Called while no other instance is at work below the base path.</summary>
internal interface ILandedDestinations
{
    /// <summary>Called once in the life of a landing, before its first record: makes the files that are there into destinations.</summary>
    void AdoptExisting(LandingFolder landing);

    /// <summary>
    /// Finds a destination that holds records of these topics beyond their watermarks: they would be read again, and must
    /// then go where they went. Null when there is none.
    /// </summary>
    string? FindUnfinished(IReadOnlyList<OpenTopic> topics);

    /// <summary>
    /// Finishes or takes back what was being done to destinations when a run ended. Durable on return. False when another
    /// instance holds one of them; this one may be called while others are at work.
    /// </summary>
    bool TryRepair(LandingFolder landing);

    /// <summary>Removes every destination, its data and its ledger. Can be repeated; a sync of the whole file system is to follow.</summary>
    void Remove();
}
