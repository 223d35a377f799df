using System.Text;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Pipeline.Routing;

namespace HdfsConsumer.Tests.Pipeline.Routing;

public sealed class PlacesTests
{
    private readonly FieldTable _fields = new();
    private readonly RecordRouter _router;
    private readonly JsonRecordParser _parser;

    public PlacesTests()
    {
        _router = Router(caseBlindDisk: false);
        _parser = new JsonRecordParser(recordBytesMax: 1_000_000, _fields);
    }

    [Theory]
    [InlineData("""{"country":"France","city":"Paris"}""", "FR/Paris")]
    [InlineData("""{"country":"FR","city":"Paris"}""", "FR/Paris")]
    [InlineData("""{"country":"fra","city":"Paris"}""", "FR/Paris")]
    [InlineData("""{"country":"USA","city":"New York"}""", "US/New-York")]
    [InlineData("""{"country":"Brésil","city":"São Paulo"}""", "BR/São-Paulo")]
    [InlineData("""{"country":"日本","city":"東京"}""", "JP/東京")]
    [InlineData("""{"country":"Corée du Sud","city":"\u0053éoul"}""", "KR/Séoul")]
    [InlineData("""{"location":"Paris, France"}""", "FR/Paris")]
    [InlineData("""{"location":"Austin, Texas, USA"}""", "US/Austin")]
    [InlineData("""{"city":"Lyon","location":"Paris, France"}""", "FR/Lyon")]
    [InlineData("""{"country":"Italy","location":"Paris, France"}""", "IT/Paris")]
    [InlineData("""{"country":"","city":"  ","location":"Paris, France"}""", "FR/Paris")]
    [InlineData("""{"country":"Atlantis","city":"Paris"}""", "UNKNOWN/Paris")]
    [InlineData("""{"country":"Atlantis","location":"Paris, France"}""", "UNKNOWN/Paris")]
    [InlineData("""{"country":"France"}""", "FR/Unknown-City")]
    [InlineData("""{"temperature":21}""", "UNKNOWN/Unknown-City")]
    [InlineData("""{"country":33,"city":["Paris"],"location":{"lat":1}}""", "UNKNOWN/Unknown-City")]
    [InlineData("""{"country":"FR","city":"../../etc"}""", "FR/etc")]
    [InlineData("""{"country":"../..","city":"..\\..\\Windows"}""", "UNKNOWN/Windows")]
    [InlineData("""{"country":"FR","city":"\u0000"}""", "FR/Unknown-City")]
    [InlineData("""{"country":"FR","city":"\ud800"}""", "FR/Unknown-City")]
    public void ARecordGoesToItsCountryAndCity(string json, string folder) => Assert.Equal(folder, Route(json).Folder);

    [Fact]
    public void FieldsAreNotMixedUpInTheCache()
    {
        Assert.Equal("FR/DE", Route("""{"country":"FR","city":"DE"}""").Folder);
        Assert.Equal("DE/FR", Route("""{"country":"DE","city":"FR"}""").Folder);
        Assert.Equal("FR/Unknown-City", Route("""{"country":"FR"}""").Folder);
        Assert.Equal("UNKNOWN/FR", Route("""{"city":"FR"}""").Folder);
    }

    [Fact]
    public void ALongCityIsCutAndNotCached() =>
        Assert.Equal(200, Encoding.UTF8.GetByteCount(Route($$"""{"country":"FR","city":"{{new string('é', 4000)}}"}""").Folder["FR/".Length..]));

    [Fact]
    public void OnADiskThatIsBlindToCaseTwoSpellingsAreOneDestination()
    {
        var router = Router(caseBlindDisk: true);
        Assert.Equal(Route(router, """{"country":"FR","city":"Paris"}"""), Route(router, """{"country":"FR","city":"PARIS"}"""));
        Assert.NotEqual(Route("""{"country":"FR","city":"Paris"}"""), Route("""{"country":"FR","city":"PARIS"}"""));
    }

    private Destination Route(string json) => Route(_router, json);

    private Destination Route(RecordRouter router, string json)
    {
        Assert.Equal(DeadLetterReason.None, _parser.Parse(Encoding.UTF8.GetBytes(json), isTombstone: false, out var parsed));
        return Assert.IsType<Verdict.Land>(router.Route("geo_weather_stream", timestampMs: 0, parsed)).To;
    }

    private RecordRouter Router(bool caseBlindDisk) =>
        new([RouteSettings.All("{country}/{city}")], new ParseSettings(), _fields, CountryTable.Load(), "alerts.json", caseBlindDisk);
}
