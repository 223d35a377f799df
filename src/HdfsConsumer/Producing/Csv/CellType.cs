namespace HdfsConsumer.Producing.Csv;

/// <summary>What the cells of a column become in JSON.</summary>
internal enum CellType
{
    /// <summary>A whole number of 64 bits.</summary>
    Int,

    /// <summary>A number, with the digits that stand in the cell.</summary>
    Double,

    /// <summary>true or false.</summary>
    Bool,

    /// <summary>Text.</summary>
    String,
}

/// <summary>What an empty cell becomes.</summary>
internal enum EmptyCells
{
    /// <summary>Empty text.</summary>
    Keep,

    /// <summary>null.</summary>
    Null,

    /// <summary>Nothing: the record does not have the field.</summary>
    Drop,
}
