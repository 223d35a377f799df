namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>What is wrong when a database does not do what it is told.</summary>
internal enum SqlTrouble
{
    /// <summary>Nothing that a database says.</summary>
    None,

    /// <summary>It cannot be reached, is starting or stopping, or has no room: it may be well again soon.</summary>
    Gone,

    /// <summary>Another instance holds a row that is needed: try again.</summary>
    Locked,

    /// <summary>A value does not fit its column.</summary>
    Unfit,

    /// <summary>There is a row already that has the same in columns that tell rows apart.</summary>
    Duplicate,

    /// <summary>It will not do it, however often it is told: a person has to look.</summary>
    Refused,
}
