namespace HdfsConsumer.Producing.Transactions;

/// <summary>The topics that made-up transactions go to: four streams, and four tables that follow from them.</summary>
internal enum TransactionTopic
{
    /// <summary>Every transaction, nested.</summary>
    Stream,

    /// <summary>Every transaction, as flat fields.</summary>
    Flattened,

    /// <summary>Every transaction, a pseudonym in place of the user.</summary>
    Anonymized,

    /// <summary>The transactions of blacklisted users and countries.</summary>
    Blacklisted,

    /// <summary>How often and how much each user has paid in each currency.</summary>
    UserSummary,

    /// <summary>How often and how much each user has paid, in euros.</summary>
    UserSummaryEur,

    /// <summary>How often and how much has been paid by each payment method, in euros.</summary>
    PaymentMethodTotals,

    /// <summary>How often and how many of each product have been bought.</summary>
    ProductPurchaseCounts,
}

/// <summary>What the topics are called.</summary>
internal static class TransactionTopics
{
    /// <summary>The names, in the order of <see cref="TransactionTopic"/>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "transaction_stream", "transaction_flattened", "transaction_stream_anonymized", "transaction_stream_blacklisted",
        "user_transaction_summary", "user_transaction_summary_eur", "payment_method_totals", "product_purchase_counts",
    ];
}
