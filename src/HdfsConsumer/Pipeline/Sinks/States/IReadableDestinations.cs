using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.Pipeline.Sinks.States;

/// <summary>Destinations besides files of lines, which can be read back. Takes no lock; may be done beside a landing.</summary>
internal interface IReadableDestinations : ILandedDestinations
{
    /// <summary>All that there is, in a few words.</summary>
    string InWords { get; }

    /// <summary>Whether a file below the base path is one of theirs.</summary>
    bool Owns(string path);

    /// <summary>What each of them holds, by its path below the base path.</summary>
    IEnumerable<(string Path, FileFindings Findings)> ReadBack(LandingView landing);
}
