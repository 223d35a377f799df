using HdfsConsumer.Pipeline;
namespace HdfsConsumer.Orchestrating;
sealed class Obs : IPipelineObserver
{
    static void P(string s) => Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss.fff} {s}");
    public bool WantsLatency => false;
    public void Connected(string a) => P("connected " + a);
    public void Subscribed(IReadOnlyList<string> t) => P("subscribed");
    public void Landing(TimeSpan t) { }
    public void Wrote(string f, int r) { }
    long n;
    public void Flushed(int r, int d) { n += r; _ = n; }
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
