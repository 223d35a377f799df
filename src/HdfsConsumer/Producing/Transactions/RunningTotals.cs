using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace HdfsConsumer.Producing.Transactions;

/// <summary>The tables, as a stream processor keeps them: each transaction changes some rows, and a message tells what each of them is now.</summary>
internal sealed class RunningTotals
{
    private readonly Dictionary<(string User, string Currency), Total<decimal>> _users = [];
    private readonly Dictionary<string, Total<decimal>> _usersEur = [];
    private readonly Dictionary<string, Total<decimal>> _paymentMethods = [];
    private readonly Dictionary<string, Total<long>> _products = [];

    /// <summary>Adds a transaction. The messages, one for each row that it changes.</summary>
    public IReadOnlyList<TransactionMessage> Add(Transaction transaction)
    {
        var (user, currency, method) = (transaction.User.Id, transaction.Currency, transaction.PaymentMethod);
        var inCurrency = Added(_users, (user, currency), transaction.Amount);
        var inEuros = Added(_usersEur, user, transaction.AmountEur);
        var byMethod = Added(_paymentMethods, method, transaction.AmountEur);
        return
        [
            Row(TransactionTopic.UserSummary, $"{user}/{currency}", transaction, json =>
            {
                json.WriteString("user_id", user);
                json.WriteString("currency", currency);
                json.WriteNumber("transaction_count", inCurrency.Count);
                json.WriteNumber("total_amount", inCurrency.Sum);
            }),
            Row(TransactionTopic.UserSummaryEur, user, transaction, json =>
            {
                json.WriteString("user_id", user);
                json.WriteNumber("transaction_count", inEuros.Count);
                json.WriteNumber("total_amount_eur", inEuros.Sum);
            }),
            Row(TransactionTopic.PaymentMethodTotals, method, transaction, json =>
            {
                json.WriteString("payment_method", method);
                json.WriteNumber("transaction_count", byMethod.Count);
                json.WriteNumber("total_amount_eur", byMethod.Sum);
            }),
            .. transaction.Items.Select(item => ProductRow(item, transaction)),
        ];
    }

    private TransactionMessage ProductRow(TransactionItem item, Transaction transaction)
    {
        var total = Added(_products, item.Product.Id, item.Quantity);
        return Row(TransactionTopic.ProductPurchaseCounts, item.Product.Id, transaction, json =>
        {
            json.WriteString("product_id", item.Product.Id);
            json.WriteString("product_name", item.Product.Name);
            json.WriteString("category", item.Product.Category);
            json.WriteNumber("purchase_count", total.Count);
            json.WriteNumber("total_quantity", total.Sum);
        });
    }

    private static TransactionMessage Row(TransactionTopic topic, string key, Transaction transaction, Action<Utf8JsonWriter> writeTotals) =>
        TransactionMessage.Of(topic, key, json =>
        {
            writeTotals(json);
            json.WriteString("last_transaction_id", transaction.Id);
            json.WriteString("updated_at", TransactionMessage.TimeText(transaction.PaidAt));
        });

    private static Total<TSum> Added<TKey, TSum>(Dictionary<TKey, Total<TSum>> totals, TKey key, TSum addend)
        where TKey : notnull
        where TSum : struct, INumber<TSum>
    {
        ref var total = ref CollectionsMarshal.GetValueRefOrAddDefault(totals, key, out _);
        total = new(total.Count + 1, total.Sum + addend);
        return total;
    }

    private readonly record struct Total<TSum>(long Count, TSum Sum);
}
