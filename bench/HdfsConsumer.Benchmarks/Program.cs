using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using HdfsConsumer.Benchmarks;

// `writer …` is for bench/parquet-writer.sh; anything else are options of BenchmarkDotNet: --filter '*'.
if (args is ["writer", .. var rest])
{
    WriterTiming.Run(rest);
    return;
}

// In this process: a project that BenchmarkDotNet makes and builds would know nothing of the packages that a feed lacks.
var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
BenchmarkSwitcher.FromAssembly(typeof(WriterTiming).Assembly).Run(args, DefaultConfig.Instance.AddJob(job));
