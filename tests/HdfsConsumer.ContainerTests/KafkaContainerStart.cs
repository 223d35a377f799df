using System.Runtime.CompilerServices;
using Testcontainers.Kafka;

namespace HdfsConsumer.IntegrationTests;

/// <summary>Starts Kafka in a container before the first test, and names it where the tests look for a broker.</summary>
internal static class KafkaContainerStart
{
    [ModuleInitializer]
    internal static void Start()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP_SERVERS")))
        {
            // Removed by the library's own janitor when the test process ends.
            var kafka = new KafkaBuilder().Build();
            kafka.StartAsync().GetAwaiter().GetResult();
            Environment.SetEnvironmentVariable("KAFKA_BOOTSTRAP_SERVERS", kafka.GetBootstrapAddress());
        }
    }
}
