using System.Globalization;
using System.Text.Json.Nodes;

namespace HdfsConsumer.IntegrationTests.Services;

/// <summary>The pipelines of the shipped settings that land in tables.</summary>
[Collection(MariaDbCollection.Name)]
public sealed class WarehouseTests(Broker broker, MariaDbServer server) : TableTest(broker, server), IClassFixture<Broker>
{
    private readonly Broker _broker = broker;

    [Fact]
    public void FactsDimensionsAndSnapshotsAgreeWithTheStreams()
    {
        const int Transactions = 1000;
        CopyShippedSettings();
        Invoke("produce", ["transactions", "--limit", Text(Transactions), "--seed", "7", "--bootstrap-servers", _broker.Address]);
        Invoke("run", ["warehouse", "--until-end"]);
        Assert.Equal([Text(Transactions)], Sql("SELECT sum(transaction_count) FROM fact_user_transaction_summary"));
        var total = Assert.Single(Sql("SELECT sum(total_amount_eur) FROM fact_user_transaction_summary_eur"));
        Assert.Equal([total], Sql("SELECT sum(total_amount_eur) FROM fact_payment_method_totals"));
        Assert.Equal([total], Sql("SELECT sum(total_amount_eur) FROM fact_user_transaction_summary_eur_snapshots WHERE snapshot_version = (SELECT max(snapshot_version) FROM snapshots)"));
        Assert.Equal(Sql("SELECT count(*) FROM fact_user_transaction_summary_eur"), Sql("SELECT count(*) FROM dim_users"));
        Assert.Equal(["0"], Sql("SELECT count(*) FROM fact_user_transaction_summary f LEFT JOIN dim_users d USING (user_key) WHERE d.user_id IS NULL OR d.user_id <> f.user_id"));
        Assert.Equal(["0"], Sql("SELECT count(*) FROM fact_payment_method_totals f LEFT JOIN dim_payment_methods d USING (payment_method_key) WHERE d.payment_method IS NULL OR d.payment_method <> f.payment_method"));
        var versions = Sql("SELECT count(*) FROM snapshots");

        // Nothing has changed, so there is nothing to keep.
        Assert.Contains("Nothing of warehouse has changed", Invoke("snapshot", ["warehouse"]).Output, StringComparison.Ordinal);
        Assert.Equal(versions, Sql("SELECT count(*) FROM snapshots"));
        Assert.Contains("nothing is wrong", Invoke("verify", ["warehouse"]).Output, StringComparison.Ordinal);
        Assert.Contains("fact_payment_method_totals", Invoke("status", ["warehouse"]).Output, StringComparison.Ordinal);
    }

    private void CopyShippedSettings()
    {
        var settings = JsonNode.Parse(File.ReadAllText(Path.Combine(Tests.TestData.RepositoryRoot, "appsettings.json")))!;
        settings["Kafka"]!["BootstrapServers"] = _broker.Address;
        WriteSettings(settings.ToJsonString());
    }

    private Outcome Invoke(string verb, string[] arguments)
    {
        using var program = StartProgram([verb, .. arguments]);
        var outcome = program.Wait();
        Assert.True(outcome.ExitCode == 0, outcome.Error + outcome.Output);
        return outcome;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
