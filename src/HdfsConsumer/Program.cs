using HdfsConsumer;
using HdfsConsumer.Brokering;
using HdfsConsumer.Configuration;
using HdfsConsumer.Pipeline;

if (args[0] == "broker")
{
    TopicSpec.TryParseList(args[1], out var list, out _);
    using var b = InMemoryBroker.Start(list!);
    Console.WriteLine(b.Address);
    Thread.Sleep(int.Parse(args[2]) * 1000);
    return 0;
}

var options = new Dictionary<Setting, string>();
for (var i = 0; i < args.Length; i++)
{
    var setting = SettingTable.All.First(s => s.Option == args[i]);
    options[setting] = setting.IsFlag ? "true" : args[++i];
}

var problems = new List<SettingProblem>();
var settings = new SettingsLoader(new Dictionary<string, string>(), Environment.CurrentDirectory).Load(options, problems);
foreach (var p in problems) Console.Error.WriteLine(p);
if (settings is null) return 2;
using var cts = new CancellationTokenSource();
using var r = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, c => { c.Cancel = true; cts.Cancel(); });
try { new PipelineFactory(settings, TimeProvider.System, new Obs()).Run(cts.Token); }
catch (StopException e) { Console.Error.WriteLine(e.Message); return e.ExitCode; }
return 0;

sealed class Obs : IPipelineObserver
{
    static void P(string s) => Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss.fff} {s}");
    public bool WantsLatency => false;
    public void Connected(string a) => P("connected " + a);
    public void Subscribed(IReadOnlyList<string> t) => P("subscribed");
    public void Landing(TimeSpan t) { }
    public void Wrote(string f, int r) { }
    long n;
    public void Flushed(int r, int d) { n += r; if (n % 1000 < r) P($"flushed {n}"); }
    public void PutAside(string t, int p, long o, string r) => P($"aside {t} {p} {o} {r}");
    public void DiskFilled(string m) => P("full " + m);
    public void DiskFreed() => P("freed");
    public void WaitedForLock(TimeSpan d) => P("lock wait " + d);
    public void StartedAgain(string r) => P("again " + r);
    public void Checkpointed() => P("checkpoint");
    public void Began(string t, int p, long o, string r) => P($"began {t}[{p}] {o} {r}");
    public void LostToRetention(string t, int p, long r) => P($"lost {t}[{p}] {r}");
    public void Assigned(int p) => P($"assigned {p}");
    public void Revoked(int p, bool i) => P($"revoked {p} {i}");
    public void TopicMissing(string t) => P("missing " + t);
    public void BrokerGone(string r) => P("gone " + r);
    public void BrokerBack() => P("back");
}
