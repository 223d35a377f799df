using System.Globalization;
using HdfsConsumer;
using HdfsConsumer.Commands;
using HdfsConsumer.Orchestrating;
using HdfsConsumer.Storing;

// Nothing that is read or written depends on the machine's locale.
CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;

try
{
    using var signals = StopSignals.Listen();
    var surroundings = CommandSurroundings.OfThisProcess(signals.Stopping);
    var root = RootCommandFactory.Create(
        surroundings,
        (settings, stopping) => new Landing(settings, surroundings.Output).Run(stopping),
        (pipelines, logFolder, stopping) => new PipelineFleet(pipelines, logFolder).Run(stopping));
    return RootCommandFactory.Run(root, args, surroundings);
}
catch (StopException stop)
{
    Console.Error.WriteLine(stop.Message);
    return stop.ExitCode;
}
catch (LandingDamagedException damaged)
{
    Console.Error.WriteLine(damaged.Message);
    return ExitCode.DataNeedsAttention;
}
catch (DiskFullException full)
{
    // Before there is a landing that could wait for space.
    Console.Error.WriteLine($"{full.Message}. Make room on that disk and start again.");
    return ExitCode.DataNeedsAttention;
}
catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
{
    // Before there is a landing that could try again: files belong to somebody else, or are locked.
    Console.Error.WriteLine($"{disk.Message.TrimEnd('.')}. Mend that, and start again.");
    return ExitCode.DataNeedsAttention;
}
catch (Exception bug)
{
    Console.Error.WriteLine($"This is a bug in HdfsConsumer; please report it with these lines:{Environment.NewLine}{bug}");
    return ExitCode.DataNeedsAttention;
}
