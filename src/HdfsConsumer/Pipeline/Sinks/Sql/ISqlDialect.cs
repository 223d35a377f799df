using System.Data.Common;
using HdfsConsumer.Configuration.Pipelines;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>What differs from one database server to the other.</summary>
internal interface ISqlDialect
{
    /// <summary>Where the server is, in words that hold no secret: <c>PostgreSQL database hdfs_consumer at localhost:5432</c>.</summary>
    string Server { get; }

    /// <summary>What stands behind a <c>CREATE TABLE</c>.</summary>
    string TableOptions { get; }

    /// <summary>The definition of a column that numbers the rows.</summary>
    string NumberingColumn { get; }

    /// <summary>The definition of a column that says when a row was made.</summary>
    string MomentColumn { get; }

    /// <summary>Opens a connection that is ready for use.</summary>
    /// <exception cref="DbException">It cannot be opened.</exception>
    DbConnection Open();

    /// <summary>
    /// A statement that waits until no other instance makes tables in this database. From then on none does, until <see cref="EndSetup"/> or the end of the
    /// connection. <c>CREATE TABLE IF NOT EXISTS</c> alone fails where two do it at once.
    /// </summary>
    string BeginSetup { get; }

    /// <summary>The statement that lets others make tables again.</summary>
    string EndSetup { get; }

    /// <summary>Makes what a new connection needs to write to tables.</summary>
    void Prepare(DbConnection connection, IEnumerable<SqlTable> tables);

    /// <summary>A name as SQL has it.</summary>
    string Quote(string name);

    /// <summary>The type of a column, as <c>CREATE TABLE</c> takes it and <see cref="ColumnTypes"/> says it.</summary>
    /// <param name="type">What is in it.</param>
    /// <param name="keys">Of a column that is a key, how many keys there are; 0 of any other.</param>
    string TypeOf(ColumnType type, int keys);

    /// <summary>A query for the names and the types of a table's columns; the table is its parameter <c>@table</c>.</summary>
    string ColumnTypes { get; }

    /// <summary>What stands behind an <c>INSERT</c> to leave rows alone that are there already.</summary>
    /// <param name="column">A column that is a key, quoted.</param>
    string UnlessThere(string column);

    /// <summary>Writes rows, no two of one key. An older row of a key never takes the place of a newer one.</summary>
    void Write(DbTransaction transaction, SqlTable table, IReadOnlyList<TableRow> rows);

    /// <summary>Why rows cannot be written once each to a table that is there as its settings say; null when they can.</summary>
    string? WhyNot(DbConnection connection, SqlTable table);

    /// <summary>What is wrong.</summary>
    SqlTrouble TroubleOf(Exception e);

    /// <summary>What the server or the driver says of it, without values of rows.</summary>
    string ReasonOf(Exception e);
}
