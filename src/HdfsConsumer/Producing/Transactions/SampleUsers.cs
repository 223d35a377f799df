using System.Globalization;

namespace HdfsConsumer.Producing.Transactions;

/// <summary>A user of the sample, who does not exist.</summary>
/// <param name="Id">What the user goes by.</param>
/// <param name="Name">The name, in the script of the country.</param>
/// <param name="City">Where the user lives.</param>
/// <param name="Country">The country of that, ISO 3166-1 alpha-2.</param>
/// <param name="Currency">What is paid in there, ISO 4217.</param>
/// <param name="IsBlacklisted">Whether the user's transactions are looked at.</param>
internal sealed record SampleUser(string Id, string Name, string City, string Country, string Currency, bool IsBlacklisted)
{
    /// <summary>An address at a domain that is nobody's (RFC 2606).</summary>
    public string Email { get; } = $"{Id.ToLowerInvariant()}@example.com";
}

/// <summary>The users of the sample: 25 in each of twelve countries, the same in every run.</summary>
internal static class SampleUsers
{
    private const int UsersPerBlacklistedOne = 50;

    private static readonly Home[] Homes =
    [
        new("FR", "EUR", ["Paris", "Lyon", "Nîmes"], ["Zoé", "Gaël", "Inès", "Loïc", "Maëlle"], ["Lefèvre", "Garçon", "Dubois", "Noël", "d'Ormesson"]),
        new("US", "USD", ["New York", "Chicago", "Houston"], ["Olivia", "Mason", "Harper", "Ethan", "Grace"], ["Walker", "O'Brien", "Nguyen", "Carter", "Reed"]),
        new("DE", "EUR", ["Berlin", "München", "Köln"], ["Jürgen", "Käthe", "Björn", "Änne", "Sören"], ["Müller", "Groß", "Schäfer", "Krüger", "Weiß"]),
        new("GB", "GBP", ["London", "Leeds", "Cardiff"], ["Imogen", "Rhys", "Freya", "Alfie", "Morag"], ["Ashworth", "Pembroke", "MacLeod", "Hughes", "Blythe"]),
        new("JP", "JPY", ["東京", "大阪", "札幌"], ["美咲", "翔太", "陽菜", "健一", "さくら"], ["佐藤", "田中", "高橋", "渡辺", "小林"]) { FamilyFirst = true },
        new("BR", "BRL", ["São Paulo", "Brasília", "Belém"], ["João", "Conceição", "Luís", "Antônia", "Cauã"], ["Araújo", "Gonçalves", "Simões", "Magalhães", "Leão"]),
        new("IN", "INR", ["Mumbai", "Delhi", "Chennai"], ["आरव", "प्रिया", "रोहन", "अनन्या", "विक्रम"], ["शर्मा", "पटेल", "गुप्ता", "सिंह", "वर्मा"]),
        new("PL", "PLN", ["Kraków", "Łódź", "Gdańsk"], ["Żaneta", "Łukasz", "Michał", "Bożena", "Józefina"], ["Wójcik", "Dąbrowski", "Król", "Źrebiec", "Pawłowicz"]),
        new("GR", "EUR", ["Αθήνα", "Πάτρα", "Χανιά"], ["Ελένη", "Νίκος", "Σοφία", "Γιώργος", "Δήμητρα"], ["Παππάς", "Οικονόμου", "Γεωργίου", "Βλάχος", "Ζήσης"]),
        new("CH", "CHF", ["Zürich", "Genève", "Lugano"], ["Reto", "Ursina", "Flurin", "Chiara", "Beat"], ["Aebischer", "Zgraggen", "Bünzli", "Rossi", "Favre"]),
        new("EG", "EGP", ["القاهرة", "الإسكندرية", "أسوان"], ["أحمد", "فاطمة", "يوسف", "مريم", "عمر"], ["حسن", "إبراهيم", "السيد", "منصور", "فؤاد"]),
        new("KR", "KRW", ["서울", "부산", "대구"], ["민준", "서연", "지호", "하은", "도윤"], ["김", "이", "박", "최", "정"]) { FamilyFirst = true },
    ];

    /// <summary>All of them; the first ones buy most.</summary>
    public static IReadOnlyList<SampleUser> All { get; } = [.. Enumerable.Range(0, Homes.Sum(home => home.Users)).Select(User)];

    private static SampleUser User(int index)
    {
        var home = Homes[index % Homes.Length];
        var inHome = index / Homes.Length;
        return new(
            string.Create(CultureInfo.InvariantCulture, $"U{index + 1:0000}"),
            home.Name(inHome),
            home.Cities[inHome % home.Cities.Length],
            home.Country,
            home.Currency,
            IsBlacklisted: (index + 1) % UsersPerBlacklistedOne == 0);
    }

    private sealed record Home(string Country, string Currency, string[] Cities, string[] GivenNames, string[] FamilyNames)
    {
        public bool FamilyFirst { get; init; }

        public int Users => GivenNames.Length * FamilyNames.Length;

        public string Name(int number)
        {
            var (given, family) = (GivenNames[number % GivenNames.Length], FamilyNames[number / GivenNames.Length]);
            return FamilyFirst ? $"{family} {given}" : $"{given} {family}";
        }
    }
}
