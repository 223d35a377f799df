using System.Globalization;
using System.Text;
using HdfsConsumer.Pipeline.Routing;

namespace HdfsConsumer.Tests.Pipeline.Routing;

public sealed class CountryTableTests
{
    private static readonly CountryTable Table = CountryTable.Load();

    [Theory]
    [InlineData("FR", "FR")]
    [InlineData("fr", "FR")]
    [InlineData("FRA", "FR")]
    [InlineData("deu", "DE")]
    [InlineData(" gb ", "GB")]
    [InlineData("NA", "NA")]
    public void ACountryIsFoundByItsCodes(string text, string alpha2) => Assert.Equal(alpha2, Find(text));

    [Theory]
    [InlineData("France", "FR")]
    [InlineData("Germany", "DE")]
    [InlineData("Bolivia (Plurinational State of)", "BO")]
    [InlineData("Korea (the Democratic People's Republic of)", "KP")]
    [InlineData("Iran, Islamic Republic of", "IR")]
    [InlineData("Bahamas (the)", "BS")]
    [InlineData("United Kingdom of Great Britain and Northern Ireland", "GB")]
    public void ACountryIsFoundInEnglish(string text, string alpha2) => Assert.Equal(alpha2, Find(text));

    [Theory]
    [InlineData("Allemagne", "DE")]
    [InlineData("Corée du Sud", "KR")]
    [InlineData("États-Unis d’Amérique", "US")]
    [InlineData("Royaume-Uni", "GB")]
    [InlineData("Centrafrique", "CF")]
    [InlineData("Îles Malouines", "FK")]
    [InlineData("Pays-Bas", "NL")]
    public void ACountryIsFoundInFrench(string text, string alpha2) => Assert.Equal(alpha2, Find(text));

    [Theory]
    [InlineData("Deutschland", "DE")]
    [InlineData("日本", "JP")]
    [InlineData("Россия", "RU")]
    [InlineData("España", "ES")]
    [InlineData("대한민국", "KR")]
    [InlineData("中国", "CN")]
    [InlineData("Schweiz", "CH")]
    [InlineData("Suisse", "CH")]
    [InlineData("Svizzera", "CH")]
    [InlineData("Svizra", "CH")]
    [InlineData("Ελλάδα", "GR")]
    [InlineData("ΕΛΛΑΣ", "GR")]
    [InlineData("भारत", "IN")]
    [InlineData("مصر", "EG")]
    [InlineData("ישראל", "IL")]
    [InlineData("ไทย", "TH")]
    [InlineData("Éire", "IE")]
    [InlineData("Suomi", "FI")]
    [InlineData("Aotearoa", "NZ")]
    [InlineData("Oʻzbekiston", "UZ")]
    [InlineData("Việt Nam", "VN")]
    public void ACountryIsFoundInItsOwnLanguage(string text, string alpha2) => Assert.Equal(alpha2, Find(text));

    [Theory]
    [InlineData("USA", "US")]
    [InlineData("UK", "GB")]
    [InlineData("Great Britain", "GB")]
    [InlineData("England", "GB")]
    [InlineData("Scotland", "GB")]
    [InlineData("Holland", "NL")]
    [InlineData("Ivory Coast", "CI")]
    [InlineData("Czech Republic", "CZ")]
    [InlineData("Burma", "MM")]
    [InlineData("Swaziland", "SZ")]
    [InlineData("Cape Verde", "CV")]
    [InlineData("East Timor", "TL")]
    [InlineData("Vatican", "VA")]
    [InlineData("Vietnam", "VN")]
    [InlineData("Turkey", "TR")]
    [InlineData("UAE", "AE")]
    [InlineData("Kyrghyzstan", "KG")]
    public void AnAliasIsFound(string text, string alpha2) => Assert.Equal(alpha2, Find(text));

