using System.Data.Common;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>The unique indexes of a table that is there: by them a server finds the row whose place another takes.</summary>
/// <param name="indexes">The columns of each; null for a part of a column, or an expression.</param>
internal sealed class UniqueIndexes(IReadOnlyList<IReadOnlyList<string?>> indexes)
{
    /// <summary>Asks the server.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="query">The name of an index and one of its columns in each row; the table is its parameter <c>@table</c>.</param>
    /// <param name="table">The table.</param>
    public static UniqueIndexes Read(DbConnection connection, string query, string table) => new(
        [.. connection.Read(query, row => (Index: row.GetString(0), Column: row.Text(1)), ("@table", table)).GroupBy(row => row.Index, row => row.Column).Select(index => index.ToList())]);

    /// <summary>Whether one has the keys of a table, and nothing else.</summary>
    public bool HaveKeysOf(SqlTable table) => indexes.Any(index => index.ToHashSet().SetEquals(table.Settings.Keys));

    /// <summary>The columns of one by which a row could take the place of another that has other keys; null when there is none.</summary>
    public IReadOnlyList<string?>? BesideKeysOf(SqlTable table) =>
        indexes.FirstOrDefault(index => index.All(column => column is null || table.WrittenNames.Contains(column)) && !table.Settings.Keys.All(index.Contains));
}
