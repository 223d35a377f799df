using System.Globalization;
using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.Sql;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Maintaining;

/// <summary>What a pipeline has landed in tables, seen from outside: changes nothing, takes no lock, and may run beside a landing.</summary>
internal sealed class TableLanding : IDisposable
{
    private readonly LandingSettings _settings;
    private readonly SqlDatabase _database;
    private readonly SqlLedger _ledger;

    /// <summary>Opens it.</summary>
    /// <param name="settings">The settings of a pipeline that has a database.</param>
    public TableLanding(LandingSettings settings)
    {
        _settings = settings;
        _database = new SqlDatabase(SqlDialects.Of(settings.Sink, settings.Database!.Connection), [], TimeProvider.System);
        _ledger = new SqlLedger(_database);
    }

    /// <summary>Where the tables are, in words that hold no secret.</summary>
    public string Server => _database.Dialect.Server;

    /// <summary>Asks the server whether it is there.</summary>
    /// <exception cref="StopException">It is not.</exception>
    public void Reach() => Ask(() => _database.Do(_ => true));

    /// <summary>How far the landing is.</summary>
    /// <exception cref="StopException">The server cannot be reached, or has no ledger.</exception>
    public LandingView Look() => Ask(() => new LandingView(_settings.Pipeline, IsBeingReset: false, [_settings.Kafka.GroupId], _ledger.Look(_settings.Pipeline)));

    /// <summary>The rows of each table.</summary>
    /// <exception cref="StopException">The server cannot be reached, or lacks a table.</exception>
    public IReadOnlyList<(string Table, long Rows)> Rows() => Ask(() => _settings.Database!.Tables.Keys.Select(table => (table, RowsOf(table))).ToList());

    /// <summary>Counts the rows and compares them with the ledger.</summary>
    /// <param name="files">What was found in files: the dead letters.</param>
    public VerifiedLanding Verify(VerifiedLanding files)
    {
        var rows = Rows();
        var landed = Ask(() => _ledger.Landed(_settings.Pipeline) ?? 0);
        var destinations = rows.Select(table => new VerifiedDestination(table.Table, new FileFindings { Lines = table.Rows })).ToList();
        var topics = Look().Topics
            .Select(topic => new VerifiedTopic(topic, [.. topic.Watermarks.OrderBy(entry => entry.Key).Select(entry => new VerifiedPartition(entry.Key, entry.Value.First, entry.Value.Next, entry.Value.Next))]))
            .ToList();
        return files with
        {
            Topics = topics,
            Destinations = [.. destinations, .. files.Destinations],

            // What files are compared with is not theirs here: their topics are in the database.
            Problems = [.. ProblemsOf(rows.Sum(table => table.Rows), landed)],
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private IEnumerable<string> ProblemsOf(long rows, long landed)
    {
        if (rows > landed)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The tables have {rows - landed} rows more than were landed: {rows}, and the ledger says {landed}. Somebody else wrote to them, or they are doubled.");
        }
        else if (rows < landed && _settings.Database!.Tables.Values.All(table => table.Mode == TableMode.Append))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The tables lack {landed - rows} rows: they have {rows}, and the ledger says {landed}.");
        }
    }

    private long RowsOf(string table) => _database.Do(connection =>
        connection.Read($"SELECT count(*) FROM {_database.Dialect.Quote(table)}", row => row.Whole(0)!.Value).Single());

    private static T Ask<T>(Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (ServerGoneException e)
        {
            throw new StopException(ExitCode.Unreachable, e.Message, e);
        }
    }
}
