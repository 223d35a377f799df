using Confluent.Kafka;
using HdfsConsumer.Observing;

namespace HdfsConsumer.Pipeline.Consuming;

/// <summary>Says once that no broker can be reached, and once that one can again.</summary>
internal sealed class BrokerWatch(KafkaCluster cluster, IPipelineObserver observer) : IDisposable
{
    private static readonly TimeSpan AskInterval = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private int _isGone;
    private string _lastReason = "no connection";

    /// <summary>The client reported an error. Called on its threads.</summary>
    public void Report(Error error)
    {
        if (error.Code != ErrorCode.Local_AllBrokersDown)
        {
            _lastReason = error.Reason;
        }
        else if (!_stop.IsCancellationRequested && Interlocked.Exchange(ref _isGone, 1) == 0)
        {
            observer.BrokerGone(_lastReason);
            _ = AskUntilBackAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task AskUntilBackAsync()
    {
        var stopped = _stop.Token;
        try
        {
            do
            {
                await Task.Delay(AskInterval, stopped).ConfigureAwait(false);
            }
            while (!await Task.Run(cluster.Answers, stopped).ConfigureAwait(false));

            observer.BrokerBack();
            Interlocked.Exchange(ref _isGone, 0);
        }
        catch (OperationCanceledException)
        {
            // The pipeline stops.
        }
    }
}
