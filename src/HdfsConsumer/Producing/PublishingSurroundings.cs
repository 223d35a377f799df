namespace HdfsConsumer.Producing;

/// <summary>What publishing has around it.</summary>
/// <param name="Output">Where the summary goes.</param>
/// <param name="Error">Where everything else goes that is said to people.</param>
/// <param name="StandardInput">Opens standard input.</param>
/// <param name="Progress">Shows how it gets on.</param>
/// <param name="Clock">What time it is.</param>
/// <param name="Stopping">Is cancelled when the operator wants it to end.</param>
internal sealed record PublishingSurroundings(
    TextWriter Output, TextWriter Error, Func<Stream> StandardInput, IPublishingProgress Progress, TimeProvider Clock, CancellationToken Stopping);
