using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HdfsConsumer.Producing.Transactions;

/// <summary>A transaction as the streams tell of it.</summary>
internal static class StreamMessages
{
    private const int PseudonymBytes = 8;

    /// <summary>Its messages: one for each stream that it belongs to.</summary>
    public static IEnumerable<TransactionMessage> Of(Transaction transaction)
    {
        yield return TransactionMessage.Of(TransactionTopic.Stream, transaction.User.Id, json => WriteNested(json, transaction, WriteUser));
        yield return TransactionMessage.Of(TransactionTopic.Flattened, transaction.User.Id, json => WriteFlat(json, transaction));
        yield return TransactionMessage.Of(TransactionTopic.Anonymized, PseudonymOf(transaction.User), json => WriteNested(json, transaction, WritePseudonym));
        if (transaction.BlacklistReason is { } reason)
        {
            yield return TransactionMessage.Of(TransactionTopic.Blacklisted, transaction.User.Id, json =>
            {
                WriteNested(json, transaction, WriteUser);
                json.WriteString("blacklist_reason", reason);
            });
        }
    }

    /// <summary>What stands for a user: the same in every run. It hides nothing from somebody who knows the users, for it is without a secret.</summary>
    public static string PseudonymOf(SampleUser user) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(user.Id)).AsSpan(0, PseudonymBytes));

    private static void WriteNested(Utf8JsonWriter json, Transaction transaction, Action<Utf8JsonWriter, SampleUser> writeUser)
    {
        WriteTimes(json, transaction);
        json.WriteStartObject("user");
        writeUser(json, transaction.User);
        json.WriteEndObject();
        WritePayment(json, transaction);
        json.WriteStartArray("items");
        foreach (var item in transaction.Items)
        {
            json.WriteStartObject();
            json.WriteString("product_id", item.Product.Id);
            json.WriteString("name", item.Product.Name);
            json.WriteString("category", item.Product.Category);
            json.WriteNumber("quantity", item.Quantity);
            json.WriteNumber("unit_price", item.UnitPrice);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("location");
        json.WriteString("city", transaction.City);
        json.WriteString("country", transaction.Country);
        json.WriteEndObject();
    }

    private static void WriteUser(Utf8JsonWriter json, SampleUser user)
    {
        json.WriteString("user_id", user.Id);
        json.WriteString("name", user.Name);
        json.WriteString("email", user.Email);
        json.WriteString("country", user.Country);
    }

    private static void WritePseudonym(Utf8JsonWriter json, SampleUser user)
    {
        json.WriteString("pseudonym", PseudonymOf(user));
        json.WriteString("country", user.Country);
    }

    private static void WriteFlat(Utf8JsonWriter json, Transaction transaction)
    {
        WriteTimes(json, transaction);
        json.WriteString("user_id", transaction.User.Id);
        json.WriteString("user_name", transaction.User.Name);
        json.WriteString("user_email", transaction.User.Email);
        json.WriteString("user_country", transaction.User.Country);
        WritePayment(json, transaction);
        json.WriteNumber("product_count", transaction.Items.Count);
        json.WriteNumber("item_quantity", transaction.Items.Sum(item => item.Quantity));
        json.WriteString("product_ids", string.Join(',', transaction.Items.Select(item => item.Product.Id)));
        json.WriteString("city", transaction.City);
        json.WriteString("country", transaction.Country);
    }

    private static void WriteTimes(Utf8JsonWriter json, Transaction transaction)
    {
        json.WriteString("transaction_id", transaction.Id);
        json.WriteString("timestamp", TransactionMessage.TimeText(transaction.PaidAt));
        json.WriteString("recorded_at", transaction.RecordedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }

    private static void WritePayment(Utf8JsonWriter json, Transaction transaction)
    {
        json.WriteNumber("amount", transaction.Amount);
        json.WriteString("currency", transaction.Currency);
        json.WriteNumber("amount_eur", transaction.AmountEur);
        json.WriteString("payment_method", transaction.PaymentMethod);
    }
}
