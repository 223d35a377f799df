using System.Globalization;
using System.Text;
using HdfsConsumer.Pipeline.Consuming;
using HdfsConsumer.Pipeline.Watermarking;

namespace HdfsConsumer.SimulationTests;

/// <summary>A record in a simulated topic.</summary>
internal sealed record SimulatedRecord(SimulatedPartition Partition, long Offset, byte[] Value, string ExpectedFolder, string Mark);

/// <summary>A partition as a broker keeps it: records with gaps between their offsets, and what the group has committed.</summary>
internal sealed class SimulatedPartition(string topic, string topicId, int number)
{
    private readonly List<SimulatedRecord> _records = [];
    private long _knownAsLost;

    public string Topic => topic;

    public string TopicId => topicId;

    public int Number => number;

    public IReadOnlyList<SimulatedRecord> Records => _records;

    /// <summary>The first offset that the broker still has.</summary>
    public long Low { get; private set; }

    /// <summary>The offset that the next record will get, at least.</summary>
    public long High { get; private set; }

    public long? Committed { get; private set; }

    /// <summary>Whether its topic was deleted.</summary>
    public bool IsGone { get; set; }

    /// <summary>Where the landing first began; what lies before it was not asked for.</summary>
    public long? First { get; private set; }

    public void Append(long offset, string expectedFolder, string mark, string value)
    {
        _records.Add(new SimulatedRecord(this, offset, Encoding.UTF8.GetBytes(value), expectedFolder, mark));
        High = offset + 1;
    }

    /// <summary>Retention removes the oldest records.</summary>
    public void RemoveBelow(long offset) => Low = Math.Max(Low, Math.Min(offset, High));

    public void Commit(long offset) => Committed = offset;

    /// <summary>The first record at or behind an offset.</summary>
    public SimulatedRecord? Next(long offset)
    {
        int low = 0, high = _records.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_records[middle].Offset < offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < _records.Count ? _records[low] : null;
    }

    /// <summary>The landing asks where it can begin, and may die before it has begun.</summary>
    public void Asked() => _knownAsLost = Low;

    /// <summary>The landing says where it begins.</summary>
    /// <param name="start">Where.</param>
    /// <param name="appearedLater">Whether the topic was landed before this partition came into being: then all of it is asked for.</param>
    public void Began(StartingPoint start, bool appearedLater) =>
        First = appearedLater ? 0 : Math.Min(First ?? long.MaxValue, start.Offset - start.Lost);

    /// <summary>Whether a record must be landed: it was asked for, and is neither gone with its topic nor known to be lost.</summary>
    public bool MustHave(SimulatedRecord record) => !IsGone && !(record.Offset < First) && record.Offset >= _knownAsLost;
}

/// <summary>Topics as a broker keeps them. They grow, lose records to retention, and are deleted and created again.</summary>
internal sealed class SimulatedCluster
{
    public const string Id = "simulated";
    private const int TopicsMax = 2;
    private const int PartitionsMax = 4;
    private static readonly string[] Cities = ["Paris", "Lyon", "Nice", "Lille"];

    private readonly Random _random;
    private readonly string _beforeMarks;
    private readonly int _cities;
    private readonly List<SimulatedPartition> _partitions = [];
    private readonly Dictionary<string, int> _partitionsWhenLanded = [];
    private int _topicsCreated;

    public SimulatedCluster(Random random, string beforeMarks)
    {
        _random = random;
        _beforeMarks = beforeMarks;
        _cities = random.Next(1, Cities.Length + 1);
        for (var topic = random.Next(1, TopicsMax + 1); topic > 0; topic--)
        {
            Create($"weather-{topic}", random.Next(1, PartitionsMax));
        }
    }

    /// <summary>The partitions that there are.</summary>
    public IEnumerable<SimulatedPartition> Partitions => _partitions.Where(partition => !partition.IsGone);

    /// <summary>Every record that there ever was.</summary>
    public IEnumerable<SimulatedRecord> Records => _partitions.SelectMany(partition => partition.Records);

    public SimulatedPartition AnyPartition()
    {
        var partitions = Partitions.ToList();
        return partitions[_random.Next(partitions.Count)];
    }

    public SimulatedPartition PartitionOf(PartitionTenure tenure) =>
        Partitions.First(partition => partition.Topic == tenure.Topic.Topic && partition.Number == tenure.Partition);

    public int PartitionCount(string topic) => Partitions.Count(partition => partition.Topic == topic);

    public void Append(SimulatedPartition partition, int count)
    {
        for (; count > 0; count--)
        {
            // Compaction and control records leave gaps.
            var offset = partition.High + (_random.Next(4) == 0 ? _random.Next(1, 5) : 0);
            var mark = string.Create(CultureInfo.InvariantCulture, $"#{partition.TopicId}.{partition.Number}:{offset}#");
            var city = Cities[_random.Next(_cities)];
            var (folder, value) = _random.Next(12) == 0
                ? ("_dead-letters", $"no JSON {mark}")
                : ($"FR/{city}", $$"""{"country":"FR","city":"{{city}}","mark":"{{_beforeMarks}}{{mark}}"}""");
            partition.Append(offset, folder, mark, value);
        }
    }

    /// <summary>A partition's reading begins.</summary>
    public void Began(SimulatedPartition partition, StartingPoint start)
    {
        _partitionsWhenLanded.TryAdd(partition.TopicId, PartitionCount(partition.Topic));
        partition.Began(start, appearedLater: partition.Number >= _partitionsWhenLanded[partition.TopicId]);
    }

    /// <summary>What the group has committed is forgotten.</summary>
    public void ForgetCommitted(LandingRecord record)
    {
        foreach (var partition in Partitions.Where(partition => record.Topics.Any(topic => topic.Topic == partition.Topic)))
        {
            // What retention took and was landed before is forgotten for good.
            partition.Asked();
            partition.Commit(partition.Low);
        }
    }

    /// <summary>A topic gets one partition more.</summary>
    public void AddPartition()
    {
        var like = AnyPartition();
        if (PartitionCount(like.Topic) < PartitionsMax)
        {
            Add(like.Topic, like.TopicId, PartitionCount(like.Topic));
        }
    }

    /// <summary>A topic is deleted, with what was committed, and created again.</summary>
    public void CreateAgain()
    {
        var topic = AnyPartition().Topic;
        var former = Partitions.Where(partition => partition.Topic == topic).ToList();
        former.ForEach(partition => partition.IsGone = true);
        Create(topic, former.Count);
    }

    private void Create(string topic, int partitions)
    {
        var id = $"t{++_topicsCreated}";
        for (var number = 0; number < partitions; number++)
        {
            Add(topic, id, number);
        }
    }

    private void Add(string topic, string id, int number)
    {
        var partition = new SimulatedPartition(topic, id, number);
        _partitions.Add(partition);
        Append(partition, _random.Next(3, 20));
    }
}
