using System.Data;
using System.Data.Common;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>
/// A database, by one connection that is opened again when it is lost. Everything that is done here is done whole or not at all, and one thing after the
/// other, whichever threads ask for it.
/// </summary>
/// <param name="dialect">The server's dialect.</param>
/// <param name="tables">The tables that are written to.</param>
/// <param name="clock">The clock.</param>
internal sealed class SqlDatabase(ISqlDialect dialect, IReadOnlyList<SqlTable> tables, TimeProvider clock) : IDisposable
{
    /// <summary>A connection that was not used for so long is not used again: servers end one that says nothing for half a minute, for it may hold locks.</summary>
    private static readonly TimeSpan RestMax = TimeSpan.FromSeconds(15);

    private readonly Lock _use = new();
    private long _usedAt;
    private DbConnection? _connection;
    private bool _isPrepared;

    /// <summary>The server's dialect.</summary>
    public ISqlDialect Dialect => dialect;

    /// <summary>The tables that are written to.</summary>
    public IReadOnlyList<SqlTable> Tables => tables;

    /// <summary>Does something outside of transactions: creates tables, reads.</summary>
    /// <exception cref="ServerGoneException">It may not have been done.</exception>
    /// <exception cref="StopException">The server will not do it.</exception>
    public T Do<T>(Func<DbConnection, T> step)
    {
        using var use = _use.EnterScope();
        try
        {
            CloseAfterRest();
            return step(Connection());
        }
        catch (Exception e) when (TroubleOf(e) != SqlTrouble.None)
        {
            throw Ended(e);
        }
        finally
        {
            _usedAt = clock.GetTimestamp();
        }
    }

    /// <summary>
    /// Does something in one transaction. False when it says so itself, and when another instance holds a row that is needed: then nothing is done.
    /// </summary>
    /// <exception cref="ServerGoneException">It may or may not have been done.</exception>
    /// <exception cref="StopException">The server will not do it.</exception>
    public bool TryTransact(Func<DbTransaction, bool> step)
    {
        using var use = _use.EnterScope();
        try
        {
            CloseAfterRest();
            Prepare();
            using var transaction = Connection().BeginTransaction(IsolationLevel.ReadCommitted);
            if (!step(transaction))
            {
                transaction.Rollback();
                return false;
            }

            transaction.Commit();
            return true;
        }
        catch (Exception e) when (TroubleOf(e) is SqlTrouble.Locked or SqlTrouble.Duplicate)
        {
            // A row of the ledger that is there already was made by another instance just now.
            return false;
        }
        catch (Exception e) when (TroubleOf(e) != SqlTrouble.None)
        {
            throw Ended(e);
        }
        catch
        {
            Close();
            throw;
        }
        finally
        {
            _usedAt = clock.GetTimestamp();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private DbConnection Connection() => _connection ??= dialect.Open();

    private void CloseAfterRest()
    {
        if (clock.GetElapsedTime(_usedAt) > RestMax)
        {
            Close();
        }
    }

    private void Prepare()
    {
        if (!_isPrepared)
        {
            dialect.Prepare(Connection(), tables);
            _isPrepared = true;
        }
    }

    private SqlTrouble TroubleOf(Exception e) => dialect.TroubleOf(e) switch
    {
        // What a driver throws on a connection that it has lost is not always its own exception.
        SqlTrouble.None when e is InvalidOperationException && _connection is { State: not ConnectionState.Open } => SqlTrouble.Gone,
        var trouble => trouble,
    };

    private Exception Ended(Exception e)
    {
        var isGone = TroubleOf(e) == SqlTrouble.Gone;
        Close();
        return isGone
            ? new ServerGoneException(dialect.Server, dialect.ReasonOf(e), e)
            : new StopException(ExitCode.DataNeedsAttention, $"{dialect.Server} refuses: {dialect.ReasonOf(e)}", e);
    }

    private void Close()
    {
        try
        {
            _connection?.Dispose();
        }
        catch (Exception e) when (dialect.TroubleOf(e) != SqlTrouble.None)
        {
            // It was lost; what was not committed is not done.
        }

        _connection = null;
        _isPrepared = false;
    }
}