    [Theory]
    [InlineData("U.S.A.", "US")]
    [InlineData("  united   states\tof america ", "US")]
    [InlineData("The Netherlands", "NL")]
    [InlineData("l'Allemagne", "DE")]
    [InlineData("L’ALLEMAGNE", "DE")]
    [InlineData("les États-Unis", "US")]
    [InlineData("La France", "FR")]
    [InlineData("COTE D IVOIRE", "CI")]
    [InlineData("Côte d’Ivoire", "CI")]
    [InlineData("Trinidad & Tobago", "TT")]
    [InlineData("Trinidad et Tobago", "TT")]
    [InlineData("guinea bissau", "GW")]
    [InlineData("Viet-Nam", "VN")]
    [InlineData("oesterreich", "AT")]
    [InlineData("OSTERREICH", "AT")]
    [InlineData("Cura\u00E7ao", "CW")]
    [InlineData("Curac\u0327ao", "CW")]
    [InlineData("Ruotta", "SE")]
    [InlineData("Kibris", "CY")]
    [InlineData("Azerbaycan", "AZ")]
    [InlineData("Foroyar", "FO")]
    public void SpellingDoesNotCount(string text, string alpha2) => Assert.Equal(alpha2, Find(text));

    [Theory]
    [InlineData("ET", "ET")]
    [InlineData("la", "LA")]
    [InlineData("And", "AD")]
    [InlineData("RU", "RU")]
    [InlineData("CAN", "CA")]
    [InlineData("MAR", "MA")]
    public void ACodeIsACodeEvenWhereItIsAWord(string text, string alpha2) => Assert.Equal(alpha2, Find(text));

