namespace HdfsConsumer;

/// <summary>
/// The program ends here: a person can do something about it, or told it to. Nothing was committed that is not landed; the message
/// says what happened and what to do.
/// </summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What happened, and what to do.</param>
/// <param name="inner">The cause.</param>
internal sealed class StopException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The program's exit code.</summary>
    public int ExitCode => exitCode;
}
