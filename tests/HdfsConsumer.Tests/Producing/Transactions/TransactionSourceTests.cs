using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HdfsConsumer.Producing.Transactions;
using HdfsConsumer.Tests.Producing.Sources;

namespace HdfsConsumer.Tests.Producing.Transactions;

public sealed class TransactionSourceTests
{
    private const int Many = 2000;

    private static readonly ILookup<TransactionTopic, (string Key, JsonElement Value)> Made =
        Messages(seed: 7, Many).ToLookup(message => message.Topic, message => (message.Key, JsonDocument.Parse(message.Value).RootElement));

    private static IEnumerable<JsonElement> Stream => Made[TransactionTopic.Stream].Select(message => message.Value);

    [Fact]
    public void TheBytesOfASeedNeverChange()
    {
        var text = string.Concat(Messages(seed: 7, 500).Select(message => $"{message.Topic} {message.Key} {message.Value}\n"));
        Assert.Equal("4ddb41f53fa228cd1925b00f5ef6f5be66a4b4e2598c015b138488f2da3db414", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    [Fact]
    public void AnotherSeedGivesOthers() => Assert.Empty(Messages(seed: 8, 100).Select(message => message.Value).Intersect(Messages(seed: 7, 100).Select(message => message.Value)));

    [Fact]
    public void WithoutASeedEachRunIsAnother() => Assert.NotEqual(Messages(seed: null, 10), Messages(seed: null, 10));

    [Fact]
    public void ARunThatIsReadTwiceIsTheSame()
    {
        using var source = Source(seed: 7, 50);
        Assert.Equal(Read(source), Read(source));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public void TheMachinesCultureChangesNothing(string culture)
    {
        var expected = Messages(seed: 7, 50);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal(expected, Messages(seed: 7, 50));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void EachTransactionIsInEachStreamThatItBelongsTo()
    {
        var ids = Stream.Select(transaction => Text(transaction, "transaction_id")).ToList();
        Assert.Equal(Many, ids.Distinct().Count());
        Assert.Equal(ids, Made[TransactionTopic.Flattened].Select(message => Text(message.Value, "transaction_id")));
        Assert.Equal(ids, Made[TransactionTopic.Anonymized].Select(message => Text(message.Value, "transaction_id")));
        var blacklisted = Stream.Where(transaction =>
            Text(transaction.GetProperty("user"), "user_id") is "U0050" or "U0100" or "U0150" or "U0200" or "U0250" or "U0300"
            || Text(transaction.GetProperty("location"), "country") == "ZZ");
        Assert.Equal(blacklisted.Select(transaction => Text(transaction, "transaction_id")), Made[TransactionTopic.Blacklisted].Select(message => Text(message.Value, "transaction_id")));
        Assert.Equal(["country", "user"], Made[TransactionTopic.Blacklisted].Select(message => Text(message.Value, "blacklist_reason")).Distinct().Order());
    }

    [Fact]
    public void AnAmountIsWhatTheItemsCost() => Assert.All(Stream, transaction =>
    {
        var items = transaction.GetProperty("items").EnumerateArray();
        Assert.Equal(Money(transaction, "amount"), items.Sum(item => Money(item, "unit_price") * item.GetProperty("quantity").GetInt32()));
        Assert.Equal(Money(transaction, "amount_eur"), Math.Round(Money(transaction, "amount") * SampleCurrencies.EurosPerUnit[Text(transaction, "currency")], 2, MidpointRounding.AwayFromZero));
    });

    [Fact]
    public void MoneyHasTwoPlaces()
    {
        var amounts = from message in Messages(seed: 7, Many)
                      from property in Properties(JsonDocument.Parse(message.Value).RootElement)
                      where property.Name.Contains("amount", StringComparison.Ordinal) || property.Name == "unit_price"
                      select property.Value.GetRawText();
        Assert.All(amounts, amount => Assert.Matches(@"^[0-9]+\.[0-9]{2}$", amount));
    }

    [Fact]
    public void WhatIsFlattenedSaysTheSame() => Assert.All(Stream.Zip(Made[TransactionTopic.Flattened]), pair =>
    {
        var (nested, flat) = (pair.First, pair.Second.Value);
        string[] same = ["transaction_id", "timestamp", "recorded_at", "amount", "currency", "amount_eur", "payment_method"];
        Assert.All(same, name => Assert.Equal(nested.GetProperty(name).GetRawText(), flat.GetProperty(name).GetRawText()));
        Assert.All((string[])["name", "email", "country"], name => Assert.Equal(Text(nested.GetProperty("user"), name), Text(flat, $"user_{name}")));
        Assert.All((string[])["city", "country"], name => Assert.Equal(nested.GetProperty("location").GetProperty(name).GetString(), flat.GetProperty(name).GetString()));
        var items = nested.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(items.Sum(item => item.GetProperty("quantity").GetInt32()), flat.GetProperty("item_quantity").GetInt32());
        Assert.Equal(string.Join(',', items.Select(item => Text(item, "product_id"))), Text(flat, "product_ids"));
    });

    [Fact]
    public void APseudonymStandsForOneUserAndTellsNothingElse()
    {
        var pairs = Stream.Zip(Made[TransactionTopic.Anonymized]).Select(pair => (User: pair.First.GetProperty("user"), Pseudonym: pair.Second.Key, Message: pair.Second.Value)).ToList();
        Assert.All(pairs, pair => Assert.Equal(pair.Pseudonym, Text(pair.Message.GetProperty("user"), "pseudonym")));
        Assert.All(pairs, pair => Assert.DoesNotContain((string[])[Text(pair.User, "user_id"), Text(pair.User, "name"), Text(pair.User, "email")], pair.Message.GetRawText().Contains));
        var users = pairs.Select(pair => (Text(pair.User, "user_id"), pair.Pseudonym)).Distinct().ToList();
        Assert.Equal(users.Count, users.Select(user => user.Pseudonym).Distinct().Count());
        Assert.Equal(users.Count, users.Select(user => user.Item1).Distinct().Count());
    }

    [Theory]
    [InlineData("Müller")]
    [InlineData("Łukasz")]
    [InlineData("佐藤")]
    [InlineData("शर्मा")]
    [InlineData("Ελένη")]
    [InlineData("أحمد")]
    [InlineData("서연")]
    public void NamesAreInSeveralScripts(string part) =>
        Assert.Contains(Stream, transaction => Text(transaction.GetProperty("user"), "name").Contains(part, StringComparison.Ordinal));

    [Fact]
    public void TheTableOfUsersAndCurrenciesIsTheSumOfTheStream() => AssertTotals(
        TransactionTopic.UserSummary,
        Stream.Select(transaction => ($"{Text(transaction.GetProperty("user"), "user_id")}/{Text(transaction, "currency")}", Money(transaction, "amount"))),
        row => $"{Text(row, "user_id")}/{Text(row, "currency")}",
        ("transaction_count", "total_amount"));

    [Fact]
    public void TheTableOfUsersIsTheSumOfTheStream() => AssertTotals(
        TransactionTopic.UserSummaryEur,
        Stream.Select(transaction => (Text(transaction.GetProperty("user"), "user_id"), Money(transaction, "amount_eur"))),
        row => Text(row, "user_id"),
        ("transaction_count", "total_amount_eur"));

    [Fact]
    public void TheTableOfPaymentMethodsIsTheSumOfTheStream() => AssertTotals(
        TransactionTopic.PaymentMethodTotals,
        Stream.Select(transaction => (Text(transaction, "payment_method"), Money(transaction, "amount_eur"))),
        row => Text(row, "payment_method"),
        ("transaction_count", "total_amount_eur"));

    [Fact]
    public void TheTableOfProductsIsTheSumOfTheStream() => AssertTotals(
        TransactionTopic.ProductPurchaseCounts,
        Stream.SelectMany(transaction => transaction.GetProperty("items").EnumerateArray()).Select(item => (Text(item, "product_id"), item.GetProperty("quantity").GetDecimal())),
        row => Text(row, "product_id"),
        ("purchase_count", "total_quantity"));

    // After each message the row has to be what the stream up to there says: a message of the table for each effect, in the same order.
    private static void AssertTotals(
        TransactionTopic topic, IEnumerable<(string Key, decimal Addend)> effects, Func<JsonElement, string> keyOf, (string Count, string Sum) names)
    {
        var totals = new Dictionary<string, (long Count, decimal Sum)>();
        var expected = effects.Select(effect =>
        {
            var (count, sum) = totals.GetValueOrDefault(effect.Key);
            totals[effect.Key] = (count + 1, sum + effect.Addend);
            return (effect.Key, effect.Key, count + 1, sum + effect.Addend);
        });
        Assert.Equal(expected, Made[topic].Select(row => (row.Key, keyOf(row.Value), row.Value.GetProperty(names.Count).GetInt64(), Money(row.Value, names.Sum))));
    }

    private static IEnumerable<JsonProperty> Properties(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(property => Properties(property.Value).Prepend(property)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Properties),
        _ => [],
    };

    private static decimal Money(JsonElement value, string name) => value.GetProperty(name).GetDecimal();

    private static string Text(JsonElement value, string name) => value.GetProperty(name).GetString()!;

    private static TransactionSource Source(int? seed, long count) =>
        new(new TransactionSettings { Transactions = count, Seed = seed }, new ManualClock(), CancellationToken.None);

    private static List<(TransactionTopic Topic, string Key, string Value)> Messages(int? seed, long count)
    {
        using var source = Source(seed, count);
        return Read(source);
    }

    private static List<(TransactionTopic Topic, string Key, string Value)> Read(TransactionSource source) =>
        [.. TakenRow.AllOf(source).Select(row => ((TransactionTopic)row.Topic, row.KeyText!, row.Text))];
}
