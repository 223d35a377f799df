using System.Reflection;

namespace HdfsConsumer.Observing;

/// <summary>The version of the program, and the commit that it was built from.</summary>
internal static class ProgramVersion
{
    private const int CommitLetters = 12;

    // As the SDK makes it: the version, and behind a plus the commit where it was built in a git work tree.
    private static readonly string Built =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The version as releases name it: <c>1.0.0</c>.</summary>
    public static string Text { get; } = Built.Split('+')[0];

    /// <summary>Version and commit, as <c>--version</c> says them.</summary>
    public static string WithCommit { get; } = InWords(Built);

    /// <summary>Says <c>1.0.0+0123456789abcdef…</c> as <c>1.0.0 (commit 0123456789ab)</c>; a version without a commit as it is.</summary>
    public static string InWords(string built) => built.Split('+') is [var version, { Length: >= CommitLetters } commit]
        ? $"{version} (commit {commit[..CommitLetters]})"
        : built;
}
