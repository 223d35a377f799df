using HdfsConsumer.Configuration;
using HdfsConsumer.Pipeline;

namespace HdfsConsumer.Orchestrating;

internal sealed class Landing(LandingSettings settings, TextWriter output)
{
    public int Run(CancellationToken stopping)
    {
        _ = output;
        new PipelineFactory(settings, TimeProvider.System, new Obs()).Run(stopping);
        return ExitCode.Done;
    }
}
