using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Pipeline.Routing;

/// <summary>What becomes of a record.</summary>
internal abstract record Verdict
{
    /// <summary>It is landed.</summary>
    /// <param name="To">Where.</param>
    /// <param name="AddReason">The member to add that says which required columns it misses; null for none.</param>
    internal sealed record Land(Destination To, string? AddReason) : Verdict;

    /// <summary>It is read and not landed.</summary>
    internal sealed record Drop : Verdict
    {
        /// <summary>The only one.</summary>
        public static Drop Instance { get; } = new();
    }

    /// <summary>It becomes a dead letter.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Detail">More words on it, null for none.</param>
    internal sealed record PutAside(DeadLetterReason Reason, string? Detail) : Verdict;
}
