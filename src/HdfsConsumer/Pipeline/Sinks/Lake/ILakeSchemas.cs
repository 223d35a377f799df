namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>Knows the columns of each topic's records.</summary>
internal interface ILakeSchemas
{
    /// <summary>The columns that the records of a topic have, as far as is known: every record that was taken so far fits them.</summary>
    LakeSchema Of(string topic);
}