    [Theory]
    [InlineData("Congo", "CG")]
    [InlineData("Republic of the Congo", "CG")]
    [InlineData("Congo-Brazzaville", "CG")]
    [InlineData("Democratic Republic of Congo", "CD")]
    [InlineData("DR Congo", "CD")]
    [InlineData("Congo (Kinshasa)", "CD")]
    [InlineData("Guinea", "GN")]
    [InlineData("Equatorial Guinea", "GQ")]
    [InlineData("Niger", "NE")]
    [InlineData("Nigeria", "NG")]
    [InlineData("Korea", "KR")]
    [InlineData("Samoa", "WS")]
    [InlineData("American Samoa", "AS")]
    [InlineData("Georgia", "GE")]
    [InlineData("South Georgia", "GS")]
    [InlineData("Macedonia", "MK")]
    [InlineData("Ireland", "IE")]
    [InlineData("Northern Ireland", "GB")]
    [InlineData("Dominica", "DM")]
    [InlineData("Dominican Republic", "DO")]
    [InlineData("Sudan", "SD")]
    [InlineData("Saint Martin", "MF")]
    [InlineData("Sint Maarten", "SX")]
    [InlineData("Republic of China", "TW")]
    [InlineData("Guyane", "GF")]
    [InlineData("Guyana", "GY")]
    public void ANameThatSeveralCouldClaimHasOneOwner(string text, string alpha2) => Assert.Equal(alpha2, Find(text));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("the")]
    [InlineData("...")]
    [InlineData("Atlantis")]
    [InlineData("ZZ")]
    [InlineData("Virgin Islands")]
    [InlineData("EU")]
    [InlineData("France\ud800Paris")]
    [InlineData("\udc00")]
    [InlineData("Corée\uFFFE\uFFFF du Nord-Est")]
    [InlineData("../../etc/passwd")]
    public void WhatIsNoCountryIsNotFound(string text) => Assert.Null(Find(text));

    [Fact]
    public void AHugeTextIsNotFoundAndCostsNothing() => Assert.Null(Find(new string('é', 10_000_000)));

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("az-Latn-AZ")]
    [InlineData("lt-LT")]
    [InlineData("th-TH")]
    public void TheCultureOfTheMachineDoesNotCount(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            CountryTable table = CountryTable.Load();
            Assert.True(table.TryFind("INDIA", out string? india));
            Assert.Equal("IN", india);
            Assert.True(table.TryFind("TÜRKİYE", out string? turkey));
            Assert.Equal("TR", turkey);
            Assert.True(table.TryFind("türkiye", out turkey));
            Assert.Equal("TR", turkey);
            Assert.True(table.TryFind("kıbrıs", out string? cyprus));
            Assert.Equal("CY", cyprus);
            Assert.True(table.TryFind("Fi", out string? finland));
            Assert.Equal("FI", finland);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void EveryCountryOfTheWeatherDataIsFoundAndNoTwoAreOne()
    {
        string[] countries = [.. File.ReadLines(TestData.PathOf("weather.csv")).Skip(1).Select(line => line.Split(',')[0]).Distinct()];

        Assert.Equal(185, countries.Length);
        Assert.DoesNotContain(countries, country => Find(country) is null);
        Assert.Equal(countries.Length, countries.Select(Find).Distinct().Count());
    }

    [Fact]
    public void TheTableHasThe249CountriesOfIso3166()
    {
        Assert.Equal(249, Rows().Count());
        Assert.Equal(249, Rows().Select(row => row.Alpha2).Distinct().Count());
        Assert.All(Rows(), row => Assert.Matches("^[A-Z]{2} [A-Z]{3}$", $"{row.Alpha2} {row.Alpha3}"));
    }

    [Fact]
    public void EveryCodeAndNameOfTheTableFindsItsCountryHoweverItIsWritten()
    {
        foreach ((string alpha2, string alpha3, string[] names) in Rows())
        {
            Assert.All([alpha2, alpha3, alpha2.ToLowerInvariant(), alpha3.ToLowerInvariant()], code => Assert.Equal(alpha2, Find(code)));
            foreach (string name in names)
            {
                Assert.Equal(alpha2, Find(name));
                Assert.Equal(alpha2, Find(name.ToUpperInvariant()));
                Assert.Equal(alpha2, Find(name.ToLowerInvariant()));
                Assert.Equal(alpha2, Find(name.Normalize(NormalizationForm.FormD)));
                Assert.Equal(alpha2, Find($" the {name}. "));
            }
        }
    }

    [Theory]
    [InlineData("AA\tAAA\tCongo\nBB\tBBB\tThe CONGO\n", "congo")]
    [InlineData("AA\tAAA\tB.B.\nBB\tBBB\tBeland\n", "bb")]
    public void ATableInWhichANameMeansTwoCountriesIsRefused(string rows, string name)
    {
        CountryTable table = CountryTable.Parse(Encoding.UTF8.GetBytes(rows));

        FormatException refusal = Assert.Throws<FormatException>(() => table.TryFind("AA", out _));
        Assert.Equal($"countries.tsv: '{name}' means both AA and BB.", refusal.Message);
    }

    [Theory]
    [InlineData("AA\tAAA\n")]
    [InlineData("AA\tAAA\tA\tB\n")]
    [InlineData("AA\tAAA\tAland|\n")]
    public void AMalformedTableIsRefused(string rows)
    {
        CountryTable table = CountryTable.Parse(Encoding.UTF8.GetBytes(rows));

        Assert.Throws<FormatException>(() => table.TryFind("AA", out _));
    }

    [Fact]
    public void TheFingerprintChangesWithTheRowsAndNotWithTheCommentAtTheHead()
    {
        string fingerprint = CountryTable.Parse("AA\tAAA\tAland\n"u8).Fingerprint;

        Assert.Matches("^[0-9a-f]{64}$", fingerprint);
        Assert.Equal(fingerprint, CountryTable.Parse("# A comment.\n#\nAA\tAAA\tAland\n"u8).Fingerprint);
        Assert.NotEqual(fingerprint, CountryTable.Parse("AA\tAAA\tAland|Aa\n"u8).Fingerprint);
        Assert.NotEqual(fingerprint, CountryTable.Parse("# Nothing but a comment"u8).Fingerprint);
        Assert.Equal(CountryTable.Load().Fingerprint, CountryTable.Load().Fingerprint);
    }

    private static string? Find(string text) => Table.TryFind(text, out string? alpha2) ? alpha2 : null;

    private static IEnumerable<(string Alpha2, string Alpha3, string[] Names)> Rows()
    {
        using Stream stream = typeof(CountryTable).Assembly.GetManifestResourceStream("countries.tsv")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                string[] columns = line.Split('\t');
                yield return (columns[0], columns[1], columns[2].Split('|'));
            }
        }
    }
}
